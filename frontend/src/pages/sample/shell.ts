// <sample-shell>: what both sample pages share. Signed out it is the sign-in form; signed in, the strip with the user and
// his phone, the panels of the page, the methods and the log. Events: `sign-in`, `sign-out`, `choose-status`.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import '../../elements/lamp';
import { Part } from '../../elements/part';
import type { Suspicion } from '../../library/blocked';
import type { UserStatus, VoiceMail } from './library';
import './log-view';
import type { LogView } from './log-view';
import { FrameLog } from './log';
import type { Group } from './method';
import './methods-view';
import { type Account, rememberedAccount } from './session';
import { blockedText } from '../../visit/blocked-words';
import '../../visit/door';
import type { SignInWish as FormWish } from '../../visit/door';
import { words, wordsFor } from './words';

export interface SignInWish {
  readonly account: Account;
  readonly password: string;
}

/** The users of the demo directory who have a phone on a desk (docs: tutorial). */
const DEMO_USERS = ['alice', 'bruno', 'chloe', 'david', 'erin', 'sam', 'root'];

@customElement('sample-shell')
export class Shell extends Part {
  @property() heading: 'phoneTitle' | 'agentsTitle' = 'phoneTitle';

  @property() stage: 'out' | 'entering' | 'in' = 'out';

  /** Why signing in failed: a code that the words know, or the server's own text; and what may keep the browser away. */
  @property({ attribute: false }) problem: { code: string; message: string; blocked?: Suspicion | undefined } | null = null;

  @property() fullName = '';

  @property() phoneStatus: string | number = 'UNKNOWN';

  @property({ attribute: false }) statuses: readonly UserStatus[] = [];

  @property() status = '';

  @property({ attribute: false }) mail: VoiceMail | null = null;

  @property({ attribute: false }) groups: readonly Group[] = [];

  /** The page's own panels. */
  @property({ attribute: false }) panels: () => TemplateResult = () => html``;

  readonly log = new FrameLog();

  private account = rememberedAccount();

  /** A frame or a note for the log. */
  see(direction: 'sent' | 'received' | 'note', text: string): void {
    this.log.add(direction, text, Date.now());
    this.querySelector<LogView>('sample-log')?.added();
  }

  override render() {
    return this.stage === 'in' ? this.inside() : this.door();
  }

  private door() {
    const { server, login, phoneNumber } = this.account;
    return html`<jf-door
      .heading=${words()[this.heading]}
      .lead=${words().signInLead}
      .people=${DEMO_USERS}
      .login=${login}
      .fields=${[
        { name: 'phoneNumber', label: words().phoneNumber, hint: words().phoneNumberHint, value: phoneNumber },
        { name: 'server', label: words().server, hint: words().serverHint, value: server, type: 'url' },
      ]}
      .entering=${this.stage === 'entering'}
      .trouble=${this.trouble()}
      @sign-in=${this.signIn}
    ></jf-door>`;
  }

  private trouble(): string {
    if (!this.problem) return '';
    const { code, message, blocked } = this.problem;
    return [wordsFor(code) ?? message, blocked && blockedText(blocked)].filter(Boolean).join(' ');
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

  /** The wish of the form becomes the page's: with the server it means. */
  private signIn(event: CustomEvent<FormWish>): void {
    event.stopPropagation();
    const { login, password, more } = event.detail;
    this.account = { login, server: more.server ?? '', phoneNumber: more.phoneNumber ?? '' };
    this.tell<SignInWish>('sign-in', { account: this.account, password });
  }
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
