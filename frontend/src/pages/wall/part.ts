// What the parts of the wall have in common: they live in the page itself, know the floor, and are told when to draw.

import { property } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import { toast } from '../../elements/toasts';
import type { Result } from '../../library/results';
import { refusalText } from '../../visit/refusals';
import type { Visit } from '../../visit/visit';
import type { Agent, Floor, Queue, StateName, Touched } from '../../model/floor';
import { stateOf } from '../../model/floor';
import type { Alarm, Limits } from '../../model/limits';
import type { Pace } from './pace';
import type { View } from './view';

/** All that a part needs to know. One of it a page. */
export interface Wall {
  readonly visit: Visit;
  readonly floor: Floor;
  readonly pace: Pace;
  view: View;
  limits: Limits;
  alarms: readonly Alarm[];
  /** The queues shown. */
  shownQueues: readonly Queue[];
  /** What people read instead of a login. */
  readonly names: ReadonlyMap<string, string>;
  /** What the profile allows besides: to set which queues are recorded, and where calls go that no agent takes. */
  may: ReadonlySet<string>;
  /** Whom one's own phone listens to. */
  listening: { agentId: number; mode: string } | null;
}

/** What somebody wants that concerns the whole page. */
export type Wish =
  | { readonly want: 'view'; readonly view: Partial<View> }
  | { readonly want: 'open'; readonly agent?: number; readonly queue?: number }
  | { readonly want: 'explain'; readonly what: string; readonly by: HTMLElement }
  | { readonly want: 'alarms'; readonly alarms: readonly Alarm[] }
  | { readonly want: 'limits'; readonly limits: Limits };

export abstract class WallPart extends Part {
  @property({ attribute: false }) wall!: Wall;

  #ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = [
      this.wall.pace.onDraw((touched) => this.touched(touched)),
      this.wall.pace.onTick((now) => this.tick(now)),
    ];
  }

  override disconnectedCallback(): void {
    for (const end of this.#ends) end();
    super.disconnectedCallback();
  }

  /** Something was told. */
  protected touched(_: Touched): void {
    this.requestUpdate();
  }

  /** A second is over. */
  protected tick(_: number): void {}

  protected wish(wish: Wish): void {
    this.tell<Wish>('wish', wish);
  }
}

/** Say why a command was refused; true when it was not. `told`: codes of which an AgentError speaks for itself. */
export async function done(sent: Promise<Result>, ...told: string[]): Promise<boolean> {
  const result = await sent;
  if (result.status === 'done') return true;
  if (!told.includes(result.code ?? '')) toast(() => refusalText(result), 'bad');
  return false;
}

/** Whether the filters show an agent. */
export function shows(wall: Wall, agent: Agent): boolean {
  const { group, states, search, queues } = wall.view;
  if (group !== null && agent.entry.groupId !== group) return false;
  if (states.length && !states.includes(stateOf(agent) as StateName)) return false;
  if (queues.length && !queues.some((id) => agent.queues.has(id))) return false;
  if (!search) return true;
  const { firstName, lastName, number } = agent.entry;
  const text = folded(`${firstName} ${lastName} ${number} ${agent.state?.phoneNb ?? ''}`);
  return folded(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Without case and accents: as people search. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
}
