// What travels between this page and the simulated phones, as `jackfield.protocol.demo` has it; a test compares the two.

export type Stage = 'dialing' | 'ringing' | 'talking' | 'holding' | 'held';

export type Lamp = 'idle' | 'ringing' | 'dialing' | 'talking' | 'held' | 'offline';

export type Service = 'phone' | 'queue' | 'echo' | 'conference' | 'voicemail' | 'parked' | 'listening' | 'announcement';

export type Ending = 'normal' | 'busy' | 'unanswered' | 'refused' | 'unknown_number' | 'unreachable' | 'elsewhere';

export type ForwardKind = 'unc' | 'busy' | 'na';

export type Code =
  | 'bad_request'
  | 'not_found'
  | 'no_call'
  | 'no_free_line'
  | 'unplugged'
  | 'pbx_down'
  | 'throttled';

export interface CallView {
  readonly id: string;
  readonly call: string;
  readonly stage: Stage;
  readonly number: string;
  readonly name: string;
  /** Unix seconds of the PBX's clock. */
  readonly since: number;
  readonly service: Service;
  readonly outgoing: boolean;
}

export interface EndedView {
  readonly number: string;
  readonly name: string;
  readonly at: number;
  readonly why: Ending;
}

export interface ForwardView {
  readonly kind: ForwardKind;
  readonly number: string;
}

export interface PhoneView {
  readonly number: string;
  readonly name: string;
  readonly lamp: Lamp;
  readonly plugged: boolean;
  readonly lines: number;
  readonly webrtc: boolean;
  readonly calls: readonly CallView[];
  readonly ended: EndedView | null;
  readonly dnd: boolean;
  readonly forwards: readonly ForwardView[];
  readonly messages: number;
  readonly queues: readonly string[];
  readonly answers_after: number | null;
}

export interface CallerView {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly since: number;
  readonly ringing: readonly string[];
}

export interface MemberView {
  readonly number: string;
  readonly name: string;
  readonly paused: boolean;
  readonly state: string;
  readonly calls_taken: number;
}

export interface QueueView {
  readonly name: string;
  readonly number: string;
  readonly count: number;
  readonly waiting: readonly CallerView[];
  readonly members: readonly MemberView[];
  readonly answered: number;
  readonly abandoned: number;
}

export interface OutsideView {
  readonly id: string;
  readonly call: string;
  readonly stage: Stage;
  readonly number: string;
  readonly name: string;
  readonly dialled: string;
  readonly since: number;
  readonly outgoing: boolean;
}

export interface TrafficView {
  readonly per_minute: number;
  readonly highest: number;
  readonly started: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly refused: number;
  readonly running: number;
}

export interface PbxView {
  readonly started: number;
  readonly plugged: boolean;
  readonly up_at: number;
  readonly stalled: boolean;
  readonly drop: number;
  readonly delay: number;
  readonly double: number;
  readonly reorder: number;
}

export interface LoadView {
  readonly calls: number;
  readonly every: number;
  readonly samples: readonly number[];
}

/** What is new; what is not named is as before. */
export interface Update {
  readonly type: 'update';
  readonly now: number;
  readonly shown?: readonly string[];
  readonly found?: number;
  readonly phones?: readonly PhoneView[];
  readonly queues?: readonly QueueView[];
  readonly outside?: readonly OutsideView[];
  readonly outside_count?: number;
  readonly traffic?: TrafficView;
  readonly pbx?: PbxView;
  readonly load?: LoadView;
  readonly link?: string;
}

export interface Done {
  readonly type: 'done';
  readonly id: number;
}

export interface Refused {
  readonly type: 'refused';
  readonly id: number;
  readonly code: Code;
  readonly message: string;
}

export interface Show {
  readonly act: 'show';
  readonly search: string;
  readonly in_use: boolean;
  readonly first: number;
  readonly count: number;
}

/** What somebody does. */
export type Act =
  | { readonly act: 'dial'; readonly phone: string; readonly number: string }
  | { readonly act: 'answer' | 'hang_up' | 'hold' | 'resume'; readonly phone: string; readonly call?: string }
  | { readonly act: 'transfer'; readonly phone: string; readonly call?: string; readonly number: string }
  | { readonly act: 'join'; readonly phone: string }
  | { readonly act: 'press'; readonly phone: string; readonly call?: string; readonly keys: string }
  | { readonly act: 'plug'; readonly phone: string; readonly plugged: boolean }
  | { readonly act: 'answer_by_self'; readonly phone: string; readonly after: number | null }
  | { readonly act: 'sign_in'; readonly phone: string; readonly queue: string; readonly signed_in: boolean }
  | { readonly act: 'call_in'; readonly caller: string; readonly name: string; readonly number: string; readonly variables?: Readonly<Record<string, string>> }
  | { readonly act: 'end_outside'; readonly call: string }
  | { readonly act: 'traffic'; readonly per_minute: number }
  | { readonly act: 'link'; readonly plugged: boolean }
  | { readonly act: 'stall'; readonly stalled: boolean }
  | { readonly act: 'restart'; readonly seconds: number }
  | {
      readonly act: 'disturb';
      readonly drop: number;
      readonly delay: number;
      readonly double: number;
      readonly reorder: number;
    };
