// The global xc_webrtc (protocol 9, appendix A): the documented methods, handlers and constants over a softphone. How a
// call lives is in `sip-call.ts`, which tab has the telephone in `softphone.ts`.

import type { IceConfig, LineConfig, WebRTCCmd } from '../wire/events';
import type { Cti } from './cti';
import type { Listener } from './shotgun';
import { type Call, type CallEvent, once, reportQuality, serversOf, sipUrl, Softphone } from './softphone';
import { loadStack } from './sip-types';
import { Topics } from './topics';

export const WEBRTC_TYPES = Object.freeze({
  GENERAL: 'general',
  REGISTRATION: 'registration',
  INCOMING: 'incoming',
  OUTGOING: 'outgoing',
} as const);
export const GENERAL = Object.freeze({ STARTED: 'Started', FAILED: 'Failed' } as const);
export const REGISTRATION = Object.freeze({ REGISTERED: 'Registered', UNREGISTERED: 'Unregistered' } as const);
export const INCOMING = Object.freeze({
  SETUP: 'Setup',
  RINGING: 'Ringing',
  CONNECTED: 'Connected',
  TERMINATED: 'Terminated',
  HOLD: 'Hold',
  RESUME: 'Resume',
  REMOTEMEDIAADDED: 'RemoteMediaAdded',
} as const);
export const OUTGOING = Object.freeze({
  ESTABLISHING: 'Establishing',
  RINGING: 'Ringing',
  CONNECTED: 'Connected',
  TERMINATED: 'Terminated',
  FAILED: 'Failed',
  HOLD: 'Hold',
  RESUME: 'Resume',
  REMOTEMEDIAADDED: 'RemoteMediaAdded',
} as const);

type Group = (typeof WEBRTC_TYPES)[keyof typeof WEBRTC_TYPES];
type Flag = boolean | string;
/** As the documents write them: `url` of old, `urls` as browsers have it now. */
export type IceUrl = RTCIceServer | { url: string; username?: string; credential?: string };

export interface WebrtcEvent {
  type: string;
  /** Of `Failed`, `reason` is for people, in English; `why` the same as a code: a PhoneWhy, a NoMicrophone's, or of the line. */
  data?: { caller?: string; callee?: string; reason?: string; why?: string };
  sipCallId?: string;
}

type Handler = (event: WebrtcEvent) => void;

export interface XcWebrtc {
  readonly MessageType: typeof WEBRTC_TYPES;
  readonly General: typeof GENERAL;
  readonly Registration: typeof REGISTRATION;
  readonly Incoming: typeof INCOMING;
  readonly Outgoing: typeof OUTGOING;
  /** The calls there are, by their SIP Call-ID. */
  readonly incomingCalls: Readonly<Record<string, Call>>;
  readonly outgoingCalls: Readonly<Record<string, Call>>;
  /** Ours: the softphone below, once `init` has one. */
  readonly softphone: Softphone | undefined;
  init(name: string, ssl: Flag, websocketPort: number | string, remoteAudio?: string | HTMLAudioElement, ip?: string): void;
  init(name: string, ssl: Flag, websocketPort: number | string, token: string, remoteAudio?: string | HTMLAudioElement, ip?: string): void;
  initByLineConfig(lineConfig: LineConfig, name: string, ssl: Flag, websocketPort: number | string, ...rest: (string | HTMLAudioElement | undefined)[]): void;
  stop(): void;
  dial(destination: string | number): void;
  answer(): void;
  answerBySipCallId(sipCallId: string): void;
  hangup(sipCallId?: string): void;
  hold(): void;
  holdBySipCallId(sipCallId: string): void;
  dtmf(key: string | number): void;
  attendedTransfer(destination: string | number): void;
  completeTransfer(): void;
  cancelTransfer(): void;
  conference(): void;
  toggleMicrophone(sipCallId?: string): void;
  setHandler(group: Group | string, handler: Handler): void;
  unsetHandler(group: Group | string, handler: Handler): void;
  clearHandlers(): void;
  disableICE(): void;
  setIceUrls(urls: IceUrl[]): void;
  getIceUrls(): IceUrl[];
  setDebug(sipLogLevel?: string, eventBool?: boolean, handlerBool?: boolean): void;
  /** Ours: make this machine the telephone of the line. */
  takeOver(): void;
}

const DEFAULT_AUDIO = 'audio_remote';
const OF_CALLS = new Set<string>([...Object.values(INCOMING), ...Object.values(OUTGOING)]);

/** An xc_webrtc of its own over a Cti; pages share the global one. */
export function createWebrtc(cti: () => Cti | undefined): XcWebrtc {
  const topics = new Topics('xc_webrtc');
  let phone: Softphone | undefined;
  let inits = 0;
  let iceUrls: IceUrl[] | undefined;
  let told: IceConfig = {};
  let renewal: ReturnType<typeof setTimeout> | undefined;
  let debugEvents = false;
  let debugHandlers = false;

  function publish(group: Group, event: WebrtcEvent): void {
    if (debugEvents) console.log(`${group}:`, event);
    topics.get(group).publish(event);
  }

  function fail(reason: string, why = ''): void {
    console.error(`xc_webrtc: ${reason}`);
    publish(WEBRTC_TYPES.GENERAL, { type: GENERAL.FAILED, data: { reason, ...(why && { why }) } });
  }

  async function begin(name: string, ssl: Flag, port: number | string, rest: unknown[], given?: LineConfig): Promise<void> {
    const mine = (inits += 1);
    phone?.stop();
    phone = undefined;
    const { token, audio, ip } = arranged(rest);
    const over = cti();
    try {
      const line = given ?? (over && (await lineOf(over)));
      if (mine !== inits) return;
      if (!line || line.id === '-' || !line.name) return fail('You have no line for calls from the browser.', 'no_line');
      if (typeof line.password !== 'string') return fail('The line has no password.', 'no_password');
      if (iceUrls === undefined && over) await askIce(over);
      if (mine !== inits) return;
      const where = addressOf(over, line, { secure: String(ssl) === 'true', port: String(port), token, ip });
      const element = typeof audio === 'string' ? document.getElementById(audio) : audio;
      phone = new Softphone({
        account: { user: line.name, password: line.password, domain: domainOf(line, ip, where()), displayName: name },
        url: where,
        iceServers: () => (iceUrls === undefined ? serversOf(told) : iceUrls.map(standard)),
        ...(element instanceof HTMLAudioElement && { element }),
        take: true,
      });
      follow(phone);
      if (over) reportQuality(phone, over);
      phone.start();
    } catch (error) {
      if (mine === inits) fail((error as Error).message);
    }
  }

  function follow(current: Softphone): void {
    let started = false;
    let registered = false;
    current.on('state', ({ state, reason, why }) => {
      if (current !== phone) return;
      if (!started && state !== 'starting' && state !== 'stopped') {
        started = state !== 'refused';
        if (started) publish(WEBRTC_TYPES.GENERAL, { type: GENERAL.STARTED });
        else fail(reason, why);
      }
      if (state === 'registered' && !registered) {
        registered = true;
        publish(WEBRTC_TYPES.REGISTRATION, { type: REGISTRATION.REGISTERED });
      } else if (state !== 'registered' && (registered || reason !== '')) {
        registered = false;
        publish(WEBRTC_TYPES.REGISTRATION, { type: REGISTRATION.UNREGISTERED, ...(reason && { data: { reason } }) });
      }
    });
    current.on('call', (event) => current === phone && tellCall(event));
    current.on('trouble', ({ code, message, why }) => {
      if (code === 'microphone') fail(message, why);
      else console.error(`xc_webrtc: ${message}`);
    });
  }

  function tellCall({ type, call, reason }: CallEvent): void {
    if (!OF_CALLS.has(type)) return;
    const group = call.direction === 'in' ? WEBRTC_TYPES.INCOMING : WEBRTC_TYPES.OUTGOING;
    const party = call.direction === 'in' ? { caller: call.number } : { callee: call.number };
    publish(group, { type, data: type === 'Failed' ? { reason: reason ?? '' } : party, sipCallId: call.id });
  }

  async function askIce(over: Cti): Promise<void> {
    clearTimeout(renewal);
    try {
      told = await once<IceConfig>(over, 'IceConfig', () => void over.getIceConfig());
      const seconds = (told.turnConfig?.ttl ?? 0) / 2;
      if (seconds > 0) renewal = setTimeout(() => void askIce(over), seconds * 1000);
    } catch {
      // A server that knows of no such thing: calls find their way without.
    }
  }

  /** Whatever is asked before there is a telephone is said on the console, as it was of old. */
  function act(what: (phone: Softphone) => Promise<unknown>): void {
    if (!phone) return console.error('xc_webrtc.init has not been called.');
    what(phone).catch((error: Error) => console.error(`xc_webrtc: ${error.message}`));
  }

  const byDirection = (direction: 'in' | 'out'): Record<string, Call> =>
    Object.fromEntries((phone?.calls ?? []).filter((call) => call.direction === direction).map((call) => [call.id, call]));

  const obey = (command: WebRTCCmd) => {
    void phone?.obey(command).catch((error: Error) => console.error(`xc_webrtc: ${error.message}`));
  };

  return {
    MessageType: WEBRTC_TYPES,
    General: GENERAL,
    Registration: REGISTRATION,
    Incoming: INCOMING,
    Outgoing: OUTGOING,
    get incomingCalls() {
      return byDirection('in');
    },
    get outgoingCalls() {
      return byDirection('out');
    },
    get softphone() {
      return phone;
    },
    init(name: string, ssl: Flag, port: number | string, ...rest: unknown[]) {
      cti()?.setHandler('WebRTCCmd', obey);
      void begin(name, ssl, port, rest);
    },
    initByLineConfig(lineConfig, name, ssl, port, ...rest) {
      cti()?.setHandler('WebRTCCmd', obey);
      void begin(name, ssl, port, rest, lineConfig);
    },
    stop() {
      inits += 1;
      clearTimeout(renewal);
      phone?.stop();
      phone = undefined;
    },
    dial: (destination) => act((on) => on.dial(String(destination))),
    answer: () => act((on) => on.answer()),
    answerBySipCallId: (id) => act((on) => on.answer(id)),
    hangup: (id) => act((on) => on.hangup(typeof id === 'string' ? id : undefined)),
    hold: () => act((on) => on.hold()),
    holdBySipCallId: (id) => act((on) => on.hold(id)),
    dtmf: (key) => act((on) => on.dtmf(String(key))),
    attendedTransfer: (destination) => act((on) => on.attendedTransfer(String(destination))),
    completeTransfer: () => act((on) => on.completeTransfer()),
    cancelTransfer: () => act((on) => on.cancelTransfer()),
    conference: () => act((on) => on.conference()),
    toggleMicrophone: (id) => act((on) => on.toggleMicrophone(typeof id === 'string' ? id : undefined)),
    takeOver: () => act((on) => on.takeOver()),
    setHandler(group, handler) {
      topics.get(group).unsubscribe(handler as Listener);
      topics.get(group).subscribe(handler as Listener);
      if (debugHandlers) console.log(`subscribed to ${group}:`, handler);
    },
    unsetHandler: (group, handler) => topics.get(group).unsubscribe(handler as Listener),
    clearHandlers: () => topics.clear(),
    disableICE() {
      iceUrls = [];
    },
    setIceUrls(urls) {
      iceUrls = [...urls];
    },
    getIceUrls: () => iceUrls ?? serversOf(told),
    setDebug(sipLogLevel, eventBool, handlerBool) {
      debugEvents = eventBool ?? false;
      debugHandlers = handlerBool ?? false;
      const loud = sipLogLevel === 'info' || sipLogLevel === 'debug';
      void loadStack().then((stack) => stack.setDebug(loud)).catch(() => undefined);
    },
  };
}

/** `token` and `remoteAudio` stand at the same place, in new and old calls: a token is long and names no element. */
function arranged(rest: unknown[]): { token: string; audio: string | HTMLAudioElement; ip: string } {
  const [first] = rest;
  const isToken = rest.length >= 3 || (typeof first === 'string' && /^[\w.~-]{40,}$/.test(first) && !document.getElementById(first));
  const [audio, ip] = isToken ? rest.slice(1) : rest;
  return {
    token: isToken && typeof first === 'string' ? first : '',
    audio: (audio as string | HTMLAudioElement | undefined) ?? DEFAULT_AUDIO,
    ip: typeof ip === 'string' ? ip : '',
  };
}

async function lineOf(cti: Cti): Promise<LineConfig> {
  if (cti.linkStatus !== 'opened') await once(cti, 'LoggedOn', () => undefined);
  return await once<LineConfig>(cti, 'LineConfig', () => void cti.getConfig('line'));
}

interface Where {
  secure: boolean;
  port: string;
  token: string;
  ip: string;
}

/** The SIP WebSocket. On the server of the Cti its token counts, which is renewed. */
function addressOf(cti: Cti | undefined, line: LineConfig, { secure, port, token, ip }: Where): () => string {
  const own = cti?.webSocket?.url ? new URL(sipUrl(cti)) : undefined;
  const host = ip || line.xivoIp || own?.hostname || location.hostname;
  const proxy = line.sipProxyName && line.sipProxyName !== 'default' ? `-${line.sipProxyName}` : '';
  const base = `${secure ? 'wss' : 'ws'}://${host}${port ? `:${port}` : ''}`;
  const here = own !== undefined && new URL(base.replace(/^ws/, 'http')).host === new URL(own.href.replace(/^ws/, 'http')).host;
  return () => {
    const present = here ? (cti?.token ?? token) : token;
    return `${base}/${secure ? 'wssip' : 'ws'}${proxy}${present ? `?token=${present}` : ''}`;
  };
}

function domainOf(line: LineConfig, ip: string, address: string): string {
  if (line.sipProxyName) return line.sipProxyName.replaceAll('_', '-');
  return ip || line.xivoIp || new URL(address).hostname;
}

function standard(server: IceUrl): RTCIceServer {
  if (!('url' in server)) return server;
  const { url, ...more } = server;
  return { urls: url, ...more };
}
