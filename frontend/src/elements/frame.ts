// <jf-frame here="sample" link="open" pbx="up">: what stands around every page. Header with the way to the other pages,
// language and theme; the banner that says what is wrong with the connection; toasts; footer. The page is its content.

import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { controls } from '../look/controls';
import { language, LANGUAGES, Speaking, speak, type Language } from '../words/words';
import { type About, askAbout } from './about';
import { look } from './frame-look';
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
  static override styles = [controls, look];

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

  /** On a narrow screen the pages are a strip that scrolls: the present one is in sight. */
  override updated(): void {
    const nav = this.renderRoot.querySelector('nav');
    const here = nav?.querySelector<HTMLElement>('[aria-current]');
    if (nav && here && nav.scrollWidth > nav.clientWidth) {
      nav.scrollLeft += here.getBoundingClientRect().left - nav.getBoundingClientRect().left - nav.clientWidth / 3;
    }
  }

  override disconnectedCallback(): void {
    this.over.abort();
    super.disconnectedCallback();
  }

  override render() {
    return html`
      <button class="button skip" @click=${this.skip}>${words().skip}</button>
      <header part="header">
        <a class="brand" href="/"><jf-mark></jf-mark><span>Jackfield</span></a>
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
