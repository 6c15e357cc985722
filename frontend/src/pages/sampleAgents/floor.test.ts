// The floor through the events of a contact centre.

import { expect, test } from 'vitest';

import {
  type AgentState,
  type CallbackRequest,
  EMPTY,
  nameOf,
  withAgent,
  withAgents,
  withCalls,
  withLists,
  withoutCalls,
  withoutRequest,
  withOwner,
  withRequest,
  withState,
  withStatistics,
} from './floor';

const ALICE = { id: 1, firstName: 'Alice', lastName: 'Béranger', number: '2001' };
const READY: AgentState = { name: 'AgentReady', agentId: 1, phoneNb: '1001', since: 5, queues: [1] };

test('the clock of a state starts when the state did', () => {
  expect(withState(EMPTY, READY, 60_000).doing.get(1)).toMatchObject({ name: 'AgentReady', from: 55_000 });
});

test('a change of an agent keeps what the change does not name', () => {
  const floor = withAgent(withAgents(EMPTY, [ALICE]), { ...ALICE, lastName: 'Petit' });
  expect(nameOf(floor, 1)).toBe('Alice Petit');
  expect(nameOf(floor, 9)).toBe('9');
  expect(nameOf(withAgents(EMPTY, [{ ...ALICE, firstName: '', lastName: '' }]), 1)).toBe('2001');
});

test('counters come in parts; nobody waits longest when nobody waits', () => {
  const some = withStatistics(EMPTY, {
    queueId: 1,
    counters: [
      { statName: 'WaitingCalls', value: 2 },
      { statName: 'LongestWaitTime', value: 40 },
    ],
  });
  const more = withStatistics(some, { queueId: 1, counters: [{ statName: 'AvailableAgents', value: 3 }] });
  expect(more.counters.get(1)).toEqual({ WaitingCalls: 2, LongestWaitTime: 40, AvailableAgents: 3 });
  const none = withStatistics(more, { queueId: 1, counters: [{ statName: 'WaitingCalls', value: 0 }] });
  expect(none.counters.get(1)).toEqual({ WaitingCalls: 0, AvailableAgents: 3 });
});

test('a callback is taken, given back, changed and done', () => {
  const request: CallbackRequest = {
    uuid: 'a',
    phoneNumber: '0123',
    mobilePhoneNumber: null,
    firstName: 'Zoë',
    lastName: null,
    company: null,
    agentId: null,
    dueDate: '2026-08-01',
  };
  const floor = withLists(EMPTY, [{ uuid: 'l', name: 'Blue', callbacks: [request, { ...request, uuid: 'b' }] }]);
  const owners = (given: typeof floor) => given.lists[0]?.callbacks.map((each) => each.agentId);
  expect(owners(withOwner(floor, 'a', 7))).toEqual([7, null]);
  expect(owners(withOwner(withOwner(floor, 'a', 7), 'a', null))).toEqual([null, null]);
  expect(withRequest(floor, { ...request, dueDate: '2026-09-01' }).lists[0]?.callbacks[0]?.dueDate).toBe('2026-09-01');
  expect(withoutRequest(floor, 'a').lists[0]?.callbacks.map((each) => each.uuid)).toEqual(['b']);
});

test('who waits is known for the queues somebody looks at', () => {
  const call = { position: 1, name: 'Zoë', number: '0611223344', queueTime: '2026-08-01T10:00:00.000+02:00' };
  const floor = withCalls(withCalls(EMPTY, { queueId: 1, calls: [call as never] }), { queueId: 2, calls: [] });
  expect([floor.calls.get(1)?.length, floor.calls.get(2)?.length]).toEqual([1, 0]);
  expect([...withoutCalls(floor, 1).calls.keys()]).toEqual([2]);
});
