// <jf-board>: the picture of the house, a field of jacks with a cord from 1001 to 1002. It says nothing that the
// text does not say, so it is hidden from those who listen.

import { css, html, LitElement, svg } from 'lit';
import { customElement } from 'lit/decorators.js';

const COLUMNS = [60, 150, 240, 330];
const ROWS = [80, 185, 290];

@customElement('jf-board')
export class Board extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    svg {
      display: block;
      width: 100%;
      overflow: visible;
    }
    .panel {
      fill: var(--surface);
      stroke: var(--line);
    }
    .rim {
      fill: var(--ground);
      stroke: var(--line-strong);
      stroke-width: 2;
    }
    .hole {
      fill: var(--ink);
    }
    .label {
      fill: var(--ink-soft);
      font: 600 13px var(--font-body);
      font-variant-numeric: tabular-nums;
      text-anchor: middle;
    }
    .shade {
      fill: none;
      stroke: rgb(0 0 0 / 18%);
      stroke-width: 15;
      stroke-linecap: round;
    }
    .cord {
      fill: none;
      stroke: var(--lamp-ringing);
      stroke-width: 11;
      stroke-linecap: round;
    }
    .cord.other {
      stroke: var(--accent);
    }
    .weave {
      fill: none;
      stroke: rgb(255 255 255 / 35%);
      stroke-width: 3;
      stroke-dasharray: 5 7;
      stroke-linecap: round;
    }
    .plug {
      fill: var(--lamp-ringing);
      stroke: var(--surface);
      stroke-width: 3;
    }
    .plug.other {
      fill: var(--accent);
    }
    .hand {
      stroke-dasharray: 700;
      animation: plug-in 1.1s cubic-bezier(0.3, 0, 0.1, 1) both;
    }
    @keyframes plug-in {
      from {
        stroke-dashoffset: 700;
      }
      to {
        stroke-dashoffset: 0;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .hand {
        animation: none;
      }
    }
  `;

  override render() {
    const jacks = ROWS.flatMap((y, row) =>
      COLUMNS.map((x, column) => {
        const number = 1001 + row * COLUMNS.length + column;
        return svg`<g>
          <circle class="rim" cx=${x} cy=${y} r="21" />
          <circle class="hole" cx=${x} cy=${y} r="10" />
          <text class="label" x=${x} y=${y - 29}>${number}</text>
        </g>`;
      }),
    );
    return html`<svg viewBox="0 0 390 350" aria-hidden="true" focusable="false">
      <rect class="panel" x="8" y="14" width="374" height="322" rx="26" />
      ${jacks} ${cord('M60 80C112 212 98 212 150 80', '')}
      ${cord('M240 185C292 317 278 317 330 185', 'other')}
      <circle class="plug" cx="60" cy="80" r="14" />
      <circle class="plug" cx="150" cy="80" r="14" />
      <circle class="plug other" cx="240" cy="185" r="14" />
      <circle class="plug other" cx="330" cy="185" r="14" />
    </svg>`;
  }
}

function cord(path: string, kind: string) {
  return svg`<path class="shade" d=${path} transform="translate(3 6)" />
    <path class="cord hand ${kind}" d=${path} />
    <path class="weave" d=${path} />`;
}

declare global {
  interface HTMLElementTagNameMap {
    'jf-board': Board;
  }
}
