// <jf-door heading="..." lead="..." .people=${['sam']} .fields=${[...]} .trouble=${text} ?entering>: the sign-in form of every
// page. Event `sign-in`: who wants in. On the demo a click fills it.

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { askAbout } from '../elements/about';
import '../elements/board';
import { controls } from '../look/controls';
import { Speaking } from '../words/words';
import { visitWords as words } from './words';

/** The password of everybody in the demo directory (docs: tutorial). */
const DEMO_PASSWORD = 'demo';

/** What a page asks besides name and password. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly type?: 'tel' | 'url';
}

/** `more`: the page's own fields, by name. */
export interface SignInWish {
  readonly login: string;
  readonly password: string;
  readonly more: Readonly<Record<string, string>>;
}

@customElement('jf-door')
export class Door extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
        gap: var(--space-6) var(--space-8);
        align-items: start;
        width: 100%;
        max-width: 66rem;
        margin: 0 auto;
        padding-block: clamp(var(--space-4), 7vh, var(--space-8));
      }
      h1 {
        font-size: var(--text-3xl);
        letter-spacing: -0.035em;
      }
      .lead {
        max-width: 28rem;
        color: var(--ink-soft);
        font-size: var(--text-l);
      }
      jf-board {
        max-width: 26rem;
      }
      .people {
        gap: var(--space-2);
        padding-block-start: var(--space-4);
        border-top: 1px solid var(--line);
      }
      @media (max-width: 48rem) {
        :host {
          grid-template-columns: minmax(0, 1fr);
          max-width: 30rem;
        }
        jf-board {
          display: none;
        }
      }
    `,
  ];

  @property() heading = '';
  @property() lead = '';
  /** Who was here last. */
  @property() login = '';
  /** Why nobody came in, for people; empty: nothing is wrong. */
  @property() trouble = '';
  @property({ type: Boolean }) entering = false;
  @property({ attribute: false }) fields: readonly Field[] = [];
  /** Logins that the demo offers. */
  @property({ attribute: false }) people: readonly string[] = [];
  @state() private demo = false;

  /** `?user=alice` names who shall sign in, for links that lead here. */
  readonly #named = new URLSearchParams(location.search).get('user') ?? '';

  constructor() {
    super();
    new Speaking(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void askAbout().then(
      ({ demo }) => {
        this.demo = demo;
      },
      () => {}, // another server may be meant; the form says what fails
    );
  }

  override render() {
    const login = this.#named || this.login;
    const other = login !== this.login;
    return html`<div class="stack">
        <h1>${this.heading}</h1>
        <p class="lead">${this.lead}</p>
        <jf-board></jf-board>
      </div>
      <form class="card" @submit=${this.enter}>
        ${this.trouble ? html`<p class="note bad" role="alert">${this.trouble}</p>` : nothing}
        <label class="field">
          <span>${words().login}</span>
          <input name="login" required autocomplete="username" autocapitalize="none" spellcheck="false" .defaultValue=${login} />
        </label>
        <label class="field">
          <span>${words().password}</span>
          <input
            name="password"
            type="password"
            required
            autocomplete="current-password"
            .defaultValue=${this.demo && login ? DEMO_PASSWORD : ''}
          />
        </label>
        ${this.fields.map(({ name, label, hint, value, type = 'tel' }) => {
          const url = type === 'url';
          return html`<label class="field">
            <span>${label}</span>
            <input
              name=${name}
              type=${url ? 'text' : type}
              inputmode=${type}
              ?required=${url}
              autocomplete=${url ? 'url' : 'off'}
              spellcheck="false"
              .defaultValue=${other && !url ? '' : value}
            />
            <small>${hint}</small>
          </label>`;
        })}
        <button class="button primary" ?disabled=${this.entering}>${this.entering ? words().signingIn : words().signIn}</button>
        ${this.demo
          ? html`<div class="stack people">
              <p class="soft small">${words().demoUsers}</p>
              <div class="row">
                ${this.people.map(
                  (person) => html`<button type="button" class="button little" @click=${() => this.fill(person)}>${person}</button>`,
                )}
              </div>
            </div>`
          : nothing}
      </form>`;
  }

  private fill(login: string): void {
    const form = this.renderRoot.querySelector('form')!;
    const numbers = this.fields.filter(({ type }) => type !== 'url').map(({ name }) => [name, ''] as const);
    for (const [name, value] of [['login', login], ['password', DEMO_PASSWORD], ...numbers] as const) {
      (form.elements.namedItem(name) as HTMLInputElement).value = value;
    }
    form.querySelector<HTMLButtonElement>('.primary')?.focus();
  }

  private enter(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = (name: string) => String(form.get(name) ?? '').trim();
    const more = Object.fromEntries(this.fields.map(({ name }) => [name, given(name)]));
    const detail: SignInWish = { login: given('login'), password: String(form.get('password') ?? ''), more };
    this.dispatchEvent(new CustomEvent('sign-in', { detail, bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'jf-door': Door;
  }
}
