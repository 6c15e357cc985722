// The way through a long list, page by page: nothing where all of it is shown.

import { html, nothing } from 'lit';

import { figure } from '../../words/words';
import type { Page } from './api';
import { words } from './words';

/** `turn` is called with 1 for the next page, -1 for the previous one. */
export function pager(page: Page, turn: (by: number) => void) {
  if (page.total <= page.limit && page.offset === 0) return nothing;
  const last = Math.min(page.offset + page.limit, page.total);
  return html`<div class="row">
    <button class="button little" ?disabled=${page.offset === 0} @click=${() => turn(-1)}>${words().previous}</button>
    <span class="number soft">${figure(page.offset + 1)}–${figure(last)} / ${figure(page.total)}</span>
    <button class="button little" ?disabled=${last >= page.total} @click=${() => turn(1)}>${words().next}</button>
  </div>`;
}
