// The look inside the elements for other people's pages: the tokens of the house, each of which the page may set by a
// property of its own, `--jackfield-accent` for `--accent`; and the controls.

import { css, unsafeCSS } from 'lit';

import { controls } from '../look/controls';
import tokens from '../look/tokens.css?raw';

/** `--accent: green;` to `--accent: var(--jackfield-accent, green);` */
export function themable(text: string): string {
  const plain = text.replace(/@font-face\s*{[^}]*}/g, '').replace(/\/\*[^]*?\*\//g, '');
  const own = plain.replace(/--([\w-]+):\s*([^;]+);/g, '--$1: var(--jackfield-$1, $2);');
  return own.replace(/:root\[[^\]]*\]\s*{[^}]*}/g, '').replaceAll(':root', ':host').replace(/color-scheme:[^;]*;/g, '');
}

export const look = [
  unsafeCSS(themable(tokens)),
  controls,
  css`
    :host {
      color: var(--ink);
      font: 400 var(--text-m) / 1.4 var(--jackfield-font, var(--font-body));
    }
    :host([hidden]) {
      display: none;
    }
  `,
];
