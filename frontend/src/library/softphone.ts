/**
 * A telephone in the browser, for pages.
 *
 *     import { openSoftphone } from '../library/softphone';
 *
 *     const phone = await openSoftphone(cti);          // after LoggedOn; undefined: the user's line is none for a browser
 *     phone.on('state', ({ state, reason, why }) => ...); // starting, connecting, registered, refused, elsewhere, stopped
 *     phone.on('call', ({ type, call, reason }) => ...);  // Setup, Ringing, Connected, Hold, ... (protocol 9.2)
 *     phone.on('trouble', ({ code, message, why }) => ...); // microphone refused, no autoplay, a transfer that failed
 *     phone.state; phone.calls; phone.leading;         // what there is now, in every tab alike
 *     await phone.dial('9000'); await phone.answer(); await phone.hold(); await phone.hangup();
 *     await phone.attendedTransfer('1002'); await phone.completeTransfer();
 *     phone.devices.list('microphone'); phone.devices.choose('speaker', id); phone.level();
 *
 * One tab of a browser has the telephone (`leading`) and makes the sound; the others show the same and pass on what is
 * asked of them. When its tab is closed or loaded again another goes on, and takes running calls back. `elsewhere`: another
 * machine is the telephone of this line; `takeOver()` makes it this one. `WebRTCCmd`s of the server are obeyed.
 * Every method gives a promise that is rejected with an Error whose message people understand (`NoMicrophone` has a `code`).
 * The ids of calls are SIP Call-IDs: `userData.SIPCALLID` of PhoneEvents.
 */

import type { Cti } from './cti';
import { Devices, LevelMeter } from './devices';
import { Ringer } from './ringer';
import type { Call, CallEvent } from './sip-call';
import { type Account, microphone, type PhoneState, type PhoneWhy, SipPhone, type Trouble } from './sip-phone';
import type { SipStack } from './sip-types';
import { TabLeader } from './tab-leader';
import { inquire } from './token';
import type { IceConfig, LineConfig, WebRTCCmd } from '../wire/events';

export { Devices, LevelMeter, NoMicrophone } from './devices';
export type { Choice, Device, DeviceKind } from './devices';
export type { Quality } from './call-quality';
export type { Call, CallEvent, CallEventType, CallState } from './sip-call';
export type { Account, PhoneState, PhoneWhy, Trouble } from './sip-phone';

export interface SoftphoneEvents {
  state: Pick<Shown, 'state' | 'reason' | 'why'>;
  call: CallEvent;
  trouble: Trouble;
}

export interface SoftphoneOptions {
  account: Account;
  /** `ws(s)://HOST/wssip?token=T`: asked before each connection. */
  url: () => string;
  iceServers?: () => RTCIceServer[];
  /** Where the other party is heard; one of its own without. */
  element?: HTMLAudioElement;
  /** Ring when somebody calls. */
  ring?: boolean;
  autoAnswer?: boolean;
  /** Take the line over from another machine without asking. */
  take?: boolean;
  stack?: () => Promise<SipStack>;
}

interface Shown {
  state: PhoneState;
  /** For people, in English; and the same as a code, where there is one. */
  reason: string;
  why: PhoneWhy;
  calls: Call[];
}

const TAB = Math.random().toString(36).slice(2);

/** A name for this browser: the same in all its tabs, so that only another machine is asked to give the line away. */
function machine(): string {
  try {
    const kept = localStorage.getItem('jackfield-machine') ?? TAB;
    localStorage.setItem('jackfield-machine', kept);
    return kept;
  } catch {
    return TAB;
  }
}

export class Softphone {
  readonly devices = new Devices();
  readonly #listeners: { [Name in keyof SoftphoneEvents]: Set<(event: SoftphoneEvents[Name]) => void> } = {
    state: new Set(),
    call: new Set(),
    trouble: new Set(),
  };
  readonly #leader: TabLeader;
  readonly #ringer: Ringer;
  readonly #element: HTMLAudioElement;
  #phone: SipPhone | undefined;
  #shown: Shown = { state: 'starting', reason: '', why: '', calls: [] };
  #meter: { of: MediaStream; meter: LevelMeter } | undefined;

  constructor(private readonly options: SoftphoneOptions) {
    this.#element = options.element ?? new Audio();
    this.#element.autoplay = true;
    this.#ringer = new Ringer(this.devices);
    const { user, domain } = options.account;
    this.#leader = new TabLeader(
      `jackfield-softphone-${user}@${domain}`,
      {
        begin: () => void this.#lead(options.take ?? false),
        perform: (name, values) => this.#perform(name, values),
        state: () => this.#shown,
      },
      {
        state: (state) => this.#mirror(state as Shown),
        event: (event) => this.#tell('call', event as CallEvent),
      },
    );
    this.devices.watch(() => void this.devices.route(this.#element, 'speaker'));
  }

  /** Begin, or wait until the tab that has the telephone is closed. */
  start(): this {
    this.#leader.start();
    return this;
  }

  stop(): void {
    this.#phone?.stop();
    this.#phone = undefined;
    this.#ringer.stop();
    this.#leader.stop();
    this.#show({ state: 'stopped', reason: '', why: '', calls: [] });
  }

  get state(): PhoneState {
    return this.#shown.state;
  }

  get reason(): string {
    return this.#shown.reason;
  }

  get why(): PhoneWhy {
    return this.#shown.why;
  }

  get calls(): readonly Call[] {
    return this.#shown.calls;
  }

  /** Whether the sound is in this tab. */
  get leading(): boolean {
    return this.#leader.leading;
  }

  on<Name extends keyof SoftphoneEvents>(name: Name, listener: (event: SoftphoneEvents[Name]) => void): () => void {
    this.#listeners[name].add(listener);
    return () => this.#listeners[name].delete(listener);
  }

  dial = (number: string): Promise<string> => this.#ask('dial', number) as Promise<string>;
  answer = (id?: string): Promise<void> => this.#ask('answer', id) as Promise<void>;
  hangup = (id?: string): Promise<void> => this.#ask('hangup', id) as Promise<void>;
  hold = (id?: string): Promise<void> => this.#ask('hold', id) as Promise<void>;
  dtmf = (key: string, id?: string): Promise<void> => this.#ask('dtmf', key, id) as Promise<void>;
  toggleMicrophone = (id?: string): Promise<void> => this.#ask('toggleMicrophone', id) as Promise<void>;
  transfer = (number: string, id?: string): Promise<void> => this.#ask('transfer', number, id) as Promise<void>;
  attendedTransfer = (number: string): Promise<string> => this.#ask('attendedTransfer', number) as Promise<string>;
  completeTransfer = (): Promise<void> => this.#ask('completeTransfer') as Promise<void>;
  cancelTransfer = (): Promise<void> => this.#ask('cancelTransfer') as Promise<void>;
  conference = (): Promise<void> => this.#ask('conference') as Promise<void>;
  /** Make this machine the telephone of the line; the other one is told. */
  takeOver = (): Promise<void> => this.#ask('takeOver') as Promise<void>;

  /** How loud we are in the present call, 0 to 1; 0 in tabs without the sound. */
  level(): number {
    const stream = this.#phone?.calls.find((call) => call.state === 'connected')?.stream;
    if (!stream) {
      this.#meter?.meter.close();
      this.#meter = undefined;
      return 0;
    }
    if (this.#meter?.of !== stream) {
      this.#meter?.meter.close();
      this.#meter = { of: stream, meter: new LevelMeter(stream) };
    }
    return this.#meter.meter.level;
  }

  /** What the server asks of the telephone of its user. */
  obey(command: WebRTCCmd): Promise<unknown> {
    if (!this.leading) return Promise.resolve();
    const { sipCallId: id } = command;
    if (id !== undefined && !this.calls.some((call) => call.id === id)) return Promise.resolve();
    if (command.command === 'Answer') return this.answer(id);
    if (command.command === 'Hold') return this.hold(id);
    if (command.command === 'ToggleMicrophone') return this.toggleMicrophone(id);
    return this.dtmf(command.key ?? '', id);
  }

  #ask(name: string, ...values: unknown[]): Promise<unknown> {
    return this.#leader.do(name, values);
  }

  async #lead(take: boolean): Promise<void> {
    const phone = new SipPhone(
      {
        account: this.options.account,
        url: () => withHolder(this.options.url()),
        iceServers: () => this.options.iceServers?.() ?? [],
        devices: this.devices,
        element: this.#element,
        autoAnswer: this.options.autoAnswer ?? true,
        mayRetry: async () => (await inquire(this.options.url())).is !== 'refused',
        ...(this.options.stack && { stack: this.options.stack }),
      },
      {
        state: (state, reason, why) => this.#refresh(state, reason, why),
        call: (type, call, reason) => {
          this.#refresh(this.state, this.reason, this.why);
          const event: CallEvent = { type, call: call.view, ...(reason !== undefined && { reason }) };
          this.#tell('call', event);
          this.#leader.tellEvent(event);
        },
        trouble: (trouble) => this.#tell('trouble', trouble),
      },
    );
    this.#phone = phone;
    try {
      await phone.start(take);
    } catch {
      this.#refresh('refused', 'The script for calls from the browser could not be loaded.', 'script');
    }
  }

  async #perform(name: string, values: unknown[]): Promise<unknown> {
    if (name === 'takeOver') {
      this.#phone?.stop();
      return await this.#lead(true);
    }
    const methods = this.#phone as unknown as Record<string, (...values: unknown[]) => unknown> | undefined;
    if (!methods || !COMMANDS.has(name)) throw new Error('There is no telephone here.');
    try {
      return await methods[name]?.(...values);
    } catch (error) {
      if ((error as Error).name === 'NoMicrophone') this.#tell('trouble', microphone(error as Error));
      throw error;
    }
  }

  #refresh(state: PhoneState, reason: string, why: PhoneWhy): void {
    this.#show({ state, reason, why, calls: (this.#phone?.calls ?? []).map((call) => call.view) });
    const rings = this.#shown.calls.some((call) => call.state === 'ringing');
    if ((this.options.ring ?? true) && rings) this.#ringer.start(this.#shown.calls.length > 1);
    else this.#ringer.stop();
    this.#leader.tellState();
  }

  #mirror(shown: Shown): void {
    this.#show(shown);
  }

  #show(shown: Shown): void {
    const before = this.#shown;
    this.#shown = shown;
    if (before.state !== shown.state || before.reason !== shown.reason) {
      const { state, reason, why } = shown;
      this.#tell('state', { state, reason, why });
    }
  }

  #tell<Name extends keyof SoftphoneEvents>(name: Name, event: SoftphoneEvents[Name]): void {
    for (const listener of this.#listeners[name]) {
      try {
        listener(event);
      } catch (error) {
        console.error(`A listener to ${name} of the softphone failed:`, error);
      }
    }
  }
}

const COMMANDS = new Set([
  'dial', 'answer', 'hangup', 'hold', 'dtmf', 'toggleMicrophone', 'transfer', 'attendedTransfer', 'completeTransfer',
  'cancelTransfer', 'conference',
]); // prettier-ignore

function withHolder(url: string): string {
  if (!/[?&]token=/.test(url)) return url;
  return `${url}&holder=${machine()}`;
}

/** ICE servers as browsers want them. */
export function serversOf(config: IceConfig): RTCIceServer[] {
  const { stunConfig: stun, turnConfig: turn } = config;
  return [
    ...(stun ? [{ urls: [...stun.urls] }] : []),
    ...(turn ? [{ urls: [...turn.urls], username: turn.username, credential: turn.credential }] : []),
  ];
}

/** `wss://HOST/wssip?token=T` of the server that a Cti is connected with. */
export function sipUrl(cti: Pick<Cti, 'webSocket' | 'token'>): string {
  const found = /^(wss?):\/\/([^/?#]*)([^?#]*)/.exec(cti.webSocket?.url ?? '');
  const prefix = (found?.[3] ?? '').replace(/(\/xuc\/.*|\/[^/]*)$/, '');
  return `${found?.[1] ?? 'wss'}://${found?.[2] ?? ''}${prefix}/wssip${cti.token ? `?token=${cti.token}` : ''}`;
}

const ANSWER_SECONDS = 10;

const REPORT_EVERY = 5;

/** Tell the server how calls sound: with the first measure, and every ten seconds; no more when it does not want it. */
export function reportQuality(phone: Softphone, cti: Pick<Cti, 'linkStatus' | 'reportCallQuality'>): void {
  const measured = new Map<string, number>();
  let wanted = true;
  phone.on('call', ({ type, call }) => {
    if (type === 'Terminated' || type === 'Failed') measured.delete(call.id);
    if (type !== 'Quality' || !call.quality || !phone.leading || cti.linkStatus !== 'opened') return;
    const count = measured.get(call.id) ?? 0;
    measured.set(call.id, count + 1);
    if (wanted && count % REPORT_EVERY === 0) {
      void cti.reportCallQuality(call.id, call.quality).then(({ code }) => (wanted &&= code !== 'not_supported' && code !== 'bad_request'));
    }
  });
}

/** The next event of this name; rejected when none comes. */
export function once<Payload>(cti: Pick<Cti, 'setHandler' | 'unsetHandler'>, name: string, ask: () => void): Promise<Payload> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => {
      cti.unsetHandler(name, heard);
      failed(new Error(`The server did not answer with ${name}.`));
    }, ANSWER_SECONDS * 1000);
    function heard(payload: Payload): void {
      clearTimeout(timer);
      cti.unsetHandler(name, heard);
      done(payload);
    }
    cti.setHandler(name, heard);
    ask();
  });
}

/** The telephone of the user a Cti is logged on as; undefined when his line is none for a browser. Started. */
export async function openSoftphone(
  cti: Cti,
  options: Partial<Omit<SoftphoneOptions, 'account' | 'url' | 'iceServers'>> = {},
): Promise<Softphone | undefined> {
  const line = await once<LineConfig>(cti, 'LineConfig', () => void cti.getConfig('line'));
  if (line.id === '-' || !line.webRtc || line.hasDevice) return undefined;
  const ice = await once<IceConfig>(cti, 'IceConfig', () => void cti.getIceConfig());
  let servers = serversOf(ice);
  const renew = (fresh: IceConfig) => {
    servers = serversOf(fresh);
    if (fresh.turnConfig) setTimeout(() => void cti.getIceConfig(), fresh.turnConfig.ttl * 500);
  };
  renew(ice);
  cti.setHandler('IceConfig', renew);
  let address = sipUrl(cti);
  const host = line.sipProxyName ?? (line.xivoIp || new URL(sipUrl(cti)).hostname);
  const phone = new Softphone({
    account: { user: line.name, password: line.password, domain: host },
    // while the link to the server is lost there is no socket to ask for its address
    url: () => (address = cti.webSocket ? sipUrl(cti) : address),
    iceServers: () => servers,
    ...options,
  });
  cti.setHandler('WebRTCCmd', (command) => void phone.obey(command).catch((error: Error) => console.error(error.message)));
  reportQuality(phone, cti);
  return phone.start();
}
