// One call of the softphone: what the SIP stack says of it, in the words of the documents (protocol 9.2), and what can be
// done with it. It knows nothing of other calls.

import { measure, type Quality } from './call-quality';
import type { RtcSession, SipRequest } from './sip-types';

export type CallState = 'ringing' | 'dialing' | 'connected' | 'held' | 'ended';
export type CallEventType =
  | 'Setup'
  | 'Establishing'
  | 'Ringing'
  | 'Connected'
  | 'Hold'
  | 'Resume'
  | 'Terminated'
  | 'Failed'
  | 'RemoteMediaAdded'
  | 'Microphone'
  | 'Quality';

/** A call as pages see it; `id` is its SIP Call-ID, the `SIPCALLID` of PhoneEvents. */
export interface Call {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly state: CallState;
  readonly number: string;
  readonly name: string;
  /** When it was answered, milliseconds since 1970; 0 before. */
  readonly since: number;
  readonly microphoneOff: boolean;
  /** The other party holds us. */
  readonly heldByOther: boolean;
  /** It asks about a transfer of another call. */
  readonly consultation: boolean;
  readonly quality?: Quality;
}

export interface CallEvent {
  type: CallEventType;
  call: Call;
  reason?: string;
}

interface Ended {
  originator: string;
  cause: string;
}

/** How long candidates for a way through the network are waited for once there is one. */
const ENOUGH_CANDIDATES = 600;
const QUALITY_SECONDS = 2;
const TURN_TRIES = 40;
const TURN_PAUSE = 100;

/** Alert-Info of calls that are to be answered at once: as documents have it, and as the server asks for calls it places. */
const AUTO_ANSWER = /xivo-autoanswer|alert-autoanswer/i;

export class SipCall {
  readonly remote = new MediaStream();
  state: CallState;
  since = 0;
  microphoneOff = false;
  /** It is one of the two in a conference. */
  mixed = false;
  consultation = false;
  quality: Quality | undefined;
  readonly direction: 'in' | 'out';
  readonly autoAnswer: boolean;
  #silent = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastWords: Quality | undefined;

  constructor(
    readonly session: RtcSession,
    readonly id: string,
    request: SipRequest | undefined,
    /** Our sound in it. */
    public stream: MediaStream | undefined,
    private readonly tell: (type: CallEventType, call: SipCall, reason?: string) => void,
    private readonly given: { number: string; name?: string; since?: number },
  ) {
    this.direction = session.direction === 'incoming' ? 'in' : 'out';
    this.state = this.direction === 'in' ? 'ringing' : 'dialing';
    this.since = given.since ?? 0;
    this.autoAnswer = AUTO_ANSWER.test(request?.getHeader('Alert-Info') ?? '');
    this.#listen();
  }

  get view(): Call {
    return {
      id: this.id,
      direction: this.direction,
      state: this.state,
      number: this.given.number,
      name: this.given.name ?? '',
      since: this.since,
      microphoneOff: this.microphoneOff,
      heldByOther: this.state !== 'ended' && this.session.isEstablished() && this.session.isOnHold().remote,
      consultation: this.consultation,
      ...(this.quality && { quality: this.quality }),
    };
  }

  get quietly(): boolean {
    return this.#silent;
  }

  async hold(): Promise<void> {
    if (this.state === 'connected') await this.#turn((done) => this.session.hold({}, done), 'held');
  }

  async resume(): Promise<void> {
    if (this.state === 'held') await this.#turn((done) => this.session.unhold({}, done), 'resumed');
  }

  hangup(): void {
    if (this.session.isEnded()) return;
    if (this.state === 'ringing') this.session.terminate({ status_code: 603, reason_phrase: 'Decline' });
    else this.session.terminate();
  }

  switchMicrophone(off: boolean): void {
    if (off === this.microphoneOff) return;
    this.microphoneOff = off;
    this.applyMicrophone();
    this.tell('Microphone', this);
  }

  /** What is sent in a conference has the other party in it too: there our own part of it is silenced. */
  applyMicrophone(): void {
    if (this.microphoneOff && !this.mixed) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
    if (this.mixed) for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !this.microphoneOff;
  }

  /** The page goes away: nothing more is said of it. */
  abandon(): void {
    this.#silent = true;
    clearInterval(this.#timer);
  }

  /** Send this sound instead. */
  async speak(track: MediaStreamTrack): Promise<void> {
    const sender = this.session.connection?.getSenders().find((each) => each.track?.kind === 'audio');
    await sender?.replaceTrack(track);
    this.applyMicrophone();
  }

  /** The last measure of a call that has ended, or the present one. */
  get lastQuality(): Quality | undefined {
    return this.#lastWords;
  }

  /** While the two sides still agree on something else, it is tried again. */
  async #turn(begin: (done: () => void) => boolean, what: string): Promise<void> {
    for (let tries = 0; tries < TURN_TRIES && !this.session.isEnded(); tries += 1) {
      const agreed = new Promise<void>((done) => {
        if (!begin(done)) return;
        tries = TURN_TRIES + 1;
        this.session.on('ended', () => done());
      });
      if (tries > TURN_TRIES) return await agreed;
      await new Promise((later) => setTimeout(later, TURN_PAUSE));
    }
    throw new Error(`The call cannot be ${what} at the moment.`);
  }

  #listen(): void {
    const { session } = this;
    if (session.connection) this.#hear(session.connection);
    session.on('peerconnection', ({ peerconnection }: { peerconnection: RTCPeerConnection }) => this.#hear(peerconnection));
    let soon: ReturnType<typeof setTimeout> | undefined;
    session.on('icecandidate', ({ ready }: { ready: () => void }) => (soon ??= setTimeout(ready, ENOUGH_CANDIDATES)));
    session.on('progress', ({ originator }: { originator: string }) => {
      if (this.direction === 'out' && originator === 'remote') this.tell('Ringing', this);
    });
    session.on('accepted', () => this.#connected());
    session.on('confirmed', () => this.#connected());
    session.on('hold', ({ originator }: { originator: string }) => {
      if (originator !== 'local') return;
      this.state = 'held';
      this.tell('Hold', this);
    });
    session.on('unhold', ({ originator }: { originator: string }) => {
      if (originator !== 'local') return;
      this.state = 'connected';
      this.applyMicrophone();
      this.tell('Resume', this);
    });
    session.on('ended', ({ cause }: Ended) => this.#end('Terminated', cause));
    session.on('failed', ({ cause }: Ended) => this.#end(this.direction === 'out' ? 'Failed' : 'Terminated', cause));
  }

  #hear(connection: RTCPeerConnection): void {
    const add = (track: MediaStreamTrack) => {
      if (track.kind !== 'audio' || this.remote.getTracks().includes(track)) return;
      this.remote.addTrack(track);
      this.tell('RemoteMediaAdded', this);
    };
    connection.addEventListener('track', ({ track }) => add(track));
    for (const { track } of connection.getReceivers()) add(track);
  }

  #connected(): void {
    if (this.state !== 'ringing' && this.state !== 'dialing') return;
    this.state = 'connected';
    this.since ||= Date.now();
    this.tell('Connected', this);
    this.#timer = setInterval(() => void this.#measure(), QUALITY_SECONDS * 1000);
  }

  async #measure(): Promise<void> {
    const { connection } = this.session;
    const found = connection && connection.signalingState !== 'closed' ? await measure(connection) : undefined;
    if (!found || this.state === 'ended') return;
    this.quality = this.#lastWords = found;
    this.tell('Quality', this);
  }

  #end(type: 'Terminated' | 'Failed', reason: string): void {
    if (this.state === 'ended') return;
    clearInterval(this.#timer);
    this.state = 'ended';
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.tell(type, this, reason);
  }
}
