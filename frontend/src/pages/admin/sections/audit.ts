// Who changed what: the server's books, the newest first.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { figure, language } from '../../../words/words';
import { api, type Item, type Page } from '../api';
import { changes } from '../differences';
import { problemNote } from '../problem';
import { said } from '../said';
import { text } from '../schema';
import { searchBox } from '../search';
import { addSection } from '../sections';
import { words } from '../words';

const PAGE_SIZE = 50;

@customElement('admin-audit')
export class Audit extends Part {
  @state() private page: Page | null = null;
  @state() private problem = '';
  private search = '';
  private offset = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  override render() {
    const page = this.page;
    return html`<h1>${words().audit}</h1>
      <div class="row tools">
        ${searchBox(this.typed)}
        <span class="soft number" role="status">${page ? words().found(page.total) : nothing}</span>
      </div>
      ${problemNote(this.problem, () => void this.look())}
      ${page && page.items.length === 0 ? html`<jf-empty>${this.search ? words().nothingFound : words().nothingHere}</jf-empty>` : nothing}
      <ol class="audit">
        ${page?.items.map((entry) => this.entry(entry))}
      </ol>
      ${page && page.total > page.limit
        ? html`<div class="row">
            <button class="button little" ?disabled=${page.offset === 0} @click=${() => this.turn(-1)}>${words().newer}</button>
            <span class="number soft">${figure(page.offset + 1)}–${figure(Math.min(page.offset + page.limit, page.total))}</span>
            <button class="button little" ?disabled=${page.offset + page.limit >= page.total} @click=${() => this.turn(1)}>
              ${words().older}
            </button>
          </div>`
        : nothing}`;
  }

  private entry(entry: Item) {
    const when = new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'medium' }).format(Number(entry.at));
    return html`<li>
      <p class="row">
        <time class="soft number">${when}</time>
        <strong>${text(entry.login) || words().terminal}</strong>
        <span class="soft">${text(entry.door)}</span>
      </p>
      ${changes({
        kind: text(entry.kind),
        key: text(entry.key),
        before: entry.before as Item | null,
        after: entry.after as Item | null,
      })}
    </li>`;
  }

  private readonly typed = (text: string): void => {
    this.search = text;
    this.offset = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), 200);
  };

  private turn(by: number): void {
    this.offset = Math.max(0, this.offset + by * PAGE_SIZE);
    void this.look();
  }

  private async look(): Promise<void> {
    const query = new URLSearchParams({ search: this.search, offset: String(this.offset), limit: String(PAGE_SIZE) });
    try {
      this.page = await api.ask<Page>('GET', `audit?${query}`);
      this.problem = '';
    } catch (error) {
      this.problem = said(error);
    }
  }
}

addSection({ id: 'audit', group: 'watch', name: () => words().audit, view: () => html`<admin-audit></admin-audit>` });

declare global {
  interface HTMLElementTagNameMap {
    'admin-audit': Audit;
  }
}
