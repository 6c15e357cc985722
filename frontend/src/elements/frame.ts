// <jf-frame here="sample" link="open" pbx="up">: what stands around every page. Header with the way to the other pages,
// language and theme; the banner that says what is wrong with the connection; toasts; footer. The page is its content.

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { controls } from '../look/controls';
import { language, LANGUAGES, Speaking, speak, type Language } from '../words/words';
import { type About, askAbout } from './about';
import { words } from './frame-words';
import './small';
import { chooseTheme, type Theme, theme, THEMES } from './theme';
import './toasts';

document.documentElement.lang = language();

/** A page with a place in the header. */
export type Here = 'home' | 'desk' | 'wall' | 'sample' | 'agents' | 'admin' | 'demo' | '';

/** The page's own connection; `none` for pages that keep none. */
export type LinkState = 'none' | 'connecting' | 'open' | 'reconnecting' | 'closed';

/** The server's link to the PBX, as PbxStatus tells it; `unknown` before. */
export type PbxState = 'unknown' | 'up' | 'syncing' | 'down';

/** `forWork`: where people work all day; the others are for those who build or try. */
const PAGES: readonly { here: Exclude<Here, ''>; path: string; demoOnly?: boolean; forWork?: boolean }[] = [
  { here: 'home', path: '/' },
  { here: 'desk', path: '/desk', forWork: true },
  { here: 'wall', path: '/wall', forWork: true },
  { here: 'sample', path: '/sample' },
  { here: 'agents', path: '/sample/agents' },
  { here: 'admin', path: '/admin' },
  { here: 'demo', path: '/demo', demoOnly: true },
];

const NAMES: Record<Language, string> = { en: 'EN', fr: 'FR' };

@customElement('jf-frame')
export class Frame extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-rows: auto auto 1fr auto;
        grid-template-columns: minmax(0, 1fr);
        min-height: 100dvh;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-5);
        padding: var(--space-3) clamp(var(--space-4), 3vw, var(--space-6));
        border-bottom: 1px solid var(--line);
        background: var(--surface);
      }
      .brand {
        display: inline-flex;
        align-items: center;
        gap: var(--space-3);
        color: var(--ink);
        font: 750 1.3rem / 1 var(--font-display);
        letter-spacing: -0.03em;
        text-decoration: none;
      }
      .brand jf-mark {
        width: 2rem;
      }
      nav {
        flex: 1 1 auto;
      }
      nav ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      nav a {
        display: inline-flex;
        align-items: center;
        min-height: 2.5rem;
        padding: 0 var(--space-3);
        border-radius: var(--radius-round);
        color: var(--ink-soft);
        font-weight: 600;
        text-decoration: none;
      }
      nav a:hover {
        background: var(--sunken);
        color: var(--ink);
      }
      nav a[aria-current] {
        background: var(--accent-soft);
        color: var(--accent-strong);
      }
      .tools {
        display: flex;
        align-items: center;
        gap: var(--space-1);
        margin-inline-start: auto;
      }
      .tools select {
        width: auto;
        min-height: 2.25rem;
        padding: 0 var(--space-2);
        border-color: transparent;
        background: transparent;
        font-size: var(--text-s);
        font-weight: 600;
        cursor: pointer;
      }
      .tools option {
        background: var(--surface);
        color: var(--ink);
      }
      .tools select:hover {
        border-color: var(--line-strong);
      }
      .link {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        font-size: var(--text-s);
        font-weight: 600;
        white-space: nowrap;
      }
      .link::before {
        content: '';
        width: 0.65rem;
        height: 0.65rem;
        border: 2px solid currentColor;
        border-radius: 50%;
      }
      .link.open {
        color: var(--lamp-idle);
      }
      .link.open::before {
        background: currentColor;
      }
      .link.connecting,
      .link.reconnecting {
        color: var(--lamp-hold);
      }
      .link.closed {
        color: var(--ink-soft);
      }
      .banner {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-3) clamp(var(--space-4), 3vw, var(--space-6));
        border-bottom: 1px solid var(--line);
        background: var(--warn-soft);
        color: var(--ink);
        font-weight: 600;
      }
      .banner.down {
        background: var(--danger-soft);
      }
      .banner::before {
        content: '!';
        flex: none;
        display: grid;
        place-items: center;
        width: 1.5rem;
        height: 1.5rem;
        border-radius: 50%;
        background: var(--ink);
        color: var(--surface);
        font: 800 1rem / 1 var(--font-display);
      }
      main {
        width: 100%;
        max-width: calc(var(--page-width) + 2 * var(--space-6));
        margin: 0 auto;
        padding: clamp(var(--space-4), 3vw, var(--space-6));
      }
      main:focus {
        outline: none;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        padding: var(--space-4) clamp(var(--space-4), 3vw, var(--space-6));
        color: var(--ink-soft);
        font-size: var(--text-s);
      }
      .skip {
        position: absolute;
        inset: var(--space-2) auto auto var(--space-2);
        z-index: 30;
      }
      .skip:not(:focus) {
        clip-path: inset(50%);
        width: 1px;
        min-height: 0;
        height: 1px;
        padding: 0;
        overflow: hidden;
      }
      :host([calm]) header {
        position: sticky;
        z-index: 10;
        inset-block-start: 0;
        padding-block: var(--space-2);
      }
      :host([calm]) nav {
        flex: 0 1 auto;
      }
      :host([calm]) main {
        padding-block: var(--space-4);
      }
      @media (max-width: 30rem) {
        header {
          column-gap: var(--space-2);
        }
        .link > span {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
      @media (max-width: 84rem) {
        :host([calm]) header {
          column-gap: var(--space-3);
        }
        :host([calm]) nav a {
          padding-inline: var(--space-2);
        }
        :host([calm]) .link > span {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
      @media (max-width: 60rem) {
        :host([calm]) .tools {
          order: 1;
        }
        :host([calm]) ::slotted([slot='bar']) {
          order: 4;
          flex-basis: 100%;
        }
        :host(:not([calm])) nav {
          order: 3;
          flex-basis: 100%;
          overflow-x: auto;
        }
        :host(:not([calm])) nav ul {
          flex-wrap: nowrap;
        }
        :host(:not([calm])) nav a {
          white-space: nowrap;
        }
      }
      @media (max-width: 44rem) {
        :host([calm]) header {
          position: static;
        }
        nav {
          order: 3;
          flex-basis: 100%;
          overflow-x: auto;
        }
        nav ul {
          flex-wrap: nowrap;
        }
        nav a {
          white-space: nowrap;
        }
      }
    `,
  ];

  /** Which page this is. */
  @property() here: Here = '';

  @property() link: LinkState = 'none';

  @property() pbx: PbxState = 'unknown';

  /** For a page that people work on all day: little head, which stays in sight, and only what work needs. */
  @property({ type: Boolean, reflect: true }) calm = false;

  @state() private about: About | null = null;

  @state() private offline = !navigator.onLine;

  private readonly over = new AbortController();

  constructor() {
    super();
    new Speaking(this);
    const noticed = () => {
      this.offline = !navigator.onLine;
    };
    window.addEventListener('online', noticed, { signal: this.over.signal });
    window.addEventListener('offline', noticed, { signal: this.over.signal });
  }

  override firstUpdated(): void {
    void askAbout().then(
      (about) => {
        this.about = about;
      },
      () => {}, // the page says itself what does not work; the frame does without
    );
  }

  override disconnectedCallback(): void {
    this.over.abort();
    super.disconnectedCallback();
  }

  override render() {
    return html`
      <button class="button skip" @click=${this.skip}>${words().skip}</button>
      <header part="header">
        <a class="brand" href="/"><jf-mark></jf-mark>Jackfield</a>
        <nav aria-label=${words().pages}>
          <ul>
            ${this.pages().map(
              (page) =>
                html`<li>
                  <a href=${page.path} aria-current=${page.here === this.here ? 'page' : nothing}>${words()[page.here]}</a>
                </li>`,
            )}
          </ul>
        </nav>
        <slot name="bar"></slot>
        <div class="tools">
          ${this.link === 'none' ? nothing : html`<span class="link ${this.link}"><span>${words()[this.link]}</span></span>`}
          ${this.languages()} ${this.themes()}
        </div>
      </header>
      <div role="status" aria-live="polite">${this.banner()}</div>
      <main id="content" tabindex="-1"><slot></slot></main>
      <footer part="footer">
        <span>Jackfield ${this.about?.version ?? nothing}</span>
        <span>${words().foot}</span>
        ${this.about?.demo ? html`<span>${words().simulated}</span>` : nothing}
      </footer>
      <jf-toasts></jf-toasts>
    `;
  }

  private pages() {
    const present = PAGES.filter((page) => !page.demoOnly || this.about?.demo || page.here === this.here);
    return this.calm ? present.filter((page) => page.forWork || page.demoOnly) : present;
  }

  /** The worst thing first: without a network nothing else matters. */
  private banner() {
    if (this.offline && this.link !== 'none') return html`<p class="banner down" data-banner="offline">${words().offline}</p>`;
    if (this.link === 'reconnecting') return html`<p class="banner" data-banner="reconnecting">${words().lost}</p>`;
    if (this.pbx === 'down') return html`<p class="banner down" data-banner="pbx-down">${words().down}</p>`;
    if (this.pbx === 'syncing') return html`<p class="banner" data-banner="pbx-syncing">${words().syncing}</p>`;
    return nothing;
  }

  private languages() {
    return html`<select
      class="bare"
      name="language"
      aria-label=${words().language}
      @change=${(event: Event) => speak((event.target as HTMLSelectElement).value as Language)}
    >
      ${LANGUAGES.map(
        (known) => html`<option value=${known} lang=${known} ?selected=${known === language()}>${NAMES[known]}</option>`,
      )}
    </select>`;
  }

  private themes() {
    return html`<select
      class="bare"
      name="theme"
      aria-label=${words().theme}
      @change=${(event: Event) => chooseTheme((event.target as HTMLSelectElement).value as Theme)}
    >
      ${THEMES.map((known) => html`<option value=${known} ?selected=${known === theme()}>${words()[known]}</option>`)}
    </select>`;
  }

  private skip(): void {
    this.renderRoot.querySelector('main')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'jf-frame': Frame;
  }
}
