// <wall-drawer>: one agent or one queue from near: what he does and did today, listening, pausing, his queues; who is in it.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { toast } from '../../elements/toasts';
import { clock, figure, timeOfDay } from '../../words/words';
import { doing, stateText } from './agents';
import { type Agent, nameOf, type Queue, queueName, stateOf, type Touched } from '../../model/floor';
import { done, WallPart } from './part';
import './queue-settings';
import { words } from './words';

export const MOST_PENALTY = 20;

const MODES = ['listen', 'whisper', 'barge'] as const;
const TALKING: ReadonlySet<string> = new Set(['AgentOnCall', 'AgentRinging', 'AgentDialing']);
const TIMES = [
  ['AgentReadyTotalTime', 'readyTime'],
  ['AgentPausedTotalTime', 'pausedTime'],
  ['AgentWrapupTotalTime', 'wrapupTime'],
  ['InbTotalCallTime', 'talkTime'],
] as const;
const COUNTS = [
  ['InbAnsCalls', 'calls'],
  ['InbAnsAcdCalls', 'queueCalls'],
  ['OutCalls', 'outCalls'],
] as const;
const MOMENTS = [
  ['LoginDateTime', 'loginAt'],
  ['LogoutDateTime', 'logoutAt'],
] as const;

@customElement('wall-drawer')
export class Drawer extends WallPart {
  @property({ attribute: false }) agentId: number | null = null;
  @property({ attribute: false }) queueId: number | null = null;
  @property({ attribute: false }) reasons: ReadonlyMap<string, string> = new Map();
  /** Logging somebody out is asked twice. */
  @state() private sure = false;

  protected override touched(touched: Touched): void {
    const { agentId, queueId } = this;
    const members = queueId === null ? undefined : this.wall.floor.queues.get(queueId)?.members;
    const near = [...touched.agents].some((id) => id === agentId || members?.has(id));
    if (touched.lists || near || (queueId !== null && touched.queues.has(queueId))) this.requestUpdate();
  }

  protected override tick(): void {
    this.requestUpdate();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('agentId')) this.sure = false;
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('agentId') || changed.has('queueId')) this.querySelector<HTMLElement>('.close')?.focus();
  }

  override render() {
    const agent = this.agentId === null ? undefined : this.wall.floor.agents.get(this.agentId);
    const queue = this.queueId === null ? undefined : this.wall.floor.queues.get(this.queueId);
    if (!agent && !queue) return nothing;
    const title = agent ? nameOf(agent) : queueName(queue!);
    return html`<aside class="drawer" aria-label=${title} @keydown=${this.key}>
      <header>
        <h2>${title}</h2>
        <button class="button quiet little close" aria-label=${words().close} @click=${this.close}>✕</button>
      </header>
      ${agent ? this.agent(agent) : this.queue(queue!)}
    </aside>`;
  }

  private agent(agent: Agent) {
    const { state: told } = agent;
    const groupId = agent.entry.groupId;
    return html`
      <p class="now ${stateOf(agent)}">
        <b data-doing>${doing(agent, this.reasons)}</b>
        <span class="number">${told ? clock((Date.now() - agent.from) / 1_000) : nothing}</span>
        ${told?.by ? html`<span class="by">${words().by(this.wall.names.get(told.by) ?? told.by)}</span>` : nothing}
      </p>
      <p class="soft small">
        ${words().number} ${agent.entry.number}${told?.phoneNb ? html` · ${words().phone} ${told.phoneNb}` : nothing}
        · ${groupId === null ? words().noGroup : (this.wall.floor.groups.get(groupId) ?? groupId)}
      </p>
      ${this.supervision(agent)} ${this.memberships(agent)} ${this.today(agent)} ${this.past(agent)}
    `;
  }

  private supervision(agent: Agent) {
    const { cti } = this.wall.visit;
    const name = stateOf(agent);
    const talks = TALKING.has(name);
    const out = name === 'AgentLoggedOut';
    return html`<section aria-label=${words().supervise}>
      <h3>${words().supervise}</h3>
      <div class="row">
        ${MODES.map(
          (mode) =>
            html`<button class="button little" title=${words()[`${mode}Tip`]} ?disabled=${!talks} @click=${() => this.listen(agent, mode)}>
              ${words()[mode]}
            </button>`,
        )}
      </div>
      ${talks ? nothing : html`<p class="soft small">${words().needsCall}</p>`}
      ${out
        ? html`<form class="row" @submit=${(event: SubmitEvent) => this.logIn(event, agent)}>
            <label class="field reason">
              <span>${words().phone}</span>
              <input name="phone" type="tel" required autocomplete="off" .defaultValue=${agent.state?.phoneNb ?? ''} />
            </label>
            <button class="button little">${words().logIn}</button>
          </form>`
        : html`<form class="row" @submit=${(event: SubmitEvent) => this.pause(event, agent)}>
            <label class="field reason">
              <span>${words().reason}</span>
              <select name="reason">
                ${[...this.reasons].map(([value, text]) => html`<option value=${value}>${text}</option>`)}
              </select>
            </label>
            <button class="button little" ?disabled=${name === 'AgentOnPause'}>${words().pause}</button>
            <button
              type="button"
              class="button little"
              ?disabled=${name !== 'AgentOnPause' && name !== 'AgentOnWrapup'}
              @click=${() => done(cti.unpauseAgent(agent.id))}
            >
              ${words().unpause}
            </button>
            <button type="button" class="button little danger" @click=${() => (this.sure = true)}>${words().logOut}</button>
          </form>`}
      ${this.sure && !out
        ? html`<div class="note warn row" role="alertdialog" aria-label=${words().logOutSure(nameOf(agent))}>
            <span>${words().logOutSure(nameOf(agent))}</span>
            <button class="button little danger" @click=${() => this.logOut(agent)}>${words().logOutYes}</button>
            <button class="button little quiet" @click=${() => (this.sure = false)}>${words().cancel}</button>
          </div>`
        : nothing}
    </section>`;
  }

  private memberships(agent: Agent) {
    return html`<section aria-label=${words().memberships}>
      <h3>${words().memberships}</h3>
      <ul class="memberships">
        ${[...this.wall.floor.queues.values()].map((queue) => {
          const penalty = queue.members.get(agent.id) ?? -1;
          return html`<li>
            <span>${queueName(queue)}</span>
            <select
              class="bare"
              aria-label=${words().penaltyIn(queueName(queue))}
              @change=${(event: Event) => this.move(agent, queue, event.target as HTMLSelectElement, penalty)}
            >
              <option value="-1" .selected=${penalty === -1}>${words().notIn}</option>
              ${Array.from({ length: MOST_PENALTY }, (_, value) => html`<option value=${value} .selected=${penalty === value}>${value}</option>`)}
            </select>
          </li>`;
        })}
      </ul>
    </section>`;
  }

  private today(agent: Agent) {
    const { figures } = agent;
    const rows: (readonly [string, string])[] = [];
    for (const [name, text] of TIMES) {
      if (typeof figures[name] === 'number') rows.push([words()[text], clock(figures[name])]);
    }
    for (const [name, text] of COUNTS) if (typeof figures[name] === 'number') rows.push([words()[text], figure(figures[name])]);
    for (const [name, text] of MOMENTS) {
      if (typeof figures[name] === 'string') rows.push([words()[text], timeOfDay(new Date(figures[name]))]);
    }
    if (!rows.length) return nothing;
    return html`<section>
      <h3>${words().today}</h3>
      <dl class="pairs">
        ${rows.map(
          ([text, value]) =>
            html`<div>
              <dt>${text}</dt>
              <dd class="number">${value}</dd>
            </div>`,
        )}
      </dl>
    </section>`;
  }

  private past(agent: Agent) {
    return html`<section>
      <h3>${words().recent}</h3>
      <p class="soft small">${words().recentHint}</p>
      <ol class="past">
        ${[...agent.past].reverse().map(
          ({ name, cause, from }) =>
            html`<li>
              <span class="number">${timeOfDay(from)}</span>
              <span class="dot ${name}">${stateText(name, cause, this.reasons)}</span>
            </li>`,
        )}
      </ol>
    </section>`;
  }

  private queue(queue: Queue) {
    const { agents } = this.wall.floor;
    const members = [...queue.members].sort(([, one], [, other]) => one - other);
    return html`<wall-queue-settings .wall=${this.wall} .queue=${queue}></wall-queue-settings>
    <section>
      <h3>${words().members}</h3>
      ${members.length ? nothing : html`<p class="soft">${words().noMembers}</p>`}
      <ul class="members">
        ${members.map(([id, penalty]) => {
          const agent = agents.get(id);
          return html`<li>
            ${agent
              ? html`<button class="link" @click=${() => this.wish({ want: 'open', agent: id })}>${nameOf(agent)}</button>
                  <span class="dot ${stateOf(agent)}">${doing(agent, this.reasons)}</span>`
              : html`<span class="soft">${id}</span><span></span>`}
            <span class="soft small number">${words().penalty} ${penalty}</span>
          </li>`;
        })}
      </ul>
    </section>`;
  }

  private async listen(agent: Agent, mode: (typeof MODES)[number]): Promise<void> {
    if (!(await done(this.wall.visit.cti.listenAgent(agent.id, mode)))) return;
    this.wall.listening = { agentId: agent.id, mode };
    const text = { listen: words().listening, whisper: words().whispering, barge: words().barging }[mode];
    toast(() => text(nameOf(agent)), 'good');
    this.tell('listening', null);
  }

  private pause(event: SubmitEvent, agent: Agent): void {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget as HTMLFormElement).get('reason') ?? '');
    void done(this.wall.visit.cti.pauseAgent(agent.id, reason || undefined));
  }

  /** On the phone that is named: without one it would be the supervisor's own. */
  private logIn(event: SubmitEvent, agent: Agent): void {
    event.preventDefault();
    const phone = String(new FormData(event.currentTarget as HTMLFormElement).get('phone') ?? '').trim();
    void done(this.wall.visit.cti.loginAgent(phone, agent.id), 'not_found', 'conflict');
  }

  private logOut(agent: Agent): void {
    this.sure = false;
    void done(this.wall.visit.cti.logoutAgent(agent.id));
  }

  /** The server says what is so; until then, and when it refuses, the field shows what was. */
  private async move(agent: Agent, queue: Queue, field: HTMLSelectElement, was: number): Promise<void> {
    const { cti } = this.wall.visit;
    const wanted = Number(field.value);
    const sent = wanted < 0 ? cti.removeAgentFromQueue(agent.id, queue.id) : cti.setAgentQueue(agent.id, queue.id, wanted);
    if (!(await done(sent))) field.value = String(was);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.close();
  }

  private close(): void {
    this.wish({ want: 'open' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wall-drawer': Drawer;
  }
}
