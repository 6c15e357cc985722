// What a telephone is told when it is made, and what it tells: types only.

import type { Devices, NoMicrophone } from './devices';
import type { CallEventType, SipCall } from './sip-call';
import type { SipStack } from './sip-types';

export interface Account {
  /** SIP user, and user of the digest. */
  user: string;
  password: string;
  /** Domain of addresses: of numbers dialled too. */
  domain: string;
  displayName?: string;
}

export type PhoneState =
  /** The script of the SIP stack is loaded. */
  | 'starting'
  /** No connection, or not registered; it is tried again by itself. */
  | 'connecting'
  | 'registered'
  /** The PBX does not take the account, or the token is over: not tried again. */
  | 'refused'
  /** Another machine is the telephone of this line; `takeOver()` makes it this one. */
  | 'elsewhere'
  | 'stopped';

export interface PhoneSettings {
  account: Account;
  /** The WebSocket's address: asked before each connection. */
  url: () => string;
  iceServers: () => RTCIceServer[];
  devices: Devices;
  /** Where the other party is heard. */
  element: HTMLAudioElement;
  /** Answer calls that ask for it (Alert-Info). */
  autoAnswer: boolean;
  /** A connection was lost or not had: whether another one is worth trying. */
  mayRetry: () => Promise<boolean>;
  stack?: () => Promise<SipStack>;
}

/** Why a telephone is not registered; empty where the PBX gives its own reason, or there is none. */
export type PhoneWhy = '' | 'unreachable' | 'over' | 'closed' | 'line' | 'unregistered' | 'script';

/** What does not go, while the telephone stays. */
export interface Trouble {
  code: 'microphone' | 'unplugged' | 'autoplay' | 'transfer' | 'lost';
  /** For people, in English. */
  message: string;
  /** Of a microphone: the code of its NoMicrophone. */
  why?: NoMicrophone['code'];
}

export interface PhoneListener {
  state(state: PhoneState, reason: string, why: PhoneWhy): void;
  call(type: CallEventType, call: SipCall, reason?: string): void;
  trouble(trouble: Trouble): void;
}
