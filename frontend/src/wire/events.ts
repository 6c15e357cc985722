// What the server says.
// Generated from src/jackfield/protocol by `make reference`: do not edit.

import type {
  AgentStateName,
  CallDirection,
  CallStatus,
  CallType,
  ConferenceEventType,
  ConferenceFailure,
  ConferenceRole,
  FavoriteAction,
  LineDevice,
  MonitorState,
  ParticipantEventType,
  PbxState,
  PhoneEventType,
  PhoneHint,
  PhoneStatus,
  Profile,
  QueuePenalty,
  RefusalCode,
  ResetReason,
  ResultStatus,
  Right,
  SheetActionKind,
  SheetDataType,
  WakeupMode,
  WebRTCAction,
} from './values';

/** An agent with its state. */
export interface AgentDirectoryEntry {
  /** the agent. */
  agent: AgentEntry;
  /** payload of its AgentStateEvent. */
  agentState: AgentStateEvent;
}

/** An agent as lists show it. */
export interface AgentEntry {
  /** id of the agent. */
  id: number;
  /** first name; clients drop agents without one. */
  firstName: string;
  /** last name. */
  lastName: string;
  /** number of the agent, not of a line. */
  number: string;
  /** dial plan context. */
  context: string;
  /** id of the agent's group, null when there is none. */
  groupId: number | null;
  /** id of the user who is the agent, null when there is none. */
  userId: number | null;
}

/** A group of agents. */
export interface AgentGroup {
  /** id of the group. */
  id: number;
  /** its name. */
  name: string;
  /** what people read instead of the name; absent when there is none. */
  displayName?: string;
}

/** A membership inside AgentConfig. */
export interface AgentQueue {
  /** name of the queue. */
  queue_name: string;
  /** id of the queue. */
  queue_id: number;
  /** `Agent/NUMBER`. */
  interface: string;
  /** 0 is served first. */
  penalty: number;
  /** 1 when switched off. */
  commented: number;
  /** always `Agent`. */
  usertype: string;
  /** id of the agent. */
  userid: number;
  /** always `Agent`. */
  channel: string;
  /** always `Queue`. */
  category: string;
  /** rank among the members. */
  position: number;
}

/** One value of an agent. */
export interface AgentStatistic {
  /**
   * `AgentReadyTotalTime`, `AgentWrapupTotalTime`, `AgentPausedTotalTime` and the same with a pause's reason
   * (`AgentPausedTotalTime.lunch`), `InbAnsCalls` (of them from queues: `InbAnsAcdCalls`), `InbTotalCallTime`,
   * `OutCalls`, `OutTotalCallTime`, `LoginDateTime`, `LogoutDateTime`.
   */
  name: string;
  /**
   * seconds or calls since local midnight; of the last two the moment (whatever the day) in ISO 8601 with milliseconds
   * and offset.
   */
  value: number | string;
}

/** A list of callback requests, served by one queue. */
export interface CallbackList {
  /** id of the list. */
  uuid: string;
  /** what people read. */
  name: string;
  /** id of the queue. */
  queueId: number;
  /** the open requests. */
  callbacks: CallbackRequest[];
}

/** Somebody to be called back. */
export interface CallbackRequest {
  /** id of the request. */
  uuid: string;
  /** id of its list. */
  listUuid: string;
  /** number to call. */
  phoneNumber: string | null;
  /** another number, or null. */
  mobilePhoneNumber: string | null;
  /** first name, or null. */
  firstName: string | null;
  /** last name, or null. */
  lastName: string | null;
  /** company, or null. */
  company: string | null;
  /** what it is about, or null. */
  description: string | null;
  /** id of the agent who took it, null when it is free. */
  agentId: number | null;
  /** day of the callback, `YYYY-MM-DD`. */
  dueDate: string;
  /** part of that day; never null. */
  preferredPeriod: PreferredPeriod;
  /** what `listenCallbackMessage` takes; absent without a message. */
  voiceMessageRef?: string;
}

/** What a search found. */
export interface CallbackSearchResult {
  /** how many there are in all. */
  total: number;
  /** those of the page that was asked for. */
  list: CallbackRequest[];
}

/** Somebody in a conference room. */
export interface ConferenceMember {
  /** 1 entered first. */
  joinOrder: number;
  /** when, in milliseconds since 1970. */
  joinTime: number;
  /** is not heard by the others. */
  muted: boolean;
  /** name. */
  name: string;
  /** number. */
  number: string;
  /** login; empty when none of ours. */
  username: string;
}

/** A conference room. */
export interface ConferenceRoom {
  /** number to call it. */
  number: string;
  /** what people read. */
  name: string;
  /** asks for a PIN. */
  pinRequired: boolean;
  /** when somebody entered it, in milliseconds since 1970; 0 while it is empty. */
  startTime: number;
  /** who is in it. */
  members: ConferenceMember[];
}

/** One contact. */
export interface ContactCard {
  /** first and last name. */
  name: string;
  /** the company. */
  subtitle1: string;
  /** the number to call first. */
  subtitle2: string;
  /** always empty. */
  picture: string;
  /** the user has written it down himself. */
  isPersonal: boolean;
  /** is a favorite of the user. */
  isFavorite: boolean;
  /** always false. */
  isMeetingroom: boolean;
  /** always true. */
  canBeFavorite: boolean;
  /** how it can be reached now. */
  status: SheetPhone;
  /** what to do with it. */
  actions: SheetAction[];
  /** where it comes from. */
  sources: SheetSource[];
  /** all that is known of it. */
  details: SheetDetails[];
}

/** One past call, whoever took part. */
export interface CustomerCall {
  /** when it began, `YYYY-MM-DD HH:MM:SS` by the clocks of the server's zone. */
  start: string;
  /** of the talk, `HH:MM:SS`; 00:00:00 when it was not answered. */
  duration: string;
  /** until it was answered or given up, `HH:MM:SS`. */
  waitTime: string;
  /** number of the caller. */
  srcNum: string;
  /** number that was called. */
  dstNum: string;
  /** how it ended. */
  status: CallStatus;
  /** the last queue it was in; absent when it was in none. */
  queueName?: string;
  /** that queue's number; absent when not known. */
  queueNum?: string;
  /** who answered; absent when no agent did. */
  agentName?: string;
  /** his number. */
  agentNum?: string;
  /** files of the PBX that hold what was said; absent as in CallHistory. */
  recordings?: string[];
  /** the moment of `start`, ISO 8601 with milliseconds and offset, for clocks elsewhere. */
  startedAt?: string;
}

/** What a search found. */
export interface CustomerCalls {
  /** how many there are in all; at most 100,000 are counted. */
  total: number;
  /** the most recent of them. */
  list: CustomerCall[];
}

/** One contact. */
export interface DirectoryEntry {
  /** state of the contact's phone as in PhoneHintStatusEvent; -2 when there is none. */
  status: PhoneHint;
  /** the cells, one for each header; the favorite cell is `true` or `false` as text. */
  entry: string[];
  /** what `addFavorite` takes. */
  contact_id: string;
  /** name of the directory that owns the contact. */
  source: string;
  /** is a favorite of the user. */
  favorite: boolean;
}

/** One past or running call. */
export interface HistoryCall {
  /** when it began, `YYYY-MM-DD HH:MM:SS` by the clocks of the server's zone. */
  start: string;
  /** `HH:MM:SS`; 00:00:00 when it was not answered, the time so far while it runs. */
  duration: string;
  /** number of the caller. */
  srcNum: string;
  /** number that was called. */
  dstNum: string;
  /** how it ended. */
  status: CallStatus;
  /** first name of the caller; absent when not known. */
  srcFirstName?: string;
  /** last name of the caller; absent when not known. */
  srcLastName?: string;
  /** first name of the called one; absent when not known. */
  dstFirstName?: string;
  /** last name of the called one; absent when not known. */
  dstLastName?: string;
  /** login of the caller; absent when none of ours. */
  srcUsername?: string;
  /** login of the called one; absent when none of ours. */
  dstUsername?: string;
  /** state of the caller's phone now, as in PhoneHintStatusEvent; absent when not known. */
  srcPhoneStatus?: PhoneHint;
  /** state of the called phone now, as in PhoneHintStatusEvent; absent when not known. */
  dstPhoneStatus?: PhoneHint;
  /**
   * what qualifyCall calls it; only where an agent of the user asking, or of the queue, has answered a call from a
   * queue.
   */
  qualificationId?: string;
  /** the reason that was chosen for it; absent when none was. */
  qualification?: string;
  /** what the agent has written about it; absent when nothing was. */
  note?: string;
  /**
   * how it sounded in the browser of the user asking, mean opinion score from 1 (bad) to 4.5; absent when no browser
   * was in it.
   */
  mos?: number;
  /**
   * files of the PBX that hold what was said; absent when it was not recorded, and for who may not manage recordings.
   */
  recordings?: string[];
  /** the moment of `start`, ISO 8601 with milliseconds and offset, for clocks elsewhere. */
  startedAt?: string;
}

/** Somebody in the user's conference. */
export interface Participant {
  /** names the participant in commands. */
  index: number;
  /** name. */
  callerIdName: string;
  /** number. */
  callerIdNum: string;
  /** seconds since the participant entered. */
  since: number;
  /** is heard just now. */
  isTalking: boolean;
  /** is not heard by the others. */
  isMuted: boolean;
  /** is the connected user. */
  isMe: boolean;
  /** User or Organizer. */
  role: ConferenceRole;
  /** does not hear the others; absent when not known. */
  isDeaf?: boolean;
}

/** A part of the day in which people may be called back. */
export interface PreferredPeriod {
  /** taken when nobody chose one. */
  default: boolean;
  /** what people read. */
  name: string;
  /** `HH:MM:SS`. */
  periodStart: string;
  /** `HH:MM:SS`. */
  periodEnd: string;
  /** its id. */
  uuid: string;
}

/** One value of a queue. */
export interface QueueCounter {
  /** such as `WaitingCalls`, `PercentageAnsweredBefore15`. */
  statName: string;
  /** a count, seconds, or a percentage. */
  value: number;
}

/** What became of the calls that entered a queue in an interval. */
export interface QueueInterval {
  /** when it begins, ISO 8601 with milliseconds and offset. */
  start: string;
  /** calls that entered. */
  received: number;
  /** of them, those an agent has answered. */
  answered: number;
  /** of them, those answered within the threshold. */
  answeredInTime: number;
  /** callers who hung up while they waited. */
  abandoned: number;
  /** all waits of those answered, together. */
  waitSeconds: number;
  /** all waits of those abandoned, together. */
  lostSeconds: number;
  /** of those answered, how many talks are over. */
  ended: number;
  /** these talks, together. */
  talkSeconds: number;
}

/** What calls from a queue can be about. */
export interface QueueReasons {
  /** id of the queue. */
  queueId: number;
  /** an agent who has answered a call stays in AgentOnWrapup until he has given a reason. */
  required: boolean;
  /** what can be chosen, in this order; empty where only a note can be written. */
  reasons: string[];
}

/** Something to do with a contact. */
export interface SheetAction {
  /** `Call` or `Mail`. */
  action: SheetActionKind;
  /** the number or address. */
  args: string[];
  /** the first of its kind. */
  default: boolean;
}

/** One thing that is known of a contact. */
export interface SheetDatum {
  /** what it is. */
  name: string;
  /** the value. */
  data: string;
  /** how to show it. */
  dataType: SheetDataType;
}

/** Things that belong together. */
export interface SheetDetails {
  /** what they are. */
  name: string;
  /** the things, those that are known. */
  fields: SheetDatum[];
}

/** One field of a screen pop. */
export interface SheetField {
  /** its text; for `popupUrl` the page to open. */
  value: string;
  /** such as `popupUrl`, `folderNumber`, `multiTab`. */
  name: string;
  /** position, rising. */
  order: number;
  /** `url` or `text`. */
  type: string;
}

/** One technical detail of a screen pop. */
export interface SheetInternal {
  /** its text. */
  content: string;
  /** such as `where` (the moment: link, dial, hangup), `uid` (the leg's uniqueid). */
  name: string;
}

/** A wrapping of the documented shape. */
export interface SheetPayload {
  /** the next wrapping. */
  profile: SheetProfile;
}

/** How a contact can be reached now. */
export interface SheetPhone {
  /** state of the contact's phone as in PhoneHintStatusEvent; -2 when there is none. */
  phone: PhoneHint;
  /** always `Available`. */
  video: string;
}

/** A wrapping of the documented shape. */
export interface SheetProfile {
  /** the contents. */
  user: SheetUser;
}

/** Where a contact comes from. */
export interface SheetSource {
  /** the directory, as `addFavorite` takes it for `source`. */
  name: string;
  /** the contact there, as `addFavorite` takes it for `contactId`. */
  id: string;
}

/** The contents of a screen pop. */
export interface SheetUser {
  /** the fields for people and pages. */
  sheetInfo: SheetField[];
  /** technical details, for old clients. */
  internal: SheetInternal[];
  /** always null. */
  sheetQtui: null;
  /** always empty. */
  systrayInfo: SheetField[];
}

/** What choosing a user status does. */
export interface StatusAction {
  /** such as `enablednd`, `queuepause_all`, `agentlogoff`. */
  name: string;
  /** such as `true`, or empty. */
  parameters: string;
}

/** STUN servers. */
export interface StunConfig {
  /** `stun:HOST:PORT`. */
  urls: string[];
}

/** TURN servers, and what lets this user in for a while. */
export interface TurnConfig {
  /** `turn:HOST:PORT` or `turns:HOST:PORT`. */
  urls: string[];
  /** made for this user and time. */
  username: string;
  /** goes with it. */
  credential: string;
  /** seconds for which both hold. */
  ttl: number;
}

/** One user's default membership among many. */
export interface UserMembership {
  /** id of the user, never of the agent. */
  userId: number;
  /** the queues with their penalties. */
  membership: QueuePenalty[];
}

/** A status that users can choose. */
export interface UserStatus {
  /** what `userStatusUpdate` takes. */
  name: string;
  /** `#RRGGBB`. */
  color: string;
  /** what people read. */
  longName: string;
  /** what choosing it does. */
  actions: StatusAction[];
}

/** A call that waits in a queue. */
export interface WaitingCall {
  /** 1 is served next. */
  position: number;
  /** name of the caller. */
  name: string;
  /** number of the caller. */
  number: string;
  /** when it entered, ISO 8601 with milliseconds and offset. */
  queueTime: string;
  /** name of the channel; absent where not configured. */
  channel?: string;
  /** uniqueid of the leg; absent where not configured. */
  uniqueId?: string;
}

/** The connection is authenticated; always the first event. Its payload is empty. Sent on connect. */
export interface LoggedOn {}

/** What the user may do. Sent on connect, and when an administrator changes it. */
export interface RightProfile {
  /** the user's profile; NoRight when none was given. */
  profile: Profile;
  /** what the profile adds. */
  rights: Right[];
}

/** A frame was not understood, throttled, or refused. Sent as the answer to such a frame, to its sender only. */
export interface ErrorMessage {
  /** text for people; `Maximum throttle throughput exceeded.` for a throttled frame. */
  Error: string;
}

/** An agent could not be logged in. Sent as the answer to a command about agents, to its sender only. */
export interface AgentError {
  /** `PhoneNumberUnknown`, `LoggedInOnAnotherPhone` or `UserIsNotAnAgent`. */
  Error: string;
  /** number where the agent is logged in; with `LoggedInOnAnotherPhone` only. */
  phoneNb?: string;
  /** number that was asked for; with `LoggedInOnAnotherPhone` only. */
  RequestedNb?: string;
}

/**
 * What became of a command that carried a `requestId`: exactly one, at most 10 s later. Sent as the answer to such a
 * command, to its sender only.
 */
export interface CommandResult {
  /** the one of the command. */
  requestId: string;
  /**
   * done, refused, or unknown: the deadline passed, or the link to the PBX broke before it had answered, and the
   * effect may still come.
   */
  status: ResultStatus;
  /** why, when refused. */
  code?: RefusalCode;
  /** text for people. */
  message?: string;
}

/**
 * What a client needs to resume after a lost connection: `&resume=SESSION:EPOCH:SEQ`. Sent right after LoggedOn on
 * connections that asked for numbered events.
 */
export interface Session {
  /** names the session; URL-safe, without a colon. */
  session: string;
  /** names the run of the event log; URL-safe, without a colon. */
  epoch: string;
  /** position in the event log from which the client's events follow. */
  seq: number;
  /** how long the session is kept after a loss, in seconds. */
  keepSeconds: number;
}

/**
 * The session could not be resumed: a new one and the connect sequence follow; subscribe again. Sent first, before
 * LoggedOn and Session, on connections that asked to resume in vain.
 */
export interface Reset {
  /** unknown_session (ended or never was), too_old (the log no longer reaches back), other_epoch (another log). */
  why: ResetReason;
}

/**
 * The state of the link to the PBX; while it is down phones show ERROR and commands are refused `pbx_down`. Sent on
 * connect and on change, on connections that asked for numbered events.
 */
export interface PbxStatus {
  /** name of the PBX. */
  pbx: string;
  /** up, down, or syncing: connected and reading what happened meanwhile. */
  status: PbxState;
  /** seconds already spent in the status. */
  since: number;
}

/** The statuses that users can choose. Sent on connect, before UserStatusUpdate. */
export type UsersStatuses = UserStatus[];

/** The user's status. Sent on connect and on change. */
export interface UserStatusUpdate {
  /** id of the user. */
  userId: number;
  /** `name` of an entry of UsersStatuses, never another. */
  status: string;
}

/** The user's names, lines and services; always whole. Sent on connect and on change. */
export interface UserConfigUpdate {
  /** id of the user. */
  userId: number;
  /** "do not disturb". */
  dndEnabled: boolean;
  /** calls not answered are forwarded. */
  naFwdEnabled: boolean;
  /** where to; kept while disabled, empty when none. */
  naFwdDestination: string;
  /** all calls are forwarded. */
  uncFwdEnabled: boolean;
  /** where to; kept while disabled, empty when none. */
  uncFwdDestination: string;
  /** calls while busy are forwarded. */
  busyFwdEnabled: boolean;
  /** where to; kept while disabled, empty when none. */
  busyFwdDestination: string;
  /** first name. */
  firstName: string;
  /** last name. */
  lastName: string;
  /** both names. */
  fullName: string;
  /** number of the mobile phone, or empty. */
  mobileNumber: string;
  /** id of the user's agent, null when there is none. */
  agentId: number | null;
  /** ids of the user's lines. */
  lineIds: number[];
  /** id of the mailbox, null when there is none. */
  voiceMailId: number | null;
  /** the mailbox takes messages. */
  voiceMailEnabled: boolean;
}

/** The name of a user that people read. Sent as the answer to displayNameLookup. */
export interface UserDisplayName {
  /** login of the user. */
  userName: string;
  /** first and last name. */
  displayName: string;
}

/**
 * Something that a client keeps for its user. Sent after the connect sequence, one for each, and on setUserPreference.
 */
export interface UserPreference {
  /** its name. */
  key: string;
  /** its value, as text. */
  value: string;
  /** what clients call its type. */
  value_type: string;
}

/** The messages in the user's mailbox. Sent on connect when there is a mailbox, and on change. */
export interface VoiceMailStatusUpdate {
  /** id of the mailbox. */
  voiceMailId: number;
  /** messages not yet heard. */
  newMessages: number;
  /** messages that light the lamp. */
  waitingMessages: number;
  /** messages heard. */
  oldMessages: number;
}

/** A screen pop: show these fields, open these pages. Sent when a call reaches the moment configured for it. */
export interface Sheet {
  /** seconds since 1970. */
  timenow: number;
  /** always true. */
  compressed: boolean;
  /** always `xml`. */
  serial: string;
  /** the contents. */
  payload: SheetPayload;
  /** name of the channel. */
  channel: string;
}

/** The state of the user's own phone. Sent on connect and on change. */
export interface PhoneStatusUpdate {
  /** the state by name. */
  status: PhoneStatus;
}

/** The state of a phone that the client follows. Sent on subscribeToPhoneHints when it is known, and on change. */
export interface PhoneHintStatusEvent {
  /** the number exactly as it was subscribed. */
  number: string;
  /**
   * the state as a number: 0 available, 1 on call, 2 busy, 4 unavailable, 8 ringing, 9 busy and ringing, 16 has a call
   * on hold, -1 deactivated, -2 does not exist, -99 unknown.
   */
  status: PhoneHint;
}

/** Something happened to a call of the user's phone. Sent by itself, for every leg of the user's line. */
export interface PhoneEvent {
  /** what happened. */
  eventType: PhoneEventType;
  /** number of the phone it happened to. */
  DN: string;
  /** number of the other party; empty when not known, clients then keep what they have. */
  otherDN: string;
  /** name of the other party, or empty. */
  otherDName: string;
  /** Asterisk's linkedid: the call. */
  linkedId: string;
  /** Asterisk's uniqueid: the leg; what `hangup` takes. */
  uniqueId: string;
  /** name (not display name) of the queue that gave the call; absent otherwise. */
  queueName?: string;
  /** seen from this phone. */
  callDirection: CallDirection;
  /** attached data, text to text: keys `USR_...`, `XIVO_...` and `SIPCALLID`. */
  userData: Record<string, string>;
  /** login of the other user; absent when the other party is none of ours. */
  username?: string;
}

/** The last PhoneEvent of each of the user's calls. Sent as the answer to getCurrentCallsPhoneEvents. */
export interface CurrentCallsPhoneEvents {
  /** payloads of PhoneEvent; empty when there is no call. */
  events: PhoneEvent[];
}

/**
 * How the user's line registers; only ever sent to its owner. Sent as the answer to getConfig `line`; when the other
 * device of the number is used from now on; when an administrator has changed the line (ours).
 */
export interface LineConfig {
  /** id of the line as text; `-` when the user has none. */
  id: string;
  /** SIP account. */
  name: string;
  /** SIP password; a text, empty when there is no line. */
  password: string;
  /** host of the SIP server and of its WebSocket. */
  xivoIp: string;
  /** the line is one of a browser. */
  webRtc: boolean;
  /** the line has a desk phone too, which then comes first. */
  hasDevice: boolean;
  /** brand of the phone; absent when not known. */
  vendor?: string;
  /** SIP domain for newer clients; absent when there is none. */
  sipProxyName?: string;
  /** SIP port for newer clients; absent when there is none. */
  sipPort?: number;
  /**
   * which of the two devices of the number is used now, in the words of toggleUniqueAccountDevice; absent when the
   * line has one device (ours).
   */
  device?: LineDevice;
}

/** How calls from browsers find their way through networks. Sent as the answer to getIceConfig. */
export interface IceConfig {
  /** absent when no STUN server is configured. */
  stunConfig?: StunConfig;
  /** absent when no TURN server is configured. */
  turnConfig?: TurnConfig;
}

/**
 * Asks the browser that holds the SIP session to act. Sent on answer, hold and sendDtmf of a user with a webrtc line,
 * to all connections of the user.
 */
export interface WebRTCCmd {
  /** what to do. */
  command: WebRTCAction;
  /** which SIP session; absent when any will do. */
  sipCallId?: string;
  /** the key to send; with SendDtmf only. */
  key?: string;
}

/** Contacts that were searched. Sent as the answer to directoryLookUp, searchDirectory and searchContacts. */
export interface DirectoryResult {
  /** the contacts. */
  entries: DirectoryEntry[];
  /** titles of the columns, by default Firstname, Lastname, Number, Mobile, Favorite. */
  headers: string[];
  /** names of the directories that cannot be read at present, so that what they tell is old or lacking. */
  missing?: string[];
}

/** The user's favorites. Sent as the answer to getFavorites and getFavoriteContacts. */
export interface Favorites {
  /** the contacts. */
  entries: DirectoryEntry[];
  /** titles of the columns, by default Firstname, Lastname, Number, Mobile, Favorite. */
  headers: string[];
}

/**
 * A contact became a favorite, or is none any more, or it failed. Sent as the answer to addFavorite and
 * removeFavorite.
 */
export interface FavoriteUpdated {
  /** what happened. */
  action: FavoriteAction;
  /** the contact. */
  contact_id: string;
  /** name of the directory that owns the contact. */
  source: string;
}

/** Contacts that were searched, as cards. Sent as the answer to searchContacts, before DirectoryResult. */
export interface ContactSheet {
  /** the contacts. */
  sheets: ContactCard[];
}

/** The user's favorites, as cards. Sent as the answer to getFavoriteContacts, before Favorites. */
export interface FavoriteContactSheet {
  /** the contacts. */
  sheets: ContactCard[];
}

/**
 * A queue was added or changed. Sent on change, after getList `queue`, and as the answer to setQueueRecording and
 * setQueueDissuasion.
 */
export interface QueueConfig {
  /** id of the queue. */
  id: number;
  /** dial plan context of its number. */
  context: string;
  /** its name at the PBX. */
  name: string;
  /** what people read. */
  displayName: string;
  /** number to call it. */
  number: string;
  /** its calls are recorded (ours). */
  recorded: boolean;
  /** nobody is let into it (ours). */
  closed: boolean;
  /** number where calls go that it does not take; empty: they end (ours). */
  dissuasion: string;
}

/** The queues the user may see. Sent as the answer to getList `queue`. */
export type QueueList = QueueConfig[];

/**
 * An agent entered or left a queue, or has another penalty there. Sent on change, after getList `queuemember`, and as
 * the answer to setAgentQueue and removeAgentFromQueue.
 */
export interface QueueMember {
  /** id of the agent. */
  agentId: number;
  /** id of the queue. */
  queueId: number;
  /** 0 is served first; -1 means that the agent has left. */
  penalty: number;
}

/** Which agents are in which queues. Sent as the answer to getList `queuemember`. */
export type QueueMemberList = QueueMember[];

/**
 * Values of a queue; any subset of them. Sent on subscribeToQueueStats, and on change at most once a second for each
 * queue.
 */
export interface QueueStatistics {
  /** id of the queue. */
  queueId: number;
  /** the values. */
  counters: QueueCounter[];
}

/** What happened in a queue during the last while. Sent as the answer to getQueueStatistics. */
export interface GetQueueStatistics {
  /** id of the queue. */
  queueId: number;
  /**
   * of the calls that entered within the window, in whole numbers: `ReceivedCalls`, `AnsweredCalls`, `AbandonedCalls`,
   * `Efficiency` (answered, of those that do not wait any more, in percent), `Qos` (answered in time, of those
   * answered, in percent), `MeanHoldTime` and `MaxHoldTime` (of those answered, in seconds).
   */
  stats: QueueCounter[];
}

/** A queue's day since local midnight, in intervals. Sent as the answer to getQueueIntervals. */
export interface QueueIntervals {
  /** id of the queue. */
  queueId: number;
  /** length of an interval. */
  seconds: number;
  /** seconds of waiting within which an answer is in time: the first of `queues.thresholds`. */
  threshold: number;
  /** in order; those without a call are left out. */
  intervals: QueueInterval[];
}

/** All calls that wait in a queue. Sent on subscribeToQueueCalls and on change. */
export interface QueueCalls {
  /** id of the queue. */
  queueId: number;
  /** the calls in order; empty when none waits. */
  calls: WaitingCall[];
}

/**
 * The state of an agent. Sent on connect and on change for one's own agent; for others after getAgentStates or
 * subscribeToAgentEvents.
 */
export interface AgentStateEvent {
  /** the state. */
  name: AgentStateName;
  /** id of the agent. */
  agentId: number;
  /** number of the agent's line; the last one or empty when logged out. */
  phoneNb: string;
  /** seconds already spent in the state. */
  since: number;
  /** ids of the agent's queues. */
  queues: number[];
  /** reason of a pause, best the name of a user status; with AgentReady and AgentOnPause only. */
  cause?: string;
  /** the call came through a queue; with AgentOnCall only. */
  acd?: boolean;
  /** seen from the agent; with AgentOnCall only. */
  direction?: CallDirection;
  /** whether the other party is one of our lines; with AgentOnCall only. */
  callType?: CallType;
  /** recording of the call; with AgentOnCall only. */
  monitorState?: MonitorState;
  /**
   * when it is over by itself, ISO 8601 with milliseconds and offset; with AgentOnWrapup only, and absent there when
   * the agent has to qualify a call first (ours).
   */
  wrapupUntil?: string;
  /** what follows the call or the wrap-up, where it is not AgentReady: AgentOnPause, AgentLoggedOut (ours). */
  next?: AgentStateName;
  /** login of who paused the agent or logged him out, where it was not the agent himself (ours). */
  by?: string;
}

/** The agents the user may see. Sent as the answer to getList `agent`. */
export type AgentList = AgentEntry[];

/**
 * An agent was added or changed. Two generations of clients read different spellings, so both are sent. Sent on
 * change, after getList `agent`.
 */
export interface AgentConfig {
  /** id of the agent. */
  id: number;
  /** first name. */
  firstName: string;
  /** the same. */
  firstname: string;
  /** last name. */
  lastName: string;
  /** the same. */
  lastname: string;
  /** number of the agent, not of a line. */
  number: string;
  /** dial plan context. */
  context: string;
  /** the agent's queues. */
  member: AgentQueue[];
  /** id of the agent's group, null when there is none. */
  groupId: number | null;
  /** the same. */
  numgroup: number | null;
  /** id of the user who is the agent, null when there is none. */
  userId: number | null;
  /** the same. */
  userid: number | null;
}

/** The groups of agents the user may see. Sent as the answer to getList `agentgroup`. */
export type AgentGroupList = AgentGroup[];

/** The agents the user may see, with their states. Sent as the answer to getAgentDirectory. */
export interface AgentDirectory {
  /** the agents. */
  directory: AgentDirectoryEntry[];
}

/** Somebody began or ceased to listen to the agent. Sent by itself, to the agent that is listened to. */
export interface AgentListen {
  /** true when it begins. */
  started: boolean;
  /** number of the line that is listened to. */
  phoneNumber: string;
  /** id of the agent. */
  agentId: number;
}

/**
 * Values of an agent; any subset of them. Sent on subscribeToAgentStats with all values, what goes on included; later,
 * whenever a state ends, what changed.
 */
export interface AgentStatistics {
  /** id of the agent. */
  id: number;
  /** the values. */
  statistics: AgentStatistic[];
}

/** Calls, most recent first. Sent as the answer to the commands that ask for a history, to their sender only. */
export type CallHistory = HistoryCall[];

/**
 * Calls of some days, most recent first, under the name that some clients expect. Sent as the answer to
 * getUserCallHistoryByDays, where configured instead of CallHistory.
 */
export type CallHistoryByDays = HistoryCall[];

/** Past calls that were searched. Sent as the answer to findCustomerCallHistory. */
export interface CustomerCallHistoryResponseWithId {
  /** the `id` of the command. */
  id: number | string;
  /** what was found. */
  response: CustomerCalls;
}

/** What calls from queues can be about. Sent as the answer to getQualifications. */
export type Qualifications = QueueReasons[];

/**
 * An agent's call from a queue as it is qualified by now: each event tells all of it. Sent after getQualifications, to
 * the agent's own user: on it, for his last call from a queue, then when he has answered one, when it has ended for
 * him, and when it has been qualified.
 */
export interface CallQualification {
  /** what qualifyCall and histories call it. */
  id: string;
  /** of the call, as in PhoneEvent. */
  linkedId: string;
  /** id of the queue. */
  queueId: number;
  /** its display name. */
  queueName: string;
  /** id of the agent. */
  agentId: number;
  /** number of the caller. */
  callerNumber: string;
  /** name of the caller, empty when not known. */
  callerName: string;
  /** when the agent answered, ISO 8601 with milliseconds and offset. */
  start: string;
  /** the talk is over for the agent. */
  ended: boolean;
  /** the agent stays in AgentOnWrapup until he has given a reason. */
  required: boolean;
  /** what can be chosen, in this order; empty where only a note can be written. */
  reasons: string[];
  /** the one chosen, empty when there is none. */
  reason: string;
  /** the note on the call. */
  note: string;
}

/**
 * All callback lists with their open requests. Sent as the answer to getCallbackLists, and to those who asked when
 * requests were created elsewhere: at once, then at most once a second, and once in a second for each thousand open
 * requests.
 */
export type CallbackLists = CallbackList[];

/** An agent took a request. Sent on change, after getCallbackLists. */
export interface CallbackTaken {
  /** id of the request. */
  uuid: string;
  /** id of the agent. */
  agentId: number;
}

/** A request is free again. Sent on change, after getCallbackLists. */
export interface CallbackReleased {
  /** id of the request. */
  uuid: string;
}

/** The call to the person begins. Sent as the answer to startCallback. */
export interface CallbackStarted {
  /** id of the request. */
  requestUuid: string;
  /** id of the new ticket; what `updateCallbackTicket` takes. */
  ticketUuid: string;
}

/** A request is closed and leaves its list. Sent on change, after getCallbackLists. */
export interface CallbackClotured {
  /** id of the request. */
  uuid: string;
}

/** A request has another day or period, and is free again. Sent on change, after getCallbackLists. */
export interface CallbackRequestUpdated {
  /** the request as it is now. */
  request: CallbackRequest;
}

/** Callback requests that were searched. Sent as the answer to findCallbackRequest. */
export interface FindCallbackResponseWithId {
  /** the `id` of the command. */
  id: number | string;
  /** what was found. */
  response: CallbackSearchResult;
}

/** The periods of the day in which people may be called back. Sent as the answer to getCallbackPreferredPeriods. */
export type PreferredCallbackPeriodList = PreferredPeriod[];

/** A user's default membership. Sent as the answer to getUserDefaultMembership, and on change to those who asked. */
export interface UserQueueDefaultMembership {
  /** id of the user, never of the agent. */
  userId: number;
  /** the queues with their penalties. */
  membership: QueuePenalty[];
}

/** The default memberships of all users. Sent as the answer to getList `basequeuemember`. */
export interface UsersQueueDefaultMembership {
  /** one for each user who has one. */
  memberships: UserMembership[];
}

/** All conference rooms. Sent as the answer to getList `meetme`, and on change. */
export type ConferenceList = ConferenceRoom[];

/**
 * The user entered or left a conference room. Sent by itself, when one of the user's calls enters or leaves a room.
 */
export interface ConferenceEvent {
  /** Join or Leave. */
  eventType: ConferenceEventType;
  /** uniqueid of the user's own leg. */
  uniqueId: string;
  /** the user's number. */
  phoneNumber: string;
  /** number of the room. */
  conferenceNumber: string;
  /** name of the room. */
  conferenceName: string;
  /** seconds since the user entered. */
  since: number;
  /** who is in the room. */
  participants: Participant[];
}

/** Somebody entered or left the user's conference, or changed in it. Sent by itself, while the user is in a room. */
export interface ConferenceParticipantEvent {
  /** Join, Update or Leave. */
  eventType: ParticipantEventType;
  /** uniqueid of the user's own leg. */
  uniqueId: string;
  /** the user's number. */
  phoneNumber: string;
  /** number of the room. */
  conferenceNumber: string;
  /** names the participant in commands. */
  index: number;
  /** name of the participant. */
  callerIdName: string;
  /** number of the participant. */
  callerIdNum: string;
  /** seconds since the participant entered. */
  since: number;
  /** is heard just now. */
  isTalking: boolean;
  /** is not heard by the others. */
  isMuted: boolean;
  /** is the connected user. */
  isMe: boolean;
  /** User or Organizer. */
  role: ConferenceRole;
  /** does not hear the others; absent when not known. */
  isDeaf?: boolean;
}

/** A conference command failed. Sent as the answer to a conference command, to its sender only. */
export interface ConferenceCommandError {
  /** why. */
  error: ConferenceFailure;
}

/**
 * An integration says which record of its application belongs to a call. Sent an integration sends it, to those who
 * asked subscribeToRealtimeCTI and may see the call's queue.
 */
export interface RealtimeCTI {
  /** of the row; later ones are larger. */
  id: number;
  /** when it came, ISO 8601. */
  time: string;
  /** name of the application. */
  type: string;
  /** the data of the call as the integration was told it, and `time`. */
  channel: Record<string, unknown>;
  /** what the record is called there; null if nothing is. */
  reference: string | null;
  /** address of its page, http or https; null if there is none. */
  url: string | null;
}

/**
 * What integrations have said of calls lately: 500 rows at most, of the last 30 days. Sent as the answer to
 * subscribeToRealtimeCTI.
 */
export interface RealtimeCTIList {
  /** the newest first. */
  rows: RealtimeCTI[];
}

/**
 * A page is to be opened on the agent's screen; its `msgType` is `wakeup`, as integrations call it. Sent an
 * integration asks for it, to every session of the user who is the agent.
 */
export interface Wakeup {
  /** an http or https address. */
  url: string;
  /** new_tab, new_window, or new_frame: inside the agent's own page. */
  mode: WakeupMode;
}

/** The payload of each `msgType`. */
export interface Events {
  LoggedOn: LoggedOn;
  RightProfile: RightProfile;
  Error: ErrorMessage;
  AgentError: AgentError;
  CommandResult: CommandResult;
  Session: Session;
  Reset: Reset;
  PbxStatus: PbxStatus;
  UsersStatuses: UsersStatuses;
  UserStatusUpdate: UserStatusUpdate;
  UserConfigUpdate: UserConfigUpdate;
  UserDisplayName: UserDisplayName;
  UserPreference: UserPreference;
  VoiceMailStatusUpdate: VoiceMailStatusUpdate;
  Sheet: Sheet;
  PhoneStatusUpdate: PhoneStatusUpdate;
  PhoneHintStatusEvent: PhoneHintStatusEvent;
  PhoneEvent: PhoneEvent;
  CurrentCallsPhoneEvents: CurrentCallsPhoneEvents;
  LineConfig: LineConfig;
  IceConfig: IceConfig;
  WebRTCCmd: WebRTCCmd;
  DirectoryResult: DirectoryResult;
  Favorites: Favorites;
  FavoriteUpdated: FavoriteUpdated;
  ContactSheet: ContactSheet;
  FavoriteContactSheet: FavoriteContactSheet;
  QueueConfig: QueueConfig;
  QueueList: QueueList;
  QueueMember: QueueMember;
  QueueMemberList: QueueMemberList;
  QueueStatistics: QueueStatistics;
  GetQueueStatistics: GetQueueStatistics;
  QueueIntervals: QueueIntervals;
  QueueCalls: QueueCalls;
  AgentStateEvent: AgentStateEvent;
  AgentList: AgentList;
  AgentConfig: AgentConfig;
  AgentGroupList: AgentGroupList;
  AgentDirectory: AgentDirectory;
  AgentListen: AgentListen;
  AgentStatistics: AgentStatistics;
  CallHistory: CallHistory;
  CallHistoryByDays: CallHistoryByDays;
  CustomerCallHistoryResponseWithId: CustomerCallHistoryResponseWithId;
  Qualifications: Qualifications;
  CallQualification: CallQualification;
  CallbackLists: CallbackLists;
  CallbackTaken: CallbackTaken;
  CallbackReleased: CallbackReleased;
  CallbackStarted: CallbackStarted;
  CallbackClotured: CallbackClotured;
  CallbackRequestUpdated: CallbackRequestUpdated;
  FindCallbackResponseWithId: FindCallbackResponseWithId;
  PreferredCallbackPeriodList: PreferredCallbackPeriodList;
  UserQueueDefaultMembership: UserQueueDefaultMembership;
  UsersQueueDefaultMembership: UsersQueueDefaultMembership;
  ConferenceList: ConferenceList;
  ConferenceEvent: ConferenceEvent;
  ConferenceParticipantEvent: ConferenceParticipantEvent;
  ConferenceCommandError: ConferenceCommandError;
  RealtimeCTI: RealtimeCTI;
  RealtimeCTIList: RealtimeCTIList;
  wakeup: Wakeup;
}

/** Every `msgType`. */
export const EVENT_NAMES = [
  'LoggedOn',
  'RightProfile',
  'Error',
  'AgentError',
  'CommandResult',
  'Session',
  'Reset',
  'PbxStatus',
  'UsersStatuses',
  'UserStatusUpdate',
  'UserConfigUpdate',
  'UserDisplayName',
  'UserPreference',
  'VoiceMailStatusUpdate',
  'Sheet',
  'PhoneStatusUpdate',
  'PhoneHintStatusEvent',
  'PhoneEvent',
  'CurrentCallsPhoneEvents',
  'LineConfig',
  'IceConfig',
  'WebRTCCmd',
  'DirectoryResult',
  'Favorites',
  'FavoriteUpdated',
  'ContactSheet',
  'FavoriteContactSheet',
  'QueueConfig',
  'QueueList',
  'QueueMember',
  'QueueMemberList',
  'QueueStatistics',
  'GetQueueStatistics',
  'QueueIntervals',
  'QueueCalls',
  'AgentStateEvent',
  'AgentList',
  'AgentConfig',
  'AgentGroupList',
  'AgentDirectory',
  'AgentListen',
  'AgentStatistics',
  'CallHistory',
  'CallHistoryByDays',
  'CustomerCallHistoryResponseWithId',
  'Qualifications',
  'CallQualification',
  'CallbackLists',
  'CallbackTaken',
  'CallbackReleased',
  'CallbackStarted',
  'CallbackClotured',
  'CallbackRequestUpdated',
  'FindCallbackResponseWithId',
  'PreferredCallbackPeriodList',
  'UserQueueDefaultMembership',
  'UsersQueueDefaultMembership',
  'ConferenceList',
  'ConferenceEvent',
  'ConferenceParticipantEvent',
  'ConferenceCommandError',
  'RealtimeCTI',
  'RealtimeCTIList',
  'wakeup',
] as const;
