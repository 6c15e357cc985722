// <jf-lamp status="RINGING">: the state of a telephone as a lamp and in words, never by colour alone.

import { css, html, LitElement, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { dictionary, Speaking } from '../words/words';

const words = dictionary(
  {
    AVAILABLE: 'Free',
    CALLING: 'On a call',
    BUSY: 'Busy',
    INDISPONIBLE: 'Unreachable',
    RINGING: 'Ringing',
    BUSY_AND_RINGING: 'On a call, ringing',
    ONHOLD: 'Call on hold',
    DEACTIVATED: 'Switched off',
    UNEXISTING: 'No such phone',
    ERROR: 'Unknown: the PBX cannot be reached',
    UNKNOWN: 'Not known yet',
  },
  {
    AVAILABLE: 'Libre',
    CALLING: 'En ligne',
    BUSY: 'Occupé',
    INDISPONIBLE: 'Injoignable',
    RINGING: 'Sonne',
    BUSY_AND_RINGING: 'En ligne, sonne',
    ONHOLD: 'Appel en garde',
    DEACTIVATED: 'Désactivé',
    UNEXISTING: 'Aucun téléphone',
    ERROR: 'Inconnu : le PBX ne répond pas',
    UNKNOWN: 'Pas encore connu',
  },
);

/** The names the wire gives to the states of a phone, and `UNKNOWN` before anything was told. */
export type LampStatus = keyof ReturnType<typeof words>;

/** The codes of PhoneHintStatusEvent (protocol 7.3). */
const BY_CODE: ReadonlyMap<string, LampStatus> = new Map([
  ['16', 'ONHOLD'],
  ['17', 'ONHOLD'],
  ['8', 'RINGING'],
  ['4', 'INDISPONIBLE'],
  ['9', 'BUSY_AND_RINGING'],
  ['0', 'AVAILABLE'],
  ['1', 'CALLING'],
  ['2', 'BUSY'],
  ['-1', 'DEACTIVATED'],
  ['-2', 'UNEXISTING'],
  ['-99', 'ERROR'],
]);

/** The state for a name or a code of the wire; what is not known stays UNKNOWN. */
export function lampStatus(told: string | number | null | undefined): LampStatus {
  const text = String(told ?? '');
  const byCode = BY_CODE.get(text);
  if (byCode) return byCode;
  return Object.hasOwn(words(), text) ? (text as LampStatus) : 'UNKNOWN';
}

/** The state in the language of the reader. */
export function lampWords(status: LampStatus): string {
  return words()[status];
}

const DOT = svg`<circle cx="10" cy="10" r="6" />`;
const HOLLOW = svg`<circle cx="10" cy="10" r="5" fill="none" stroke="currentColor" stroke-width="2.5" />`;
const SHAPES: Record<LampStatus, unknown> = {
  AVAILABLE: DOT,
  CALLING: svg`${HOLLOW}<circle cx="10" cy="10" r="2.6" />`,
  BUSY: svg`<circle cx="10" cy="10" r="6" /><path d="M6.5 10h7" stroke="var(--surface)" stroke-width="2.2" />`,
  INDISPONIBLE: HOLLOW,
  RINGING: svg`<circle class="wave" cx="10" cy="10" r="8.5" fill="none" stroke="currentColor" stroke-width="1.5" />${DOT}`,
  BUSY_AND_RINGING: svg`<circle class="wave" cx="10" cy="10" r="8.5" fill="none" stroke="currentColor" stroke-width="1.5" />${HOLLOW}`,
  ONHOLD: svg`<rect x="4.5" y="4" width="4" height="12" rx="1.5" /><rect x="11.5" y="4" width="4" height="12" rx="1.5" />`,
  DEACTIVATED: svg`${HOLLOW}<path d="M4 16 16 4" stroke="currentColor" stroke-width="2" />`,
  UNEXISTING: svg`<path d="M5 10h10" stroke="currentColor" stroke-width="2.5" />`,
  ERROR: svg`<path d="M10 2.5 18.5 17h-17Z" /><path d="M10 8v4m0 2v1" stroke="var(--surface)" stroke-width="2" />`,
  UNKNOWN: svg`<circle cx="10" cy="10" r="5" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2.5 2" />`,
};

@customElement('jf-lamp')
export class Lamp extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      color: var(--lamp-off);
      font-weight: 600;
    }
    :host([shown='AVAILABLE']) {
      color: var(--lamp-idle);
    }
    :host(:is([shown='RINGING'], [shown='BUSY_AND_RINGING'])) {
      color: var(--lamp-ringing);
    }
    :host(:is([shown='CALLING'], [shown='BUSY'])) {
      color: var(--lamp-talking);
    }
    :host([shown='ONHOLD']) {
      color: var(--lamp-hold);
    }
    :host([shown='ERROR']) {
      color: var(--danger);
    }
    svg {
      flex: none;
      width: 1.25em;
      height: 1.25em;
      fill: currentColor;
      overflow: visible;
    }
    .wave {
      transform-origin: 10px 10px;
      animation: wave 1.1s ease-out infinite;
    }
    .only-heard {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
    @keyframes wave {
      from {
        transform: scale(0.6);
        opacity: 1;
      }
      to {
        transform: scale(1.35);
        opacity: 0;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .wave {
        animation: none;
      }
    }
  `;

  /** A name or code of the wire: `RINGING`, `8`. */
  @property() status: string | number = 'UNKNOWN';

  /** Only the lamp is drawn; the words are for those who listen. */
  @property({ type: Boolean }) bare = false;

  constructor() {
    super();
    new Speaking(this);
  }

  override willUpdate(): void {
    this.setAttribute('shown', lampStatus(this.status));
  }

  override render() {
    const status = lampStatus(this.status);
    return html`<svg viewBox="0 0 20 20" aria-hidden="true">${SHAPES[status]}</svg
      ><span class=${this.bare ? 'only-heard' : ''}>${lampWords(status)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'jf-lamp': Lamp;
  }
}
