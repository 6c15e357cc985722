// Which tab of a browser does a thing that only one may do (Web Locks), and talk among the tabs (BroadcastChannel). It does
// not know what the thing is.

type Message =
  | { kind: 'state'; state: unknown }
  | { kind: 'event'; event: unknown }
  | { kind: 'who' }
  | { kind: 'do'; id: string; name: string; values: unknown[] }
  | { kind: 'done'; id: string; value?: unknown; error?: string; code?: string };

export interface Lead {
  /** This tab is the one from now on. */
  begin(): void;
  /** Asked by another tab; what it gives or throws goes back there. */
  perform(name: string, values: unknown[]): unknown;
  /** What a tab that comes is told. */
  state(): unknown;
}

export interface Follow {
  state(state: unknown): void;
  event(event: unknown): void;
}

const ANSWER_SECONDS = 15;

export class TabLeader {
  leading = false;
  readonly #channel: BroadcastChannel | undefined;
  readonly #asked = new Map<string, (done: { value?: unknown; error?: string; code?: string }) => void>();
  #release: (() => void) | undefined;
  readonly #stopped = new AbortController();

  constructor(
    private readonly name: string,
    private readonly lead: Lead,
    private readonly follow: Follow,
  ) {
    this.#channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : undefined;
    if (this.#channel) this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data);
  }

  /** Stand in line: the first tab leads at once, the next when that one is gone. Without Web Locks every tab leads. */
  start(): void {
    const { locks } = navigator;
    if (!locks) return this.#begin();
    locks
      .request(this.name, { signal: this.#stopped.signal }, () => {
        this.#begin();
        return new Promise<void>((release) => (this.#release = release));
      })
      .catch(() => undefined);
    this.#say({ kind: 'who' });
  }

  stop(): void {
    this.#stopped.abort();
    this.#release?.();
    this.leading = false;
    this.#channel?.close();
  }

  tellState(): void {
    this.#say({ kind: 'state', state: this.lead.state() });
  }

  tellEvent(event: unknown): void {
    this.#say({ kind: 'event', event });
  }

  /** Have it done here or in the tab that leads. */
  do(name: string, values: unknown[]): Promise<unknown> {
    if (this.leading) return Promise.resolve().then(() => this.lead.perform(name, values));
    const id = `${Date.now()}-${Math.random()}`;
    return new Promise((done, failed) => {
      const timer = setTimeout(() => settle({ error: 'The tab with the telephone does not answer.' }), ANSWER_SECONDS * 1000);
      const settle = ({ value, error, code }: { value?: unknown; error?: string; code?: string }) => {
        clearTimeout(timer);
        this.#asked.delete(id);
        if (error === undefined) done(value);
        else failed(Object.assign(new Error(error), code !== undefined && { code }));
      };
      this.#asked.set(id, settle);
      this.#say({ kind: 'do', id, name, values });
    });
  }

  #begin(): void {
    if (this.#stopped.signal.aborted) return;
    this.leading = true;
    this.lead.begin();
  }

  #say(message: Message): void {
    try {
      this.#channel?.postMessage(message);
    } catch {
      // The channel of a page that is on its way out.
    }
  }

  #hear(message: Message): void {
    if (message.kind === 'done') return this.#asked.get(message.id)?.(message);
    if (this.leading) {
      if (message.kind === 'who') this.tellState();
      if (message.kind === 'do') void this.#perform(message.id, message.name, message.values);
      return;
    }
    if (message.kind === 'state') this.follow.state(message.state);
    if (message.kind === 'event') this.follow.event(message.event);
  }

  async #perform(id: string, name: string, values: unknown[]): Promise<void> {
    try {
      this.#say({ kind: 'done', id, value: await this.lead.perform(name, values) });
    } catch (error) {
      const { message, code } = error as Error & { code?: string };
      this.#say({ kind: 'done', id, error: message, ...(typeof code === 'string' && { code }) });
    }
  }
}
