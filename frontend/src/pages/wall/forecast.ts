// What the next interval will bring, from what today's have brought. Pure.

import type * as wire from '../../wire/events';

/** One interval of all queues shown together. */
export interface Interval {
  /** Milliseconds of Unix time. */
  readonly start: number;
  received: number;
  answered: number;
  answeredInTime: number;
  abandoned: number;
  waitSeconds: number;
  lostSeconds: number;
  ended: number;
  talkSeconds: number;
}

const SUMS = ['received', 'answered', 'answeredInTime', 'abandoned', 'waitSeconds', 'lostSeconds', 'ended', 'talkSeconds'] as const;

/** The days of several queues as one, without gaps from the first call to the interval of `now`. */
export function together(days: Iterable<wire.QueueIntervals>, now: number): readonly Interval[] {
  const found = new Map<number, Interval>();
  let step = 0;
  for (const day of days) {
    step = day.seconds * 1_000;
    for (const each of day.intervals) {
      const start = Date.parse(each.start);
      const sum = found.get(start) ?? emptyInterval(start);
      for (const name of SUMS) sum[name] += each[name];
      found.set(start, sum);
    }
  }
  if (!found.size) return [];
  const first = Math.min(...found.keys());
  const all: Interval[] = [];
  for (let start = first; start <= now; start += step) all.push(found.get(start) ?? emptyInterval(start));
  return all;
}

function emptyInterval(start: number): Interval {
  return { start, ...(Object.fromEntries(SUMS.map((name) => [name, 0])) as Record<(typeof SUMS)[number], number>) };
}

export interface Forecast {
  readonly callsPerHour: number;
  readonly talkSeconds: number;
  /** Average patience: all waiting, divided by those who gave up; Infinity where nobody did. */
  readonly patienceSeconds: number;
}

/** So many intervals that are over are looked at; the last one counts most, each before it half as much. */
const LOOK_BACK = 4;

/** The next interval's load; null while there is nothing to go by. */
export function forecast(day: readonly Interval[], seconds: number, now: number): Forecast | null {
  const over = day.filter((each) => each.start + seconds * 1_000 <= now);
  const running = day.at(-1);
  const last = over.slice(-LOOK_BACK).reverse();
  let weights = 0;
  let calls = 0;
  last.forEach((each, back) => {
    weights += 2 ** -back;
    calls += each.received * 2 ** -back;
  });
  const elapsed = running ? (now - running.start) / 1_000 : 0;
  // at the beginning of the day there is only what has come so far
  const perHour = weights ? (calls / weights / seconds) * 3_600 : elapsed >= 60 ? ((running?.received ?? 0) / elapsed) * 3_600 : null;
  if (perHour === null) return null;
  const sum = (name: (typeof SUMS)[number]) => day.reduce((total, each) => total + each[name], 0);
  const lost = sum('abandoned');
  return {
    callsPerHour: perHour,
    talkSeconds: sum('ended') ? sum('talkSeconds') / sum('ended') : 0,
    patienceSeconds: lost ? (sum('waitSeconds') + sum('lostSeconds')) / lost : Infinity,
  };
}
