// What the tests of the library need: WebSockets without a network, and what a server would say on them.

import { vi } from 'vitest';
import { createCti, type Cti } from './cti';

/** A WebSocket that does what the test says. All that were made are in `sockets`. */
export class FakeSocket {
  static sockets: FakeSocket[] = [];
  static get last(): FakeSocket {
    const socket = FakeSocket.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: unknown) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  readonly texts: string[] = [];
  closed: number | undefined | null = null;

  constructor(readonly url: string) {
    FakeSocket.sockets.push(this);
  }

  send(text: string): void {
    this.texts.push(text);
  }

  close(code?: number): void {
    this.closed = code;
  }

  open(): this {
    this.onopen?.({});
    return this;
  }

  text(data: unknown): this {
    this.onmessage?.({ data });
    return this;
  }

  say(msgType: string, ctiMessage: unknown = {}, seq?: number): this {
    return this.text(JSON.stringify({ msgType, ctiMessage, ...(seq === undefined ? {} : { seq }) }));
  }

  /** What Jackfield says first. */
  greet(session = 's', epoch = 'e', seq = 10): this {
    return this.say('LoggedOn', {}, seq - 1).say('Session', { session, epoch, seq, keepSeconds: 300 }, seq);
  }

  lose(code = 1006, reason = ''): this {
    this.onclose?.({ code, reason });
    return this;
  }

  /** The frames that were sent, without pings. */
  get frames(): Record<string, unknown>[] {
    return this.texts.map((text) => JSON.parse(text) as Record<string, unknown>).filter((frame) => frame.claz !== 'ping');
  }

  get commands(): unknown[] {
    return this.frames.map((frame) => frame.command);
  }

  get pings(): number {
    return this.texts.filter((text) => text === '{"claz":"ping"}').length;
  }
}

export const URL = 'ws://pbx.example:8090/xuc/api/2.0/cti?token=T1';

const opened: Cti[] = [];

/** End what a test has begun, so that the next one is alone. */
export function endAll(): void {
  for (const cti of opened.splice(0)) cti.close();
}

/** A Cti on fake sockets, and the LinkStatusUpdates it told. */
export function connected(url = URL): { cti: Cti; told: string[]; socket: FakeSocket } {
  FakeSocket.sockets = [];
  const cti = createCti();
  opened.push(cti);
  const told: string[] = [];
  cti.setHandler('LinkStatusUpdate', ({ status }) => void told.push(status));
  cti.WebSocket.init(url, 'alice', '1001', FakeSocket as never);
  return { cti, told, socket: FakeSocket.last };
}

/** A server's answer to `fetch`: a status with JSON, or nobody there. */
export function serverSays(...answers: (readonly [number, unknown] | 'nobody')[]): ReturnType<typeof vi.fn> {
  let next = 0;
  const asked = vi.fn(async (..._: unknown[]) => {
    const answer = answers[Math.min(next++, answers.length - 1)];
    if (answer === undefined || answer === 'nobody') throw new TypeError('Failed to fetch');
    return new Response(JSON.stringify(answer[1]), { status: answer[0] });
  });
  vi.stubGlobal('fetch', asked);
  return asked;
}
