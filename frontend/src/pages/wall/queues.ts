// <wall-queues>: totals, the queues as a table with colours by thresholds, and who waits, to be taken.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { stacks } from '../../elements/stacks';
import { toast } from '../../elements/toasts';
import type { WaitingCall } from '../../wire/events';
import { clock, figure } from '../../words/words';
import { type Floor, type Queue, queueName, type StateName, stateOf, STATES, type Touched } from '../../model/floor';
import { type Level, levelOf, limitFor, promptSeconds, type Watched, watchedFigure } from '../../model/limits';
import { done, WallPart } from './part';
import { words } from './words';

export const COLUMNS = ['waiting', 'longest', 'service', 'entered', 'answered', 'abandoned', 'ewt', 'ready', 'logged'] as const;

export type Column = (typeof COLUMNS)[number];

const DRAW_MS = 100;
/** So many waiting calls are listed; of the rest their number. */
const MOST_CALLS = 40;

/** What a queue shows in a column; null: nothing to be told. */
export function cellOf(queue: Queue, column: Column, now: number): number | null {
  switch (column) {
    case 'entered':
      return queue.figures.TotalNumberCallsEntered ?? null;
    case 'answered':
      return queue.figures.TotalNumberCallsAnswered ?? null;
    case 'logged':
      return queue.figures.LoggedAgents ?? null;
    default:
      return watchedFigure(queue, column, now);
  }
}

/** Of all queues shown: sums; shares of the sums; the longest of the longest; null for what cannot be summed. */
export function totalOf(queues: readonly Queue[], column: Column, now: number): number | null {
  const sum = (name: string) => queues.reduce((total, queue) => total + (queue.figures[name] ?? 0), 0);
  const entered = sum('TotalNumberCallsEntered');
  switch (column) {
    case 'longest':
    case 'ewt': {
      const values = queues.map((queue) => watchedFigure(queue, column, now)).filter((value) => value !== null);
      return values.length ? Math.max(...values) : null;
    }
    case 'service': {
      const within = queues[0] && promptSeconds(queues[0].figures);
      return entered && within ? (100 * sum(`TotalNumberCallsAnsweredBefore${within}`)) / entered : null;
    }
    case 'abandoned':
      return entered ? (100 * sum('TotalNumberCallsAbandonned')) / entered : null;
    case 'waiting':
      return queues.reduce((total, queue) => total + (watchedFigure(queue, 'waiting', now) ?? 0), 0);
    case 'entered':
      return entered;
    case 'answered':
      return sum('TotalNumberCallsAnswered');
    case 'ready':
    case 'logged':
      return null;
  }
}

/** Agents in any of the queues, each counted once: one who serves two queues is not two people. */
export function people(floor: Floor, queues: readonly Queue[], counts: (name: StateName) => boolean): number {
  const found = new Set<number>();
  for (const queue of queues) {
    for (const id of queue.members.keys()) {
      const agent = floor.agents.get(id);
      if (agent && counts(stateOf(agent))) found.add(id);
    }
  }
  return found.size;
}

/** As people read it. */
export function shown(value: number | null, column: Column): string {
  if (value === null) return '–';
  if (column === 'longest' || column === 'ewt') return clock(value);
  if (column === 'service' || column === 'abandoned') return `${figure(Math.round(value * 10) / 10)} %`;
  return figure(value);
}

/** Tiles that count people, and whom. */
const PEOPLE: Partial<Record<Column, (name: StateName) => boolean>> = {
  ready: (name) => name === 'AgentReady',
  logged: (name) => name !== 'AgentLoggedOut',
};

const UNWATCHED: ReadonlySet<Column> = new Set(['entered', 'answered', 'logged']);

@customElement('wall-queues')
export class Queues extends WallPart {
  @state() private sorted: { column: Column | 'name'; down: boolean } = { column: 'name', down: false };

  #due: ReturnType<typeof setTimeout> | undefined;

  /** A table is laid out as a whole: ten times a second is as fast as anybody reads it. */
  protected override touched(touched: Touched): void {
    if (!touched.lists && !touched.queues.size && !touched.agents.size) return;
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      this.requestUpdate();
    }, DRAW_MS);
  }

  protected override tick(): void {
    this.requestUpdate();
  }

  private level(queue: Queue, column: Column, value: number | null): Level {
    if (UNWATCHED.has(column)) return 'fine';
    const what = column as Watched;
    return levelOf(value, what, limitFor(this.wall.limits, queue.id, what));
  }

  override render() {
    const now = Date.now();
    const queues = this.wall.shownQueues;
    if (!this.wall.floor.queues.size) return html`<jf-empty>${words().noQueues}</jf-empty>`;
    if (!queues.length) return html`<jf-empty>${words().noQueuesHere}</jf-empty>`;
    const prompt = promptSeconds(queues[0]!.figures);
    return html`
      ${this.tiles(queues, now)}
      <div class="floor">
        <section class="card queues" aria-labelledby="queues-title">
          <h2 id="queues-title">${words().queues}</h2>
          <div class="scrolls" tabindex="0" role="region" aria-labelledby="queues-title">
            <table class="table figures" ${stacks()}>
              <thead>
                <tr>
                  <th scope="col" aria-sort=${this.sortedBy('name')}>${this.sorter('name', words().queue)}</th>
                  ${COLUMNS.map(
                    (column) => html`<th scope="col" aria-sort=${this.sortedBy(column)} data-column=${column} data-label=${words()[column]}>
                      <span>${this.sorter(column, words()[column])}${this.explainer(column)}</span>
                      ${column === 'service' && prompt !== null ? html`<small>${words().within(prompt)}</small>` : nothing}
                    </th>`,
                  )}
                  <th scope="col" class="wide" data-label=${words().states}><span><span class="plain">${words().states}</span>${this.explainer('states')}</span></th>
                </tr>
              </thead>
              <tbody>
                ${repeat(
                  this.inOrder(queues, now),
                  (queue) => queue.id,
                  (queue) => this.row(queue, now),
                )}
              </tbody>
            </table>
          </div>
        </section>
        ${this.calls(queues, now)}
      </div>
    `;
  }

  private tiles(queues: readonly Queue[], now: number) {
    return html`<dl class="tiles" aria-label=${words().all}>
      ${(['waiting', 'longest', 'service', 'abandoned', 'ready', 'logged'] as const).map((column) => {
        const value = PEOPLE[column] ? people(this.wall.floor, queues, PEOPLE[column]) : totalOf(queues, column, now);
        const worst = queues.reduce<Level>((level, queue) => {
          const own = this.level(queue, column, cellOf(queue, column, now));
          return own === 'bad' || level === 'bad' ? 'bad' : own === 'warn' ? 'warn' : level;
        }, 'fine');
        return html`<div class="tile ${worst}" data-tile=${column}>
          <dt>${words()[column]}${this.explainer(PEOPLE[column] ? `${column}People` : column)}</dt>
          <dd class="number">${shown(value, column)}</dd>
        </div>`;
      })}
    </dl>`;
  }

  private row(queue: Queue, now: number) {
    return html`<tr data-queue=${queue.id} data-name=${queue.config.name}>
      <th scope="row">
        <button class="link" @click=${() => this.wish({ want: 'open', queue: queue.id })}>${queueName(queue)}</button>
        <small class="soft number">${queue.config.number}</small>
        ${queue.config.closed ? html`<small class="flag">${words().closed}</small>` : nothing}
      </th>
      ${COLUMNS.map((column) => {
        const value = cellOf(queue, column, now);
        return html`<td class="number ${this.level(queue, column, value)}" data-cell=${column}>
          ${column === 'abandoned' && value !== null
            ? html`${figure(queue.figures.TotalNumberCallsAbandonned ?? 0)} <small>${shown(value, column)}</small>`
            : shown(value, column)}
        </td>`;
      })}
      <td class="wide">${stateBar(queue)}</td>
    </tr>`;
  }

  private calls(queues: readonly Queue[], now: number) {
    const waiting = queues
      .flatMap((queue) => (queue.calls ?? []).map((call) => ({ queue, call, from: this.wall.floor.waitsFrom(call) })))
      .sort((one, other) => one.from - other.from);
    return html`<section class="card waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">${words().waitingCalls}</h2>
      ${waiting.length
        ? html`<ol>
            ${repeat(
              waiting.slice(0, MOST_CALLS),
              ({ queue, call }) => call.uniqueId ?? `${queue.id} ${call.queueTime} ${call.number}`,
              ({ queue, call, from }) => {
                const seconds = Math.max(0, (now - from) / 1_000);
                const who = call.name || call.number || words().anonymous;
                const level = levelOf(seconds, 'longest', limitFor(this.wall.limits, queue.id, 'longest'));
                return html`<li data-call=${call.number}>
                  <div>
                    <strong>${who}</strong>
                    ${call.name ? html`<span class="soft small number">${call.number}</span>` : nothing}
                    <span class="soft small">${queueName(queue)} · ${words().position(call.position)}</span>
                  </div>
                  <span class="number waits ${level}">${clock(seconds)}</span>
                  <button class="button little" aria-label=${words().takeOf(who)} @click=${() => this.take(queue, call)}>
                    ${words().take}
                  </button>
                </li>`;
              },
            )}
          </ol>`
        : html`<p class="soft">${words().nobodyWaits}</p>`}
      ${waiting.length > MOST_CALLS ? html`<p class="soft">${words().moreWait(waiting.length - MOST_CALLS)}</p>` : nothing}
    </section>`;
  }

  private async take(queue: Queue, call: WaitingCall): Promise<void> {
    const queueCall = { ...call, queueId: queue.id };
    if (await done(this.wall.visit.cti.retrieveQueueCall(queueCall))) toast(() => words().taken, 'good');
  }

  private sorter(column: Column | 'name', text: string) {
    return html`<button class="sorter" title=${words().sortBy(text)} @click=${() => this.sortBy(column)}>${text}</button>`;
  }

  private explainer(what: Column | 'states' | `${Column}People`) {
    return html`<button
      class="explain"
      aria-label=${words().explain(words()[what.replace('People', '') as Column | 'states'])}
      @click=${(event: Event) => this.wish({ want: 'explain', what, by: event.currentTarget as HTMLElement })}
    >
      ?
    </button>`;
  }

  private sortedBy(column: Column | 'name') {
    if (column !== this.sorted.column) return nothing;
    return this.sorted.down ? 'descending' : 'ascending';
  }

  private sortBy(column: Column | 'name'): void {
    const again = this.sorted.column === column;
    this.sorted = { column, down: again ? !this.sorted.down : column !== 'name' };
  }

  private inOrder(queues: readonly Queue[], now: number): readonly Queue[] {
    const { column, down } = this.sorted;
    const sign = down ? -1 : 1;
    if (column === 'name') return down ? [...queues].reverse() : queues;
    const keyed = queues.map((queue) => ({ queue, value: cellOf(queue, column, now) ?? -1 }));
    return keyed.sort((one, other) => sign * (one.value - other.value)).map(({ queue }) => queue);
  }
}

/** The agents of a queue by state: each a part of a bar, and in words. */
export function stateBar(queue: Queue) {
  const present = STATES.filter((name) => name !== 'AgentLoggedOut' && queue.states[name]);
  const text = present.map((name) => words().counted(words()[name], queue.states[name] ?? 0)).join(', ');
  if (!present.length) return html`<span class="soft">–</span>`;
  return html`<span class="bar" role="img" aria-label=${text} title=${text}
    >${present.map(
      (name) => html`<span class="part ${name}" .style=${`flex-grow:${queue.states[name]}`}>${queue.states[name]}</span>`,
    )}</span
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wall-queues': Queues;
  }
}
