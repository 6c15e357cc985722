// The floor through the events of a server: what is counted, what is touched, and what a list or a change of rights drops.

import { expect, test } from 'vitest';

import type * as wire from '../wire/events';
import { Floor, stateOf, STATES } from './floor';

const queue = (id: number): wire.QueueConfig => ({
  id, name: `q${id}`, displayName: '', number: `300${id}`, context: 'internal', recorded: false, closed: false, dissuasion: '',
});
const agent = (id: number, groupId: number | null = 1): wire.AgentEntry => ({
  id, firstName: `A${id}`, lastName: '', number: `200${id}`, context: 'internal', groupId, userId: id,
});
const said = (agentId: number, name: wire.AgentStateEvent['name'], since = 0): wire.AgentStateEvent => ({
  name, agentId, since, phoneNb: '1001', queues: [],
});

function floorOf(queues: number, agents: number, members: [number, number, number][]): Floor {
  const floor = new Floor();
  floor.memberList(members.map(([agentId, queueId, penalty]) => ({ agentId, queueId, penalty })));
  floor.queueList(Array.from({ length: queues }, (_, at) => queue(at + 1)));
  floor.agentList(Array.from({ length: agents }, (_, at) => agent(at + 1)));
  floor.taken();
  return floor;
}

/** Counted anew, the slow way. */
function recount(floor: Floor): void {
  for (const each of floor.queues.values()) {
    for (const name of STATES) {
      const there = [...each.members.keys()].filter((id) => floor.agents.get(id)?.state?.name === name);
      expect(each.states[name], `${each.config.name} ${name}`).toBe(there.length);
    }
  }
}

test('states are counted in every queue of the agent, whatever comes first', () => {
  const floor = floorOf(2, 3, [[1, 1, 0], [1, 2, 5], [2, 1, 0], [9, 1, 0]]);
  floor.agentState(said(1, 'AgentReady'), 0);
  floor.agentState(said(2, 'AgentOnCall'), 0);
  floor.agentState(said(1, 'AgentOnPause'), 0);
  recount(floor);
  expect(floor.queues.get(1)?.states.AgentOnPause).toBe(1);
  floor.member({ agentId: 1, queueId: 1, penalty: 3 });
  floor.member({ agentId: 3, queueId: 1, penalty: 0 });
  floor.agentState(said(3, 'AgentReady'), 0);
  floor.member({ agentId: 2, queueId: 1, penalty: -1 });
  recount(floor);
  expect([...floor.agents.get(1)!.queues]).toEqual([[2, 5], [1, 3]]);
  expect(floor.queues.get(1)?.members.has(9)).toBe(true);
});

test('a thousand events at random leave nothing counted wrong', () => {
  let seed = 7;
  const chance = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const floor = floorOf(5, 20, []);
  for (let step = 0; step < 1_000; step += 1) {
    if (chance(3)) floor.agentState(said(1 + chance(20), STATES[chance(STATES.length)]!), step);
    else floor.member({ agentId: 1 + chance(20), queueId: 1 + chance(5), penalty: chance(4) - 1 });
  }
  recount(floor);
});

test('only what changed is touched, once', () => {
  const floor = floorOf(2, 2, [[1, 1, 0]]);
  floor.agentState(said(1, 'AgentReady'), 0);
  floor.agentState(said(1, 'AgentRinging'), 0);
  const touched = floor.taken();
  expect([touched.lists, [...touched.agents], [...touched.queues]]).toEqual([false, [1], [1]]);
  expect(floor.taken().agents.size).toBe(0);
});

test('the time in a state is that of the server, and does not jump when it is told again', () => {
  const floor = floorOf(1, 1, []);
  floor.agentState(said(1, 'AgentReady', 90), 100_000);
  expect(floor.agents.get(1)?.from).toBe(10_000);
  floor.agentState(said(1, 'AgentReady', 91), 101_400);
  expect(floor.agents.get(1)?.from).toBe(10_000);
  floor.agentState(said(1, 'AgentReady', 30), 200_000);
  expect(floor.agents.get(1)?.from).toBe(170_000);
});

test('who waits counts by the clock of the server', () => {
  const floor = floorOf(1, 0, []);
  floor.skew = 5_000;
  const call = { position: 1, name: '', number: '33', queueTime: '2026-01-01T00:00:00.000+01:00' };
  floor.queueCalls({ queueId: 1, calls: [call] });
  expect(floor.queues.get(1)?.longestFrom).toBe(Date.parse('2025-12-31T22:59:55Z'));
  floor.queueCalls({ queueId: 1, calls: [] });
  expect(floor.queues.get(1)?.longestFrom).toBe(null);
});

test('other rights: what the lists leave out is gone, and what comes back is counted', () => {
  const floor = floorOf(2, 2, [[1, 1, 0], [2, 1, 0], [2, 2, 0]]);
  floor.agentState(said(1, 'AgentReady'), 0);
  floor.agentState(said(2, 'AgentReady'), 0);
  floor.queueList([queue(1)]);
  floor.agentList([agent(1)]);
  floor.memberList([{ agentId: 1, queueId: 1, penalty: 0 }, { agentId: 2, queueId: 1, penalty: 0 }]);
  recount(floor);
  expect([[...floor.queues.keys()], [...floor.agents.keys()]]).toEqual([[1], [1]]);
  expect(floor.queues.get(1)?.states.AgentReady).toBe(1);
  floor.agentState(said(2, 'AgentOnCall'), 0);
  floor.agentList([agent(1), agent(2)]);
  floor.agentState(said(2, 'AgentOnCall'), 0);
  recount(floor);
  expect(floor.queues.get(1)?.states.AgentOnCall).toBe(1);
});

test('states remembered are few, and a state of a kind not known yet does no harm', () => {
  const floor = floorOf(1, 1, [[1, 1, 0]]);
  for (let step = 0; step < 50; step += 1) floor.agentState(said(1, step % 2 ? 'AgentReady' : 'AgentOnCall'), step);
  expect(floor.agents.get(1)?.past).toHaveLength(12);
  floor.agentState(said(1, 'AgentLogin' as 'AgentReady'), 0);
  expect(stateOf(floor.agents.get(1)!)).toBe('AgentReady');
  recount(floor);
});
