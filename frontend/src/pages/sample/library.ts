// What the sample pages use of cti.js, callback.js and membership.js, as types. The scripts themselves are loaded by
// script tags and define globals, as on a page of yours.

/** The outcome of a command that carried a requestId. */
export interface CommandResult {
  readonly requestId: string;
  readonly status: 'done' | 'refused' | 'unknown';
  readonly code?: string;
  readonly message?: string;
}

export interface PhoneEvent {
  readonly eventType: string;
  readonly DN: string;
  readonly otherDN: string;
  readonly otherDName?: string;
  readonly linkedId: string;
  readonly uniqueId: string;
  readonly queueName?: string;
  readonly callDirection?: 'Incoming' | 'Outgoing';
  readonly userData?: Readonly<Record<string, string>>;
  readonly username?: string;
}

export interface UserConfig {
  readonly userId: number;
  readonly dndEnabled: boolean;
  readonly naFwdEnabled: boolean;
  readonly naFwdDestination: string | null;
  readonly uncFwdEnabled: boolean;
  readonly uncFwdDestination: string | null;
  readonly busyFwdEnabled: boolean;
  readonly busyFwdDestination: string | null;
  readonly fullName: string | null;
  readonly mobileNumber: string | null;
  readonly agentId: number | null;
  readonly voiceMailId: number | null;
}

export interface UserStatus {
  readonly name: string;
  readonly color: string;
  readonly longName: string;
}

export interface VoiceMail {
  readonly newMessages: number;
  readonly oldMessages: number;
}

export interface Participant {
  readonly index: number;
  readonly callerIdName: string;
  readonly callerIdNum: string;
  readonly isTalking?: boolean;
  readonly isMuted?: boolean;
  readonly isMe?: boolean;
  readonly role?: 'User' | 'Organizer';
}

export interface Sheet {
  readonly payload: {
    readonly profile: {
      readonly user: {
        readonly sheetInfo: readonly { value: string; name: string; order: number | string; type: string }[];
      };
    };
  };
}

/** Methods take what the documents say, and give a promise of the command's outcome where the server tells it. */
type Send = (...values: readonly unknown[]) => unknown;

type CtiMethod =
  | 'dial' | 'dialFromMobile' | 'dialByUsername' | 'dialFromQueue' | 'originate' | 'hangup' | 'answer' | 'hold'
  | 'directTransfer' | 'attendedTransfer' | 'completeTransfer' | 'cancelTransfer' | 'conference' | 'setData'
  | 'getCurrentCallsPhoneEvents' | 'sendDtmf' | 'toggleMicrophone' | 'dnd' | 'naFwd' | 'uncFwd' | 'busyFwd'
  | 'subscribeToPhoneHints' | 'unsubscribeFromAllPhoneHints' | 'displayNameLookup' | 'toggleUniqueAccountDevice'
  | 'loginAgent' | 'logoutAgent' | 'toggleAgentLogin' | 'pauseAgent' | 'unpauseAgent' | 'listenAgent' | 'monitorPause'
  | 'monitorUnpause' | 'setAgentQueue' | 'removeAgentFromQueue' | 'subscribeToAgentStats' | 'subscribeToAgentEvents'
  | 'getAgentStates' | 'getAgentDirectory' | 'getList' | 'getConferenceRooms' | 'subscribeToQueueStats'
  | 'subscribeToQueueCalls' | 'unSubscribeToQueueCalls' | 'getUserCallHistory' | 'getUserCallHistoryByDays'
  | 'getAgentCallHistory' | 'getQueueCallHistory' | 'directoryLookUp' | 'searchDirectory' | 'getFavorites'
  | 'addFavorite' | 'removeFavorite' | 'changeUserStatus' | 'getConfig' | 'setUserPreference' | 'retrieveQueueCall'
  | 'setAgentGroup' | 'moveAgentsInGroup' | 'addAgentsInGroup' | 'removeAgentGroupFromQueueGroup'
  | 'addAgentsNotInQueueFromGroupTo' | 'getQueueStatistics' | 'inviteConferenceRoom' | 'conferenceMuteMe'
  | 'conferenceUnmuteMe' | 'conferenceMuteAll' | 'conferenceUnmuteAll' | 'conferenceMute' | 'conferenceUnmute'
  | 'conferenceKick' | 'conferenceDeafen' | 'conferenceUndeafen' | 'conferenceReset' | 'conferenceClose'
  | 'conferenceInvite' | 'includeToConference';

type CallbackMethod =
  | 'getCallbackLists' | 'takeCallback' | 'releaseCallback' | 'startCallback' | 'updateCallbackTicket'
  | 'listenCallbackMessage' | 'findCallbackRequest' | 'getCallbackPreferredPeriods';

type MembershipMethod =
  | 'getUserDefaultMembership' | 'setUserDefaultMembership' | 'setUsersDefaultMembership'
  | 'applyUsersDefaultMembership';

interface CtiCore {
  readonly MessageType: Readonly<Record<string, string>>;
  readonly WebSocket: {
    init(url: string, username: string, phoneNumber: string, socket?: typeof WebSocket): void;
  };
  debugMsg: boolean;
  setHandler(type: string | undefined, handler: (payload: never) => void): void;
  close(): void;
}

interface Bound {
  init(cti: CtiCore): void;
}

declare global {
  const Cti: CtiCore & Readonly<Record<CtiMethod, Send>>;
  const Callback: Bound & Readonly<Record<CallbackMethod, Send>>;
  const Membership: Bound & Readonly<Record<MembershipMethod, Send>>;
}
