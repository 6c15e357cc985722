// What became of each command: a promise for every frame that was sent, kept by its requestId until the server's
// CommandResult comes. A promise is never rejected: pages of old, which ignore it, see no unhandled rejection.

import type { CommandResult } from '../wire/events';
import type { RefusalCode } from '../wire/values';

/** The server's CommandResult; `not_connected` is said by the library itself. */
export type Result = Omit<CommandResult, 'code'> & { code?: RefusalCode | 'not_connected' };

export interface Frame {
  claz: string;
  command?: string;
  requestId?: unknown;
  [key: string]: unknown;
}

export interface Pending {
  readonly frame: Frame;
  /** False for what waits for the link. */
  sent: boolean;
  /** True for what was sent in a session that is no more. */
  stale?: boolean;
  /** When it was sent, in milliseconds of Date. */
  since: number;
}

/** The server answers within 10 s; after this the outcome is called unknown. */
export const PATIENCE = 15_000;

/** So long after it was sent a command may be sent again: later nobody expects its effect any more. */
export const FRESH = 10_000;

const UNKNOWN = 'Nothing is known about the outcome: no answer came.';

/** What cannot be known: the server is not one that answers, or the connection was lost. */
export function unknown(requestId: string, message = UNKNOWN): Result {
  return { requestId, status: 'unknown', message };
}

interface Entry extends Pending {
  settle(result: Result): void;
  timer: ReturnType<typeof setTimeout>;
}

export class Results {
  readonly #entries = new Map<string, Entry>();
  readonly #prefix = Math.random().toString(36).slice(2, 10);
  #count = 0;

  nextId(): string {
    this.#count += 1;
    return `${this.#prefix}-${this.#count}`;
  }

  /** Wait for the outcome of a frame that carries a requestId. */
  expect(frame: Frame, { sent }: { sent: boolean }): Promise<Result> {
    const id = String(frame.requestId);
    return new Promise((resolve) => {
      this.settle(unknown(id));
      this.#entries.set(id, {
        frame,
        sent,
        since: Date.now(),
        settle: resolve,
        timer: setTimeout(() => this.settle(unknown(id)), PATIENCE),
      });
    });
  }

  settle(result: Result): void {
    const entry = this.#entries.get(result.requestId);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    this.#entries.delete(result.requestId);
    entry.settle(result);
  }

  /** Those without an outcome, oldest first. */
  get pending(): Pending[] {
    return [...this.#entries.values()];
  }

  /** Call the outcome unknown of all that the caller does not want to keep. */
  abandon(keep: (pending: Pending) => boolean = () => false): void {
    for (const [id, entry] of [...this.#entries]) if (!keep(entry)) this.settle(unknown(id));
  }
}
