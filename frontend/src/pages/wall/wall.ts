// The supervisor's page: signing in, the filters, the views. What is shown is in the address, what is true is told by the
// server; nothing is shown that it has not said.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import '../../elements/frame';
import { Part } from '../../elements/part';
import '../../elements/small';
import '../../visit/door';
import type { SignInWish } from '../../visit/door';
import { troubleWords, Visit } from '../../visit/visit';
import { visitWords } from '../../visit/words';
import { timeOfDay } from '../../words/words';
import './agents';
import { keptSound, Chime } from './chime';
import './day';
import './drawer';
import { Floor, nameOf, type Queue, queueName, type StateName, STATES } from '../../model/floor';
import { Hearing, pauseReasons } from './hearing';
import { limitsFrom, rung } from '../../model/limits';
import './matrix';
import { Pace } from './pace';
import { done, type Wall, type Wish } from './part';
import './queues';
import './settings';
import { ORDERS, queryOf, type View, viewFrom, VIEWS } from './view';
import { words } from './words';

/** Where the thresholds are kept with the user, whichever browser he sits at. */
const LIMITS = 'jackfield.wall.limits';

/** Of who has no profile: he may what an administrator may (docs: rights), and this page is not for others. */
const ALL_RIGHTS = ['recording', 'dissuasion'];

const DEMO_PEOPLE = ['sam', 'root', 'alice'];

@customElement('wall-page')
export class WallPage extends Part implements Wall {
  readonly visit = new Visit();
  readonly floor = new Floor();
  readonly pace = new Pace(this.floor);
  readonly chime = new Chime(keptSound());
  limits = limitsFrom(null);
  alarms: Wall['alarms'] = [];
  view: View = viewFrom(location.search);
  listening: Wall['listening'] = null;
  may: Wall['may'] = new Set();
  shownQueues: readonly Queue[] = [];
  readonly names = new Map<string, string>();
  @state() private open: { agent?: number; queue?: number } = {};
  @state() private forbidden = false;
  @state() private fullName = '';
  @state() private listenedTo = false;
  @state() private settingsOpen = false;
  private reasons: ReadonlyMap<string, string> = new Map();
  private explained: { what: string; by: HTMLElement } | null = null;
  /** When the last thing was told, for whoever reads figures while the connection is lost. */
  private toldAt = 0;

  constructor() {
    super();
    const { cti } = this.visit;
    new Hearing(this.visit, this.floor, this.told, {
      profile: (name, rights) => {
        this.may = new Set(name === 'NoRight' ? ALL_RIGHTS : rights);
        this.requestUpdate();
      },
      forbidden: (yes) => (this.forbidden = yes),
      released: () => {
        if (this.listening) {
          this.listening = null;
          this.requestUpdate();
        }
      },
      agentListen: (started) => (this.listenedTo = started),
    });
    cti.setHandler('UsersStatuses', (statuses) => {
      this.reasons = new Map(pauseReasons(statuses).map(({ name, longName }) => [name, longName || name]));
      this.requestUpdate();
    });
    cti.setHandler('UserConfigUpdate', ({ fullName }) => {
      if (fullName) this.fullName = fullName;
    });
    cti.setHandler('AgentStateEvent', ({ by }) => {
      if (!by || this.names.has(by)) return;
      this.names.set(by, by);
      void cti.displayNameLookup(by);
    });
    cti.setHandler('UserPreference', ({ key, value }) => {
      if (key === LIMITS) this.limitsBecome(parsed(value));
    });
    cti.setHandler('UserDisplayName', ({ userName, displayName }) => {
      if (displayName) this.names.set(userName, displayName);
      for (const agent of this.floor.agents.values()) if (agent.state?.by === userName) this.floor.agentEntry(agent.entry);
      this.pace.touched();
    });
    this.visit.addEventListener('change', () => this.frame());
    this.visit.addEventListener('ended', () => {
      this.floor.forget();
      Object.assign(this, { open: {}, alarms: [], limits: limitsFrom(null), listening: null, forbidden: false, listenedTo: false, explained: null });
    });
    this.pace.onDraw((touched) => {
      if (!touched.lists) return;
      this.choose();
      this.requestUpdate();
    });
    this.pace.onTick((now) => this.watch(now));
    // an explanation stays beside what it explains
    const follow = () => this.explained && this.requestUpdate();
    for (const moved of ['resize', 'scroll']) window.addEventListener(moved, follow, { passive: true });
    window.addEventListener('popstate', () => this.show(viewFrom(location.search), false));
    document.addEventListener('fullscreenchange', () => {
      if (!document.fullscreenElement && this.view.screen) this.change({ screen: false });
    });
    this.addEventListener('wish', (event) => this.grant((event as CustomEvent<Wish>).detail));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.show(this.view, false);
    this.visit.resume();
  }

  private readonly told = (): void => {
    this.toldAt = Date.now();
    this.pace.touched();
  };

  /** The frame around the page shows how the connection is. */
  private frame(): void {
    const frame = document.querySelector('jf-frame')!;
    frame.link = this.visit.stage === 'in' || this.visit.link === 'reconnecting' ? this.visit.link : 'none';
    frame.pbx = this.visit.pbx;
    this.requestUpdate();
  }

  override render() {
    document.title = `Jackfield: ${words().title}`;
    const { stage, login, trouble, link } = this.visit;
    if (stage === 'out' || (stage === 'entering' && link === 'none')) {
      return html`<jf-door
        .heading=${words().title}
        .lead=${words().doorLead}
        .people=${DEMO_PEOPLE}
        .login=${login}
        .entering=${stage === 'entering'}
        .trouble=${trouble === null ? '' : troubleWords(trouble)}
        @sign-in=${({ detail }: CustomEvent<SignInWish>) => this.visit.signIn(detail.login, detail.password)}
      ></jf-door>`;
    }
    if (this.forbidden) return html`${this.head()}<p class="note warn">${words().forbidden}</p>`;
    if (stage !== 'in' || !this.floor.known) return html`${this.head()}<p class="soft" role="status">${words().loading}</p>`;
    return html`
      ${this.view.screen ? this.screenHead() : html`${this.head()} ${this.filters()}`} ${this.notes()}
      <wall-alarms .wall=${this} .alarms=${this.alarms}></wall-alarms>
      <div class="view ${this.visit.link === 'open' ? '' : 'stale'}">${this.shown()}</div>
      <wall-drawer
        .wall=${this}
        .agentId=${this.open.agent ?? null}
        .queueId=${this.open.queue ?? null}
        .reasons=${this.reasons}
        @listening=${() => this.requestUpdate()}
      ></wall-drawer>
      ${this.settingsOpen ? html`<wall-settings .wall=${this} .chime=${this.chime} @done=${() => (this.settingsOpen = false)}></wall-settings>` : nothing}
      ${this.explanation()}
    `;
  }

  private shown() {
    switch (this.view.view) {
      case 'matrix':
        return html`<wall-matrix .wall=${this}></wall-matrix>`;
      case 'day':
        return html`<wall-day .wall=${this}></wall-day>`;
      case 'staffing':
        return html`<wall-staffing .wall=${this}></wall-staffing>`;
      case 'live':
        return html`<wall-queues .wall=${this}></wall-queues><wall-agents .wall=${this} .reasons=${this.reasons}></wall-agents>`;
    }
  }

  private head() {
    return html`<div class="head">
      <h1>${words().title}</h1>
      <nav aria-label=${words().views}>
        ${VIEWS.map(
          (view) =>
            html`<a
              class="tab"
              href=${queryOf({ ...this.view, view }, location.search) || location.pathname}
              aria-current=${view === this.view.view ? 'page' : nothing}
              @click=${(event: Event) => {
                event.preventDefault();
                this.change({ view });
              }}
              >${words()[view]}</a
            >`,
        )}
      </nav>
      <div class="row who">
        <span class="soft">${this.fullName}</span>
        <button class="button little" @click=${() => (this.settingsOpen = true)}>${words().settings}</button>
        <button class="button little" @click=${() => this.change({ screen: true })}>${words().screen}</button>
        <button class="button little quiet" @click=${() => this.visit.signOut()}>${visitWords().signOut}</button>
      </div>
    </div>`;
  }

  private screenHead() {
    const names = this.view.queues.length ? this.shownQueues.map(queueName).join(', ') : words().allQueues;
    return html`<div class="head">
      <h1>${names}</h1>
      <button class="button little quiet" @click=${() => this.change({ screen: false })}>${words().leaveScreen}</button>
    </div>`;
  }

  private filters() {
    const { queues, group, states, search, order } = this.view;
    const filtered = queues.length || group !== null || states.length || search;
    const toggled = <T>(list: readonly T[], item: T) => (list.includes(item) ? list.filter((each) => each !== item) : [...list, item]);
    const agents = this.view.view === 'live';
    return html`<form class="filters" role="search" aria-label=${words().filters} @submit=${(event: Event) => event.preventDefault()}>
      <details class="choice" name="filter">
        <summary class="button little">${queues.length ? words().queuesChosen(queues.length) : words().allQueues}</summary>
        <div class="card menu">
          ${[...this.floor.queues.values()].map(
            (queue) =>
              html`<label class="tick"
                ><input type="checkbox" .checked=${queues.includes(queue.id)} @change=${() => this.change({ queues: toggled(queues, queue.id) })} />${queueName(queue)}</label
              >`,
          )}
        </div>
      </details>
      ${agents || this.view.view === 'matrix'
        ? html`<select
            class="bare"
            aria-label=${words().group}
            @change=${(event: Event) => {
              const { value } = event.target as HTMLSelectElement;
              this.change({ group: value ? Number(value) : null });
            }}
          >
            <option value="" .selected=${group === null}>${words().allGroups}</option>
            ${[...this.floor.groups].map(([id, name]) => html`<option value=${id} .selected=${group === id}>${name}</option>`)}
          </select>`
        : nothing}
      ${agents
        ? html`<details class="choice" name="filter">
              <summary class="button little">${states.length ? states.map((name) => words()[name]).join(', ') : words().allStates}</summary>
              <div class="card menu">
                ${STATES.map(
                  (name) =>
                    html`<label class="tick"
                      ><input type="checkbox" .checked=${states.includes(name)} @change=${() => this.change({ states: toggled<StateName>(states, name) })} /><span class="dot ${name}">${words()[name]}</span></label
                    >`,
                )}
              </div>
            </details>
            <input
              class="bare search"
              type="search"
              aria-label=${words().search}
              placeholder=${words().search}
              .value=${search}
              @input=${(event: Event) => this.change({ search: (event.target as HTMLInputElement).value }, true)}
            />
            <select class="bare" aria-label=${words().order} @change=${(event: Event) => this.change({ order: (event.target as HTMLSelectElement).value as View['order'] })}>
              ${ORDERS.map((each) => html`<option value=${each} .selected=${each === order}>${words()[`order_${each}`]}</option>`)}
            </select>`
        : nothing}
      ${filtered
        ? html`<button class="button little quiet" @click=${() => this.change({ queues: [], group: null, states: [], search: '' })}>${words().clear}</button>`
        : nothing}
    </form>`;
  }

  private notes() {
    const listened = this.listening && this.floor.agents.get(this.listening.agentId);
    const mode = { listen: words().listening, whisper: words().whispering, barge: words().barging }[this.listening?.mode ?? 'listen'];
    return html`
      ${this.visit.link === 'open' ? nothing : html`<p class="note warn" role="status">${words().offline} ${this.toldAt ? words().asOf(timeOfDay(this.toldAt)) : nothing}</p>`}
      ${listened
        ? html`<p class="note row" data-listening>
            <span>${mode?.(nameOf(listened))}</span>
            <button class="button little" @click=${() => this.visit.cti.hangup()}>${words().stopListening}</button>
          </p>`
        : nothing}
      ${this.listenedTo ? html`<p class="note">${words().listenedTo}</p>` : nothing}
    `;
  }

  private explanation() {
    if (!this.explained) return nothing;
    const { what, by } = this.explained;
    const at = by.getBoundingClientRect();
    const table = words() as unknown as Record<string, string>;
    const title = what.replace('People', '');
    const left = Math.max(8, Math.min(at.left, innerWidth - 340));
    return html`<div
      class="explanation card"
      role="dialog"
      aria-label=${table[title]!}
      .style=${`left:${left}px;top:${Math.max(8, Math.min(at.bottom + 6, innerHeight - 160))}px`}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.explain(null)}
    >
      <strong>${table[title]}</strong>
      <p>${table[`def_${what}`]}</p>
      <button class="button little" @click=${() => this.explain(null)}>${words().close}</button>
    </div>`;
  }

  private explain(explained: typeof this.explained): void {
    this.explained = explained;
    this.requestUpdate();
    if (explained) void this.updateComplete.then(() => this.querySelector<HTMLElement>('.explanation button')?.focus());
  }

  private grant(wish: Wish): void {
    if (wish.want === 'view') this.change(wish.view);
    if (wish.want === 'explain') this.explain({ what: wish.what, by: wish.by });
    if (wish.want === 'alarms') {
      this.alarms = wish.alarms;
      this.requestUpdate();
    }
    if (wish.want === 'limits') {
      this.limitsBecome(wish.limits);
      void done(this.visit.cti.setUserPreference(LIMITS, JSON.stringify(this.limits), 'String'));
    }
    if (wish.want === 'open') {
      const { agent, queue } = wish;
      this.open = agent !== undefined ? { agent } : queue !== undefined ? { queue } : {};
    }
  }

  private limitsBecome(limits: unknown): void {
    this.limits = limitsFrom(limits);
    this.requestUpdate();
    this.querySelector('wall-queues')?.requestUpdate();
  }

  /** Another view of the same floor; `replace`: no step back for each letter typed. */
  private change(changes: Partial<View>, replace = false): void {
    const view = { ...this.view, ...changes };
    const address = location.pathname + queryOf(view, location.search);
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    this.show(view, 'screen' in changes);
  }

  private show(view: View, full: boolean): void {
    this.view = view;
    document.documentElement.toggleAttribute('data-screen', view.screen);
    // a browser that does not want to is still shown the large view
    if (full && view.screen) void document.documentElement.requestFullscreen?.().catch(() => {});
    if (full && !view.screen && document.fullscreenElement) void document.exitFullscreen();
    this.choose();
    this.requestUpdate();
    this.querySelector('wall-agents')?.refilter();
    for (const part of this.querySelectorAll<Part>('wall-queues, wall-matrix, wall-day, wall-staffing')) part.requestUpdate();
  }

  private choose(): void {
    const { queues } = this.view;
    const collator = new Intl.Collator(undefined, { numeric: true });
    this.shownQueues = [...this.floor.queues.values()]
      .filter((queue) => !queues.length || queues.includes(queue.id))
      .sort((one, other) => collator.compare(queueName(one), queueName(other)));
  }

  /** Once a second: whether a figure has become bad. */
  private watch(now: number): void {
    if (this.visit.stage !== 'in' || this.visit.link !== 'open') return;
    const { alarms, fresh } = rung(this.alarms, this.shownQueues, this.limits, now);
    if (fresh.length) this.chime.sound();
    if (alarms === this.alarms) return;
    this.alarms = alarms;
    this.requestUpdate();
  }
}

/** What somebody kept; nothing where it is not to be read. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wall-page': WallPage;
  }
}
