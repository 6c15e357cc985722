// The values inside commands and events.
// Generated from src/jackfield/protocol by `make reference`: do not edit.

/** The states of an agent (protocol 8.1). `AgentLogin` exists in old documents only and is never sent. */
export type AgentStateName = 'AgentReady' | 'AgentOnPause' | 'AgentOnWrapup' | 'AgentRinging' | 'AgentDialing' | 'AgentOnCall' | 'AgentLoggedOut';

/** Which way a call goes, seen from the phone it is told about (protocol 7.4, 8.1). */
export type CallDirection = 'Incoming' | 'Outgoing';

/** Outcome of a call in the history (protocol 7.9). The first eight are outcomes of queue calls. */
export type CallStatus = 'full' | 'closed' | 'joinempty' | 'leaveempty' | 'divert_ca_ratio' | 'divert_waittime' | 'abandoned' | 'timeout' | 'answered' | 'emitted' | 'missed' | 'ongoing';

/** Whether the other party of an agent's call is one of our lines (protocol 8.1). */
export type CallType = 'External' | 'Internal';

/** Outcome of a callback ticket (protocol 6.1); CALLBACK keeps the request, every other one closes it. */
export type CallbackStatus = 'NoAnswer' | 'Answered' | 'Fax' | 'Callback' | 'Email';

/** What `ConferenceEvent` tells (protocol 7.11). */
export type ConferenceEventType = 'Join' | 'Leave';

/** Why a conference command failed, in `ConferenceCommandError` (protocol 7.11). */
export type ConferenceFailure = 'NotAMember' | 'NotOrganizer' | 'CannotKickOrganizer' | 'ParticipantNotFound';

/** Role of a participant (protocol 7.11); the organizer entered with the organizer's PIN. */
export type ConferenceRole = 'User' | 'Organizer';

/** What `getConfig` can tell (protocol 5.4). */
export type ConfigType = 'line';

/** Outcome of `addFavorite` and `removeFavorite` (protocol 7.5); clients take the last two as failures. */
export type FavoriteAction = 'Added' | 'Removed' | 'AddFail' | 'RemoveFail';

/** One of the two devices of a number (ours), as `toggleUniqueAccountDevice` names them (protocol 3.2). */
export type LineDevice = 'phone' | 'webrtc';

/** What `getList` can list (protocol 4.1). */
export type ListType = 'queue' | 'agent' | 'queuemember' | 'agentgroup' | 'meetme' | 'basequeuemember';

/** Who hears somebody that listens to an agent (ours). */
export type ListenMode = 'listen' | 'whisper' | 'barge';

/** Recording of an agent's call (protocol 8.1). */
export type MonitorState = 'ACTIVE' | 'PAUSED' | 'DISABLED';

/** What `ConferenceParticipantEvent` tells (protocol 7.11). */
export type ParticipantEventType = 'Join' | 'Update' | 'Leave';

/** State of the link to the PBX, in `PbxStatus`; SYNCING: connected, reading what happened meanwhile. */
export type PbxState = 'up' | 'down' | 'syncing';

/** What happened to a leg, in `PhoneEvent` (protocol 7.4). */
export type PhoneEventType = 'EventDialing' | 'EventRinging' | 'EventEstablished' | 'EventOnHold' | 'EventReleased';

/**
 * State of a phone as a number, in `PhoneHintStatusEvent` and directory entries (protocol 7.3). The values are
 * Asterisk's extension states, but for UNEXISTING and ERROR.
 */
export type PhoneHint = 0 | 1 | 2 | 4 | 8 | 9 | 16 | -1 | -2 | -99;

/** State of the user's own phone by name, in `PhoneStatusUpdate` (protocol 7.3). */
export type PhoneStatus = 'AVAILABLE' | 'CALLING' | 'BUSY' | 'INDISPONIBLE' | 'RINGING' | 'BUSY_AND_RINGING' | 'ONHOLD' | 'DEACTIVATED' | 'UNEXISTING' | 'ERROR';

/** What a user is, in `RightProfile` (protocol 11); NoRight means that no profile was given. */
export type Profile = 'Supervisor' | 'Admin' | 'NoRight';

/** Why a command was refused, in `CommandResult.code`. */
export type RefusalCode = 'bad_request' | 'not_allowed' | 'not_found' | 'conflict' | 'pbx_down' | 'pbx_refused' | 'throttled' | 'not_supported' | 'not_stored' | 'not_read';

/** Why a session could not be resumed, in `Reset`. */
export type ResetReason = 'unknown_session' | 'too_old' | 'other_epoch';

/**
 * Outcome of a command that carried a `requestId`. UNKNOWN: the effect may still come; the deadline passed, or the
 * link to the PBX broke before it had answered.
 */
export type ResultStatus = 'done' | 'refused' | 'unknown';

/** What a profile adds, in `RightProfile` (protocol 11). */
export type Right = 'recording' | 'dissuasion';

/** What a card of a contact offers, in `ContactSheet` (protocol 7.5). */
export type SheetActionKind = 'Call' | 'Mail';

/** How a thing on a card of a contact is shown, in `ContactSheet` (protocol 7.5). */
export type SheetDataType = 'PhoneNumber' | 'Mail' | 'String';

/** Where a page opens that an integration wants shown to an agent, in `wakeup`. */
export type WakeupMode = 'new_tab' | 'new_window' | 'new_frame';

/** What the browser that holds a SIP session is asked to do, in `WebRTCCmd` (protocol 9.3). */
export type WebRTCAction = 'Answer' | 'Hold' | 'SendDtmf' | 'ToggleMicrophone';

/** One queue of a default membership (protocol 6.2). */
export interface QueuePenalty {
  /** id of the queue. */
  queueId: number;
  /** 0 is served first. */
  penalty: number;
}

/** Why the server closed a WebSocket. */
export const CloseCode = {
  /** The server is shutting down or restarting. */
  DRAINING: 4000,
  /** The client reads too slowly: its outbox was full or too old. */
  SLOW: 4001,
  /** Nothing was heard from the client for 60 s. */
  SILENT: 4002,
  /** The server has no room for another connection at the moment. */
  OVERLOADED: 4003,
  /** Something broke in the server. */
  INTERNAL: 4004,
  /** The token or the password is wrong or expired. */
  BAD_TOKEN: 4500,
  /** The session was resumed on another connection. */
  SESSION_REPLACED: 4501,
  /** An administrator ended the access of this user. */
  REVOKED: 4502,
  /** A frame was larger than the server accepts. */
  FRAME_TOO_BIG: 4503,
  /** A binary frame came where only text frames are understood. */
  NOT_TEXT: 4504,
  /** Another browser is the telephone of this line; it can be taken over. */
  LINE_IN_USE: 4505,
  /** Another browser has become the telephone of this line. */
  LINE_TAKEN_OVER: 4506,
  /** What came cannot be read as SIP. */
  BAD_SIP: 4507,
} as const;

/** From this code on a client does not come back: it would only happen again. */
export const FIRST_FINAL_CLOSE_CODE = 4500;
