// What the wall asks of the server, and where what is told goes. Everything by the library, as on a page of anybody.

import { toast } from '../../elements/toasts';
import { agentErrorText } from '../../visit/refusals';
import type { Visit } from '../../visit/visit';
import type { Floor } from '../../model/floor';
import { words } from './words';

/** So many frames at once; more of them one by one, as the server limits them (docs: errors). */
const AT_ONCE = 100;
const THEN_EVERY_MS = 400;

export interface Heard {
  /** The profile has been told, or has changed; and what it allows besides. */
  profile(name: string, rights: readonly string[]): void;
  /** The server does not show queues and agents to this user. */
  forbidden(yes: boolean): void;
  /** A call of the own phone is over. */
  released(): void;
  agentListen(started: boolean): void;
}

export class Hearing {
  #followed = new Set<number>();
  #waiting: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #profiled = false;

  constructor(
    private readonly visit: Visit,
    private readonly floor: Floor,
    touched: () => void,
    private readonly heard: Heard,
  ) {
    const { cti } = visit;
    const then =
      <T>(take: (payload: T) => void) =>
      (payload: T) => {
        take(payload);
        touched();
      };
    cti.setHandler('QueueList', then((list) => (floor.queueList(list), this.#follow())));
    cti.setHandler('QueueConfig', then((config) => (floor.queueConfig(config), this.#follow())));
    cti.setHandler('AgentList', then((list) => floor.agentList(list)));
    cti.setHandler('AgentConfig', then((agent) => floor.agentEntry(agent)));
    cti.setHandler('AgentGroupList', then((list) => floor.groupList(list)));
    cti.setHandler('QueueMemberList', then((list) => floor.memberList(list)));
    cti.setHandler('QueueMember', then((member) => floor.member(member)));
    cti.setHandler('AgentStateEvent', then((state) => floor.agentState(state, Date.now())));
    cti.setHandler('AgentStatistics', then((figures) => floor.agentStatistics(figures)));
    cti.setHandler('QueueStatistics', then((figures) => floor.queueStatistics(figures, Date.now())));
    cti.setHandler('QueueCalls', then((calls) => floor.queueCalls(calls)));
    cti.setHandler('AgentError', ({ Error }) => toast(() => agentErrorText(Error), 'bad'));
    cti.setHandler('PhoneEvent', ({ eventType }) => eventType === 'EventReleased' && heard.released());
    cti.setHandler('AgentListen', ({ started }) => heard.agentListen(started));
    cti.setHandler('RightProfile', ({ profile, rights }) => {
      heard.profile(profile, rights);
      // the lists come by themselves; what is followed is another set from now on
      if (this.#profiled) this.#ask();
      this.#profiled = true;
    });
    visit.addEventListener('change', () => (floor.skew = visit.skew));
    visit.addEventListener('begun', () => this.#begin());
    // what was told meanwhile is told late: its seconds were counted from then
    visit.addEventListener('resumed', () => {
      void visit.readClock();
      void cti.getAgentStates();
    });
    visit.addEventListener('ended', () => {
      clearTimeout(this.#timer);
      this.#profiled = false;
    });
  }

  #begin(): void {
    this.#followed.clear();
    this.#waiting = [];
    void this.visit.readClock();
    this.#ask();
  }

  #ask(): void {
    const { cti } = this.visit;
    for (const list of ['agentgroup', 'queue', 'agent', 'queuemember']) void cti.getList(list);
    void cti.subscribeToAgentEvents();
    void cti.getAgentStates();
    void cti.subscribeToAgentStats();
    void cti.subscribeToQueueStats().then(({ status, code }) => {
      if (status === 'done') this.heard.forbidden(false);
      else if (code === 'not_allowed') this.heard.forbidden(true);
    });
  }

  /** Who waits, in every queue there is. */
  #follow(): void {
    for (const id of this.#followed) {
      if (!this.floor.queues.has(id)) {
        this.#followed.delete(id);
        void this.visit.cti.unSubscribeToQueueCalls(id);
      }
    }
    const fresh = [...this.floor.queues.keys()].filter((id) => !this.#followed.has(id) && !this.#waiting.includes(id));
    const room = Math.max(0, AT_ONCE - this.#followed.size);
    for (const id of fresh.slice(0, room)) this.#followOne(id);
    this.#waiting.push(...fresh.slice(room));
    this.#followLater();
  }

  #followOne(id: number): void {
    this.#followed.add(id);
    void this.visit.cti.subscribeToQueueCalls(id);
  }

  #followLater(): void {
    clearTimeout(this.#timer);
    if (!this.#waiting.length) return;
    this.#timer = setTimeout(() => {
      const id = this.#waiting.shift();
      if (id !== undefined && this.floor.queues.has(id) && this.visit.link === 'open') this.#followOne(id);
      this.#followLater();
    }, THEN_EVERY_MS);
  }
}

/** The reasons people pause for, by the statuses of the directory that pause. */
export function pauseReasons(statuses: readonly { name: string; longName: string; actions: readonly { name: string }[] }[]) {
  const pausing = statuses.filter(({ actions }) => actions.some(({ name }) => name.startsWith('queuepause')));
  return pausing.length ? pausing : [{ name: 'pause', longName: words().pause }];
}
