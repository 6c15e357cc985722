// <sample-shell>: what both sample pages share. Signed out it is the sign-in form; signed in, the strip with the user and
// his phone, the panels of the page, the methods and the log. Events: `sign-in`, `sign-out`, `choose-status`.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { type About, askAbout } from '../../elements/about';
import '../../elements/board';
import '../../elements/lamp';
import { Part } from '../../elements/part';
import type { UserStatus, VoiceMail } from './library';
import './log-view';
import type { LogView } from './log-view';
import { FrameLog } from './log';
import type { Group } from './method';
import './methods-view';
import { type Account, rememberedAccount } from './session';
import { words, wordsFor } from './words';

export interface SignInWish {
  readonly account: Account;
  readonly password: string;
}

/** The users of the demo directory who have a phone on a desk (docs: tutorial). */
const DEMO_USERS = ['alice', 'bruno', 'chloe', 'david', 'erin', 'sam', 'root'];

const DEMO_PASSWORD = 'demo';

@customElement('sample-shell')
export class Shell extends Part {
  @property() heading: 'phoneTitle' | 'agentsTitle' = 'phoneTitle';

  @property() stage: 'out' | 'entering' | 'in' = 'out';

  /** Why signing in failed: a code that the words know, or the server's own text. */
  @property({ attribute: false }) problem: { code: string; message: string } | null = null;

  @property() fullName = '';

  @property() phoneStatus: string | number = 'UNKNOWN';

  @property({ attribute: false }) statuses: readonly UserStatus[] = [];

  @property() status = '';

  @property({ attribute: false }) mail: VoiceMail | null = null;

  @property({ attribute: false }) groups: readonly Group[] = [];

  /** The page's own panels. */
  @property({ attribute: false }) panels: () => TemplateResult = () => html``;

  readonly log = new FrameLog();

  @state() private about: About | null = null;

  private readonly account = withUserOfAddress(rememberedAccount());

  override connectedCallback(): void {
    super.connectedCallback();
    void askAbout().then(
      (about) => {
        this.about = about;
      },
      () => {}, // another server may be meant; the form says what fails
    );
  }

  /** A frame or a note for the log. */
  see(direction: 'sent' | 'received' | 'note', text: string): void {
    this.log.add(direction, text, Date.now());
    this.querySelector<LogView>('sample-log')?.added();
  }

  override render() {
    return this.stage === 'in' ? this.inside() : this.door();
  }

  private door() {
    const demo = this.about?.demo ?? false;
    const entering = this.stage === 'entering';
    return html`<section class="door">
      <div class="stack">
        <h1>${words()[this.heading]}</h1>
        <p class="lead">${words().signInLead}</p>
        <jf-board></jf-board>
      </div>
      <form class="card" @submit=${this.signIn}>
        ${this.problem
          ? html`<p class="note bad" role="alert">${wordsFor(this.problem.code) ?? this.problem.message}</p>`
          : nothing}
        <label class="field">
          <span>${words().login}</span>
          <input name="login" required autocomplete="username" autocapitalize="none" .defaultValue=${this.account.login} />
        </label>
        <label class="field">
          <span>${words().password}</span>
          <input
            name="password"
            type="password"
            required
            autocomplete="current-password"
            .defaultValue=${demo && this.account.login ? DEMO_PASSWORD : ''}
          />
        </label>
        <label class="field">
          <span>${words().phoneNumber}</span>
          <input name="phoneNumber" type="tel" autocomplete="off" .defaultValue=${this.account.phoneNumber} />
          <small>${words().phoneNumberHint}</small>
        </label>
        <label class="field">
          <span>${words().server}</span>
          <input name="server" required autocomplete="url" spellcheck="false" .defaultValue=${this.account.server} />
          <small>${words().serverHint}</small>
        </label>
        <button class="button primary" ?disabled=${entering}>${entering ? words().signingIn : words().signIn}</button>
        ${demo ? this.demoUsers() : nothing}
      </form>
    </section>`;
  }

  private demoUsers() {
    return html`<div class="stack demo-users">
      <p class="soft small">${words().demoUsers}</p>
      <div class="row">
        ${DEMO_USERS.map(
          (login) => html`<button type="button" class="button little" @click=${() => this.fill(login)}>${login}</button>`,
        )}
      </div>
    </div>`;
  }

  private inside() {
    return html`
      <h1 class="only-heard">${words()[this.heading]}</h1>
      <section class="strip" aria-label=${this.fullName}>
        <div class="me">
          <strong>${this.fullName}</strong>
          <span class="soft number">${this.account.phoneNumber}</span>
        </div>
        <div class="own-phone" role="status" aria-label=${words().phone}>
          <jf-lamp .status=${this.phoneStatus}></jf-lamp>
        </div>
        ${this.statusMenu()} ${this.mailLamp()}
        <button class="button little" @click=${() => this.tell('sign-out', null)}>${words().signOut}</button>
      </section>
      <nav class="jump" aria-label=${words().goTo}>
        <a href="#live">${this.heading === 'agentsTitle' ? words().group_agent : words().calls}</a><a href="#methods">${words().methods}</a><a href="#log">${words().log}</a>
      </nav>
      <div class="desk">
        <div class="live" id="live">${this.panels()}</div>
        <sample-methods class="card" id="methods" .groups=${this.groups}></sample-methods>
        <sample-log class="card" id="log" .log=${this.log}></sample-log>
      </div>
    `;
  }

  private statusMenu() {
    if (!this.statuses.length) return nothing;
    const present = this.statuses.find((each) => each.name === this.status);
    return html`<label class="user-status">
      <svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill=${colourOf(present)} /></svg>
      <span class="only-heard">${words().status}</span>
      <select
        class="bare"
        name="status"
        @change=${(event: Event) => this.tell('choose-status', (event.target as HTMLSelectElement).value)}
      >
        ${this.statuses.map(
          (each) => html`<option value=${each.name} ?selected=${each.name === this.status}>${each.longName || each.name}</option>`,
        )}
      </select>
    </label>`;
  }

  private mailLamp() {
    if (!this.mail) return nothing;
    const count = this.mail.newMessages;
    return html`<span class="mail ${count ? 'new' : ''}" role="status" aria-label=${words().mailbox}>
      <svg viewBox="0 0 24 14" aria-hidden="true">
        <circle cx="6" cy="7" r="5" /><circle cx="18" cy="7" r="5" /><path d="M6 12h12" />
      </svg>
      ${count ? words().mailNew(count) : words().mailNone}
    </span>`;
  }

  private fill(login: string): void {
    const form = this.querySelector('form');
    const put = (name: string, value: string) => {
      const field = form?.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    };
    put('login', login);
    put('password', DEMO_PASSWORD);
    put('phoneNumber', '');
    form?.querySelector<HTMLButtonElement>('.primary')?.focus();
  }

  private signIn(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = (name: string) => String(form.get(name) ?? '').trim();
    const account = { server: given('server'), login: given('login'), phoneNumber: given('phoneNumber') };
    Object.assign(this.account, account);
    this.tell<SignInWish>('sign-in', { account, password: String(form.get('password') ?? '') });
  }
}

/** `?user=alice` names who shall sign in, for links that lead here. */
function withUserOfAddress(account: Account): Account {
  const named = new URLSearchParams(location.search).get('user');
  return named && named !== account.login ? { ...account, login: named, phoneNumber: '' } : { ...account };
}

/** Colours come from the directory: nothing but a colour reaches the page. */
function colourOf(status: UserStatus | undefined): string {
  return /^#[0-9a-f]{3,8}$/i.test(status?.color ?? '') ? (status?.color ?? '') : 'gray';
}

declare global {
  interface HTMLElementTagNameMap {
    'sample-shell': Shell;
  }
}
