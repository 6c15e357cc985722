// The calls of a phone through the events that a server sends.

import { expect, test } from 'vitest';

import { afterEvent, type Call, fromCurrent, partyOf } from './calls';
import type { PhoneEvent } from '../wire/events';

const event = (eventType: string, more: Partial<PhoneEvent> = {}): PhoneEvent => ({
  eventType: eventType as PhoneEvent['eventType'],
  DN: '1001',
  otherDN: '1002',
  otherDName: 'Bruno',
  linkedId: 'L1',
  uniqueId: 'U1',
  callDirection: 'Outgoing',
  userData: {},
  ...more,
});

function after(...events: PhoneEvent[]): readonly Call[] {
  return events.reduce<readonly Call[]>((calls, each, at) => afterEvent(calls, each, at * 1_000), []);
}

test('a call dials, talks, is held, resumed and ends', () => {
  const names = ['EventDialing', 'EventEstablished', 'EventOnHold', 'EventEstablished'];
  const states = names.map((_, at) => after(...names.slice(0, at + 1).map((name) => event(name)))[0]?.state);
  expect(states).toEqual(['Dialing', 'Established', 'OnHold', 'Established']);
  expect(after(...names.map((name) => event(name)), event('EventReleased'))).toEqual([]);
});

test('the time runs from the change of state, not from each event', () => {
  const calls = after(event('EventRinging'), event('EventEstablished'), event('EventEstablished', { userData: { USR_a: '1' } }));
  expect(calls).toMatchObject([{ since: 1_000, data: { USR_a: '1' } }]);
});

test('an empty party leaves what was known; a new number takes its name with it', () => {
  const [kept] = after(event('EventDialing'), event('EventEstablished', { otherDN: '', otherDName: '' }));
  expect(kept).toMatchObject({ number: '1002', name: 'Bruno' });
  const [moved] = after(event('EventDialing'), event('EventEstablished', { otherDN: '1003', otherDName: '' }));
  expect(moved).toMatchObject({ number: '1003', name: '' });
  expect(moved && partyOf(moved)).toBe('1003');
});

test('two calls keep their places, and each ends by its leg', () => {
  const second = { uniqueId: 'U2', linkedId: 'L2', otherDN: '1003', otherDName: '' };
  const calls = after(event('EventEstablished'), event('EventRinging', second), event('EventOnHold'));
  expect(calls.map((call) => [call.uniqueId, call.state])).toEqual([
    ['U1', 'OnHold'],
    ['U2', 'Ringing'],
  ]);
  expect(afterEvent(calls, event('EventReleased', { uniqueId: 'U2', linkedId: 'L2' }), 0)).toHaveLength(1);
});

test('an end that names only the call is understood while that is clear', () => {
  expect(after(event('EventEstablished'), event('EventReleased', { uniqueId: 'other' }))).toEqual([]);
  const legs = after(event('EventEstablished'), event('EventDialing', { uniqueId: 'U2' }));
  expect(afterEvent(legs, event('EventReleased', { uniqueId: 'other' }), 0)).toHaveLength(2);
});

test('events of a kind not known yet do no harm', () => {
  expect(after(event('EventFailure'))).toEqual([]);
  expect(after(event('EventRinging'), event('toString'))[0]?.state).toBe('Ringing');
});

test('the current calls replace what was, and keep its times', () => {
  const calls = after(event('EventDialing'), event('EventEstablished'));
  const fresh = event('EventRinging', { uniqueId: 'U9', linkedId: 'L9' });
  expect(fromCurrent(calls, [event('EventEstablished'), fresh], 9_000).map((call) => call.since)).toEqual([1_000, 9_000]);
  expect(fromCurrent(calls, [], 9_000)).toEqual([]);
});
