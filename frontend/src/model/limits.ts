// From which figure on a queue deserves a look: thresholds, and the alarms that follow when one is crossed. Pure.

import type { Queue } from './floor';

export const WATCHED = ['waiting', 'longest', 'service', 'abandoned', 'ewt', 'ready'] as const;

/** A figure that has thresholds. */
export type Watched = (typeof WATCHED)[number];

export type Level = 'fine' | 'warn' | 'bad';

export interface Limit {
  readonly warn: number;
  readonly bad: number;
}

/** For all queues, and what differs for some. */
export interface Limits {
  readonly all: Readonly<Record<Watched, Limit>>;
  readonly queues: Readonly<Record<string, Partial<Record<Watched, Limit>>>>;
}

export const USUAL: Limits = {
  all: {
    waiting: { warn: 3, bad: 6 },
    longest: { warn: 30, bad: 60 },
    service: { warn: 80, bad: 60 },
    abandoned: { warn: 5, bad: 10 },
    ewt: { warn: 30, bad: 60 },
    ready: { warn: 1, bad: 0 },
  },
  queues: {},
};

/** Of these the low figures are bad. */
export const LOW_IS_BAD: ReadonlySet<Watched> = new Set(['service', 'ready']);

/** The seconds within which an answer is in time: the server's first threshold. */
export function promptSeconds(figures: Readonly<Record<string, number>>): number | null {
  for (const name in figures) {
    const found = /^PercentageAnsweredBefore(\d+)$/.exec(name);
    if (found) return Number(found[1]);
  }
  return null;
}

/** What a queue shows of a watched figure; null where there is nothing to judge. */
export function watchedFigure(queue: Queue, what: Watched, now: number): number | null {
  const { figures } = queue;
  const entered = figures.TotalNumberCallsEntered ?? 0;
  switch (what) {
    case 'waiting':
      // the list of who waits is told at once, the figure once a second
      return queue.calls?.length ?? figures.WaitingCalls ?? null;
    case 'longest':
      return queue.longestFrom === null ? null : Math.max(0, Math.floor((now - queue.longestFrom) / 1_000));
    case 'service': {
      const within = promptSeconds(figures);
      // the day's first caller, who still waits, is no bad service yet
      return within === null || entered <= (figures.WaitingCalls ?? 0) ? null : (figures[`PercentageAnsweredBefore${within}`] ?? null);
    }
    case 'abandoned':
      return entered ? Math.min(100, (100 * (figures.TotalNumberCallsAbandonned ?? 0)) / entered) : null;
    case 'ewt':
      return figures.EWT ?? null;
    case 'ready':
      // a queue that is closed, with nobody logged in and nobody waiting, is no cause for alarm
      return figures.LoggedAgents || queue.calls?.length ? (figures.AvailableAgents ?? null) : null;
  }
}

export function limitFor(limits: Limits, queueId: number, what: Watched): Limit {
  return limits.queues[queueId]?.[what] ?? limits.all[what];
}

export function levelOf(value: number | null, what: Watched, limit: Limit): Level {
  if (value === null) return 'fine';
  const reached = (edge: number) => (LOW_IS_BAD.has(what) ? value <= edge : value >= edge);
  // a share is bad below its edge, not at it: 80 % of 80 % is kept
  const crossed = (edge: number) => (what === 'service' ? value < edge : reached(edge));
  return crossed(limit.bad) ? 'bad' : crossed(limit.warn) ? 'warn' : 'fine';
}

/** A figure that has become bad. It stays until somebody has seen it and it is over. */
export interface Alarm {
  readonly queueId: number;
  readonly what: Watched;
  readonly from: number;
  /** The worst so far. */
  readonly value: number;
  readonly seen: boolean;
  readonly over: boolean;
}

/** What rings now, given what rang before. `fresh`: those that began just now, for the sound. */
export function rung(
  alarms: readonly Alarm[],
  queues: Iterable<Queue>,
  limits: Limits,
  now: number,
): { alarms: readonly Alarm[]; fresh: readonly Alarm[] } {
  const before = new Map(alarms.map((alarm) => [`${alarm.queueId} ${alarm.what}`, alarm]));
  const after: Alarm[] = [];
  const fresh: Alarm[] = [];
  let changed = false;
  for (const queue of queues) {
    for (const what of WATCHED) {
      const key = `${queue.id} ${what}`;
      const known = before.get(key);
      before.delete(key);
      const value = watchedFigure(queue, what, now);
      const bad = levelOf(value, what, limitFor(limits, queue.id, what)) === 'bad';
      const present = bad && value !== null ? ongoing(known, queue.id, what, value, now) : ended(known);
      if (present !== known) changed = true;
      if (present) after.push(present);
      if (present && bad && (!known || known.over)) fresh.push(present);
    }
  }
  if (before.size) changed = true;
  return { alarms: changed ? after : alarms, fresh };
}

function ongoing(known: Alarm | undefined, queueId: number, what: Watched, value: number, now: number): Alarm {
  if (!known || known.over) return { queueId, what, from: now, value, seen: false, over: false };
  const worst = LOW_IS_BAD.has(what) ? Math.min(known.value, value) : Math.max(known.value, value);
  return worst === known.value ? known : { ...known, value: worst };
}

function ended(known: Alarm | undefined): Alarm | undefined {
  if (!known || known.seen) return undefined;
  return known.over ? known : { ...known, over: true };
}

/** Somebody has seen one of them, or all. */
export function acknowledged(alarms: readonly Alarm[], which: (alarm: Alarm) => boolean = () => true): readonly Alarm[] {
  return alarms
    .map((alarm) => (which(alarm) && !alarm.seen ? { ...alarm, seen: true } : alarm))
    .filter((alarm) => !(alarm.seen && alarm.over));
}

/** What somebody typed or a browser kept: numbers only, anything else as usual. */
export function limitsFrom(kept: unknown): Limits {
  const given = (kept ?? {}) as Partial<Limits>;
  const all = Object.fromEntries(WATCHED.map((what) => [what, sane(given.all?.[what]) ?? USUAL.all[what]])) as Record<
    Watched,
    Limit
  >;
  const queues: Record<string, Partial<Record<Watched, Limit>>> = {};
  for (const [id, own] of Object.entries(given.queues ?? {})) {
    const found = WATCHED.flatMap((what) => (sane(own?.[what]) ? [[what, sane(own[what])!] as const] : []));
    if (found.length) queues[id] = Object.fromEntries(found);
  }
  return { all, queues };
}

function sane(limit: Limit | undefined): Limit | undefined {
  const good = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
  return limit && good(limit.warn) && good(limit.bad) ? { warn: limit.warn, bad: limit.bad } : undefined;
}
