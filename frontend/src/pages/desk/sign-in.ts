// <desk-sign-in>: the door of the desk: name, password, and the line one works on today.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { type About, askAbout } from '../../elements/about';
import '../../elements/board';
import type { Alerts } from './alerts';
import { rememberedAccount } from './kept';
import { DeskPart } from './part';
import { property } from 'lit/decorators.js';
import { words, wordsFor } from './words';

/** The agents of the demo directory (docs: tutorial). */
const DEMO_USERS = ['alice', 'bruno', 'chloe', 'david'];
const DEMO_PASSWORD = 'demo';

@customElement('desk-sign-in')
export class SignIn extends DeskPart {
  /** Sound and notifications want a click first: this one. */
  @property({ attribute: false }) alerts!: Alerts;

  @state() private about: About | null = null;

  private readonly account = { ...rememberedAccount(), ...named() };

  override connectedCallback(): void {
    super.connectedCallback();
    void askAbout().then(
      (about) => (this.about = about),
      () => {}, // the form says what fails
    );
  }

  override render() {
    const { stage, problem } = this.desk;
    const entering = stage === 'entering';
    const demo = this.about?.demo ?? false;
    return html`<section class="door">
      <div class="stack door-side">
        <h1>${words().title}</h1>
        <p class="lead">${words().lead}</p>
        <jf-board></jf-board>
      </div>
      <form class="card" @submit=${this.submit}>
        ${problem ? html`<p class="note bad" role="alert">${wordsFor(problem.code) ?? problem.message}</p>` : nothing}
        <label class="field">
          <span>${words().loginName}</span>
          <input name="login" required autocomplete="username" autocapitalize="none" spellcheck="false" .defaultValue=${this.account.login} />
        </label>
        <label class="field">
          <span>${words().password}</span>
          <input name="password" type="password" required autocomplete="current-password" .defaultValue=${demo && this.account.login ? DEMO_PASSWORD : ''} />
        </label>
        <label class="field">
          <span>${words().line}</span>
          <input name="line" type="tel" inputmode="tel" autocomplete="off" .defaultValue=${this.account.line} />
          <small>${words().lineHint}</small>
        </label>
        <button class="button primary" ?disabled=${entering}>${entering ? words().signingIn : words().signIn}</button>
        ${demo
          ? html`<div class="stack demo-users">
              <p class="soft small">${words().demoUsers}</p>
              <div class="row">
                ${DEMO_USERS.map(
                  (login) =>
                    html`<button type="button" class="button little" @click=${() => this.fill(login)}>${login}</button>`,
                )}
              </div>
            </div>`
          : nothing}
      </form>
    </section>`;
  }

  private fill(login: string): void {
    const form = this.querySelector('form');
    for (const [name, value] of Object.entries({ login, password: DEMO_PASSWORD, line: '' })) {
      const field = form?.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    }
    form?.querySelector<HTMLButtonElement>('.primary')?.focus();
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = (name: string) => String(form.get(name) ?? '').trim();
    this.alerts.unlock();
    Object.assign(this.account, { login: given('login'), line: given('line') });
    void this.door.signIn({ login: given('login'), line: given('line') }, String(form.get('password') ?? ''));
  }
}

/** `?user=alice` names who shall sign in, for links that lead here. */
function named(): { login?: string; line?: string } {
  const login = new URLSearchParams(location.search).get('user');
  return login && login !== rememberedAccount().login ? { login, line: '' } : {};
}
