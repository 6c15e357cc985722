// What the page makes of what it is told: updates laid over each other, reconnection, and the texts of the displays.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { speak } from '../../words/words';
import { newlyRinging } from './demo';
import { address, NOTHING, Room, type State, taken } from './room';
import { dialled, foremost, notes, stageText, who } from './saying';
import { outline } from './traffic';
import type { CallView, PhoneView, Update } from './wire';

const call = (fields: Partial<CallView> = {}): CallView => ({
  id: 'c1',
  call: 'c1',
  stage: 'talking',
  number: '1002',
  name: 'Bruno',
  since: 100,
  service: 'phone',
  outgoing: true,
  ...fields,
});

const phone = (fields: Partial<PhoneView> = {}): PhoneView => ({
  number: '1001',
  name: 'Alice',
  lamp: 'idle',
  plugged: true,
  lines: 2,
  webrtc: false,
  calls: [],
  ended: null,
  dnd: false,
  forwards: [],
  messages: 0,
  queues: [],
  answers_after: null,
  ...fields,
});

const update = (fields: Partial<Update>): Update => ({ type: 'update', now: 1_000, ...fields });

beforeEach(() => speak('en'));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('what an update does not name stays', () => {
  const first = taken(NOTHING, update({ shown: ['1001'], found: 1, phones: [phone()], link: '' }), 1_000_000);
  const second = taken(first, update({ outside_count: 3 }), 1_000_000);
  expect(second).toEqual({ ...first, outsideCount: 3 });
  expect(second.phones.get('1001')?.name).toBe('Alice');
});

test('phones that are no longer on the page are forgotten', () => {
  const first = taken(NOTHING, update({ shown: ['1001', '1002'], phones: [phone(), phone({ number: '1002' })] }), 0);
  expect([...taken(first, update({ shown: ['1002'] }), 0).phones.keys()]).toEqual(['1002']);
});

test('the difference of the clocks is learnt, but does not tremble', () => {
  const first = taken(NOTHING, update({ now: 1_005 }), 1_000_000);
  expect(first.skew).toBe(5_000);
  expect(taken(first, update({ now: 1_006 }), 1_001_100).skew).toBe(5_000);
  expect(taken(first, update({ now: 1_006 }), 1_009_000).skew).toBe(-3_000);
});

test('the address follows that of the page', () => {
  expect(address({ protocol: 'https:', host: 'demo.example' } as Location)).toBe('wss://demo.example/demo/api/phones');
  expect(address({ protocol: 'http:', host: 'localhost:8090' } as Location)).toBe('ws://localhost:8090/demo/api/phones');
});

test('a ring is said once', () => {
  const before: State = { ...NOTHING, phones: new Map([['1001', phone()]]) };
  const ringing = phone({ calls: [call({ stage: 'ringing', name: 'Zoë', number: '+33639980123' })] });
  const now: State = { ...NOTHING, phones: new Map([['1001', ringing]]) };
  expect(newlyRinging(before, now)).toEqual(['Alice’s phone rings: Zoë']);
  expect(newlyRinging(now, now)).toEqual([]);
  expect(newlyRinging(NOTHING, now)).toEqual([]);
});

test('the keys mean what rings, before what talks, before what is held', () => {
  const calls = [call({ id: 'a', stage: 'holding' }), call({ id: 'b' }), call({ id: 'c', stage: 'ringing' })];
  expect(foremost(calls)?.id).toBe('c');
  expect(foremost(calls.slice(0, 2))?.id).toBe('b');
  expect(foremost([])).toBeUndefined();
});

test('displays say it in both languages', () => {
  const set = phone({ dnd: true, messages: 2, forwards: [{ kind: 'na', number: '1003' }], queues: ['blue'] });
  expect(notes(set).map((note) => note.text)).toEqual([
    'Do not disturb',
    'Unanswered to 1003',
    '2 new messages',
    'Signed in to blue',
  ]);
  expect(stageText(call({ service: 'echo' }))).toBe('Echo test');
  expect(who({ name: '', number: '' })).toBe('Unknown');
  speak('fr');
  expect(notes(set)[2]?.text).toBe('2 nouveaux messages');
  expect(stageText(call({ stage: 'held' }))).toBe('Vous met en garde');
});

test.each([
  ['01 99 00-42', '01990042'],
  ['+33 (0)6', '+3306'],
  ['*98#', '*98#'],
  ['1+2', '12'],
  ['alice', ''],
])('%s is dialled as %s', (typed, number) => {
  expect(dialled(typed)).toBe(number);
});

test('the chart stays within its frame', () => {
  expect(outline([0, 4], 4)).toBe('0.0 64.0L300.0 4.0');
  expect(outline([2], 4)).toBe('0.0 34.0');
});

// ------------------------------------------------------------ the socket

class FakeSocket {
  static readonly OPEN = 1;
  static readonly opened: FakeSocket[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen = () => {};
  onclose = () => {};
  onmessage = (_: { data: string }) => {};

  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  open(): void {
    this.readyState = 1;
    this.onopen();
  }

  hear(frame: object): void {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.readyState = 3;
    this.onclose();
  }
}

function opened(): { room: Room; socket: () => FakeSocket } {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  FakeSocket.opened.length = 0;
  const room = new Room('ws://x/', () => {});
  room.open();
  return { room, socket: () => FakeSocket.opened.at(-1) as FakeSocket };
}

test('an act is answered by its number', async () => {
  const { room, socket } = opened();
  socket().open();
  const one = room.do({ act: 'hold', phone: '1001' });
  const other = room.do({ act: 'join', phone: '1001' });
  socket().hear({ type: 'refused', id: 2, code: 'no_call', message: 'x' });
  socket().hear({ type: 'done', id: 1 });
  expect((await one)?.type).toBe('done');
  expect((await other)?.type).toBe('refused');
  room.close();
});

test('it comes back by itself, later and later, and looks at the same phones again', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  const { room, socket } = opened();
  expect(room.state.link).toBe('connecting');
  socket().open();
  expect(room.state.link).toBe('open');
  room.look({ search: 'ali' });
  const lost = room.do({ act: 'hold', phone: '1001' });
  socket().close();
  expect(await lost).toBeNull();
  expect(room.state.link).toBe('reconnecting');
  expect(await room.do({ act: 'hold', phone: '1001' })).toBeNull();
  vi.advanceTimersByTime(400);
  expect(FakeSocket.opened).toHaveLength(2);
  socket().close();
  vi.advanceTimersByTime(340);
  expect(FakeSocket.opened).toHaveLength(2);
  vi.advanceTimersByTime(340);
  expect(FakeSocket.opened).toHaveLength(3);
  socket().open();
  expect(socket().sent[0]).toMatchObject({ act: 'show', search: 'ali' });
  expect(room.state.link).toBe('open');
  room.close();
  expect(FakeSocket.opened).toHaveLength(3);
});
