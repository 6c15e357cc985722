// Who is connected: what waits for each socket, how long it has been silent, what it was refused last.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { stacks } from '../../../elements/stacks';
import { figure, span } from '../../../words/words';
import { api, type Page } from '../api';
import { said } from '../said';
import { text } from '../schema';
import { searchBox } from '../search';
import { addSection } from '../sections';
import { words } from '../words';

const AGAIN_MS = 2_000;

@customElement('admin-sockets')
export class Sockets extends Part {
  @state() private page: Page | null = null;
  @state() private problem = '';
  private search = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  override disconnectedCallback(): void {
    this.over = true;
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  override render() {
    const page = this.page;
    const heads = [words().user, words().since, words().silent, words().lag, words().topics, words().lastError];
    return html`<h1>${words().sockets}</h1>
      <div class="row tools">
        ${searchBox((typed) => {
          this.search = typed;
          void this.look();
        })}
        <span class="soft number" role="status">${page ? words().found(page.total) : nothing}</span>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${page?.items.length === 0 ? html`<jf-empty>${words().nobodyConnected}</jf-empty>` : nothing}
      ${page?.items.length
        ? html`<div class="scrolls" tabindex="0" role="region" aria-label=${words().sockets}>
            <table class="table" ${stacks()}>
              <thead>
                <tr>
                  ${heads.map((head) => html`<th scope="col">${head}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${page.items.map((item) => {
                  const cells = [
                    span(Number(item.seconds)),
                    span(Number(item.silentSeconds)),
                    words().bytes(Number(item.waitingBytes)),
                    figure(Number(item.topics)),
                    text(item.lastError),
                  ];
                  return html`<tr>
                    <th scope="row">${item.login}</th>
                    ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
                  </tr>`;
                })}
              </tbody>
            </table>
          </div>`
        : nothing}`;
  }

  /** Ask, and again while the page is seen. */
  private async look(): Promise<void> {
    clearTimeout(this.timer);
    if (!document.hidden) {
      const query = new URLSearchParams({ search: this.search, limit: '500' });
      try {
        this.page = await api.ask<Page>('GET', `sockets?${query}`);
        this.problem = '';
      } catch (error) {
        this.problem = said(error);
      }
    }
    clearTimeout(this.timer);
    if (!this.over) this.timer = setTimeout(() => void this.look(), AGAIN_MS);
  }
}

addSection({ id: 'sockets', group: 'watch', name: () => words().sockets, view: () => html`<admin-sockets></admin-sockets>` });

declare global {
  interface HTMLElementTagNameMap {
    'admin-sockets': Sockets;
  }
}
