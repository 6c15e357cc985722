// What went wrong where something should be shown, and a way to try it again.

import { html, nothing } from 'lit';

import { words } from './words';

/** Nothing where nothing is wrong. */
export function problemNote(problem: string, again: () => void) {
  if (!problem) return nothing;
  return html`<div class="note bad row" role="alert">
    <span>${problem}</span> <button type="button" class="button little" @click=${again}>${words().tryAgain}</button>
  </div>`;
}
