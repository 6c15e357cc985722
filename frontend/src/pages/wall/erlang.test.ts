// Erlang against published tables, against each other, and against a system solved step by step.

import { expect, test } from 'vitest';

import { agentsNeeded, blocking, type Load, served, waiting } from './erlang';

const load = (callsPerHour: number, handleSeconds: number, patienceSeconds = Infinity): Load => ({ callsPerHour, handleSeconds, patienceSeconds });

test.each([
  [1, 1, 0.5],
  [2, 1, 0.2],
  [5, 5, 0.2849],
  [10, 5, 0.0184],
  [10, 10, 0.2146],
  [15, 10, 0.0365],
  [20, 12.03, 0.01],
  [100, 84.06, 0.01],
])('Erlang B, %i lines, %f erlangs: %f', (lines, erlangs, lost) => {
  expect(blocking(lines, erlangs)).toBeCloseTo(lost, 3);
});

test.each([
  [2, 1, 1 / 3],
  [3, 2, 4 / 9],
  [14, 10, 0.1741],
  [5, 5, 1],
])('Erlang C, %i agents, %f erlangs: %f', (agents, erlangs, wait) => {
  expect(waiting(agents, erlangs)).toBeCloseTo(wait, 4);
});

test('200 calls an hour of three minutes, 14 agents: the textbook example', () => {
  const found = served(14, load(200, 180), 20);
  expect(found.service).toBeCloseTo(0.8884, 3);
  expect(found.waitSeconds).toBeCloseTo(7.83, 1);
  expect(found.occupancy).toBeCloseTo(0.714, 3);
  expect(agentsNeeded(load(200, 180), 20, 0.8)).toBe(14);
  expect(served(13, load(200, 180), 20).service).toBeLessThan(0.8);
});

/** The same system, solved by letting time go by in small steps. */
function stepped(agents: number, { callsPerHour, handleSeconds, patienceSeconds }: Load) {
  const [arrive, serve, leave] = [callsPerHour / 3_600, 1 / handleSeconds, 1 / patienceSeconds];
  let chances = new Array<number>(agents + 40).fill(1 / (agents + 40));
  for (let step = 0; step < 60_000; step += 1) {
    const down = (n: number) => Math.min(n, agents) * serve + Math.max(0, n - agents) * leave;
    chances = chances.map((chance, n, all) => {
      const up = n + 1 < all.length ? arrive : 0;
      return chance + 0.2 * ((all[n - 1] ?? 0) * arrive + (all[n + 1] ?? 0) * down(n + 1) - chance * (up + down(n)));
    });
  }
  const queue = chances.reduce((sum, chance, n) => sum + Math.max(0, n - agents) * chance, 0);
  return { abandoned: (leave * queue) / arrive, waitSeconds: queue / arrive, atOnce: chances.slice(0, agents).reduce((sum, chance) => sum + chance, 0) };
}

test.each([[9, load(200, 180, 60)], [14, load(200, 180, 120)], [3, load(60, 150, 30)]])('Erlang A, %i agents, %j', (agents, given) => {
  const found = served(agents, given, 20);
  const other = stepped(agents, given);
  expect(found.abandoned).toBeCloseTo(other.abandoned, 3);
  expect(found.waitSeconds).toBeCloseTo(other.waitSeconds, 1);
  expect(served(agents, given, 0).service).toBeCloseTo(other.atOnce, 3);
  expect(served(agents, given, 10_000).service).toBeCloseTo(1 - found.abandoned, 3);
});

test('with endless patience Erlang A is Erlang C; impatience needs fewer agents', () => {
  const patient = served(14, load(200, 180), 20);
  const nearly = served(14, load(200, 180, 1e6), 20);
  expect(nearly.service).toBeCloseTo(patient.service, 3);
  expect(nearly.waitSeconds).toBeCloseTo(patient.waitSeconds, 1);
  expect(agentsNeeded(load(200, 180, 60), 20, 0.8)).toBeLessThan(14);
});

test('more agents are never worse, and the edges hold', () => {
  for (const patience of [Infinity, 90]) {
    const service = Array.from({ length: 30 }, (_, agents) => served(agents, load(200, 180, patience), 20).service);
    service.slice(1).forEach((value, at) => expect(value).toBeGreaterThanOrEqual(service[at]! - 1e-9));
  }
  expect(agentsNeeded(load(0, 180), 20, 0.8)).toBe(0);
  expect(served(5, load(0, 0), 20).service).toBe(1);
  expect(served(2, load(200, 180), 20)).toMatchObject({ service: 0, waitSeconds: Infinity, occupancy: 1 });
  expect(agentsNeeded(load(20_000, 300), 20, 0.9)).toBeGreaterThan(1_667);
});
