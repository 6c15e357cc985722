// <wall-matrix>: who is in which queue with which penalty, by groups. What is dragged, or carried by the arrows, becomes a
// command; it stands elsewhere only when the server has said so.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { type Agent, nameOf, queueName, stateOf, type Touched } from '../../model/floor';
import { MOST_PENALTY } from './drawer';
import { done, shows, WallPart } from './part';
import { words } from './words';

/** An agent, or all agents of a group that are in a cell; where they were picked up. Null as group: those without one. */
interface Load {
  readonly agentId?: number;
  readonly groupId?: number | null;
  readonly queueId: number | null;
  readonly penalty: number;
}

interface Cell {
  readonly column: number;
  readonly penalty: number;
}

/** Rows are shown up to the highest penalty there is, and at least so many. */
const LEAST_ROWS = 3;
/** A group of so many stands open by itself. */
const FEW = 8;

@customElement('wall-matrix')
export class Matrix extends WallPart {
  @state() private moreRows = 0;
  @state() private opened: ReadonlySet<string> = new Set();
  @state() private carried: Load | null = null;
  @state() private over: Cell | null = null;
  @state() private said = '';
  #due = false;

  protected override touched(touched: Touched): void {
    if (touched.lists) this.requestUpdate();
    else if (touched.agents.size) this.#due = true;
  }

  /** States are only coloured dots here: once a second is enough. */
  protected override tick(): void {
    if (!this.#due) return;
    this.#due = false;
    this.requestUpdate();
  }

  private get queues() {
    return this.wall.shownQueues;
  }

  private get rows(): number {
    let highest = 0;
    for (const queue of this.queues) for (const penalty of queue.members.values()) highest = Math.max(highest, penalty);
    return Math.min(MOST_PENALTY, Math.max(LEAST_ROWS, highest + 1) + this.moreRows);
  }

  override render() {
    const queues = this.queues;
    if (!queues.length) return html`<jf-empty>${this.wall.floor.queues.size ? words().noQueuesHere : words().noQueues}</jf-empty>`;
    const cells = this.cells();
    return html`<section class="card matrix" aria-labelledby="matrix-title">
      <header>
        <h2 id="matrix-title">${words().matrix}</h2>
        <button class="button little" ?disabled=${this.rows >= MOST_PENALTY} @click=${() => (this.moreRows += 1)}>${words().addPenalty}</button>
      </header>
      <p class="soft">${words().matrixLead}</p>
      <p class="soft small" id="matrix-keys">${words().matrixKeys}</p>
      <p class="only-heard" role="status">${this.said}</p>
      <div class="scrolls" tabindex="0" role="region" aria-labelledby="matrix-title">
        <table class="table" @keydown=${this.key} @dragend=${this.letGo}>
          <thead>
            <tr>
              <th scope="col">${words().penalty}</th>
              ${queues.map((queue) => html`<th scope="col">${queueName(queue)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${Array.from(
              { length: this.rows },
              (_, penalty) =>
                html`<tr>
                  <th scope="row" class="number">${penalty}</th>
                  ${queues.map((queue, column) => this.cell(cells.get(`${queue.id} ${penalty}`) ?? [], { column, penalty }))}
                </tr>`,
            )}
            <tr class="rest">
              <th scope="row">${words().notInQueue}</th>
              ${queues.map((_, column) => this.restCell(column))}
            </tr>
          </tbody>
        </table>
      </div>
    </section>`;
  }

  /** The agents of each cell, in one walk over all memberships. */
  private cells(): Map<string, Agent[]> {
    const found = new Map<string, Agent[]>();
    for (const queue of this.queues) {
      for (const [id, penalty] of queue.members) {
        const agent = this.wall.floor.agents.get(id);
        if (!agent || !shows(this.wall, agent)) continue;
        const key = `${queue.id} ${penalty}`;
        const there = found.get(key);
        if (there) there.push(agent);
        else found.set(key, [agent]);
      }
    }
    return found;
  }

  private cell(agents: readonly Agent[], cell: Cell) {
    const queue = this.queues[cell.column]!;
    const groups = new Map<number | null, Agent[]>();
    for (const agent of agents) {
      const there = groups.get(agent.entry.groupId);
      if (there) there.push(agent);
      else groups.set(agent.entry.groupId, [agent]);
    }
    return html`<td
      data-cell="${queue.config.name} ${cell.penalty}"
      class=${this.isOver(cell) ? 'over' : ''}
      @dragover=${(event: DragEvent) => this.dragOver(event, cell)}
      @drop=${(event: DragEvent) => this.dropped(event, cell)}
    >
      ${[...groups].map(([groupId, members]) => this.group(groupId, members, queue.id, cell))}
    </td>`;
  }

  private group(groupId: number | null, members: readonly Agent[], queueId: number, cell: Cell) {
    const name = groupId === null ? words().noGroup : (this.wall.floor.groups.get(groupId) ?? String(groupId));
    const key = `${queueId} ${cell.penalty} ${groupId}`;
    const open = members.length <= FEW !== this.opened.has(key);
    const text = words().wholeGroup(name, members.length);
    return html`<div class="group">
      <div class="row">
        ${groupId === null
          ? html`<span class="soft small">${text}</span>`
          : this.chip({ groupId, queueId, penalty: cell.penalty }, text, 'group-chip')}
        <button class="button quiet little" aria-expanded=${open} aria-label="${words().showAgents}: ${text}" @click=${() => this.toggle(key)}>
          ${open ? '▾' : '▸'}
        </button>
      </div>
      ${open
        ? members.map((agent) =>
            this.chip({ agentId: agent.id, queueId, penalty: cell.penalty }, nameOf(agent), `dot ${stateOf(agent)}`),
          )
        : nothing}
    </div>`;
  }

  private chip(load: Load, text: string, kind: string) {
    const carried = this.carried !== null && same(this.carried, load);
    return html`<button
      class="chip ${kind}"
      draggable="true"
      aria-pressed=${carried}
      aria-describedby="matrix-keys"
      data-chip=${text}
      .load=${load}
      @dragstart=${(event: DragEvent) => this.dragged(event, load)}
    >
      ${text}
    </button>`;
  }

  /** Where one drops to take out; and what brings the rest of a group in. */
  private restCell(column: number) {
    const queue = this.queues[column]!;
    const cell = { column, penalty: -1 };
    const { group } = this.wall.view;
    const rest = [...this.wall.floor.groups].filter(([id]) => group === null || id === group);
    return html`<td
      data-cell="${queue.config.name} -"
      class=${this.isOver(cell) ? 'over' : ''}
      @dragover=${(event: DragEvent) => this.dragOver(event, cell)}
      @drop=${(event: DragEvent) => this.dropped(event, cell)}
    >
      <span class="soft small">${words().removeHere}</span>
      ${rest.map(
        ([id, name]) =>
          html`<button class="button little quiet" @click=${() => done(this.wall.visit.cti.addAgentsNotInQueueFromGroupTo(id, queue.id, 0))}>
            ${words().addRest(name)}
          </button>`,
      )}
    </td>`;
  }

  private isOver({ column, penalty }: Cell): boolean {
    return this.over?.column === column && this.over.penalty === penalty;
  }

  private toggle(key: string): void {
    const opened = new Set(this.opened);
    if (!opened.delete(key)) opened.add(key);
    this.opened = opened;
  }

  private nameOf(load: Load): string {
    if (load.agentId !== undefined) {
      const agent = this.wall.floor.agents.get(load.agentId);
      return agent ? nameOf(agent) : String(load.agentId);
    }
    return this.wall.floor.groups.get(load.groupId ?? 0) ?? String(load.groupId);
  }

  /** ---------------------------------------------------------------------------------------- by mouse */

  private dragged(event: DragEvent, load: Load): void {
    this.carried = load;
    event.dataTransfer?.setData('text/plain', this.nameOf(load));
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copyMove';
  }

  private dragOver(event: DragEvent, cell: Cell): void {
    if (!this.carried) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = event.ctrlKey ? 'copy' : 'move';
    if (!this.isOver(cell)) this.over = cell;
  }

  private dropped(event: DragEvent, cell: Cell): void {
    event.preventDefault();
    void this.put(cell, event.ctrlKey);
  }

  private letGo(): void {
    this.carried = this.over = null;
  }

  /** ------------------------------------------------------------------------------------- by keyboard */

  private key(event: KeyboardEvent): void {
    const chip = (event.target as Element).closest<HTMLElement & { load?: Load }>('.chip');
    if (!chip?.load) return;
    const { load } = chip;
    const carrying = this.carried !== null;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (carrying && this.over) void this.put(this.over, event.shiftKey, chip);
      else this.pick(load);
    } else if (event.key === 'Delete') {
      event.preventDefault();
      this.pick(load);
      if (this.over) void this.put({ ...this.over, penalty: -1 }, false, chip);
    } else if (event.key === 'Escape' && carrying) {
      this.letGo();
      this.said = words().givenUp;
    } else if (carrying && this.steer(event.key)) {
      event.preventDefault();
    }
  }

  private pick(load: Load): void {
    this.carried = load;
    this.over = { column: this.queues.findIndex((queue) => queue.id === load.queueId), penalty: load.penalty };
    this.said = words().picked(this.nameOf(load));
  }

  private steer(key: string): boolean {
    const steps: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[key];
    if (!step || !this.over) return false;
    const within = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
    const column = within(this.over.column + step[0], 0, this.queues.length - 1);
    const penalty = within(this.over.penalty + step[1], 0, this.rows - 1);
    this.over = { column, penalty };
    this.said = words().overCell(queueName(this.queues[column]!), penalty);
    void this.updateComplete.then(() => this.querySelector('td.over')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
    return true;
  }

  /** ---------------------------------------------------------------------------------------- commands */

  private async put(cell: Cell, copy: boolean, chip?: HTMLElement): Promise<void> {
    const load = this.carried;
    const queue = this.queues[cell.column];
    this.letGo();
    if (!load || !queue || load.queueId === null) return;
    const who = this.nameOf(load);
    const good = load.agentId === undefined ? await this.putGroup(load, queue.id, cell.penalty, copy) : await this.putAgent(load, queue.id, cell.penalty, copy);
    if (good) this.said = cell.penalty < 0 ? words().removed(who, queueName(queue)) : words().dropped(who, queueName(queue), cell.penalty);
    if (chip) await this.follow(load, queue.config.name, cell.penalty);
  }

  private async putAgent({ agentId, queueId, penalty }: Load, to: number, toPenalty: number, copy: boolean): Promise<boolean> {
    const { cti } = this.wall.visit;
    if (toPenalty < 0) return done(cti.removeAgentFromQueue(agentId!, queueId!));
    if (to === queueId && toPenalty === penalty) return true;
    if (!(await done(cti.setAgentQueue(agentId!, to, toPenalty)))) return false;
    return copy || to === queueId || done(cti.removeAgentFromQueue(agentId!, queueId!));
  }

  private async putGroup({ groupId, queueId, penalty }: Load, to: number, toPenalty: number, copy: boolean): Promise<boolean> {
    const { cti } = this.wall.visit;
    if (toPenalty < 0) return done(cti.removeAgentGroupFromQueueGroup(groupId!, queueId!, penalty));
    if (to === queueId && toPenalty === penalty) return true;
    const put = copy ? cti.addAgentsInGroup : cti.moveAgentsInGroup;
    return done(put(groupId!, queueId!, penalty, to, toPenalty));
  }

  /** The focus goes with what was put, when it stands there. */
  private async follow(load: Load, queue: string, penalty: number): Promise<void> {
    await this.updateComplete;
    const chips = this.querySelectorAll<HTMLElement & { load?: Load }>(`[data-cell="${CSS.escape(queue)} ${penalty}"] .chip`);
    const found = [...chips].find((chip) => chip.load?.agentId === load.agentId && chip.load?.groupId === load.groupId);
    found?.focus();
  }
}

function same(one: Load, other: Load): boolean {
  return one.agentId === other.agentId && one.groupId === other.groupId && one.queueId === other.queueId && one.penalty === other.penalty;
}

declare global {
  interface HTMLElementTagNameMap {
    'wall-matrix': Matrix;
  }
}
