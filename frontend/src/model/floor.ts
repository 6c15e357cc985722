// The floor as the wall knows it: queues, agents, who is in which queue, who waits. Events go in, what they touched is
// noted, so that drawing looks only at that. No socket, no element, no clock of its own.

import type * as wire from '../wire/events';

export const STATES = [
  'AgentReady',
  'AgentRinging',
  'AgentDialing',
  'AgentOnCall',
  'AgentOnWrapup',
  'AgentOnPause',
  'AgentLoggedOut',
] as const;

export type StateName = (typeof STATES)[number];

/** How many states of an agent are remembered, for whoever looks closer. */
const PAST = 12;

/** A state that is over, or the present one; in milliseconds of this browser's clock. */
export interface Spell {
  readonly name: StateName;
  readonly cause: string;
  readonly from: number;
}

export interface Agent {
  readonly id: number;
  entry: wire.AgentEntry;
  state: wire.AgentStateEvent | null;
  /** When the state began, in milliseconds of this browser's clock. */
  from: number;
  readonly past: Spell[];
  readonly queues: Map<number, number>;
  readonly figures: Record<string, number | string>;
}

export interface Queue {
  readonly id: number;
  config: wire.QueueConfig;
  readonly figures: Record<string, number>;
  /** When the caller who waits longest came, in milliseconds of this browser's clock; null: nobody waits. */
  longestFrom: number | null;
  /** Who waits; null while nobody has told. */
  calls: readonly wire.WaitingCall[] | null;
  /** Agents and their penalties; also agents whose own data the profile does not show. */
  readonly members: Map<number, number>;
  /** Of the agents that the profile shows. */
  readonly states: Record<StateName, number>;
}

/** What changed since it was last asked. */
export interface Touched {
  /** Which agents and queues there are, their names, groups and memberships. */
  lists: boolean;
  agents: Set<number>;
  queues: Set<number>;
}

export class Floor {
  readonly queues = new Map<number, Queue>();
  readonly agents = new Map<number, Agent>();
  readonly groups = new Map<number, string>();
  /** The lists have come: what is not there does not exist, or the profile does not show it. */
  known = false;
  /** The server's clock less this one, in milliseconds. */
  skew = 0;
  #members: readonly wire.QueueMember[] = [];
  #touched: Touched = untouched();

  /** What was touched since the last time. */
  taken(): Touched {
    const touched = this.#touched;
    this.#touched = untouched();
    return touched;
  }

  /** Nobody is signed in any more. */
  forget(): void {
    for (const map of [this.queues, this.agents, this.groups]) map.clear();
    this.#members = [];
    this.known = false;
    this.#touched = untouched();
  }

  queueList(list: readonly wire.QueueConfig[]): void {
    const present = new Set(list.map((queue) => queue.id));
    for (const id of [...this.queues.keys()]) if (!present.has(id)) this.queues.delete(id);
    for (const config of list) this.queueConfig(config);
    this.#members.forEach((member) => this.#enter(member));
    this.#count();
    this.known = true;
    this.#touched.lists = true;
  }

  queueConfig(config: wire.QueueConfig): void {
    const queue = this.queues.get(config.id);
    if (queue) queue.config = config;
    else this.queues.set(config.id, emptyQueue(config));
    this.#touched.lists = true;
    this.#touched.queues.add(config.id);
  }

  agentList(list: readonly wire.AgentEntry[]): void {
    const present = new Set(list.map((agent) => agent.id));
    for (const id of [...this.agents.keys()]) if (!present.has(id)) this.agents.delete(id);
    for (const entry of list) this.agentEntry(entry);
    this.#members.forEach((member) => this.#enter(member));
    this.#count();
    this.#touched.lists = true;
  }

  agentEntry(entry: wire.AgentEntry): void {
    const agent = this.agents.get(entry.id);
    if (agent) agent.entry = entry;
    else this.agents.set(entry.id, emptyAgent(entry));
    this.#touched.lists = true;
    this.#touched.agents.add(entry.id);
  }

  groupList(list: readonly wire.AgentGroup[]): void {
    this.groups.clear();
    for (const group of list) this.groups.set(group.id, group.displayName || group.name);
    this.#touched.lists = true;
  }

  memberList(list: readonly wire.QueueMember[]): void {
    this.#members = [];
    for (const agent of this.agents.values()) agent.queues.clear();
    for (const queue of this.queues.values()) queue.members.clear();
    for (const member of list) this.#enter(member);
    this.#members = list;
    this.#count();
    this.#touched.lists = true;
  }

  member(member: wire.QueueMember): void {
    const { agentId, queueId } = member;
    const others = this.#members.filter((known) => known.agentId !== agentId || known.queueId !== queueId);
    this.#members = member.penalty < 0 ? others : [...others, member];
    this.#tally(agentId, queueId, -1);
    this.queues.get(queueId)?.members.delete(agentId);
    this.agents.get(agentId)?.queues.delete(queueId);
    this.#enter(member);
    this.#tally(agentId, queueId, 1);
    this.#touched.lists = true;
    this.#touched.agents.add(agentId);
    this.#touched.queues.add(queueId);
  }

  /** A state; `since` counts from the moment it was said, so it is heard without delay or asked for anew. */
  agentState(state: wire.AgentStateEvent, now: number): void {
    const agent = this.agents.get(state.agentId);
    if (!agent) return;
    const was = agent.state;
    const from = now - state.since * 1_000;
    for (const queue of agent.queues.keys()) {
      this.#tally(agent.id, queue, -1);
    }
    agent.state = state;
    for (const queue of agent.queues.keys()) {
      this.#tally(agent.id, queue, 1);
      if (was?.name !== state.name) this.#touched.queues.add(queue);
    }
    // whole seconds: the same state told twice must not make its time jump
    if (was?.name !== state.name || Math.abs(agent.from - from) > 1_500) agent.from = from;
    const last = agent.past.at(-1);
    if (last?.name !== state.name || last.cause !== (state.cause ?? '')) {
      agent.past.push({ name: state.name as StateName, cause: state.cause ?? '', from: agent.from });
      if (agent.past.length > PAST) agent.past.shift();
    }
    this.#touched.agents.add(agent.id);
  }

  agentStatistics({ id, statistics }: wire.AgentStatistics): void {
    const agent = this.agents.get(id);
    if (!agent) return;
    for (const { name, value } of statistics) agent.figures[name] = value;
    this.#touched.agents.add(id);
  }

  queueStatistics({ queueId, counters }: wire.QueueStatistics, now: number): void {
    const queue = this.queues.get(queueId);
    if (!queue) return;
    for (const { statName, value } of counters) queue.figures[statName] = value;
    const longest = counters.find(({ statName }) => statName === 'LongestWaitTime');
    if (!queue.figures.WaitingCalls) queue.longestFrom = null;
    else if (longest && !queue.calls?.length) queue.longestFrom = now - longest.value * 1_000;
    this.#touched.queues.add(queueId);
  }

  queueCalls({ queueId, calls }: wire.QueueCalls): void {
    const queue = this.queues.get(queueId);
    if (!queue) return;
    queue.calls = calls;
    queue.longestFrom = calls.length ? Math.min(...calls.map((call) => this.waitsFrom(call))) : null;
    this.#touched.queues.add(queueId);
  }

  /** When a waiting caller came, in milliseconds of this browser's clock. */
  waitsFrom(call: wire.WaitingCall): number {
    return Date.parse(call.queueTime) - this.skew;
  }

  #enter({ agentId, queueId, penalty }: wire.QueueMember): void {
    if (penalty < 0) return;
    this.queues.get(queueId)?.members.set(agentId, penalty);
    if (this.queues.has(queueId)) this.agents.get(agentId)?.queues.set(queueId, penalty);
  }

  /** Count an agent's state in one of his queues, or take it out. */
  #tally(agentId: number, queueId: number, by: 1 | -1): void {
    const name = this.agents.get(agentId)?.state?.name as StateName | undefined;
    const queue = this.queues.get(queueId);
    if (name && queue?.members.has(agentId) && name in queue.states) queue.states[name] += by;
  }

  /** All states of all queues, from nothing: only after a list. */
  #count(): void {
    for (const queue of this.queues.values()) {
      for (const name of STATES) queue.states[name] = 0;
      for (const agentId of queue.members.keys()) this.#tally(agentId, queue.id, 1);
      this.#touched.queues.add(queue.id);
    }
    for (const agent of this.agents.values()) {
      for (const id of [...agent.queues.keys()]) if (!this.queues.has(id)) agent.queues.delete(id);
      this.#touched.agents.add(agent.id);
    }
  }
}

/** An agent's name for people. */
export function nameOf(agent: Agent): string {
  return `${agent.entry.firstName} ${agent.entry.lastName}`.trim() || agent.entry.number;
}

export function queueName(queue: Queue): string {
  return queue.config.displayName || queue.config.name;
}

/** The state, with what nobody has told counted as logged out. */
export function stateOf(agent: Agent): StateName {
  const name = agent.state?.name as StateName | undefined;
  return name && STATES.includes(name) ? name : name ? 'AgentReady' : 'AgentLoggedOut';
}

function untouched(): Touched {
  return { lists: false, agents: new Set(), queues: new Set() };
}

function emptyQueue(config: wire.QueueConfig): Queue {
  const states = Object.fromEntries(STATES.map((name) => [name, 0])) as Record<StateName, number>;
  return { id: config.id, config, figures: {}, longestFrom: null, calls: null, members: new Map(), states };
}

function emptyAgent(entry: wire.AgentEntry): Agent {
  return { id: entry.id, entry, state: null, from: 0, past: [], queues: new Map(), figures: {} };
}
