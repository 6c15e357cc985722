// What the sample pages use of cti.js, callback.js and membership.js, as types. The scripts themselves are loaded by
// script tags and define globals, as on a page of yours.

import type { Callback as CallbackType, Membership as MembershipType } from '../../library/callback';
import type { Cti as CtiType } from '../../library/cti';

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

declare global {
  // `var`, as plain script tags make them
  var Cti: CtiType;
  var Callback: CallbackType;
  var Membership: MembershipType;
}
