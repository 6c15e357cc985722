// One link to a server: opens the WebSocket, listens to its heart (protocol 1.8), and comes back after a loss, with a
// growing and random delay, resuming the session where the server can (docs: sessions). What a frame means to a page is
// none of its business.

import { type Suspicion, suspicion } from './blocked';
import type { Events } from '../wire/events';
import { FIRST_FINAL_CLOSE_CODE } from '../wire/values';
import { inquire, Renewal, type Renewed, tokenOf, withToken } from './token';

/** The local event LinkStatusUpdate; pages of old read `status` and know nothing of `reconnecting`. */
export interface LinkStatus {
  status: 'opened' | 'reconnecting' | 'closed';
  /** Opened: whether the session goes on without a gap. */
  resumed?: boolean;
  /** Reconnecting: which attempt follows, and after how many seconds. */
  attempt?: number;
  seconds?: number;
  /** The close code, as far as there was one; what the server said with it, or what probably keeps the browser away. */
  code?: number;
  reason?: string;
  /** Of what probably keeps the browser away: which of the causes it is, and the server it cannot reach. */
  why?: Suspicion['why'];
  host?: string;
}

/** As much of a WebSocket as is needed; `Cti.WebSocket.init` takes any class of this shape. */
/** `WebSocket.CLOSING`, on Node too. */
const CLOSING = 2;

export interface Socket {
  readonly url?: string;
  readonly readyState?: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}
export type SocketClass = new (url: string) => Socket;

export interface Owner {
  autoReconnect(): boolean;
  status(status: LinkStatus): void;
  /** A frame came; `frame` is what could be read of it. */
  received(event: { data: unknown }, frame: Record<string, unknown> | undefined): void;
  ping(): void;
  renewed(fresh: Renewed): void;
}

export const PING_SECONDS = 5;
/** Pings that may stay unanswered; with the next one the link is given up. */
const SILENT_PINGS = 3;
const OPEN_SECONDS = 10;
const LONGEST_DELAY_SECONDS = 30;
/** A link that lived so long is taken for healthy: the next loss begins with a short delay again. */
const STEADY_SECONDS = 5;
/** Attempts before a link that never opened is given up. */
const FIRST_ATTEMPTS = 6;
/** Times that the server may be there and refuse, although it should not. */
const REFUSALS = 5;

export class Link {
  socket: Socket | undefined;
  /** Frames may be sent: the socket is open, and whether the session goes on is known. */
  open = false;
  /** Whether the server numbers its frames, and so answers every requestId. */
  numbered = false;
  #url: string;
  #point: { session: string; epoch: string; seq: number } | undefined;
  #resuming = false;
  #everOpen = false;
  #over = false;
  #attempts = 0;
  #refusals = 0;
  #silent = 0;
  #attempt: object = {};
  #heart: ReturnType<typeof setInterval> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #steady: ReturnType<typeof setTimeout> | undefined;
  readonly #renewal: Renewal;
  readonly #hurry = (): void => this.#now();

  constructor(
    url: string,
    private readonly socketClass: SocketClass,
    private readonly owner: Owner,
  ) {
    this.#url = url;
    this.#renewal = new Renewal(
      () => this.#url,
      (fresh) => this.#renewed(fresh),
    );
    for (const name of ['online', 'visibilitychange', 'pageshow']) listenAround('addEventListener', name, this.#hurry);
    this.#connect();
  }

  get token(): string | undefined {
    return tokenOf(this.#url);
  }

  /** A socket that is closing takes nothing; its close, which follows, says what becomes of what was asked. */
  send(text: string): void {
    if ((this.socket?.readyState ?? 0) < CLOSING) this.socket?.send(text);
  }

  /** End without a word to anybody; true if it had not ended before. */
  end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#renewal.stop();
    for (const name of ['online', 'visibilitychange', 'pageshow']) {
      listenAround('removeEventListener', name, this.#hurry);
    }
    this.#drop(1000);
    return true;
  }

  #renewed(fresh: Renewed): void {
    this.#url = withToken(this.#url, fresh.token);
    this.owner.renewed(fresh);
  }

  #connect(): void {
    const attempt = (this.#attempt = {});
    const mine = (then: (event: never) => void) => (event: never) => {
      if (attempt === this.#attempt) then(event);
    };
    let socket: Socket;
    try {
      socket = new this.socketClass(this.#address());
    } catch (error) {
      const suspected = suspicion(this.#url);
      console.error('The WebSocket cannot be opened:', error, suspected?.reason ?? '');
      this.#finish({ ...suspected });
      return;
    }
    this.socket = socket;
    socket.onopen = mine(() => this.#opened());
    socket.onmessage = mine((event: { data: unknown }) => this.#received(event));
    socket.onclose = mine((event: { code?: number; reason?: string } | undefined) => this.#lost(event?.code, event?.reason));
    socket.onerror = null;
    this.#timer = setTimeout(() => this.#lost(), OPEN_SECONDS * 1000);
  }

  #address(): string {
    const url = this.#url;
    if (/[?&](amp;)?events=/.test(url)) return url;
    const point = this.#point;
    const resume = point ? `&resume=${point.session}:${point.epoch}:${point.seq}` : '';
    this.#resuming = point !== undefined;
    return `${url}${url.includes('?') ? '&' : '?'}events=numbered${resume}`;
  }

  #opened(): void {
    clearTimeout(this.#timer);
    this.open = !this.#resuming;
    this.#everOpen = true;
    this.#refusals = 0;
    this.#silent = 0;
    clearInterval(this.#heart);
    this.#heart = setInterval(() => this.#beat(), PING_SECONDS * 1000);
    clearTimeout(this.#steady);
    this.#steady = setTimeout(() => (this.#attempts = 0), STEADY_SECONDS * 1000);
    this.#renewal.start();
    // The answer to this one tells that the session goes on: without a Reset before it, nothing else may come.
    if (this.#resuming) this.owner.ping();
    else this.owner.status({ status: 'opened', resumed: false });
  }

  #beat(): void {
    if (this.#silent >= SILENT_PINGS) {
      this.#lost();
      return;
    }
    this.#silent += 1;
    this.owner.ping();
  }

  #received(event: { data: unknown }): void {
    this.#silent = 0;
    const frame = read(event.data);
    if (this.#resuming) {
      this.#resuming = false;
      this.open = true;
      // Whoever greets us anew does not know the session, and may be a server that never heard of such.
      const resumed = frame?.msgType !== 'Reset' && frame?.msgType !== 'LoggedOn';
      if (!resumed) this.#point = undefined;
      this.owner.status({ status: 'opened', resumed });
    }
    if (frame !== undefined) this.#follow(frame);
    this.owner.received(event, frame);
  }

  #follow(frame: { seq?: unknown; msgType?: unknown; ctiMessage?: unknown }): void {
    if (typeof frame.seq !== 'number') return;
    this.numbered = true;
    if (frame.msgType === 'Session') {
      const { session, epoch, seq } = (frame.ctiMessage ?? {}) as Partial<Events['Session']>;
      this.#point = session && epoch && typeof seq === 'number' ? { session, epoch, seq } : undefined;
    }
    if (this.#point) this.#point.seq = Math.max(this.#point.seq, frame.seq);
  }

  /** The socket is gone, or said nothing for so long that it must be. */
  #lost(code?: number, reason?: string): void {
    if (this.#over) return;
    const wasOpen = this.#heart !== undefined;
    this.#drop();
    const why = { ...(code === undefined ? {} : { code }), ...(reason ? { reason } : {}) };
    if (!this.owner.autoReconnect() || (code !== undefined && code >= FIRST_FINAL_CLOSE_CODE)) this.#finish(why);
    else if (wasOpen) this.#retry(why);
    else void this.#learn(why);
  }

  /** A browser does not tell why a socket did not open. Ask: is nobody there, or are we not welcome? */
  async #learn(why: Partial<LinkStatus>): Promise<void> {
    const attempt = this.#attempt;
    const said = await inquire(this.#url);
    if (this.#over || attempt !== this.#attempt) return;
    if (said.is === 'valid') {
      const { is: _, token, ...more } = said;
      if (token !== undefined) this.#renewed({ token, ...more });
      this.#refusals += 1;
    }
    const unwelcome = said.is === 'refused' || (said.is === 'valid' && !this.#everOpen) || this.#refusals >= REFUSALS;
    const hopeless = !this.#everOpen && this.#attempts >= FIRST_ATTEMPTS;
    const suspected = this.#everOpen || said.is === 'refused' ? undefined : suspicion(this.#url);
    const told = { ...suspected, ...why };
    if (suspected && this.#attempts === 0) console.warn(`There is no connection. ${suspected.reason}`);
    if (unwelcome || hopeless) this.#finish(told);
    else this.#retry(told);
  }

  #retry(why: Partial<LinkStatus>): void {
    this.#attempts += 1;
    const longest = Math.min(LONGEST_DELAY_SECONDS, 2 ** this.#attempts / 2);
    // The first one anywhere within a second: a server that restarts is not overrun by all its clients at once.
    const seconds = this.#attempts === 1 ? Math.random() : longest * (0.5 + Math.random() / 2);
    this.#timer = setTimeout(() => this.#connect(), seconds * 1000);
    this.owner.status({ ...why, status: 'reconnecting', attempt: this.#attempts, seconds });
  }

  /**
   * The network is back, or somebody looks at the page again. An attempt that waits is made at once; a link that may
   * have died in the machine's sleep gets one more ping, and is given up soon if that is not answered.
   */
  #now(): void {
    if (this.#over || (globalThis as { document?: { hidden?: boolean } }).document?.hidden) return;
    if (this.open) {
      this.#silent = Math.max(this.#silent, SILENT_PINGS - 1);
      this.owner.ping();
    } else if (this.socket === undefined && this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#connect();
    }
  }

  /** Let go of the socket: what it still says is not heard any more. */
  #drop(code?: number): void {
    const socket = this.socket;
    this.#attempt = {};
    this.socket = undefined;
    this.open = false;
    clearTimeout(this.#timer);
    clearTimeout(this.#steady);
    clearInterval(this.#heart);
    this.#heart = undefined;
    this.#timer = undefined;
    try {
      socket?.close(...(code === undefined ? [] : [code]));
    } catch {
      // It was not open yet, or is a class of somebody else's: it is let go of all the same.
    }
  }

  #finish(why: Partial<LinkStatus> = {}): void {
    if (this.end()) this.owner.status({ ...why, status: 'closed' });
  }
}

/** What a text frame says, if it is the JSON of an object. */
export function read(data: unknown): Record<string, unknown> | undefined {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null ? (frame as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** In a browser; programs on Node have no page whose events could be listened to. */
function listenAround(way: 'addEventListener' | 'removeEventListener', name: string, listener: () => void): void {
  const target = (name === 'visibilitychange' ? (globalThis as { document?: EventTarget }).document : globalThis) as
    | EventTarget
    | undefined;
  target?.[way]?.(name, listener);
}
