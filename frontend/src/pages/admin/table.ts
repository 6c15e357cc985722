// <admin-table kind="users" .columns=${['login', ...]}>: looks through a kind of thing, page by page; a row opens what it
// shows. Tells `open` with the key, `create` for a new one.

import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { Part } from '../../elements/part';
import { stacks } from '../../elements/stacks';
import { api, type Item, type Page, type Value } from './api';
import { pager } from './pager';
import { problemNote } from './problem';
import { said } from './said';
import { type Field, fieldsOf, keyOf, text } from './schema';
import { searchBox } from './search';
import { fieldName, valueName } from './field-words';
import { words } from './words';

const PAGE_SIZE = 50;
const TYPING_MS = 200;

@customElement('admin-table')
export class Table extends Part {
  @property() kind = '';
  @property({ attribute: false }) columns: readonly string[] = [];
  /** Counts up when something has been changed: looked at anew. */
  @property({ type: Number }) version = 0;

  @state() private page: Page | null = null;
  @state() private problem = '';
  @state() private search = '';
  @state() private sort = '';
  @state() private offset = 0;
  @state() private fields: readonly Field[] = [];

  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('kind')) {
      this.page = null;
      this.search = this.sort = '';
      this.offset = 0;
    }
    if (changed.has('kind') || changed.has('version')) void this.look();
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  override render() {
    return html`
      <div class="row tools">
        ${searchBox(this.typed, this.search)}
        <span class="soft number" role="status">${this.page ? words().found(this.page.total) : nothing}</span>
        <button class="button primary" @click=${() => this.tell('create', null)}>${words().create}</button>
      </div>
      ${problemNote(this.problem, () => void this.look())}
      ${this.page ? (this.page.items.length ? this.table(this.page) : this.empty()) : this.problem ? nothing : html`<p class="soft">${words().loading}</p>`}
    `;
  }

  private empty() {
    return html`<jf-empty>${this.search ? words().nothingFound : words().nothingHere}</jf-empty>`;
  }

  private table(page: Page) {
    return html`<div class="scrolls" tabindex="0" role="region" aria-label=${words().list}>
        <table class="table" ${stacks()}>
          <thead>
            <tr>
              ${this.columns.map((name) => this.head(name))}
            </tr>
          </thead>
          <tbody>
            ${repeat(
              page.items,
              (item) => keyOf(this.kind, item),
              (item) => this.row(page, item),
            )}
          </tbody>
        </table>
      </div>
      ${pager(page, (by) => this.turn(by))}`;
  }

  private head(name: string) {
    const down = this.sort === `-${name}`;
    const sorted = down || this.sort === name;
    return html`<th scope="col" data-label=${fieldName(name)} aria-sort=${sorted ? (down ? 'descending' : 'ascending') : nothing}>
      <button class="sort" @click=${() => this.sortBy(sorted && !down ? `-${name}` : name)}>
        ${fieldName(name)}<span aria-hidden="true">${sorted ? (down ? ' ▾' : ' ▴') : ''}</span>
      </button>
    </th>`;
  }

  private row(page: Page, item: Item) {
    const key = keyOf(this.kind, item);
    return html`<tr>
      ${this.columns.map((name, at) => {
        const shown = this.shown(page, name, item[name] ?? null);
        return at === 0
          ? html`<th scope="row">
              <button class="open" data-key=${key} @click=${() => this.tell('open', key)}>${shown || '–'}</button>
            </th>`
          : html`<td>${shown}</td>`;
      })}
    </tr>`;
  }

  private shown(page: Page, name: string, value: Value) {
    const field = this.fields.find((known) => known.name === name);
    const one = (each: Value): string => {
      if (field?.kind) return page.labels[field.kind]?.[text(each)] ?? text(each);
      if (typeof each === 'object' && each !== null) return text((each as Item).name);
      return field?.type === 'choice' || field?.type === 'choices' ? valueName(name, text(each)) : text(each);
    };
    if (value === null || value === '') return '';
    if (typeof value === 'boolean') return value ? words().yes : words().no;
    if (field?.type === 'color') {
      return html`<span>
        <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill=${text(value)} /></svg> ${text(value)}
      </span>`;
    }
    return Array.isArray(value) ? (value as readonly Value[]).map(one).join(', ') : one(value);
  }

  private turn(by: number): void {
    this.offset = Math.max(0, this.offset + by * PAGE_SIZE);
    void this.look();
  }

  private sortBy(sort: string): void {
    this.sort = sort;
    this.offset = 0;
    void this.look();
  }

  private readonly typed = (text: string): void => {
    this.search = text;
    this.offset = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), TYPING_MS);
  };

  /** Ask the server; an answer that a later question has overtaken is not shown. */
  private async look(): Promise<void> {
    const now = ++this.asked;
    const query = new URLSearchParams({ offset: String(this.offset), limit: String(PAGE_SIZE) });
    if (this.search) query.set('search', this.search);
    if (this.sort) query.set('sort', this.sort);
    try {
      const [fields, page] = await Promise.all([fieldsOf(this.kind), api.ask<Page>('GET', `${this.kind}?${query}`)]);
      if (now !== this.asked) return;
      this.fields = fields;
      this.page = page;
      this.problem = '';
    } catch (error) {
      if (now === this.asked) this.problem = said(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-table': Table;
  }
}
