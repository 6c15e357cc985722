// Random walks: whatever page, network and server do, and in whatever order, some things hold.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connected, endAll, FakeSocket, serverSays, URL } from './fakes';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  endAll();
  vi.useRealTimers();
});

/** The same lots for the same seed (mulberry32). */
function lots(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CODES = [1000, 1001, 1006, 4000, 4001, 4004, 4500, 4501, 4999];

async function walk(seed: number): Promise<void> {
  const draw = lots(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(draw() * from.length)] as T;
  vi.spyOn(Math, 'random').mockImplementation(draw);
  serverSays(...Array.from({ length: 50 }, () => pick(['nobody', [200, { token: 'T', TTL: 60 }], [403, {}], [502, {}]] as const)));
  const { cti, told } = connected();
  const promises: Promise<unknown>[] = [];
  let ended = false;
  let seq = 10;
  const begin = () => {
    ended = false;
    cti.WebSocket.init(URL, 'alice', '1001', FakeSocket as never);
  };
  const steps: (() => unknown)[] = [
    () => FakeSocket.last.open(),
    () => FakeSocket.last.open(),
    () => FakeSocket.last.greet('s', 'e', (seq += 2)),
    () => FakeSocket.last.say('Reset', { why: 'too_old' }, (seq += 1)),
    () => FakeSocket.last.say('PhoneEvent', {}, (seq += 3)),
    () => FakeSocket.last.text(pick(['', 'null', '{"claz":"ping"}', '{"msgType":"Session","ctiMessage":null,"seq":5}'])),
    () => FakeSocket.last.say('CommandResult', { requestId: FakeSocket.last.frames.at(-1)?.requestId, status: 'done' }, (seq += 1)),
    () => FakeSocket.last.lose(pick(CODES)),
    () => pick(FakeSocket.sockets).lose(pick(CODES)),
    () => promises.push(cti.dial('1')),
    () => promises.push(cti.subscribeToQueueStats(), cti.getList(pick(['queue', 'agent']))),
    () => promises.push(cti.unSubscribeToQueueCalls(1), cti.subscribeToQueueCalls(1)),
    () => window.dispatchEvent(new Event('online')),
    () => vi.advanceTimersByTimeAsync(draw() * 10_000),
    () => vi.advanceTimersByTimeAsync(draw() * 100_000),
    () => draw() < 0.2 && cti.close(),
    () => draw() < 0.2 && begin(),
    () => draw() < 0.1 && (cti.autoReconnect = !cti.autoReconnect),
  ];
  for (let step = 0; step < 40; step += 1) {
    const before = told.length;
    const wasEnded = ended;
    const sockets = FakeSocket.sockets.length;
    await pick(steps)();
    ended ||= told.slice(before).includes('closed');
    if (cti.linkStatus !== 'closed') ended = false;
    // What is over stays over until the page begins again: nothing is opened, nothing told.
    if (wasEnded && ended) expect([told.length, FakeSocket.sockets.length]).toEqual([before, sockets]);
    // Never two sockets: what is replaced or given up was closed, or lost by itself.
    const alive = FakeSocket.sockets.filter((socket) => socket.closed === null);
    expect(alive.length).toBeLessThanOrEqual(1);
    expect(alive.length === 0 || alive[0] === cti.webSocket).toBe(true);
  }
  cti.close();
  expect(cti.linkStatus).toBe('closed');
  await Promise.all(promises);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('forty steps, a hundred times (%i)', async (part) => {
  for (let seed = part * 1000; seed < part * 1000 + 100; seed += 1) {
    try {
      await walk(seed);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
});
