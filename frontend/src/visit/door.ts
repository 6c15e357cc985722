// <jf-door heading="..." lead="..." .visit=${visit} .people=${['sam']}>: signing in; on the demo with a click.

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { askAbout } from '../elements/about';
import '../elements/board';
import { controls } from '../look/controls';
import { Speaking } from '../words/words';
import { troubleWords, type Visit } from './visit';
import { visitWords as words } from './words';

const DEMO_PASSWORD = 'demo';

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
        }
        jf-board {
          display: none;
        }
      }
    `,
  ];

  @property() heading = '';
  @property() lead = '';
  @property({ attribute: false }) visit!: Visit;
  /** Logins that the demo offers. */
  @property({ attribute: false }) people: readonly string[] = [];
  @state() private demo = false;

  constructor() {
    super();
    new Speaking(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.visit.addEventListener('change', this.refresh);
    void askAbout().then(
      ({ demo }) => {
        this.demo = demo;
      },
      () => {}, // the form says what fails
    );
  }

  override disconnectedCallback(): void {
    this.visit.removeEventListener('change', this.refresh);
    super.disconnectedCallback();
  }

  private readonly refresh = () => this.requestUpdate();

  override render() {
    const { stage, trouble } = this.visit;
    const asked = new URLSearchParams(location.search).get('user') ?? '';
    return html`<div class="stack">
        <h1>${this.heading}</h1>
        <p class="lead">${this.lead}</p>
        <jf-board></jf-board>
      </div>
      <form class="card" @submit=${this.enter}>
        ${trouble === null ? nothing : html`<p class="note bad" role="alert">${troubleWords(trouble)}</p>`}
        <label class="field">
          <span>${words().login}</span>
          <input name="login" required autocomplete="username" autocapitalize="none" .defaultValue=${this.visit.login || asked} />
        </label>
        <label class="field">
          <span>${words().password}</span>
          <input
            name="password"
            type="password"
            required
            autocomplete="current-password"
            .defaultValue=${this.demo && asked ? DEMO_PASSWORD : ''}
          />
        </label>
        <button class="button primary" ?disabled=${stage === 'entering'}>
          ${stage === 'entering' ? words().signingIn : words().signIn}
        </button>
        ${this.demo
          ? html`<div class="stack people">
              <p class="soft small">${words().demoUsers}</p>
              <div class="row">
                ${this.people.map(
                  (login) =>
                    html`<button type="button" class="button little" @click=${() => this.visit.signIn(login, DEMO_PASSWORD)}>
                      ${login}
                    </button>`,
                )}
              </div>
            </div>`
          : nothing}
      </form>`;
  }

  private enter(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    this.visit.signIn(String(form.get('login') ?? '').trim(), String(form.get('password') ?? ''));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'jf-door': Door;
  }
}
