// Days of queues put together, and what is expected of the next interval.

import { expect, test } from 'vitest';

import type * as wire from '../../wire/events';
import { forecast, together } from './forecast';

const NINE = Date.parse('2026-01-05T09:00:00+01:00');
const QUARTER = 900_000;

const day = (queueId: number, received: Record<number, number>): wire.QueueIntervals => ({
  queueId,
  seconds: 900,
  threshold: 15,
  intervals: Object.entries(received).map(([quarter, calls]) => ({
    start: new Date(NINE + Number(quarter) * QUARTER).toISOString().replace('Z', '+00:00'),
    received: calls, answered: calls - 1, answeredInTime: 1, abandoned: 1, waitSeconds: 50, lostSeconds: 40, ended: calls - 1, talkSeconds: (calls - 1) * 120,
  })),
});

test('queues are summed by interval, and quiet intervals are there too', () => {
  const all = together([day(1, { 0: 4, 3: 8 }), day(2, { 0: 6 })], NINE + 4 * QUARTER + 1);
  expect(all.map((each) => each.received)).toEqual([10, 0, 0, 8, 0]);
  expect(all[0]).toMatchObject({ start: NINE, answered: 8, abandoned: 2, waitSeconds: 100 });
  expect(together([day(1, {})], NINE)).toEqual([]);
});

test('the last interval that is over counts most', () => {
  const all = together([day(1, { 0: 10, 1: 20, 2: 3 })], NINE + 2 * QUARTER + 60_000);
  const found = forecast(all, 900, NINE + 2 * QUARTER + 60_000)!;
  expect(found.callsPerHour).toBeCloseTo(((20 + 10 / 2) / 1.5) * 4, 5);
  expect(found.talkSeconds).toBe(120);
  expect(found.patienceSeconds).toBe(90);
});

test('at the beginning there is what has come so far, or nothing', () => {
  const all = together([day(1, { 0: 5 })], NINE + 300_000);
  expect(forecast(all, 900, NINE + 300_000)?.callsPerHour).toBe(60);
  expect(forecast(all, 900, NINE + 10_000)).toBe(null);
  expect(forecast([], 900, NINE)).toBe(null);
});
