// The agent's page. It puts the parts together, hands them the one state and the one door, and knows the keys that act from
// anywhere. What the page knows was told by the server; what it wants it asks by the library, as every page may.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import '../../elements/frame';
import type { Frame } from '../../elements/frame';
import { icon } from '../../elements/icon';
import './agent-bar';
import { Alerts } from './alerts';
import './calls-view';
import './callbacks-view';
import { shownCallbacks } from './callbacks';
import './customer-view';
import { DeskState } from './desk-state';
import { Entrance } from './entrance';
import './history-view';
import { keep, kept, rememberedAccount } from './kept';
import './me-view';
import { closeMenus, DeskPart, type Given } from './part';
import './people-view';
import { Popups } from './popups';
import './queues-view';
import { hostOf, shareSheets } from './sheets';
import '../../visit/door';
import type { SignInWish } from '../../visit/door';
import { troubleWords } from '../../visit/visit';
import { words } from './words';

/** The number of one's own mailbox at the PBX (docs: asterisk). */
const MAILBOX = '*98';

/** The agents of the demo directory (docs: tutorial). */
const DEMO_USERS = ['alice', 'bruno', 'chloe', 'david'];

const TABS = ['callbacks', 'history', 'me'] as const;
type Tab = (typeof TABS)[number];

const desk = new DeskState();
const door = new Entrance(desk);
const alerts = new Alerts(desk);
const popups = new Popups(desk, door.cti, alerts);
const given: Given = { desk, door };
shareSheets(desk);

@customElement('desk-page')
export class DeskPage extends DeskPart {
  override given = given;

  @state() private tab: Tab = kept<Tab>('browser', 'tab') ?? 'callbacks';

  private readonly over = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const { signal } = this.over;
    document.addEventListener('click', (event) => closeMenus(document, event.target), { signal });
    document.addEventListener('keydown', (event) => this.key(event), { signal });
    document.addEventListener('call-number', (event) => this.call((event as CustomEvent<string>).detail), { signal });
    document.addEventListener('dial-mailbox', () => this.call(MAILBOX), { signal });
  }

  override render() {
    if (desk.stage === 'out' || (desk.stage === 'entering' && desk.link === 'none')) {
      return this.entry();
    }
    return html`
      <h1 class="only-heard">${words().title}</h1>
      ${this.notes()}
      <div class="desk" data-stage=${desk.stage}>
        <div class="side">
          <desk-people class="card" .given=${given}></desk-people>
          <desk-queues .given=${given}></desk-queues>
        </div>
        <div class="middle">
          <desk-calls class="card" .given=${given}></desk-calls>
          <desk-customer .given=${given}></desk-customer>
          ${popups.framed ? this.frame(popups.framed) : nothing}
        </div>
        <div class="side">${this.tabs()}</div>
      </div>
    `;
  }

  private entry() {
    const { login, line } = rememberedAccount();
    return html`<jf-door
      .heading=${words().title}
      .lead=${words().lead}
      .people=${DEMO_USERS}
      .login=${login}
      .fields=${[{ name: 'line', label: words().line, hint: words().lineHint, value: line }]}
      .entering=${desk.stage === 'entering'}
      .trouble=${desk.trouble === null ? '' : troubleWords(desk.trouble)}
      @sign-in=${({ detail }: CustomEvent<SignInWish>) => {
        alerts.unlock(); // sound and notes want a click first: this one
        door.signIn({ login: detail.login, line: detail.more.line ?? '' }, detail.password);
      }}
    ></jf-door>`;
  }

  private notes() {
    const { elsewhere } = desk;
    return html`${elsewhere
      ? html`<p class="note warn row" role="alert">
          <span>${words().elsewhere(elsewhere.at, elsewhere.wanted)}</span>
          <button class="button little primary" @click=${() => void door.workHere()}>${words().moveHere(elsewhere.wanted)}</button>
          <button class="button little quiet" @click=${() => desk.change({ elsewhere: null })}>${words().stayThere}</button>
        </p>`
      : nothing}
    ${popups.waiting.map(
      (page) => html`<p class="note row page-card" role="alert">
        <span>
          ${words().pageWaits} <span class="soft">${hostOf(page.address)}</span>
          ${popups.explains ? html`<small class="soft">${words().allowPages}</small>` : nothing}
        </span>
        <button class="button little primary" @click=${() => popups.open(page)}>${icon('window')}<span>${words().openPage}</span></button>
        <button class="button little quiet" @click=${() => popups.dismiss(page)}>${words().dismiss}</button>
      </p>`,
    )}`;
  }

  private frame(address: string) {
    return html`<section class="card framed" aria-label=${words().framed}>
      <header>
        <h2>${hostOf(address)}</h2>
        <span class="row">
          <a class="button little" href=${address} target="_blank" rel="noopener noreferrer">${icon('window')}<span>${words().openPage}</span></a>
          <button class="button little quiet" @click=${() => popups.closeFrame()}>${icon('close')}<span>${words().close}</span></button>
        </span>
      </header>
      <iframe
        src=${address}
        title=${words().framed}
        sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-downloads allow-modals"
        referrerpolicy="no-referrer"
      ></iframe>
    </section>`;
  }

  private tabs() {
    const { callbacks } = desk;
    const free = Array.isArray(callbacks) ? shownCallbacks(callbacks, new Date()) : [];
    const own = desk.user?.agentId ?? null;
    const due = own === null ? 0 : free.filter((each) => each.due !== 'later' && (each.agentId === null || each.agentId === own)).length;
    return html`<section class="card tabs">
      <div class="tab-list" role="tablist" aria-label=${words().more} @keydown=${this.turn}>
        ${TABS.map(
          (tab) => html`<button
            role="tab"
            id="tab-${tab}"
            aria-controls="panel"
            aria-selected=${tab === this.tab ? 'true' : 'false'}
            tabindex=${tab === this.tab ? 0 : -1}
            @click=${() => this.show(tab)}
          >
            ${words()[`tab_${tab}`]}${tab === 'callbacks' && due ? html` <span class="count">${due}</span>` : nothing}
          </button>`,
        )}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}" class="stack">
        ${this.tab === 'callbacks' ? html`<desk-callbacks .given=${given}></desk-callbacks>` : nothing}
        ${this.tab === 'history' ? html`<desk-history .given=${given}></desk-history>` : nothing}
        ${this.tab === 'me' ? html`<desk-me .given=${given} .alerts=${alerts}></desk-me>` : nothing}
      </div>
    </section>`;
  }

  private show(tab: Tab): void {
    this.tab = tab;
    keep('browser', 'tab', tab);
  }

  private readonly turn = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    this.show(TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length]!);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus());
  };

  /** With a call on the line the second one is for advice: the first is held meanwhile (protocol 3.1). */
  private call(number: string): void {
    const talking = desk.calls.some((call) => call.state === 'Established');
    void door.tell(talking ? door.cti.attendedTransfer(number) : door.cti.dial(number));
  }

  /** Keys that act from anywhere, with Alt so that they never are part of a text. */
  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      const open = document.querySelector<HTMLDetailsElement>('details.menu[open]');
      closeMenus(document);
      open?.querySelector('summary')?.focus();
    }
    if (!event.altKey || event.ctrlKey || event.metaKey || desk.stage !== 'in') return;
    const act = this.shortcuts()[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private shortcuts(): Record<string, (() => void) | undefined> {
    const { cti } = door;
    const find = (...states: string[]) => desk.calls.find((call) => states.includes(call.state));
    const [ringing, live] = [find('Ringing'), find('Established') ?? find('Dialing') ?? find('OnHold')];
    const pausable = find('Established') ?? find('OnHold');
    return {
      KeyA: ringing && (() => void door.answer(ringing)),
      KeyE: live && (() => void door.tell(cti.hangup(live.uniqueId))),
      KeyH: pausable && (() => void door.tell(cti.hold(pausable.uniqueId))),
      KeyR: () => void door.tell(cti.unpauseAgent()),
      KeyP: () => openStates(),
      KeyN: () => this.querySelector<HTMLElement>('desk-people input')?.focus(),
    };
  }
}

/** The menu of the agent's states, ready to choose. */
function openStates(): void {
  const menu = document.querySelector<HTMLDetailsElement>('.menu.state');
  if (!menu) return;
  menu.open = true;
  menu.querySelector<HTMLElement>('.menu-item')?.focus();
}

/** The frame shows the strip in its head, and what is wrong with the connection. */
function surround(): void {
  const frame = document.querySelector('jf-frame') as Frame;
  const page = new DeskPage();
  const bar = document.createElement('desk-bar') as DeskPart;
  bar.slot = 'bar';
  bar.given = given;
  frame.append(page);
  desk.watch(() => {
    frame.link = desk.link;
    frame.pbx = desk.pbx;
    if (desk.stage === 'in' && !bar.isConnected) frame.append(bar);
    if (desk.stage !== 'in' && bar.isConnected) bar.remove();
  });
  door.resume();
}

surround();

declare global {
  interface HTMLElementTagNameMap {
    'desk-page': DeskPage;
  }
}
