// <wall-agents>: the agents as cards, one element each, so that a change draws one card and no other.

import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import { clock } from '../../words/words';
import { type Agent, nameOf, type StateName, stateOf, STATES, type Touched } from '../../model/floor';
import { inPieces } from './pace';
import { shows, type Wish, WallPart } from './part';
import { words } from './words';

/** What a state is called, with the reason of a pause. */
export function stateText(name: StateName, cause: string | undefined, reasons: ReadonlyMap<string, string>): string {
  return name === 'AgentOnPause' && cause ? words().pausedFor(reasons.get(cause) ?? cause) : (words()[name] ?? name);
}

/** What an agent does, with what kind of call it is. */
export function doing(agent: Agent, reasons: ReadonlyMap<string, string>): string {
  const { state } = agent;
  const text = stateText(stateOf(agent), state?.cause, reasons);
  if (state?.name !== 'AgentOnCall') return text;
  const kind = state.acd ? words().fromQueue : state.direction === 'Outgoing' ? words().outgoing : words().incoming;
  return `${text}, ${kind}`;
}

/** One agent. Drawn again only when told to; the time runs without drawing anything else. */
@customElement('wall-agent')
export class AgentCard extends Part {
  @property({ attribute: false }) agent!: Agent;
  @property({ attribute: false }) reasons: ReadonlyMap<string, string> = new Map();
  names: ReadonlyMap<string, string> = new Map();
  #time: Text | null = null;
  #shown = '';

  override render() {
    const { agent } = this;
    const { state } = agent;
    return html`<button class="agent ${stateOf(agent)}" data-agent=${agent.entry.number} data-state=${stateOf(agent)}>
      <strong>${nameOf(agent)}</strong>
      <time class="number"></time>
      <span class="doing">
        ${state?.monitorState === 'ACTIVE' ? html`<span class="flag" title=${words().recorded}>●</span>` : nothing}
        ${doing(agent, this.reasons)}
      </span>
      <span class="soft small number">${state?.phoneNb || nothing}</span>
      ${state?.by ? html`<span class="soft small by">${words().by(this.names.get(state.by) ?? state.by)}</span>` : nothing}
    </button>`;
  }

  override firstUpdated(): void {
    this.#time = this.querySelector('time')!.appendChild(document.createTextNode(''));
    this.tick(Date.now());
  }

  override updated(): void {
    if (this.#time) this.tick(Date.now());
  }

  tick(now: number): void {
    const text = this.agent.state ? clock((now - this.agent.from) / 1_000) : '';
    if (text === this.#shown || !this.#time) return;
    this.#shown = text;
    this.#time.data = text;
  }
}

@customElement('wall-agents')
export class Agents extends WallPart {
  @property({ attribute: false }) reasons: ReadonlyMap<string, string> = new Map();

  readonly #cards = new Map<number, AgentCard>();
  #shown = 0;
  #stale = true;
  #unsorted = false;
  #stopMaking: () => void = () => {};
  #stopTicking: () => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stale = true;
  }

  override disconnectedCallback(): void {
    this.#stopMaking();
    this.#stopTicking();
    super.disconnectedCallback();
  }

  override render() {
    const all = this.wall.floor.agents.size;
    return html`<section class="card agents" aria-labelledby="agents-title">
      <header>
        <h2 id="agents-title">${words().agents}</h2>
        <span class="soft number" role="status">${all ? words().agentsShown(this.#shown, all) : nothing}</span>
      </header>
      ${all ? nothing : html`<jf-empty>${words().noAgents}</jf-empty>`}
      ${all && !this.#shown && !this.#stale ? html`<jf-empty>${words().noAgentsHere}</jf-empty>` : nothing}
      <div class="cards" @click=${this.open}></div>
    </section>`;
  }

  /** The filters or the order have changed. */
  refilter(): void {
    this.#stale = true;
    this.#arrange();
  }

  override updated(): void {
    for (const card of this.#cards.values()) card.reasons = this.reasons;
    if (this.#stale) this.#arrange();
  }

  protected override touched(touched: Touched): void {
    let moved = false;
    for (const id of touched.agents) {
      const agent = this.wall.floor.agents.get(id);
      const card = this.#cards.get(id);
      if (agent && card) {
        card.requestUpdate();
        moved = this.#hide(card, !shows(this.wall, agent)) || moved;
      }
    }
    if (touched.lists) return this.refilter();
    if (moved) this.requestUpdate();
    if (touched.agents.size && this.wall.view.order !== 'name') this.#unsorted = true;
  }

  protected override tick(now: number): void {
    this.#stopTicking();
    this.#stopTicking = inPieces([...this.#cards.values()], (card) => !card.hidden && card.tick(now));
    // cards that jump about all the time cannot be read: at most once a second
    if (this.#unsorted) this.#arrange();
  }

  /** Hide or show a card; whether that changed anything. */
  #hide(card: AgentCard, hidden: boolean): boolean {
    if (card.hidden === hidden) return false;
    card.hidden = hidden;
    this.#shown += hidden ? -1 : 1;
    return true;
  }

  /** Make what is missing, drop what is gone, and put all in order: some a frame. */
  #arrange(): void {
    const place = this.querySelector('.cards');
    if (!place) return;
    this.#stale = this.#unsorted = false;
    this.#stopMaking();
    const { floor } = this.wall;
    for (const [id, card] of this.#cards) {
      if (floor.agents.has(id)) continue;
      this.#hide(card, true);
      card.remove();
      this.#cards.delete(id);
    }
    let before: Element | null = null;
    const put = (agent: Agent) => {
      const card = this.#cards.get(agent.id) ?? this.#make(agent);
      card.agent = agent;
      this.#hide(card, !shows(this.wall, agent));
      const next: Element | null = before ? before.nextElementSibling : place.firstElementChild;
      if (next !== card) place.insertBefore(card, next);
      before = card;
    };
    this.#stopMaking = inPieces(this.#inOrder(), put, () => this.requestUpdate());
  }

  #make(agent: Agent): AgentCard {
    const card = document.createElement('wall-agent');
    Object.assign(card, { agent, reasons: this.reasons, names: this.wall.names, hidden: true });
    this.#cards.set(agent.id, card);
    return card;
  }

  #inOrder(): readonly Agent[] {
    const { order } = this.wall.view;
    const named = [...this.wall.floor.agents.values()].map((agent) => ({ agent, name: nameOf(agent) }));
    const collator = new Intl.Collator();
    const rank = ({ agent }: (typeof named)[number]) => STATES.indexOf(stateOf(agent));
    named.sort((one, other) => {
      const byState = order === 'state' ? rank(one) - rank(other) : 0;
      const byTime = order === 'longest' ? one.agent.from - other.agent.from : 0;
      return byState || byTime || collator.compare(one.name, other.name);
    });
    return named.map(({ agent }) => agent);
  }

  private open(event: Event): void {
    const card = (event.target as HTMLElement).closest<AgentCard>('wall-agent');
    if (card) this.wish({ want: 'open', agent: card.agent.id } satisfies Wish);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wall-agent': AgentCard;
    'wall-agents': Agents;
  }
}
