// What the desk knows. Everything in it was told by the server, but for what is said to be the page's own. Parts of the
// page read it and are drawn again when it changes; only `hearing.ts` and `entrance.ts` write it.

import type { LinkState, PbxState } from '../../elements/frame';
import { afterEvent, type Call, fromCurrent } from '../../model/calls';
import type {
  AgentStateEvent,
  CallbackList,
  CallQualification,
  HistoryCall,
  LineDevice,
  PhoneEvent,
  PreferredPeriod,
  QueueConfig,
  RightProfile,
  UserConfigUpdate,
  UserStatus,
  VoiceMailStatusUpdate,
} from '../../library/jackfield';
import type { Contact } from './contacts';
import { keep, kept, keptTimes, keepTimes } from './kept';
import type { Room } from './rooms';
import { afterCalls, type Subject } from './subject';

/** The own agent as told last, and the moment from which the time in the state counts. */
export interface AgentNow {
  readonly state: AgentStateEvent;
  readonly since: number;
  /** Milliseconds of Unix time at which a wrap-up ends by itself, by the server's clock; 0 where that is not known. */
  readonly until: number;
}

/** Figures of a queue by their names on the wire. */
export type Figures = ReadonlyMap<string, number>;

/** What is asked for: null while the answer is awaited, 'refused' where it is not allowed, 'failed' where none came. */
export type Asked<T> = T | null | 'refused' | 'failed';

export class DeskState {
  stage: 'out' | 'entering' | 'in' = 'out';
  /** Why signing in failed, or a session ended: a code. */
  trouble: string | null = null;
  login = '';
  /** The line that was chosen at signing in; empty for the user's own. */
  line = '';
  /** The server's clock less this one, in milliseconds. */
  skew = 0;
  link: LinkState = 'none';
  pbx: PbxState = 'unknown';

  user: UserConfigUpdate | null = null;
  profile: RightProfile | null = null;
  statuses: readonly UserStatus[] = [];
  status = '';
  phoneStatus: string = 'UNKNOWN';
  mail: VoiceMailStatusUpdate | null = null;
  /** Of the two devices of the own number the one that is used; null where there is but one. */
  device: LineDevice | null = null;

  agent: AgentNow | null = null;
  /** Where the agent works already, when another line was asked for. */
  elsewhere: { at: string; wanted: string } | null = null;
  /** A supervisor listens. */
  listened = false;
  /** The calls are known: whoever asks before would say "no call" too early. */
  callsKnown = false;
  calls: readonly Call[] = [];
  room: Room | null = null;
  /** The device that is to ring, of those with a telephone in the browser; empty: where all else is heard. */
  ringer = '';
  /** Whom the middle of the page is about; the page's own. */
  subject: Subject | null = null;
  /** The last calls from queues, by their linkedId: what they were about. */
  qualifications: ReadonlyMap<string, CallQualification> = new Map();

  queues: readonly QueueConfig[] = [];
  figures: ReadonlyMap<number, Figures> = new Map();

  hints: ReadonlyMap<string, number> = new Map();
  favorites: Asked<readonly Contact[]> = null;
  history: Asked<readonly HistoryCall[]> = null;
  callbacks: Asked<readonly CallbackList[]> = null;
  periods: readonly PreferredPeriod[] = [];

  private readonly listeners = new Set<() => void>();

  /** Be told of every change; the answer ends it. */
  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  change(values: Partial<DeskState>): void {
    Object.assign(this, values);
    for (const listener of [...this.listeners]) listener();
  }

  /** Nobody is signed in any more: nothing of the one before may be seen. */
  forget(): void {
    this.change({ ...fresh(), trouble: this.trouble });
  }

  /** One event of the phone. */
  phoneTold(event: PhoneEvent): void {
    this.callsBecome(afterEvent(this.calls, event, Date.now()));
  }

  /** All calls there are: their times are those this browser has seen before, in another tab or before a reload. */
  callsTold(events: readonly PhoneEvent[]): void {
    const kept = keptTimes(this.login);
    const calls = fromCurrent(this.calls, events, Date.now()).map((call) => {
      const seen = this.calls.some((known) => known.uniqueId === call.uniqueId) ? undefined : kept[call.uniqueId];
      if (!seen) return call;
      return { ...call, answered: seen.answered || call.answered, since: seen.state === call.state ? seen.since : call.since };
    });
    this.change({ callsKnown: true });
    this.callsBecome(calls);
  }

  private callsBecome(calls: readonly Call[]): void {
    const before = this.subject ?? kept<Subject>(this.login, 'subject');
    const subject = afterCalls(before, calls, Date.now());
    this.change({ calls, subject, room: calls.length ? this.room : null });
    keepTimes(this.login, calls);
    keep(this.login, 'subject', subject);
  }

  /** Another call, or none, takes the middle. */
  turnTo(subject: Subject | null): void {
    this.change({ subject });
    keep(this.login, 'subject', subject);
  }
}

/** What a page knows before anything was told. */
function fresh(): Partial<DeskState> {
  const { listeners: _, ...empty } = Object.fromEntries(Object.entries(new DeskState()));
  return empty as Partial<DeskState>;
}
