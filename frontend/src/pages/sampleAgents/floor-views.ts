// The live views of the agent page: own agent, queues, agents, callbacks. They draw what they are given; a button is an
// event that the page's script answers by calling the library.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { Part } from '../../elements/part';
import '../../elements/small';
import { stacks } from '../../elements/stacks';
import { clock, figure } from '../../words/words';
import type { UserStatus } from '../sample/library';
import { type CallbackRequest, type Doing, EMPTY, type Floor, nameOf } from './floor';
import { words } from './words';

abstract class FloorView extends Part {
  @property({ attribute: false }) floor: Floor = EMPTY;
}

/** The name of a state in the language of the reader; one of a later server as it is. */
function stateWords(name: string): string {
  const table = words();
  const found = Object.hasOwn(table, name) ? table[name as 'AgentReady'] : undefined;
  return typeof found === 'string' ? found : name;
}

function stateOf(doing: Doing | undefined): TemplateResult | typeof nothing {
  if (!doing) return nothing;
  return html`<span class="agent-state ${doing.name}">${stateWords(doing.name)}</span>
    ${doing.name === 'AgentLoggedOut' ? nothing : html`<jf-clock class="soft" .from=${doing.from}></jf-clock>`}
    ${doing.name === 'AgentOnPause' && doing.cause ? html`<span class="soft">${doing.cause}</span>` : nothing}`;
}

/** Event `agent`: what to do, with the number or reason that was typed. */
export interface AgentWish {
  readonly what: 'login' | 'logout' | 'pause' | 'unpause';
  readonly with: string;
}

@customElement('agents-own')
export class OwnAgent extends FloorView {
  /** The user's agent; null when there is none. */
  @property({ attribute: false }) agentId: number | null = null;

  @property() phoneNumber = '';

  @property({ attribute: false }) statuses: readonly UserStatus[] = [];

  @property({ type: Boolean }) listened = false;

  override render() {
    const doing = this.agentId === null ? undefined : this.floor.doing.get(this.agentId);
    return html`
      <header>
        <h2>${words().ownAgent}</h2>
        <span role="status">${stateOf(doing)}</span>
      </header>
      ${this.listened ? html`<p class="note warn" role="status">${words().listened}</p>` : nothing}
      ${this.agentId === null
        ? html`<jf-empty>${words().noAgent}</jf-empty>`
        : doing
          ? this.controls(doing)
          : html`<jf-empty>${words().notTold}</jf-empty>`}
    `;
  }

  private controls(doing: Doing) {
    if (doing.name === 'AgentLoggedOut') {
      return this.form('login', words().phoneNumber, words().login, doing.phoneNb || this.phoneNumber);
    }
    const away = doing.name === 'AgentOnPause' || doing.name === 'AgentOnWrapup';
    const queues = doing.queues.map((id) => this.floor.queues.get(id)?.displayName ?? String(id));
    return html`
      <p class="soft"><span class="number">${doing.phoneNb}</span> · ${queues.join(', ')}</p>
      ${away
        ? html`<div class="row">${this.button('unpause', words().ready, 'primary')} ${this.button('logout', words().logout)}</div>`
        : html`${this.form('pause', words().reason, words().pause, '')}
            <div class="row">${this.button('logout', words().logout)}</div>`}
    `;
  }

  private form(what: AgentWish['what'], label: string, text: string, start: string) {
    return html`<form
      class="dial-bar"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const typed = String(new FormData(event.currentTarget as HTMLFormElement).get('with') ?? '');
        this.tell<AgentWish>('agent', { what, with: typed.trim() });
      }}
    >
      <input
        class="bare"
        name="with"
        aria-label=${label}
        placeholder=${label}
        autocomplete="off"
        .defaultValue=${start}
        list=${what === 'pause' ? 'pause-reasons' : nothing}
      />
      ${what === 'pause'
        ? html`<datalist id="pause-reasons">
            ${this.statuses.map((status) => html`<option value=${status.name}>${status.longName}</option>`)}
          </datalist>`
        : nothing}
      <button class="button primary">${text}</button>
    </form>`;
  }

  private button(what: AgentWish['what'], text: string, kind = '') {
    return html`<button class="button little ${kind}" @click=${() => this.tell<AgentWish>('agent', { what, with: '' })}>
      ${text}
    </button>`;
  }
}

/** Event `queue-calls`: whether the callers waiting in a queue shall be shown. */
export interface CallsWish {
  readonly queueId: number;
  readonly shown: boolean;
}

@customElement('agents-queues')
export class Queues extends FloorView {
  @state() private opened: ReadonlySet<number> = new Set();

  override render() {
    const queues = [...this.floor.queues.values()];
    return html`
      <header><h2>${words().queues}</h2></header>
      ${queues.length
        ? html`<div class="scrolls" tabindex="0" role="region" aria-label=${words().queues}>
            <table class="table" ${stacks()}>
              <thead>
                <tr>
                  <th scope="col">${words().queue}</th>
                  <th scope="col">${words().waiting}</th>
                  <th scope="col">${words().available}</th>
                  <th scope="col">${words().talking}</th>
                  <th scope="col">${words().answered}</th>
                  <th scope="col">${words().abandoned}</th>
                </tr>
              </thead>
              <tbody>
                ${repeat(
                  queues,
                  (queue) => queue.id,
                  (queue) => {
                    const counters = this.floor.counters.get(queue.id) ?? {};
                    const longest = counters.LongestWaitTime ?? counters.LongestWaitingTime;
                    return html`<tr data-queue=${queue.name}>
                      <th scope="row">
                        <button
                          class="button quiet little"
                          aria-expanded=${this.opened.has(queue.id) ? 'true' : 'false'}
                          @click=${() => this.toggle(queue.id)}
                        >
                          ${queue.displayName}
                        </button>
                        <span class="soft small number">${queue.number}</span>
                      </th>
                      <td class="number">
                        <strong>${shown(counters.WaitingCalls)}</strong>
                        ${longest === undefined
                          ? nothing
                          : html`<span class="soft" title=${words().longest}>${clock(longest)}</span>`}
                      </td>
                      ${cell(counters.AvailableAgents)} ${cell(counters.TalkingAgents)}
                      ${cell(counters.TotalNumberCallsAnswered)} ${cell(counters.TotalNumberCallsAbandonned)}
                    </tr>
                    ${this.opened.has(queue.id) ? this.callers(queue.id) : nothing}`;
                  },
                )}
              </tbody>
            </table>
          </div>`
        : html`<jf-empty>${words().noQueues}</jf-empty>`}
    `;
  }

  private callers(queueId: number) {
    const calls = this.floor.calls.get(queueId) ?? [];
    return html`<tr class="callers">
      <td colspan="6">
        ${calls.length
          ? html`<ol>
              ${calls.map(
                (call) => html`<li>
                  <strong>${call.name || call.number}</strong> <span class="soft number">${call.name ? call.number : ''}</span>
                  <jf-clock class="soft" .from=${Date.parse(call.queueTime)}></jf-clock>
                </li>`,
              )}
            </ol>`
          : html`<span class="soft">${words().nobodyWaits}</span>`}
      </td>
    </tr>`;
  }

  private toggle(queueId: number): void {
    const opened = new Set(this.opened);
    const shown = !opened.delete(queueId);
    if (shown) opened.add(queueId);
    this.opened = opened;
    this.tell<CallsWish>('queue-calls', { queueId, shown });
  }
}

function cell(value: number | undefined) {
  return html`<td class="number">${shown(value)}</td>`;
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : figure(value);
}

@customElement('agents-list')
export class Agents extends FloorView {
  override render() {
    const agents = [...this.floor.agents.values()];
    return html`
      <header><h2>${words().agents}</h2></header>
      ${agents.length
        ? html`<ul class="people">
            ${repeat(
              agents,
              (agent) => agent.id,
              (agent) =>
                html`<li data-agent=${agent.number}>
                  <span><strong>${nameOf(this.floor, agent.id)}</strong> <span class="soft number">${agent.number}</span></span>
                  <span class="row">${stateOf(this.floor.doing.get(agent.id))}</span>
                </li>`,
            )}
          </ul>`
        : html`<jf-empty>${words().noAgents}</jf-empty>`}
    `;
  }
}

/** Event `callback`: what to do with a request. */
export interface CallbackWish {
  readonly what: 'take' | 'release' | 'start';
  readonly request: CallbackRequest;
}

@customElement('agents-callbacks')
export class Callbacks extends FloorView {
  @property({ attribute: false }) agentId: number | null = null;

  override render() {
    const some = this.floor.lists.some((list) => list.callbacks.length);
    return html`
      <header><h2>${words().callbacks}</h2></header>
      ${some ? nothing : html`<jf-empty>${words().noCallbacks}</jf-empty>`}
      ${this.floor.lists
        .filter((list) => list.callbacks.length)
        .map(
          (list) =>
            html`<section class="stack">
              <h3>${list.name} <span class="soft small">${words().requests(list.callbacks.length)}</span></h3>
              <ul class="people">
                ${repeat(list.callbacks, (each) => each.uuid, (each) => this.request(each))}
              </ul>
            </section>`,
        )}
    `;
  }

  private request(request: CallbackRequest) {
    const who = [request.firstName, request.lastName].filter(Boolean).join(' ') || request.company || '';
    const mine = request.agentId !== null && request.agentId === this.agentId;
    return html`<li data-callback=${request.uuid}>
      <span>
        <strong>${who}</strong> <span class="number">${request.phoneNumber ?? request.mobilePhoneNumber ?? ''}</span>
        <span class="soft small">${request.dueDate}</span>
        ${request.agentId !== null && !mine
          ? html`<span class="soft small">${words().takenBy(nameOf(this.floor, request.agentId))}</span>`
          : nothing}
      </span>
      <span class="row">
        ${request.agentId === null ? this.button('take', words().take, request) : nothing}
        ${mine
          ? html`${this.button('start', words().call, request)} ${this.button('release', words().release, request)}`
          : nothing}
      </span>
    </li>`;
  }

  private button(what: CallbackWish['what'], text: string, request: CallbackRequest) {
    return html`<button class="button little" @click=${() => this.tell<CallbackWish>('callback', { what, request })}>
      ${text}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agents-own': OwnAgent;
    'agents-queues': Queues;
    'agents-list': Agents;
    'agents-callbacks': Callbacks;
  }
}
