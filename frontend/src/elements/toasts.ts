// Short notes that come and go: `toast('Saved')`, `toast(() => words().refused, 'bad')`. <jf-frame> shows
// them, at most four at once; what is given as a function is said again when the language changes.

import { css, html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { controls } from '../look/controls';
import { dictionary, Speaking } from '../words/words';

const words = dictionary({ dismiss: 'Dismiss' }, { dismiss: 'Fermer' });

export type ToastKind = 'plain' | 'good' | 'bad';

interface Toast {
  readonly id: number;
  readonly text: () => string;
  readonly kind: ToastKind;
}

const MOST = 4;
const SHOWN_MS = 7_000;

let shown: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

/** Show a note for some seconds. The same text while it is still there is not shown twice. */
export function toast(said: string | (() => string), kind: ToastKind = 'plain'): void {
  const text = typeof said === 'string' ? () => said : said;
  if (shown.some((present) => present.text() === text())) return;
  const id = next++;
  become([...shown, { id, text, kind }].slice(-MOST));
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  if (shown.some((present) => present.id === id)) become(shown.filter((present) => present.id !== id));
}

function become(now: readonly Toast[]): void {
  shown = now;
  for (const listener of listeners) listener();
}

@customElement('jf-toasts')
export class Toasts extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        z-index: 20;
        inset: auto var(--space-4) var(--space-4) auto;
        display: grid;
        gap: var(--space-2);
        width: min(26rem, calc(100vw - 2 * var(--space-4)));
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        padding: var(--space-3) var(--space-2) var(--space-3) var(--space-4);
        border: 1px solid var(--line-strong);
        border-inline-start: 0.3rem solid var(--accent);
        border-radius: var(--radius-m);
        background: var(--surface);
        box-shadow: var(--shadow);
        overflow-wrap: anywhere;
        pointer-events: auto;
        animation: come 180ms ease-out;
      }
      .toast.bad {
        border-inline-start-color: var(--danger);
      }
      .toast.good {
        border-inline-start-color: var(--lamp-idle);
      }
      @keyframes come {
        from {
          opacity: 0;
          translate: 0 0.5rem;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .toast {
          animation: none;
        }
      }
    `,
  ];

  @state() private toasts = shown;

  constructor() {
    super();
    new Speaking(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    listeners.add(this.refresh);
  }

  override disconnectedCallback(): void {
    listeners.delete(this.refresh);
    super.disconnectedCallback();
  }

  private readonly refresh = () => {
    this.toasts = shown;
  };

  override render() {
    return html`<div role="status" aria-live="polite">
      ${repeat(
        this.toasts,
        (item) => item.id,
        (item) =>
          html`<div class="toast ${item.kind}">
            <span>${item.text()}</span>
            <button class="button quiet little" aria-label=${words().dismiss} @click=${() => dismiss(item.id)}>✕</button>
          </div>`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'jf-toasts': Toasts;
  }
}
