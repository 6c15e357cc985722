// The room with the phones: keeps the socket to the server, what it told, and hands acts over. No element in here.

import type { LinkState } from '../../elements/frame';
import type {
  Act,
  Done,
  LoadView,
  OutsideView,
  PbxView,
  PhoneView,
  QueueView,
  Refused,
  Show,
  TrafficView,
  Update,
} from './wire';

const SHORTEST_MS = 400;
const LONGEST_MS = 8_000;

/** Everything the page knows. Replaced as a whole, so that a look at it never changes under the reader. */
export interface State {
  readonly link: LinkState;
  /** Milliseconds to take off the PBX's clock to get this machine's. */
  readonly skew: number;
  readonly shown: readonly string[];
  readonly found: number;
  readonly phones: ReadonlyMap<string, PhoneView>;
  readonly queues: readonly QueueView[];
  readonly outside: readonly OutsideView[];
  readonly outsideCount: number;
  readonly traffic: TrafficView | null;
  readonly pbx: PbxView | null;
  readonly load: LoadView | null;
  /** Why the server cannot work with the PBX; empty when it can, null before anything is known. */
  readonly trouble: string | null;
}

export const NOTHING: State = {
  link: 'connecting',
  skew: 0,
  shown: [],
  found: 0,
  phones: new Map(),
  queues: [],
  outside: [],
  outsideCount: 0,
  traffic: null,
  pbx: null,
  load: null,
  trouble: null,
};

/** The state after an update. */
export function taken(state: State, update: Update, nowMs: number): State {
  const phones = new Map(state.phones);
  for (const phone of update.phones ?? []) phones.set(phone.number, phone);
  const shown = update.shown ?? state.shown;
  if (update.shown) for (const number of phones.keys()) if (!shown.includes(number)) phones.delete(number);
  const skew = update.now * 1_000 - nowMs;
  return {
    ...state,
    // only a change that a clock on the screen would show
    skew: Math.abs(skew - state.skew) > 250 ? skew : state.skew,
    shown,
    found: update.found ?? state.found,
    phones,
    queues: update.queues ?? state.queues,
    outside: update.outside ?? state.outside,
    outsideCount: update.outside_count ?? state.outsideCount,
    traffic: update.traffic ?? state.traffic,
    pbx: update.pbx ?? state.pbx,
    load: update.load ?? state.load,
    trouble: update.link ?? state.trouble,
  };
}

/** Where the phones are: same host, same way. */
export function address(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/demo/api/phones`;
}

export class Room {
  state: State = NOTHING;

  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = SHORTEST_MS;
  private next = 1;
  private show: Show = { act: 'show', search: '', in_use: false, first: 0, count: 24 };
  private readonly asked = new Map<number, (answer: Done | Refused | null) => void>();
  private readonly over = new AbortController();

  /** `changed` is called with the state before, each time there is a new one. */
  constructor(
    private readonly url: string,
    private readonly changed: (before: State) => void,
  ) {}

  open(): void {
    const again = () => this.socket === null && this.connect();
    window.addEventListener('online', again, { signal: this.over.signal });
    document.addEventListener('visibilitychange', () => !document.hidden && again(), { signal: this.over.signal });
    this.connect();
  }

  close(): void {
    this.over.abort();
    clearTimeout(this.timer);
    this.socket?.close(1000);
  }

  /** Which phones are wanted, from now on and after a reconnection. */
  look(show: Partial<Omit<Show, 'act'>>): void {
    this.show = { ...this.show, ...show };
    this.send({ ...this.show, id: 0 });
  }

  get looking(): Show {
    return this.show;
  }

  /** Do something; null when the connection was or went away. */
  do(act: Act): Promise<Done | Refused | null> {
    const id = this.next++;
    return new Promise((resolve) => {
      if (!this.send({ ...act, id })) {
        resolve(null);
        return;
      }
      this.asked.set(id, resolve);
    });
  }

  private send(frame: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private connect(): void {
    clearTimeout(this.timer);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = SHORTEST_MS;
      this.send({ ...this.show, id: 0 });
      this.become({ ...this.state, link: 'open' });
    };
    socket.onmessage = (event) => this.take(JSON.parse(String(event.data)) as Update | Done | Refused);
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  private take(frame: Update | Done | Refused): void {
    if (frame.type === 'update') {
      this.become(taken(this.state, frame, Date.now()));
      return;
    }
    this.asked.get(frame.id)?.(frame);
    this.asked.delete(frame.id);
  }

  private lost(): void {
    this.socket = null;
    for (const resolve of this.asked.values()) resolve(null);
    this.asked.clear();
    if (this.over.signal.aborted) return;
    this.become({ ...this.state, link: 'reconnecting' });
    // not all pages at the same moment
    this.timer = setTimeout(() => this.connect(), this.wait * (0.5 + Math.random() / 2));
    this.wait = Math.min(this.wait * 1.7, LONGEST_MS);
  }

  private become(state: State): void {
    const before = this.state;
    this.state = state;
    this.changed(before);
  }
}
