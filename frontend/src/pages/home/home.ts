// The front door: three lines that lead to the first call, and how the PBX is, live.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { type About, watchAbout } from '../../elements/about';
import '../../elements/board';
import '../../elements/frame';
import { Part } from '../../elements/part';
import { span } from '../../words/words';
import { words } from './words';

/** What the server said last, and when, so that the time in a state can run on. */
interface Heard {
  readonly about: About;
  readonly atMs: number;
}

@customElement('home-page')
export class HomePage extends Part {
  @state() private heard: Heard | null = null;

  /** The server did not answer the last time. */
  @state() private silent = false;

  private stop: () => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = watchAbout((about) => {
      this.silent = about === null;
      if (about) this.heard = { about, atMs: Date.now() };
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    this.stop();
    super.disconnectedCallback();
  }

  override render() {
    document.title = words().title;
    const demo = this.heard?.about.demo ?? false;
    return html`
      <section class="hero">
        <div class="stack">
          <h1>${words().claim}</h1>
          <p class="lead">${words().lead}</p>
          ${this.pbx()}
        </div>
        <jf-board></jf-board>
      </section>
      <section class="first" aria-labelledby="first">
        <h2 id="first">${words().first}</h2>
        <ol>
          ${demo ? this.demoSteps() : this.steps()}
        </ol>
      </section>
      <section class="here" aria-labelledby="here">
        <h2 id="here">${words().pages}</h2>
        <ul>
          ${link('/desk', words().deskName, words().deskText)}
          ${link('/wall', words().wallName, words().wallText)}
          ${link('/admin', words().adminName, words().adminText)}
          ${link('/sample', words().sampleName, words().sampleText)}
          ${link('/sample/agents', words().agentsName, words().agentsText)}
          ${demo ? link('/demo', words().demoName, words().demoText) : nothing}
          ${link('/elements', words().elementsName, words().elementsText)}
          ${link('/assets/javascripts/pages/sample.js', words().scriptName, words().scriptText)}
          ${link('/assets/javascripts/cti.js', words().libraryName, words().libraryText)}
        </ul>
        <p class="soft small">${words().docs}</p>
      </section>
    `;
  }

  private pbx() {
    const heard = this.heard;
    if (this.silent) return html`<p class="pbx down" role="status">${words().unreachable}</p>`;
    if (!heard) return html`<p class="pbx" role="status">${words().asking}</p>`;
    const { pbx, demo } = heard.about;
    const seconds = pbx.since + (Date.now() - heard.atMs) / 1_000;
    return html`<p class="pbx ${pbx.status}">
      <span>${words().connectedTo} <strong>${demo ? words().simulator : `${words().asterisk} (${pbx.name})`}</strong></span>
      <span class="state" role="status">${words()[pbx.status]}</span>
      <span class="soft number">${words().since(span(seconds))}</span>
    </p>`;
  }

  private demoSteps() {
    return html`
      ${step(words().demoSignIn, words().demoSignInText, [
        button('/sample?user=alice', words().asAlice, true),
      ])}
      ${step(words().demoSecond, words().demoSecondText, [
        button('/sample?user=bruno', words().asBruno, false),
        button('/demo', words().theDemo, false),
      ])}
      ${step(words().demoDial, words().demoDialText, [])}
    `;
  }

  private steps() {
    return html`
      ${step(words().signIn, words().signInText, [button('/sample', words().openSample, true)])}
      ${step(words().second, words().secondText, [])} ${step(words().dial, words().dialText, [])}
    `;
  }
}

function step(what: string, text: string, buttons: unknown[]) {
  return html`<li>
    <div class="stack">
      <h3>${what}</h3>
      <p>${text}</p>
      ${buttons.length ? html`<div class="row">${buttons}</div>` : nothing}
    </div>
  </li>`;
}

/** Opens in a window of its own: the three lines stay to be read. */
function button(path: string, text: string, primary: boolean) {
  return html`<a class="button ${primary ? 'primary' : ''}" href=${path} target="_blank" rel="noopener">${text}</a>`;
}

function link(path: string, name: string, text: string) {
  return html`<li>
    <a href=${path}>${name}</a>
    <span class="soft">${text}</span>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'home-page': HomePage;
  }
}
