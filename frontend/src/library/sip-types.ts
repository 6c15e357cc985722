// What we use of the SIP stack (JsSIP), in our own words: the stack itself is a script of its own, loaded when there is a
// call to make. Types only.

export interface SipIdentity {
  uri: { user: string | null; host: string; toString(): string };
  display_name: string | null;
}

export interface SipRequest {
  call_id: string;
  getHeader(name: string): string | undefined;
}

/** One call, as the stack has it. */
export interface RtcSession {
  readonly direction: 'incoming' | 'outgoing';
  readonly connection: RTCPeerConnection | null;
  readonly remote_identity: SipIdentity;
  /** Private to the stack, and the only place where a dialogue's names are. */
  readonly _dialog?: { id: { call_id: string; local_tag: string; remote_tag: string } } | null;
  answer(options: object): void;
  terminate(options?: object): void;
  hold(options?: object, done?: () => void): boolean;
  unhold(options?: object, done?: () => void): boolean;
  isOnHold(): { local: boolean; remote: boolean };
  isEstablished(): boolean;
  isEnded(): boolean;
  mute(options: { audio: boolean }): void;
  unmute(options: { audio: boolean }): void;
  sendDTMF(tone: string, options?: object): void;
  refer(target: string | object, options?: object): void;
  sendRequest(method: string, options?: object): void;
  renegotiate(options?: object, done?: () => void): boolean;
  on(event: string, listener: (data: never) => void): unknown;
}

/** The user agent: one account on one connection. */
export interface UserAgent {
  start(): void;
  stop(): void;
  register(): void;
  unregister(options?: object): void;
  isRegistered(): boolean;
  call(target: string, options: object): RtcSession;
  on(event: string, listener: (data: never) => void): unknown;
}

/** Our own socket below the stack. */
export interface SipSocket {
  readonly url: string;
  readonly sip_uri: string;
  via_transport: string;
  onconnect: () => void;
  ondisconnect: (error: boolean, code?: number, reason?: string) => void;
  ondata: (data: unknown) => void;
  connect(): void;
  disconnect(): void;
  send(message: string): boolean;
  isConnected(): boolean;
  isConnecting(): boolean;
}

/** The module `sip.mjs`. */
export interface SipStack {
  createUserAgent(configuration: object): UserAgent;
  setDebug(on: boolean): void;
}

/** Where `sip.mjs` is loaded from; the classic scripts put the folder there that they came from themselves. */
export const scripts = { folder: '/assets/javascripts/' };

let loaded: Promise<SipStack> | undefined;

/** The SIP stack, loaded once. */
export function loadStack(): Promise<SipStack> {
  loaded ??= (import(/* @vite-ignore */ new URL(`${scripts.folder}sip.mjs`, globalThis.location?.href).href) as Promise<SipStack>).catch(
    (error: unknown) => {
      loaded = undefined;
      throw error;
    },
  );
  return loaded;
}
