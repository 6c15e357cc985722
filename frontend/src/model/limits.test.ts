// Thresholds and alarms: when a figure is coloured, when it rings, when it ceases to, and what a browser may have kept.

import { expect, test } from 'vitest';

import type { Queue } from './floor';
import { acknowledged, levelOf, limitsFrom, rung, USUAL, watchedFigure } from './limits';

const queue = (figures: Record<string, number>, more: Partial<Queue> = {}): Queue => ({
  id: 1,
  config: { id: 1, name: 'blue', displayName: 'Blue', number: '3001', context: '', recorded: false, closed: false, dissuasion: '' },
  figures,
  longestFrom: null,
  calls: null,
  members: new Map(),
  states: {} as Queue['states'],
  ...more,
});

test.each([
  ['waiting', 2, 'fine'],
  ['waiting', 3, 'warn'],
  ['waiting', 6, 'bad'],
  ['service', 80, 'fine'],
  ['service', 79.9, 'warn'],
  ['service', 59.9, 'bad'],
  ['ready', 2, 'fine'],
  ['ready', 1, 'warn'],
  ['ready', 0, 'bad'],
  ['ewt', null, 'fine'],
] as const)('%s at %s is %s', (what, value, level) => {
  expect(levelOf(value, what, USUAL.all[what])).toBe(level);
});

test('where nothing happened there is nothing to judge', () => {
  const quiet = queue({ TotalNumberCallsEntered: 0, PercentageAnsweredBefore15: 0, AvailableAgents: 0, LoggedAgents: 0 });
  expect((['service', 'abandoned', 'ready', 'longest'] as const).map((what) => watchedFigure(quiet, what, 0))).toEqual([null, null, null, null]);
  const first = queue({ TotalNumberCallsEntered: 1, WaitingCalls: 1, PercentageAnsweredBefore15: 0 });
  expect(watchedFigure(first, 'service', 0)).toBe(null);
  const busy = queue({ TotalNumberCallsEntered: 8, TotalNumberCallsAbandonned: 2, PercentageAnsweredBefore20: 50 }, { longestFrom: 1_000 });
  expect((['service', 'abandoned', 'longest'] as const).map((what) => watchedFigure(busy, what, 9_900))).toEqual([50, 25, 8]);
});

test('an alarm begins once, keeps its worst, and goes when it is seen and over', () => {
  const bad = [queue({ WaitingCalls: 7 })];
  const worse = [queue({ WaitingCalls: 9 })];
  const fine = [queue({ WaitingCalls: 0 })];
  const first = rung([], bad, USUAL, 100);
  expect(first.fresh).toHaveLength(1);
  expect(rung(first.alarms, bad, USUAL, 200).alarms).toBe(first.alarms);
  const second = rung(first.alarms, worse, USUAL, 300);
  expect([second.fresh.length, second.alarms[0]?.value, second.alarms[0]?.from]).toEqual([0, 9, 100]);
  const over = rung(second.alarms, fine, USUAL, 400).alarms;
  expect(over).toMatchObject([{ over: true, seen: false, value: 9 }]);
  expect(acknowledged(over)).toEqual([]);
  expect(rung(over, bad, USUAL, 500).fresh).toHaveLength(1);
  const seen = acknowledged(second.alarms);
  expect(seen).toMatchObject([{ seen: true }]);
  expect(rung(seen, worse, USUAL, 600).fresh).toEqual([]);
  expect(rung(seen, fine, USUAL, 600).alarms).toEqual([]);
});

test('a queue of its own thresholds, and one that is not shown any more', () => {
  const own = limitsFrom({ queues: { 1: { waiting: { warn: 1, bad: 1 } } } });
  const { alarms } = rung([], [queue({ WaitingCalls: 1 })], own, 0);
  expect(alarms).toHaveLength(1);
  expect(rung(alarms, [], own, 0).alarms).toEqual([]);
});

test.each([[null], [7], [{ all: { waiting: { warn: 'x', bad: -1 } } }], [{ queues: { 1: null } }]])(
  'what a browser kept wrongly is as usual: %j',
  (kept) => {
    expect(limitsFrom(kept)).toEqual(USUAL);
  },
);
