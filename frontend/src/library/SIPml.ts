// The global SIPml of pages that were written for that library: an adapter over our SIP stack, so that they keep working.
// Audio calls, registration, hold, transfer, DTMF; what has no counterpart here (video, chat, presence, screen sharing) is
// refused with an exception that says so, never ignored.

import { measure } from './call-quality';
import { createSipSocket } from './sip-socket';
import { loadStack, type RtcSession, type SipRequest, type SipStack, type UserAgent } from './sip-types';

export interface SipmlEvent {
  type: string;
  description: string;
  session?: SipmlSession;
  newSession?: SipmlSession;
  o_event?: unknown;
  getSipResponseCode(): number;
}
type EventListener = (event: SipmlEvent) => void;
type Listening = Record<string, EventListener> | { events?: string | string[]; listener?: EventListener };

export interface StackConfiguration {
  realm?: string;
  impi?: string;
  impu: string;
  password?: string;
  display_name?: string;
  websocket_proxy_url: string;
  ice_servers?: RTCIceServer[] | string;
  events_listener?: { events: string | string[]; listener: EventListener };
  [other: string]: unknown;
}

const SUPPORTED = new Set(['register', 'call-audio', 'call-audiovideo']);

let stack: SipStack | undefined;
let debug = 'warn';

export class SipmlTarget {
  readonly #listeners: { events: Set<string>; listener: EventListener }[] = [];

  /** Pages give one listener more than once, to a new session and again with its answer: it is told everything once. */
  addEventListener(events: string | string[], listener: EventListener): void {
    const wanted = typeof events === 'string' ? [events] : events;
    const known = this.#listeners.find((each) => each.listener === listener);
    if (known) for (const event of wanted) known.events.add(event);
    else this.#listeners.push({ events: new Set(wanted), listener });
  }

  removeEventListener(event: string): void {
    for (const each of this.#listeners) each.events.delete(event);
  }

  protected listenAs(configuration: Listening | undefined): void {
    const { events, listener } = (configuration ?? {}) as { events?: string | string[]; listener?: EventListener };
    if (events && listener) this.addEventListener(events, listener);
  }

  tell(type: string, description: string, more: Partial<SipmlEvent> & { code?: number } = {}): void {
    const { code = -1, ...rest } = more;
    const event: SipmlEvent = { type, description, getSipResponseCode: () => code, ...rest };
    for (const { events, listener } of this.#listeners) if (events.has(type) || events.has('*')) listener(event);
  }
}

export class SipmlStack extends SipmlTarget {
  agent: UserAgent | undefined;
  /** The request of the call that is just being placed. */
  placed: SipRequest | undefined;
  registration: SipmlRegistration | undefined;

  constructor(readonly configuration: StackConfiguration) {
    super();
    this.listenAs(configuration.events_listener);
  }

  setConfiguration(changes: Partial<StackConfiguration>): number {
    Object.assign(this.configuration, changes);
    this.listenAs(changes.events_listener);
    return 0;
  }

  start(): number {
    if (!stack) throw new Error('SIPml.init has not been called, or is not through.');
    const { impu, impi, password, display_name, realm, websocket_proxy_url: address } = this.configuration;
    this.tell('starting', 'Stack starting');
    const agent = stack.createUserAgent({
      sockets: [createSipSocket(() => address, () => undefined)],
      uri: impu,
      ...(impi && { authorization_user: impi }),
      ...(password !== undefined && { password }),
      ...(display_name && { display_name }),
      ...(realm && { realm }),
      register: false,
      session_timers: false,
    });
    this.agent = agent;
    let started = false;
    agent.on('connected', () => {
      if (!started) this.tell('started', 'Stack started');
      started = true;
    });
    agent.on('disconnected', () => {
      if (!started) this.tell('failed_to_start', 'Failed to connect to the server');
    });
    agent.on('registered', () => this.registration?.tell('connected', 'Connected', { code: 200 }));
    agent.on('unregistered', () => this.registration?.tell('terminated', 'Terminated', { code: 200 }));
    agent.on('registrationFailed', ({ cause, response }: { cause: string; response?: { status_code: number } }) =>
      this.registration?.tell('terminated', cause, { code: response?.status_code ?? -1 }),
    );
    agent.on('newRTCSession', (found: { originator: string; session: RtcSession; request: SipRequest }) => {
      if (found.originator !== 'remote') return void (this.placed = found.request);
      const call = new SipmlCall(this, undefined);
      call.adopt(found.session);
      this.tell('i_new_call', 'Incoming call', { newSession: call, session: call });
    });
    agent.start();
    return 0;
  }

  stop(): number {
    this.tell('stopping', 'Stack stopping');
    this.agent?.stop();
    this.agent = undefined;
    this.tell('stopped', 'Stack stopped');
    return 0;
  }

  newSession(type: string, configuration?: Listening): SipmlSession {
    if (!SUPPORTED.has(type)) throw new Error(`SIPml sessions of the type ${type} are not supported here.`);
    return type === 'register' ? new SipmlRegistration(this, configuration) : new SipmlCall(this, configuration);
  }
}

export class SipmlSession extends SipmlTarget {
  constructor(
    readonly stack: SipmlStack,
    configuration: Listening | undefined,
  ) {
    super();
    this.follow(configuration);
  }

  setConfiguration(configuration?: Listening): void {
    this.follow(configuration);
  }

  private follow(configuration: Listening | undefined): void {
    this.listenAs((configuration as { events_listener?: Listening } | undefined)?.events_listener);
  }

  protected get agent(): UserAgent {
    if (!this.stack.agent) throw new Error('The stack is not started.');
    return this.stack.agent;
  }

  override tell(type: string, description: string, more: Partial<SipmlEvent> & { code?: number } = {}): void {
    super.tell(type, description, { session: this, ...more });
  }
}

export class SipmlRegistration extends SipmlSession {
  register(): number {
    this.stack.registration = this;
    this.tell('connecting', 'Connecting');
    this.agent.register();
    return 0;
  }

  unregister(): number {
    this.tell('terminating', 'Terminating');
    this.agent.unregister();
    return 0;
  }
}

export class SipmlCall extends SipmlSession {
  #session: RtcSession | undefined;
  #configuration: { audio_remote?: HTMLAudioElement } = {};

  constructor(stack: SipmlStack, configuration: Listening | undefined) {
    super(stack, configuration);
    this.#remember(configuration);
  }

  override setConfiguration(configuration?: Listening): void {
    super.setConfiguration(configuration);
    this.#remember(configuration);
  }

  #remember(configuration: Listening | undefined): void {
    this.#configuration = { ...this.#configuration, ...(configuration as { audio_remote?: HTMLAudioElement } | undefined) };
  }

  call(to: string, configuration?: Listening): number {
    this.setConfiguration(configuration);
    this.adopt(this.agent.call(to, this.#media));
    this.tell('connecting', 'Call connecting');
    return 0;
  }

  accept(configuration?: Listening): number {
    this.setConfiguration(configuration);
    this.#required.answer(this.#media);
    return 0;
  }

  reject(): number {
    this.#required.terminate({ status_code: 603 });
    return 0;
  }

  hangup(): number {
    this.#required.terminate();
    return 0;
  }

  hold(): number {
    return this.#required.hold({}, () => this.tell('m_local_hold_ok', 'Hold succeeded')) ? 0 : -1;
  }

  resume(): number {
    return this.#required.unhold({}, () => this.tell('m_local_resume_ok', 'Resume succeeded')) ? 0 : -1;
  }

  dtmf(key: string): number {
    this.#required.sendDTMF(key, { transportType: 'RFC2833' });
    return 0;
  }

  transfer(to: string): number {
    this.#required.refer(to, {
      eventHandlers: {
        accepted: () => this.tell('o_ect_accepted', 'Transfer accepted'),
        requestFailed: () => this.tell('o_ect_failed', 'Transfer failed'),
        failed: () => this.tell('o_ect_failed', 'Transfer failed'),
      },
    });
    return 0;
  }

  mute(media: string, off: boolean): number {
    if (media !== 'audio') throw new Error('There is only audio here.');
    if (off) this.#required.mute({ audio: true });
    else this.#required.unmute({ audio: true });
    return 0;
  }

  getRemoteFriendlyName(): string {
    const { display_name, uri } = this.#required.remote_identity;
    return display_name ?? uri.user ?? '';
  }

  getRemoteUri(): string {
    return this.#required.remote_identity.uri.toString();
  }

  /** Of the browser's figures, as this library's successor has them. */
  async getStats(): Promise<unknown> {
    return this.#session?.connection ? await measure(this.#session.connection) : undefined;
  }

  adopt(session: RtcSession): void {
    this.#session = session;
    const hear = (connection: RTCPeerConnection) =>
      connection.addEventListener('track', ({ track }) => {
        const element = this.#configuration.audio_remote;
        if (!element) return;
        element.srcObject = new MediaStream([track]);
        void element.play().catch(() => undefined);
        this.tell('m_stream_audio_remote_added', 'Remote audio added');
      });
    if (session.connection) hear(session.connection);
    session.on('peerconnection', ({ peerconnection }: { peerconnection: RTCPeerConnection }) => hear(peerconnection));
    session.on('progress', ({ originator }: { originator: string }) => {
      if (originator === 'remote') this.tell('i_ao_request', 'Ringing', { code: 180 });
    });
    session.on('accepted', () => this.tell('connected', 'In call', { code: 200 }));
    session.on('ended', ({ cause }: { cause: string }) => this.tell('terminated', cause));
    session.on('failed', ({ cause, message }: { cause: string; message?: { status_code?: number } | null }) =>
      this.tell('terminated', cause, { code: message?.status_code ?? -1 }),
    );
    session.on('getusermediafailed', () => this.tell('media_refused', 'Media stream permission denied'));
  }

  get #media(): object {
    const servers = this.stack.configuration.ice_servers;
    const iceServers = (typeof servers === 'string' ? (JSON.parse(servers) as RTCIceServer[]) : servers) ?? [];
    return { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers } };
  }

  get #required(): RtcSession {
    if (!this.#session) throw new Error('There is no call yet.');
    return this.#session;
  }
}

export const SIPml = {
  Stack: SipmlStack,
  Session: Object.assign(SipmlSession, { Registration: SipmlRegistration, Call: SipmlCall }),
  init(ready?: () => void, failed?: (error: Error) => void): void {
    loadStack().then(
      (loaded) => {
        stack = loaded;
        loaded.setDebug(debug === 'info');
        ready?.();
      },
      (error: Error) => failed?.(error),
    );
  },
  isInitialized: (): boolean => stack !== undefined,
  setDebugLevel(level: string): void {
    debug = level;
    stack?.setDebug(level === 'info');
  },
  isReady: (): boolean => stack !== undefined,
  haveMediaStream: (): boolean => Boolean(globalThis.navigator?.mediaDevices),
  isWebRtcSupported: (): boolean => typeof RTCPeerConnection === 'function',
  isWebRtc4AllSupported: (): boolean => false,
  isWebSocketSupported: (): boolean => typeof WebSocket === 'function',
  isScreenShareSupported: (): boolean => false,
  isNavigatorOutdated: (): boolean => false,
  getNavigatorFriendlyName: (): string => globalThis.navigator?.userAgent ?? '',
  getSystemFriendlyName: (): string => globalThis.navigator?.platform ?? '',
};
