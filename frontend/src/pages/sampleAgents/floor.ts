// The floor of a contact centre as its events tell it: agents, queues, callbacks. Pure: what was and an event in, what is
// out. It draws and sends nothing.

import type * as wire from '../../wire/events';

export type AgentState = Pick<wire.AgentStateEvent, 'name' | 'agentId' | 'phoneNb' | 'since' | 'queues' | 'cause'>;
export type AgentEntry = Pick<wire.AgentEntry, 'id' | 'firstName' | 'lastName' | 'number'>;
export type QueueEntry = Pick<wire.QueueConfig, 'id' | 'name' | 'displayName' | 'number'>;
export type QueueStatistics = wire.QueueStatistics;
export type QueueCalls = wire.QueueCalls;
export type WaitingCall = wire.WaitingCall;
export type CallbackRequest = Omit<wire.CallbackRequest, 'listUuid' | 'preferredPeriod' | 'description'>;
export type CallbackList = Pick<wire.CallbackList, 'uuid' | 'name'> & { readonly callbacks: readonly CallbackRequest[] };

/** What an agent does, and since when in milliseconds of Unix time. */
export interface Doing extends AgentState {
  readonly from: number;
}

export interface Floor {
  readonly agents: ReadonlyMap<number, AgentEntry>;
  readonly doing: ReadonlyMap<number, Doing>;
  readonly queues: ReadonlyMap<number, QueueEntry>;
  readonly counters: ReadonlyMap<number, Readonly<Record<string, number>>>;
  /** Who waits in the queues somebody looks at. */
  readonly calls: ReadonlyMap<number, readonly WaitingCall[]>;
  readonly lists: readonly CallbackList[];
}

export const EMPTY: Floor = {
  agents: new Map(),
  doing: new Map(),
  queues: new Map(),
  counters: new Map(),
  calls: new Map(),
  lists: [],
};

export function withState(floor: Floor, state: AgentState, now: number): Floor {
  return { ...floor, doing: put(floor.doing, state.agentId, { ...state, from: now - state.since * 1_000 }) };
}

/** A whole list replaces what was. */
export function withAgents(floor: Floor, agents: readonly AgentEntry[]): Floor {
  return { ...floor, agents: new Map(agents.map((agent) => [agent.id, agent])) };
}

export function withQueues(floor: Floor, queues: readonly QueueEntry[]): Floor {
  return { ...floor, queues: new Map(queues.map((queue) => [queue.id, queue])) };
}

/** One changed: QueueConfig, AgentConfig. */
export function withQueue(floor: Floor, queue: QueueEntry): Floor {
  return { ...floor, queues: put(floor.queues, queue.id, queue) };
}

export function withAgent(floor: Floor, agent: AgentEntry): Floor {
  return { ...floor, agents: put(floor.agents, agent.id, { ...floor.agents.get(agent.id), ...agent }) };
}

/** A message carries any part of the counters; the others stay. With nobody waiting nobody waits longest. */
export function withStatistics(floor: Floor, told: QueueStatistics): Floor {
  const changed = Object.fromEntries(told.counters.map((counter) => [counter.statName, counter.value]));
  const merged = { ...floor.counters.get(told.queueId), ...changed };
  if (merged.WaitingCalls === 0) {
    delete merged.LongestWaitTime;
    delete merged.LongestWaitingTime;
  }
  return { ...floor, counters: put(floor.counters, told.queueId, merged) };
}

export function withCalls(floor: Floor, told: QueueCalls): Floor {
  return { ...floor, calls: put(floor.calls, told.queueId, told.calls) };
}

/** Nobody looks any more. */
export function withoutCalls(floor: Floor, queueId: number): Floor {
  return { ...floor, calls: new Map([...floor.calls].filter(([id]) => id !== queueId)) };
}

export function withLists(floor: Floor, lists: readonly CallbackList[]): Floor {
  return { ...floor, lists };
}

/** A request was taken (an agent) or given back (null). */
export function withOwner(floor: Floor, uuid: string, agentId: number | null): Floor {
  return changeRequests(floor, (all) => all.map((each) => (each.uuid === uuid ? { ...each, agentId } : each)));
}

export function withRequest(floor: Floor, request: CallbackRequest): Floor {
  return changeRequests(floor, (all) => all.map((each) => (each.uuid === request.uuid ? request : each)));
}

export function withoutRequest(floor: Floor, uuid: string): Floor {
  return changeRequests(floor, (all) => all.filter((each) => each.uuid !== uuid));
}

/** An agent's name for people. */
export function nameOf(floor: Floor, agentId: number): string {
  const agent = floor.agents.get(agentId);
  return agent ? `${agent.firstName} ${agent.lastName}`.trim() || agent.number : String(agentId);
}

function changeRequests(floor: Floor, change: (all: readonly CallbackRequest[]) => readonly CallbackRequest[]): Floor {
  return { ...floor, lists: floor.lists.map((list) => ({ ...list, callbacks: change(list.callbacks) })) };
}

function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}
