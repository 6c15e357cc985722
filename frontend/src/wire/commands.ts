// What a client may ask.
// Generated from src/jackfield/protocol by `make reference`: do not edit.

import type {
  CallbackStatus,
  ConferenceRole,
  ConfigType,
  ListType,
  ListenMode,
  QueuePenalty,
} from './values';

/** Which callback requests are wanted. */
export interface CallbackSearch {
  /** conditions that must all hold. */
  filters?: Filter[] | undefined;
  /** how many to skip. */
  offset?: number | undefined;
  /** how many at most. */
  limit?: number | null | undefined;
}

/** Which past calls are wanted. */
export interface CustomerCallSearch {
  /** conditions that must all hold. */
  filters?: Filter[] | undefined;
  /** how many at most; by default 20, never more than 200. */
  size?: number | null | undefined;
}

/** One condition of a search. */
export interface Filter {
  /** what is compared. */
  field: string;
  /** how it is compared. */
  operator: string;
  /** what it is compared with. */
  value?: string | number | boolean | null | undefined;
}

/** A waiting call, as an element of `QueueCalls.calls`. */
export interface QueueCall {
  /** not looked at. */
  position?: number | null | undefined;
  /** not looked at. */
  name?: string | null | undefined;
  /** not looked at. */
  number?: string | null | undefined;
  /** not looked at. */
  queueTime?: string | null | undefined;
  /** uniqueid of the leg. */
  uniqueId?: string | null | undefined;
  /** name of the channel, where there is no uniqueId. */
  channel?: string | null | undefined;
}

/** Call a number from the user's own line. */
export interface Dial {
  command: 'dial';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number as typed; blanks, dots and brackets are dropped, `+` becomes `00`. */
  destination: string;
  /** data for the call, text to text; `k` is attached as `USR_k`. */
  variables?: Record<string, string> | undefined;
}

/** Call the user's mobile number, then bridge it to a number. */
export interface DialFromMobile {
  command: 'dialFromMobile';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number as typed, or the number of a conference room. */
  destination: string;
  /** data for the call, text to text; `k` is attached as `USR_k`. */
  variables?: Record<string, string> | undefined;
}

/** Call another user by login. */
export interface DialByUsername {
  command: 'dialByUsername';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** CTI login of the called user. */
  username: string;
  /** data for the call, text to text; `k` is attached as `USR_k`. */
  variables?: Record<string, string> | undefined;
}

/** Call a free agent of a queue, then the destination; when nobody is free, where the queue's dissuasion leads. */
export interface DialFromQueue {
  command: 'dialFromQueue';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number to call once the agent has answered. */
  destination: string;
  /** id of the queue that gives the agent. */
  queueId: number;
  /** name shown on both legs; a single `callerId` stands for name and number. */
  callerIdName?: string | null | undefined;
  /** number shown on both legs. */
  callerIdNumber?: string | null | undefined;
  /** data for the call, text to text; `k` is attached as `USR_k`. */
  variables?: Record<string, string> | undefined;
}

/** Ring the user's own line, then call the destination; dial without data. */
export interface Originate {
  command: 'originate';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number as typed. */
  destination: string;
}

/** Tell how a call sounds in the browser that has it; the last report is kept with the call. Ours. */
export interface ReportCallQuality {
  command: 'reportCallQuality';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** the SIP Call-ID of the call, `SIPCALLID` of its PhoneEvents. */
  sipCallId: string;
  /** milliseconds. */
  jitter: number;
  /** milliseconds. */
  roundTrip: number;
  /** percent of the packets so far. */
  loss: number;
  /** mean opinion score. */
  mos: number;
}

/** Hang up a call; without an id the established one, else the dialling, the ringing, the held one. */
export interface Hangup {
  command: 'hangup';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** the `uniqueId` of the leg's PhoneEvents. */
  uniqueId?: string | null | undefined;
}

/** Answer the ringing call. */
export interface Answer {
  command: 'answer';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** the `uniqueId` of the ringing leg; needed only when several ring. */
  uniqueId?: string | null | undefined;
}

/** Hold the current call, or take the held one back. */
export interface Hold {
  command: 'hold';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** the `uniqueId` of the leg; needed only when there are several. */
  uniqueId?: string | null | undefined;
}

/** Transfer the current call blindly, else the held one; attached data travels with it. */
export interface DirectTransfer {
  command: 'directTransfer';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number as typed. */
  destination: string;
}

/** Hold the current call and call the destination; completeTransfer or cancelTransfer follows. */
export interface AttendedTransfer {
  command: 'attendedTransfer';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number as typed. */
  destination: string;
  /** which device calls, sent by newer clients; not used: the one that has the call consults. */
  device?: string | null | undefined;
}

/**
 * Join the two parties of an attended transfer, or of a held and a second call, and leave. While the second party
 * still rings, the first hears it ring; if nobody answers, the phone that transferred rings.
 */
export interface CompleteTransfer {
  command: 'completeTransfer';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/**
 * Drop the consultation of an attended transfer and return to the first call. A first call that only the phone itself
 * can take back from hold stays held.
 */
export interface CancelTransfer {
  command: 'cancelTransfer';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Bring the user's two calls, one held and one established, together into a call of three. */
export interface Conference {
  command: 'conference';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Attach data to the user's connected calls. */
export interface SetData {
  command: 'setData';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** text to text; `USR_` is put before a key that lacks it. Also a text holding such an object. */
  variables: Record<string, string>;
}

/** Ask for the last PhoneEvent of each of the user's calls. */
export interface GetCurrentCallsPhoneEvents {
  command: 'getCurrentCallsPhoneEvents';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Set or unset "do not disturb". */
export interface Dnd {
  command: 'dnd';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** true to refuse calls. */
  state: boolean;
}

/** Forward calls that are not answered. */
export interface NaFwd {
  command: 'naFwd';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** true to forward. */
  state: boolean;
  /** number to forward to; with `state` false it is kept but not used. */
  destination?: string | undefined;
}

/** Forward all calls. */
export interface UncFwd {
  command: 'uncFwd';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** true to forward. */
  state: boolean;
  /** number to forward to; with `state` false it is kept but not used. */
  destination?: string | undefined;
}

/** Forward calls while the user is busy. */
export interface BusyFwd {
  command: 'busyFwd';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** true to forward. */
  state: boolean;
  /** number to forward to; with `state` false it is kept but not used. */
  destination?: string | undefined;
}

/** Follow the state of phones; adds to what was subscribed before, for the life of the session. */
export interface SubscribeToPhoneHints {
  command: 'subscribeToPhoneHints';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** numbers; events repeat each exactly as written here. */
  phoneNumbers: string[];
}

/** Stop following the state of phones. */
export interface UnsubscribeFromAllPhoneHints {
  command: 'unsubscribeFromAllPhoneHints';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Send a key press on the current call. */
export interface SendDtmf {
  command: 'sendDtmf';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** one of 0-9, *, #, A-D. */
  key: string;
}

/** Switch the user's microphone off for the others in a call, or on again. */
export interface ToggleMicrophone {
  command: 'toggleMicrophone';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** the `uniqueId` of the leg; needed only when there are several. */
  uniqueId?: string | null | undefined;
}

/**
 * Choose which of the two devices of one's number is rung and dials from now on. For lines with a desk phone and a
 * browser under one number. It lasts; the same choice again changes nothing.
 */
export interface ToggleUniqueAccountDevice {
  command: 'toggleUniqueAccountDevice';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** `phone` or `webrtc`; capitals do not matter. */
  deviceType: string;
}

/** Log an agent in on a line. */
export interface AgentLogin {
  command: 'agentLogin';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** the line; by default the session's legacy agentNumber, else the user's own line. */
  agentphonenumber?: string | null | undefined;
  /** id of the agent; by default the connected user's agent. */
  agentid?: number | null | undefined;
}

/** Log an agent out. */
export interface AgentLogout {
  command: 'agentLogout';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent; by default the connected user's agent. */
  agentid?: number | null | undefined;
}

/** Log the connected user's agent in when logged out, out otherwise. */
export interface ToggleAgentLogin {
  command: 'toggleAgentLogin';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Put an agent on pause; during a call it shows when the call ends. */
export interface PauseAgent {
  command: 'pauseAgent';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent; by default the connected user's agent. */
  agentid?: number | null | undefined;
  /** why, best the name of a user status; shown as `cause`. */
  reason?: string | null | undefined;
}

/** Make an agent ready again, from pause or wrap-up. */
export interface UnpauseAgent {
  command: 'unpauseAgent';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent; by default the connected user's agent. */
  agentid?: number | null | undefined;
}

/** Call the requester's phone and let it hear the agent's line. */
export interface ListenAgent {
  command: 'listenAgent';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent. */
  agentid: number;
  /**
   * who hears the requester: nobody by default. While listening the keys 4 (listen), 5 (whisper) and 6 (barge) change
   * it (ours).
   */
  mode?: ListenMode | undefined;
}

/** Put an agent into another group. */
export interface SetAgentGroup {
  command: 'setAgentGroup';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent. */
  agentId: number;
  /** id of the group. */
  groupId: number;
}

/** Agents of a group leave one queue and enter another; with one queue given twice only the penalty changes. */
export interface MoveAgentsInGroup {
  command: 'moveAgentsInGroup';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the group. */
  groupId: number;
  /** id of the queue they leave. */
  fromQueueId: number;
  /** only those who have this penalty there. */
  fromPenalty: number;
  /** id of the queue they enter. */
  toQueueId: number;
  /** their penalty there, 0 or more. */
  toPenalty: number;
}

/** Agents of a group who are in one queue enter another too. */
export interface AddAgentsInGroup {
  command: 'addAgentsInGroup';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the group. */
  groupId: number;
  /** id of the queue they are in and stay in. */
  fromQueueId: number;
  /** only those who have this penalty there. */
  fromPenalty: number;
  /** id of the queue they enter. */
  toQueueId: number;
  /** their penalty there, 0 or more. */
  toPenalty: number;
}

/** Agents of a group leave a queue. */
export interface RemoveAgentGroupFromQueueGroup {
  command: 'removeAgentGroupFromQueueGroup';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the group. */
  groupId: number;
  /** id of the queue. */
  queueId: number;
  /** only those who have this penalty there. */
  penalty: number;
}

/** Agents of a group who are not in a queue enter it. */
export interface AddAgentsNotInQueueFromGroupTo {
  command: 'addAgentsNotInQueueFromGroupTo';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the group. */
  groupId: number;
  /** id of the queue. */
  queueId: number;
  /** their penalty there, 0 or more. */
  penalty: number;
}

/** Pause the recording of a queue call that an agent has answered. */
export interface MonitorPause {
  command: 'monitorPause';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent; by default the connected user's agent. */
  agentid?: number | null | undefined;
}

/** Go on with the recording of a queue call. */
export interface MonitorUnpause {
  command: 'monitorUnpause';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent; by default the connected user's agent. */
  agentid?: number | null | undefined;
}

/** Put an agent into a queue, or change the penalty there. */
export interface SetAgentQueue {
  command: 'setAgentQueue';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent. */
  agentId: number;
  /** id of the queue. */
  queueId: number;
  /** 0 or more; 0 is served first. */
  penalty: number;
}

/** Take an agent out of a queue. */
export interface RemoveAgentFromQueue {
  command: 'removeAgentFromQueue';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the agent. */
  agentId: number;
  /** id of the queue. */
  queueId: number;
}

/** Follow the statistics of agents. */
export interface SubscribeToAgentStats {
  command: 'subscribeToAgentStats';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Ask for all visible agents with their states. */
export interface GetAgentDirectory {
  command: 'getAgentDirectory';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Ask for a list and follow its changes. */
export interface GetList {
  command: 'getList';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** which list. */
  objectType: ListType;
}

/** Ask for the present state of all visible agents. */
export interface GetAgentStates {
  command: 'getAgentStates';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Follow the states of all visible agents; one's own agent is followed without it. */
export interface SubscribeToAgentEvents {
  command: 'subscribeToAgentEvents';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Follow the statistics of queues. */
export interface SubscribeToQueueStats {
  command: 'subscribeToQueueStats';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Follow what integrations say of calls. */
export interface SubscribeToRealtimeCTI {
  command: 'subscribeToRealtimeCTI';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Ask once what happened in a queue during the last while. */
export interface AskQueueStatistics {
  command: 'getQueueStatistics';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the queue. */
  queueId: number;
  /** how far to look back, in seconds: at most a day. */
  window: number;
  /** seconds of waiting within which an answer counts as good. */
  xqos: number;
}

/** Ask once for a queue's day since local midnight, cut into intervals of the same length (ours). */
export interface GetQueueIntervals {
  command: 'getQueueIntervals';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the queue. */
  queueId: number;
  /** length of an interval, 60 to 86400; by default a quarter of an hour. */
  seconds?: number | undefined;
}

/** Have the calls of a queue recorded from now on, or no longer (ours). */
export interface SetQueueRecording {
  command: 'setQueueRecording';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the queue. */
  queueId: number;
  /** whether they are. */
  recorded: boolean;
}

/** Close a queue or open it again, and say where calls go that no agent of it takes (ours). */
export interface SetQueueDissuasion {
  command: 'setQueueDissuasion';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the queue. */
  queueId: number;
  /** nobody is let into it. */
  closed: boolean;
  /**
   * number where calls go while it is closed or full, has nobody to answer, or took too long; empty: they hear busy,
   * or the call ends.
   */
  destination: string;
}

/** Follow the calls that wait in a queue. */
export interface SubscribeToQueueCalls {
  command: 'subscribeToQueueCalls';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the queue. */
  queueId: number;
}

/** Stop following the calls that wait in a queue (capital S on the wire). */
export interface UnSubscribeToQueueCalls {
  command: 'unSubscribeToQueueCalls';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the queue. */
  queueId: number;
}

/**
 * Pull a waiting call out of its queue to one's own phone, which must be free. It rings there like any call from
 * outside: who does not answer it has it go where his forwards say.
 */
export interface RetrieveQueueCall {
  command: 'retrieveQueueCall';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** the call, an element of `QueueCalls.calls`. */
  queueCall: QueueCall;
}

/** Ask for the user's last calls, most recent first. */
export interface GetUserCallHistory {
  command: 'getUserCallHistory';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** how many; by default those of the last 10 days. */
  size?: number | null | undefined;
}

/** Ask for the user's calls of the last days, most recent first. */
export interface GetUserCallHistoryByDays {
  command: 'getUserCallHistoryByDays';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** how many days back; by default 10. */
  days?: number | null | undefined;
}

/** Ask for the last calls of the connected user's agent, most recent first. */
export interface GetAgentCallHistory {
  command: 'getAgentCallHistory';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** how many; by default those of the last 10 days. */
  size?: number | null | undefined;
}

/** Ask for the last calls of queues, most recent first. */
export interface GetQueueCallHistory {
  command: 'getQueueCallHistory';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** part of the name (not the display name) of the queues; case does not matter. */
  queue: string;
  /** how many; by default those of the last 10 days. */
  size?: number | null | undefined;
}

/**
 * Search the calls that are over, most recent first: what became of a customer's calls. Conditions are on `src_num`
 * and `dst_num` (also `srcNum`, `dstNum`), `queueId`, `queue`, `agentId`, `agentNum`, `userId`, `username`, `status`,
 * all with `=`, and on `start` with `=`, `<`, `<=`, `>`, `>=` and a day or time. Numbers are also found by their
 * beginning (`startsWith`, or `like` with `06%`), their end (`endsWith`, `%99`) and, where at most 100,000 calls would
 * have to be looked through, by any part (`contains`, `%12%`).
 */
export interface FindCustomerCallHistory {
  command: 'findCustomerCallHistory';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** chosen by the client, returned in the answer. */
  id: number | string;
  /** what is searched. */
  request?: CustomerCallSearch | undefined;
}

/** Search people in the directory. */
export interface DirectoryLookUp {
  command: 'directoryLookUp';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** part of a name or number; an empty one is answered too. */
  term: string;
}

/** The old name of directoryLookUp. */
export interface SearchDirectory {
  command: 'searchDirectory';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** part of a name or number; also accepted as `pattern`. */
  term: string;
}

/** Ask for the user's favorites. */
export interface GetFavorites {
  command: 'getFavorites';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Search people in the directory, for cards. */
export interface SearchContacts {
  command: 'searchContacts';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** part of a name or number; an empty one is answered too. */
  term: string;
}

/** Ask for the user's favorites, for cards. */
export interface GetFavoriteContacts {
  command: 'getFavoriteContacts';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Make a contact a favorite. */
export interface AddFavorite {
  command: 'addFavorite';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** `contact_id` of the directory entry. */
  contactId: string;
  /** `source` of the directory entry: the directory that owns the contact. */
  source: string;
}

/** Make a contact no favorite any more. */
export interface RemoveFavorite {
  command: 'removeFavorite';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** `contact_id` of the directory entry. */
  contactId: string;
  /** `source` of the directory entry: the directory that owns the contact. */
  source: string;
}

/** Change the user's status and run the status's actions. */
export interface ChangeUserStatus {
  command: 'userStatusUpdate';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** `name` of an entry of UsersStatuses. */
  status: string;
}

/** Ask for the configuration of the user's line. */
export interface GetConfig {
  command: 'getConfig';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** always `line`. */
  objectType: ConfigType;
}

/** Ask for the STUN and TURN servers that calls from this browser are to use. */
export interface GetIceConfig {
  command: 'getIceConfig';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Ask for the name of a user that people read. */
export interface DisplayNameLookup {
  command: 'displayNameLookup';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** login of the user. */
  username: string;
}

/** Keep something for the user; the server only gives it back. */
export interface SetUserPreference {
  command: 'setUserPreference';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** its name. */
  key: string;
  /** its value, as text. */
  value?: string | undefined;
  /** what clients call its type, such as `String` or `Boolean`. */
  value_type?: string | undefined;
}

/** Write a line of the browser's log into the server's. */
export interface PushLogToServer {
  command: 'pushLogToServer';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** such as `error`, `warn`, `info` or `debug`; any other counts as info. */
  level?: string | undefined;
  /** the text; only its first 2,000 characters are kept. */
  log: string;
}

/** Forget the user's mobile app; nothing is kept of any, so it is done at once. */
export interface UnregisterMobileApp {
  command: 'unregisterMobileApp';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Mute the user's own voice in a conference. */
export interface ConferenceMuteMe {
  command: 'conferenceMuteMe';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
}

/** Let the user's own voice be heard in a conference again. */
export interface ConferenceUnmuteMe {
  command: 'conferenceUnmuteMe';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
}

/** Mute everybody in a conference but the user. */
export interface ConferenceMuteAll {
  command: 'conferenceMuteAll';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
}

/** Let everybody in a conference be heard again, the user too. */
export interface ConferenceUnmuteAll {
  command: 'conferenceUnmuteAll';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
}

/** Mute one participant of a conference. */
export interface ConferenceMute {
  command: 'conferenceMute';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
  /** the participant, as named by the events. */
  index: number;
}

/** Let one participant of a conference be heard again. */
export interface ConferenceUnmute {
  command: 'conferenceUnmute';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
  /** the participant, as named by the events. */
  index: number;
}

/** Throw a participant out of a conference; not an organizer. */
export interface ConferenceKick {
  command: 'conferenceKick';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
  /** the participant, as named by the events. */
  index: number;
}

/** Let one participant of a conference hear nothing. */
export interface ConferenceDeafen {
  command: 'conferenceDeafen';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
  /** the participant, as named by the events. */
  index: number;
}

/** Let one participant of a conference hear again. */
export interface ConferenceUndeafen {
  command: 'conferenceUndeafen';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
  /** the participant, as named by the events. */
  index: number;
}

/** Let everybody in a conference be heard and hear again. */
export interface ConferenceReset {
  command: 'conferenceReset';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
}

/** End a conference: everybody is thrown out, organizers too. */
export interface ConferenceClose {
  command: 'conferenceClose';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
}

/** Call somebody and lead him into a conference when he answers; he is asked for no PIN. */
export interface ConferenceInvite {
  command: 'conferenceInvite';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** number of the room. */
  numConf: string;
  /** number to call, as typed. */
  exten: string;
  /** what he is in the conference; User unless given. */
  role?: ConferenceRole | null | undefined;
  /** sent by newer clients; not used: he enters when he answers. */
  earlyJoin?: boolean | undefined;
  /** data for the call, text to text; `k` is attached as `USR_k`. */
  variables?: Record<string, string> | undefined;
  /** he is a marked user of the PBX: those who wait for one may begin. */
  marked?: boolean | undefined;
  /** he leaves with the last marked user. */
  leaveWhenLastMarkedLeave?: boolean | undefined;
  /** number or name shown to him; by default the room's. */
  callerId?: string | null | undefined;
}

/** Take the other party of the user's second call into the conference that his first one is in. */
export interface IncludeToConference {
  command: 'includeToConference';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** what the party is in the conference; User unless given. */
  role?: ConferenceRole | null | undefined;
  /** as in conferenceInvite. */
  marked?: boolean | undefined;
  /** as in conferenceInvite. */
  leaveWhenLastMarkedLeave?: boolean | undefined;
  /** sent by newer clients; not used: the party stays who it is. */
  callerId?: string | null | undefined;
}

/** Call a user and lead him into the conference that the user is in. */
export interface InviteConferenceRoom {
  command: 'inviteConferenceRoom';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the user to invite. */
  userId: number;
}

/** Ask for the callback lists and follow all callback events. */
export interface GetCallbackLists {
  command: 'getCallbackLists';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Take a callback request for the connected user's agent. */
export interface TakeCallback {
  command: 'takeCallback';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** of the request. */
  uuid: string;
}

/** Give a taken callback request back. */
export interface ReleaseCallback {
  command: 'releaseCallback';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** of the request. */
  uuid: string;
}

/** Call the person from the agent's phone; opens a ticket. */
export interface StartCallback {
  command: 'startCallback';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** of the request, taken before. */
  uuid: string;
  /** number to call; also accepted as `phoneNumber`. */
  number: string;
}

/** Write the outcome of a callback; every status but Callback closes the request. */
export interface UpdateCallbackTicket {
  command: 'updateCallbackTicket';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** of the ticket (CallbackStarted.ticketUuid), or of the request. */
  uuid: string;
  /** the outcome. */
  status: CallbackStatus;
  /** what was said; also accepted as `description`. */
  comment?: string | undefined;
  /** new day of the callback, YYYY-MM-DD. */
  dueDate?: string | null | undefined;
  /** new preferred period. */
  periodUuid?: string | null | undefined;
}

/** Ring the user's phone and play the message left with a callback request. */
export interface ListenCallbackMessage {
  command: 'listenCallbackMessage';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** `voiceMessageRef` of the request, or the request's uuid; also accepted as `uuid`. */
  voiceMessageRef: string;
}

/** Search callback requests, open and closed. */
export interface FindCallbackRequest {
  command: 'findCallbackRequest';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** chosen by the client, returned in the answer. */
  id: number | string;
  /** what is searched. */
  request?: CallbackSearch | undefined;
}

/** Ask for the periods of the day in which people may be called back. */
export interface GetCallbackPreferredPeriods {
  command: 'getCallbackPreferredPeriods';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
}

/** Ask for a user's default membership and follow its changes. */
export interface GetUserDefaultMembership {
  command: 'getUserDefaultMembership';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the user, never of the agent. */
  userId: number;
}

/** Replace a user's default membership. */
export interface SetUserDefaultMembership {
  command: 'setUserDefaultMembership';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the user, never of the agent. */
  userId: number;
  /** the queues with their penalties. */
  membership: QueuePenalty[];
}

/** Replace the default membership of several users. */
export interface SetUsersDefaultMembership {
  command: 'setUsersDefaultMembership';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** ids of the users, never of the agents. */
  userIds: number[];
  /** the queues with their penalties. */
  membership: QueuePenalty[];
}

/** Make the queues of the users' agents equal to the stored defaults. */
export interface ApplyUsersDefaultMembership {
  command: 'applyUsersDefaultMembership';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** ids of the users, never of the agents; those without a default or an agent are skipped. */
  userIds: number[];
}

/** Ask for what calls from queues can be about, and follow the calls of one's own agent that can be qualified. */
export interface GetQualifications {
  command: 'getQualifications';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /** id of the queue; by default all that the user may see. */
  queueId?: number | null | undefined;
}

/**
 * Say what a call from a queue was about, and write a note on it; again to change it. A call can be qualified as soon
 * as the connected user's agent has answered it, and at any time later.
 */
export interface QualifyCall {
  command: 'qualifyCall';
  /** chosen by the client; asks for one `CommandResult` that carries it. */
  requestId?: string | null | undefined;
  /**
   * of the call, from CallQualification or from the call's entry in a history; of the last call from a queue its
   * linkedId will do.
   */
  id: string;
  /** one of the reasons of its queue; empty: none. */
  reason?: string | undefined;
  /** any text of at most 4000 characters; it takes the place of an earlier one. */
  note?: string | undefined;
}

/** Every command that the server carries out. */
export type Command = Dial | DialFromMobile | DialByUsername | DialFromQueue | Originate | ReportCallQuality | Hangup | Answer | Hold | DirectTransfer | AttendedTransfer | CompleteTransfer | CancelTransfer | Conference | SetData | GetCurrentCallsPhoneEvents | Dnd | NaFwd | UncFwd | BusyFwd | SubscribeToPhoneHints | UnsubscribeFromAllPhoneHints | SendDtmf | ToggleMicrophone | ToggleUniqueAccountDevice | AgentLogin | AgentLogout | ToggleAgentLogin | PauseAgent | UnpauseAgent | ListenAgent | SetAgentGroup | MoveAgentsInGroup | AddAgentsInGroup | RemoveAgentGroupFromQueueGroup | AddAgentsNotInQueueFromGroupTo | MonitorPause | MonitorUnpause | SetAgentQueue | RemoveAgentFromQueue | SubscribeToAgentStats | GetAgentDirectory | GetList | GetAgentStates | SubscribeToAgentEvents | SubscribeToQueueStats | SubscribeToRealtimeCTI | AskQueueStatistics | GetQueueIntervals | SetQueueRecording | SetQueueDissuasion | SubscribeToQueueCalls | UnSubscribeToQueueCalls | RetrieveQueueCall | GetUserCallHistory | GetUserCallHistoryByDays | GetAgentCallHistory | GetQueueCallHistory | FindCustomerCallHistory | DirectoryLookUp | SearchDirectory | GetFavorites | SearchContacts | GetFavoriteContacts | AddFavorite | RemoveFavorite | ChangeUserStatus | GetConfig | GetIceConfig | DisplayNameLookup | SetUserPreference | PushLogToServer | UnregisterMobileApp | ConferenceMuteMe | ConferenceUnmuteMe | ConferenceMuteAll | ConferenceUnmuteAll | ConferenceMute | ConferenceUnmute | ConferenceKick | ConferenceDeafen | ConferenceUndeafen | ConferenceReset | ConferenceClose | ConferenceInvite | IncludeToConference | InviteConferenceRoom | GetCallbackLists | TakeCallback | ReleaseCallback | StartCallback | UpdateCallbackTicket | ListenCallbackMessage | FindCallbackRequest | GetCallbackPreferredPeriods | GetUserDefaultMembership | SetUserDefaultMembership | SetUsersDefaultMembership | ApplyUsersDefaultMembership | GetQualifications | QualifyCall;

/** The `command` of each of them. */
export const COMMAND_NAMES = [
  'dial',
  'dialFromMobile',
  'dialByUsername',
  'dialFromQueue',
  'originate',
  'reportCallQuality',
  'hangup',
  'answer',
  'hold',
  'directTransfer',
  'attendedTransfer',
  'completeTransfer',
  'cancelTransfer',
  'conference',
  'setData',
  'getCurrentCallsPhoneEvents',
  'dnd',
  'naFwd',
  'uncFwd',
  'busyFwd',
  'subscribeToPhoneHints',
  'unsubscribeFromAllPhoneHints',
  'sendDtmf',
  'toggleMicrophone',
  'toggleUniqueAccountDevice',
  'agentLogin',
  'agentLogout',
  'toggleAgentLogin',
  'pauseAgent',
  'unpauseAgent',
  'listenAgent',
  'setAgentGroup',
  'moveAgentsInGroup',
  'addAgentsInGroup',
  'removeAgentGroupFromQueueGroup',
  'addAgentsNotInQueueFromGroupTo',
  'monitorPause',
  'monitorUnpause',
  'setAgentQueue',
  'removeAgentFromQueue',
  'subscribeToAgentStats',
  'getAgentDirectory',
  'getList',
  'getAgentStates',
  'subscribeToAgentEvents',
  'subscribeToQueueStats',
  'subscribeToRealtimeCTI',
  'getQueueStatistics',
  'getQueueIntervals',
  'setQueueRecording',
  'setQueueDissuasion',
  'subscribeToQueueCalls',
  'unSubscribeToQueueCalls',
  'retrieveQueueCall',
  'getUserCallHistory',
  'getUserCallHistoryByDays',
  'getAgentCallHistory',
  'getQueueCallHistory',
  'findCustomerCallHistory',
  'directoryLookUp',
  'searchDirectory',
  'getFavorites',
  'searchContacts',
  'getFavoriteContacts',
  'addFavorite',
  'removeFavorite',
  'userStatusUpdate',
  'getConfig',
  'getIceConfig',
  'displayNameLookup',
  'setUserPreference',
  'pushLogToServer',
  'unregisterMobileApp',
  'conferenceMuteMe',
  'conferenceUnmuteMe',
  'conferenceMuteAll',
  'conferenceUnmuteAll',
  'conferenceMute',
  'conferenceUnmute',
  'conferenceKick',
  'conferenceDeafen',
  'conferenceUndeafen',
  'conferenceReset',
  'conferenceClose',
  'conferenceInvite',
  'includeToConference',
  'inviteConferenceRoom',
  'getCallbackLists',
  'takeCallback',
  'releaseCallback',
  'startCallback',
  'updateCallbackTicket',
  'listenCallbackMessage',
  'findCallbackRequest',
  'getCallbackPreferredPeriods',
  'getUserDefaultMembership',
  'setUserDefaultMembership',
  'setUsersDefaultMembership',
  'applyUsersDefaultMembership',
  'getQualifications',
  'qualifyCall',
] as const;

/** Known to the server by name only: refused. */
export const UNSUPPORTED_NAMES = [
  'flashTextBrowserRequest',
  'inviteToMeetingRoom',
  'meetingRoomInviteAccept',
  'meetingRoomInviteAck',
  'meetingRoomInviteReject',
  'subscribeToVideoStatus',
  'unsubscribeFromAllVideoStatus',
  'videoEvent',
] as const;
