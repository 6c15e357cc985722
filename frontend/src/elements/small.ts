// Small elements without a life of their own: <jf-mark> the mark, <jf-empty> what to say where nothing is yet,
// <jf-clock> a running clock, <jf-json> JSON in colours.

import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { clock } from '../words/words';
import { pieces } from './json';

@customElement('jf-mark')
export class Mark extends LitElement {
  static override styles = css`
    :host {
      display: inline-block;
      width: 2.25rem;
      aspect-ratio: 1;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .jack {
      fill: none;
      stroke: var(--ink);
      stroke-width: 3;
    }
    .cord {
      fill: none;
      stroke: var(--lamp-ringing);
      stroke-width: 5;
      stroke-linecap: round;
    }
    .plug {
      fill: var(--lamp-ringing);
    }
  `;

  override render() {
    const jacks = [10, 24, 38].flatMap((y) => [10, 24, 38].map((x) => svg`<circle class="jack" cx=${x} cy=${y} r="4.5" />`));
    return html`<svg viewBox="0 0 48 48" aria-hidden="true">
      ${jacks}
      <path class="cord" d="M10 10C10 36 38 12 38 38" />
      <circle class="plug" cx="10" cy="10" r="5.5" />
      <circle class="plug" cx="38" cy="38" r="5.5" />
    </svg>`;
  }
}

@customElement('jf-empty')
export class Empty extends LitElement {
  static override styles = css`
    :host {
      display: grid;
      justify-items: center;
      gap: var(--space-2);
      padding: var(--space-5) var(--space-4);
      border: 1.5px dashed var(--line);
      border-radius: var(--radius-m);
      color: var(--ink-soft);
      text-align: center;
      text-wrap: balance;
    }
    svg {
      width: 2rem;
      fill: none;
      stroke: var(--line-strong);
      stroke-width: 2;
    }
  `;

  override render() {
    return html`<svg viewBox="0 0 48 24" aria-hidden="true">
        <circle cx="10" cy="12" r="6" />
        <circle cx="38" cy="12" r="6" />
        <path d="M18 12h12" stroke-dasharray="2 4" stroke-linecap="round" />
      </svg>
      <span><slot></slot></span>`;
  }
}

@customElement('jf-clock')
export class Clock extends LitElement {
  static override styles = css`
    :host {
      font-variant-numeric: tabular-nums;
    }
  `;

  /** Milliseconds of Unix time it counts from. */
  @property({ type: Number }) from = 0;

  /** The moment it counts down to instead, likewise; 0 for none. */
  @property({ type: Number }) until = 0;

  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.requestUpdate(), 1_000);
  }

  override disconnectedCallback(): void {
    clearInterval(this.timer);
    super.disconnectedCallback();
  }

  override render() {
    if (this.until) return clock(Math.ceil(Math.max(0, this.until - Date.now()) / 1_000));
    return this.from ? clock((Date.now() - this.from) / 1_000) : nothing;
  }
}

@customElement('jf-json')
export class Json extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    pre {
      margin: 0;
      font: 400 var(--text-s) / 1.5 var(--font-code);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      tab-size: 2;
    }
    .key {
      color: var(--code-key);
    }
    .text {
      color: var(--code-text);
    }
    .number {
      color: var(--code-number);
    }
    .word {
      color: var(--code-word);
    }
  `;

  /** The text as it travelled; what is no JSON is shown as it is. */
  @property() text = '';

  /** One line for each key. */
  @property({ type: Boolean }) tall = false;

  override render() {
    const shown = this.tall ? pretty(this.text) : this.text;
    return html`<pre>${pieces(shown).map((piece) =>
      piece.kind === 'plain' ? piece.text : html`<span class=${piece.kind}>${piece.text}</span>`,
    )}</pre>`;
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'jf-mark': Mark;
    'jf-empty': Empty;
    'jf-clock': Clock;
    'jf-json': Json;
  }
}
