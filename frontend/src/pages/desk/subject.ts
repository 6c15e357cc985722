// Whom the middle of the desk is about: the party of the call that counts, and still after it has ended, until its outcome
// is written or the next call begins. Pure.

import type { Call } from '../../model/calls';

export interface Subject {
  readonly uniqueId: string;
  readonly linkedId: string;
  readonly number: string;
  readonly name: string;
  readonly queue: string;
  readonly incoming: boolean;
  readonly data: Readonly<Record<string, string>>;
  /** Milliseconds of Unix time; 0 while the call lasts. */
  readonly ended: number;
  /** Whether it was ever answered: who hung up at once leaves nothing to write down. */
  readonly answered: boolean;
}

/** So long an ended call may be come back to, after a reload too. */
const LASTS_MS = 30 * 60_000;

/** Most deserving first. */
const RANK = { Established: 0, Ringing: 1, Dialing: 2, OnHold: 3 } as const;

/** A call keeps the middle while it lasts: who is asked for advice during it does not take it over. */
export function afterCalls(subject: Subject | null, calls: readonly Call[], now: number): Subject | null {
  const present = subject && calls.find((call) => call.uniqueId === subject.uniqueId);
  if (present) return subjectOf(present, subject.answered);
  const next = [...calls].sort((one, other) => RANK[one.state] - RANK[other.state])[0];
  if (next) return subjectOf(next, false);
  if (!subject || (!subject.ended && !subject.answered)) return null;
  if (subject.ended) return now - subject.ended < LASTS_MS ? subject : null;
  return { ...subject, ended: now };
}

export function subjectOf(call: Call, answered: boolean): Subject {
  const { uniqueId, linkedId, number, name, queue, incoming, data } = call;
  return { uniqueId, linkedId, number, name, queue, incoming, data, ended: 0, answered: answered || call.answered > 0 };
}
