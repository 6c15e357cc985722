// The telephone itself: one account registered by SIP, up to two calls, one of them heard. One tab of a browser has it;
// `softphone.ts` says which.

import { leave, remember, replaces, takeUp, type Kept, type Running } from './comeback';
import { NoMicrophone } from './devices';
import { mix } from './mixing';
import type { Account, PhoneListener, PhoneSettings, PhoneState, PhoneWhy, Trouble } from './phone-settings';
import { type CallEventType, SipCall } from './sip-call';
import { createSipSocket } from './sip-socket';
import { loadStack, type RtcSession, type SipRequest, type UserAgent } from './sip-types';

export type { Account, PhoneListener, PhoneSettings, PhoneState, PhoneWhy, Trouble };

const MOST_CALLS = 2;
const LINE_IN_USE = 4505;
const FINAL = 4500;
const REGISTER_SECONDS = 60;
const RETRY_STEP = 20;
const LONGEST_RETRY = 60;

export class SipPhone {
  state: PhoneState = 'starting';
  readonly #calls: SipCall[] = [];
  #agent: UserAgent | undefined;
  #refusals = 0;
  #take = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #mixed: (() => void) | undefined;
  #unwatch = (): void => undefined;
  #waiting: Kept[] = [];
  /** Calls that are just being taken back. */
  readonly #taking = new Map<SipCall, Kept>();
  /** The request of the call that is just being placed. */
  #placed: SipRequest | undefined;
  readonly #away = () => this.#leave();

  constructor(
    private readonly settings: PhoneSettings,
    private readonly listener: PhoneListener,
  ) {}

  get calls(): readonly SipCall[] {
    return this.#calls;
  }

  /** `take`: also when another machine is the telephone of this line. Throws what loading the stack throws. */
  async start(take = false): Promise<void> {
    this.#take = take;
    this.#become('starting');
    const stack = await (this.settings.stack ?? loadStack)();
    if (this.state === 'stopped') return;
    const { account } = this.settings;
    this.#waiting = takeUp(account.user);
    this.#become('connecting');
    const agent = stack.createUserAgent({
      sockets: [createSipSocket(() => this.#address(), (code) => this.#closed(code))],
      uri: `sip:${encodeURIComponent(account.user)}@${account.domain}`,
      authorization_user: account.user,
      password: account.password,
      ...(account.displayName && { display_name: account.displayName }),
      register: true,
      register_expires: REGISTER_SECONDS,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: 'Jackfield',
    });
    this.#agent = agent;
    agent.on('registered', () => this.#registered());
    agent.on('unregistered', () => this.#agent && this.#become('connecting'));
    agent.on('registrationFailed', ({ response, cause }: { response?: { status_code: number; reason_phrase?: string }; cause: string }) =>
      this.#registrationFailed(response?.status_code ?? 0, cause, response?.reason_phrase),
    );
    agent.on('newRTCSession', (found: { originator: string; session: RtcSession; request: SipRequest }) => {
      if (found.originator === 'remote') this.#ring(found.session, found.request);
      else this.#placed = found.request;
    });
    agent.start();
    addEventListener('pagehide', this.#away);
    this.#unwatch = this.settings.devices.watch(() => void this.#followMicrophone());
  }

  stop(): void {
    clearTimeout(this.#retry);
    removeEventListener('pagehide', this.#away);
    this.#unwatch();
    this.#become('stopped');
    this.#agent?.stop();
    this.#agent = undefined;
    this.#unmix();
  }

  /** The Call-ID. Throws NoMicrophone, or an Error when there is no room for another call. */
  async dial(number: string, options: { consultation?: boolean; kept?: Kept } = {}): Promise<string> {
    const { kept } = options;
    if (!this.#agent || this.state !== 'registered') throw new Error('The telephone is not registered.');
    if (this.#calls.length >= MOST_CALLS) throw new Error('There are two calls already.');
    const stream = await this.settings.devices.open();
    await this.#holdOthers();
    const session = this.#agent.call(`sip:${encodeURIComponent(number)}@${this.settings.account.domain}`, {
      mediaStream: stream,
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers: this.settings.iceServers() },
      ...(kept && { extraHeaders: [replaces(kept)] }),
    });
    const about = kept ? { number: kept.number, name: kept.name, since: kept.since } : { number };
    const call = this.#add(session, this.#placed, stream, about);
    call.consultation = options.consultation ?? false;
    if (kept) this.#taking.set(call, kept);
    this.listener.call('Establishing', call);
    return call.id;
  }

  /** Answers the ringing call, or the one named. */
  async answer(id?: string): Promise<void> {
    const call = this.#find(id, ['ringing'], 'rings');
    const stream = await this.settings.devices.open();
    if (call.state !== 'ringing') return stopTracks(stream);
    await this.#holdOthers();
    call.stream = stream;
    call.session.answer({
      mediaStream: stream,
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers: this.settings.iceServers() },
    });
  }

  hangup(id?: string): void {
    this.#find(id, ['dialing', 'connected', 'ringing', 'held'], 'is there').hangup();
  }

  /** Holds what is heard, resumes what is held. */
  async hold(id?: string): Promise<void> {
    const call = this.#find(id, ['connected', 'held'], 'can be held');
    if (call.state === 'connected') return call.hold();
    await this.#holdOthers();
    await call.resume();
  }

  dtmf(key: string, id?: string): void {
    if (!/^[0-9*#A-D]$/i.test(key)) throw new Error('A key is one of 0 to 9, * and #.');
    const { session } = this.#find(id, ['connected', 'dialing'], 'is heard');
    const audible = session.connection?.getSenders().some((sender) => sender.dtmf?.canInsertDTMF) ?? false;
    session.sendDTMF(key.toUpperCase(), { transportType: audible ? 'RFC2833' : 'INFO' });
  }

  toggleMicrophone(id?: string): void {
    const call = this.#find(id, ['connected', 'held'], 'is there');
    const off = !call.microphoneOff;
    for (const each of call.mixed ? this.#calls : [call]) each.switchMicrophone(off);
  }

  /** Hands the call over without asking. */
  transfer(number: string, id?: string): void {
    const call = this.#find(id, ['connected', 'held'], 'can be handed over');
    this.#refer(call, `sip:${encodeURIComponent(number)}@${this.settings.account.domain}`, {});
  }

  /** Calls somebody about the present call, which is held meanwhile. */
  async attendedTransfer(number: string): Promise<string> {
    this.#find(undefined, ['connected', 'held'], 'can be handed over');
    return await this.dial(number, { consultation: true });
  }

  /** Connects the two others and leaves. */
  completeTransfer(): void {
    const [first, second] = this.#pair();
    this.#refer(first, second.session.remote_identity.uri.toString(), { replaces: second.session });
  }

  /** Ends the question and goes back to the call. */
  async cancelTransfer(): Promise<void> {
    const consultation = this.#calls.find((call) => call.consultation);
    if (!consultation) throw new Error('No transfer is under way.');
    const other = this.#calls.find((call) => call !== consultation);
    consultation.hangup();
    if (other?.state === 'held') await other.resume();
  }

  /** Both calls are heard, and hear each other: this browser mixes. */
  async conference(): Promise<void> {
    const [first, second] = this.#pair();
    this.#unmix();
    await Promise.all([first.resume(), second.resume()]);
    const { heard, undo } = await mix(first, second);
    this.#mixed = () => {
      undo();
      for (const call of this.#calls) {
        const [track] = call.stream?.getAudioTracks() ?? [];
        if (track && call.state !== 'ended') void call.speak(track);
      }
    };
    this.#play(heard);
  }

  #address(): string {
    const url = this.settings.url();
    return this.#take && /[?&]token=/.test(url) ? `${url}&take=1` : url;
  }

  #closed(code: number): void {
    if (this.state === 'stopped') return;
    if (code >= FINAL && code < 5000) {
      const elsewhere = code === LINE_IN_USE || code === LINE_IN_USE + 1;
      this.#giveUp(elsewhere ? 'elsewhere' : 'refused', `The server closed the connection (${code}).`, 'closed');
      return;
    }
    this.#become('connecting', 'There is no connection to the server.', 'unreachable');
    void this.settings.mayRetry().then((worth) => {
      if (!worth && this.state === 'connecting') this.#giveUp('refused', 'The session is over: please log in again.', 'over');
    });
  }

  #giveUp(state: 'elsewhere' | 'refused', reason: string, why: PhoneWhy): void {
    this.#become(state, reason, why);
    removeEventListener('pagehide', this.#away);
    this.#unwatch();
    const agent = this.#agent;
    this.#agent = undefined;
    // Not from within the stack's own word: it would begin to connect again.
    queueMicrotask(() => agent?.stop());
  }

  #registered(): void {
    this.#take = false;
    this.#refusals = 0;
    this.#become('registered');
    void this.#takeBack().catch((error: Error) => this.listener.trouble({ code: 'lost', message: error.message }));
  }

  async #takeBack(): Promise<void> {
    for (let kept = this.#waiting[0]; kept; kept = this.#waiting[0]) {
      try {
        await this.dial(/^[0-9*#+]+$/.test(kept.number) ? kept.number : this.settings.account.user, { kept });
      } finally {
        this.#waiting.shift();
      }
    }
  }

  #registrationFailed(status: number, cause: string, reason = ''): void {
    if (!this.#agent) return;
    if (status === 403) return this.#giveUp('refused', reason || 'The PBX does not take this line.', reason ? '' : 'line');
    this.#refusals += 1;
    this.#become('connecting', `Not registered: ${cause}`, 'unregistered');
    clearTimeout(this.#retry);
    const seconds = Math.min(LONGEST_RETRY, this.#refusals * RETRY_STEP);
    this.#retry = setTimeout(() => this.#agent?.register(), seconds * 1000);
  }

  #ring(session: RtcSession, request: SipRequest): void {
    if (this.#calls.length >= MOST_CALLS) {
      session.terminate({ status_code: 486 });
      return;
    }
    const { remote_identity: from } = session;
    const call = this.#add(session, request, undefined, {
      number: from.uri.user ?? '',
      ...(from.display_name && { name: from.display_name }),
    });
    this.listener.call('Setup', call);
    this.listener.call('Ringing', call);
    if (call.autoAnswer && this.settings.autoAnswer) {
      void this.answer(call.id).catch((error: Error) => this.listener.trouble(microphone(error)));
    }
  }

  #add(
    session: RtcSession,
    request: SipRequest | undefined,
    stream: MediaStream | undefined,
    about: { number: string; name?: string; since?: number },
  ): SipCall {
    const call = new SipCall(session, request?.call_id ?? '', request, stream, (type, from, reason) => this.#heard(type, from, reason), about);
    this.#calls.push(call);
    return call;
  }

  #heard(type: CallEventType, call: SipCall, reason?: string): void {
    if (call.quietly) return;
    if (type === 'Connected' || type === 'Terminated' || type === 'Failed') this.#taking.delete(call);
    if (type === 'Connected' || type === 'Resume' || type === 'RemoteMediaAdded') {
      if (call.state === 'connected' && !this.#mixed) this.#play(call.remote);
    }
    if (type === 'Terminated' || type === 'Failed') {
      this.#calls.splice(this.#calls.indexOf(call), 1);
      this.#unmix();
      const rest = this.#calls.find((other) => other.state === 'connected');
      if (rest) this.#play(rest.remote);
      else if (this.#calls.length === 0) this.settings.element.srcObject = null;
    }
    if (call.since > 0) this.#remember();
    this.listener.call(type, call, reason);
  }

  #play(stream: MediaStream): void {
    const { element, devices } = this.settings;
    if (element.srcObject !== stream) element.srcObject = stream;
    void devices.route(element, 'speaker');
    void element.play().catch((error: DOMException) => {
      if (error.name === 'NotAllowedError') this.listener.trouble({ code: 'autoplay', message: 'The browser plays no sound before a click on the page.' });
    });
  }

  /** A microphone was unplugged, or another one chosen: the calls go on with what there is now. */
  async #followMicrophone(): Promise<void> {
    const there = (await this.settings.devices.list('microphone')).map((device) => device.id);
    for (const call of this.#calls) {
      const used = call.stream?.getAudioTracks()[0];
      const change = used && this.settings.devices.change(used, there);
      if (!used || !change) continue;
      try {
        const fresh = await this.settings.devices.open();
        stopTracks(call.stream as MediaStream);
        call.stream = fresh;
        if (this.#mixed) await this.conference();
        else await call.speak(fresh.getAudioTracks()[0] as MediaStreamTrack);
        if (change === 'gone') this.listener.trouble({ code: 'unplugged', message: 'The microphone was unplugged: another one is used.' });
      } catch (error) {
        this.listener.trouble(microphone(error as Error));
      }
    }
  }

  #unmix(): void {
    this.#mixed?.();
    this.#mixed = undefined;
  }

  async #holdOthers(): Promise<void> {
    if (this.#mixed) return;
    await Promise.all(this.#calls.map((call) => call.hold()));
  }

  #find(id: string | undefined, states: SipCall['state'][], what: string): SipCall {
    const fitting = id
      ? this.#calls.filter((call) => call.id === id)
      : states.flatMap((state) => this.#calls.filter((call) => call.state === state));
    const [call] = fitting.filter((each) => states.includes(each.state));
    if (!call) throw new Error(`No call ${what}.`);
    return call;
  }

  #pair(): [SipCall, SipCall] {
    const up = this.#calls.filter((call) => call.state === 'connected' || call.state === 'held');
    const first = up.find((call) => !call.consultation);
    const second = up.find((call) => call !== first);
    if (!first || !second) throw new Error('It takes two calls.');
    return [first, second];
  }

  #refer(call: SipCall, target: string, options: object): void {
    const others = this.#calls.filter((other) => 'replaces' in options && other !== call);
    call.session.refer(target, {
      ...options,
      eventHandlers: {
        accepted: () => [call, ...others].forEach((each) => each.hangup()),
        requestFailed: ({ cause }: { cause: string }) => this.listener.trouble({ code: 'transfer', message: `The transfer failed: ${cause}` }),
        failed: () => this.listener.trouble({ code: 'transfer', message: 'The transfer failed.' }),
      },
    });
  }

  /** The page is left: the calls wait, with music, for whoever is the telephone next. */
  #leave(): void {
    this.#remember();
    leave(this.#running());
    for (const call of this.#calls) call.abandon();
  }

  #remember(): void {
    remember(this.settings.account.user, this.#running(), [...this.#taking.values(), ...this.#waiting]);
  }

  #running(): Running[] {
    const up = this.#calls.filter((call) => call.state === 'connected' || call.state === 'held');
    return up.map(({ session, view: { number, name, direction, since } }) => ({ session, about: { number, name, direction, since } }));
  }

  #become(state: PhoneState, reason = '', why: PhoneWhy = ''): void {
    if (this.state === state && reason === '') return;
    this.state = state;
    this.listener.state(state, reason, why);
  }
}

/** What is told of a call that has no voice. */
export function microphone(error: Error): Trouble {
  return { code: 'microphone', message: error.message, ...(error instanceof NoMicrophone && { why: error.code }) };
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
