// What programs of others say of calls, as it comes: which record in which application belongs to which call.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { stacks } from '../../../elements/stacks';
import { createCti } from '../../../library/cti';
import { websocketUrl } from '../../../library/login';
import { dictionary, figure, language, plural } from '../../../words/words';
import type { RealtimeCTI } from '../../../wire/events';
import { api } from '../api';
import { addSection } from '../sections';

const MOST = 500;
const COLUMNS = ['time', 'type', 'queue', 'agentname', 'callernum', 'event', 'reference'] as const;

type Column = (typeof COLUMNS)[number];

const words = dictionary(
  {
    realtime: 'Realtime',
    time: 'Time',
    type: 'Application',
    queue: 'Queue',
    agentname: 'Agent',
    callernum: 'Caller',
    event: 'Step',
    reference: 'Record',
    search: 'Search',
    everyType: 'Every application',
    everyQueue: 'Every queue',
    csv: 'Save as CSV',
    none: 'No program has said anything yet.',
    nothing: 'Nothing matches.',
    rows: (count: number) => plural(count, { one: `${figure(count)} row`, other: `${figure(count)} rows` }),
    lost: 'The connection is lost; new rows will follow.',
  },
  {
    realtime: 'Temps réel',
    time: 'Heure',
    type: 'Application',
    queue: 'File d’attente',
    agentname: 'Agent',
    callernum: 'Appelant',
    event: 'Étape',
    reference: 'Fiche',
    search: 'Chercher',
    everyType: 'Toutes les applications',
    everyQueue: 'Toutes les files',
    csv: 'Enregistrer en CSV',
    none: 'Aucun programme n’a encore rien dit.',
    nothing: 'Rien ne correspond.',
    rows: (count) => plural(count, { one: `${figure(count)} ligne`, other: `${figure(count)} lignes` }),
    lost: 'La connexion est perdue ; les nouvelles lignes suivront.',
  },
);

@customElement('admin-realtime')
export class Realtime extends Part {
  @state() private rows: readonly RealtimeCTI[] = [];
  @state() private search = '';
  @state() private type = '';
  @state() private queue = '';
  @state() private there = false;
  @state() private lost = false;

  private cti = createCti();

  override connectedCallback(): void {
    super.connectedCallback();
    const cti = (this.cti = createCti());
    cti.setHandler('RealtimeCTIList', (list) => {
      this.rows = list.rows;
      this.there = true;
    });
    cti.setHandler('RealtimeCTI', (row) => (this.rows = [row, ...this.rows].slice(0, MOST)));
    cti.setHandler('LoggedOn', () => void cti.subscribeToRealtimeCTI());
    cti.setHandler('LinkStatusUpdate', ({ status }) => (this.lost = status !== 'opened'));
    cti.WebSocket.init(websocketUrl(location.origin, api.token));
  }

  override disconnectedCallback(): void {
    this.cti.close();
    super.disconnectedCallback();
  }

  override render() {
    const shown = this.shown();
    return html`<h1>${words().realtime}</h1>
      ${this.lost ? html`<p class="note warn" role="status">${words().lost}</p>` : nothing}
      <div class="row tools">
        <input
          class="bare search"
          type="search"
          name="search"
          aria-label=${words().search}
          placeholder=${words().search}
          @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)}
        />
        ${this.choice('type', words().everyType, (value) => (this.type = value))}
        ${this.choice('queue', words().everyQueue, (value) => (this.queue = value))}
        <span class="soft number" role="status">${words().rows(shown.length)}</span>
        <button class="button little" ?disabled=${shown.length === 0} @click=${() => save(shown)}>${words().csv}</button>
      </div>
      ${this.there && shown.length === 0
        ? html`<jf-empty>${this.rows.length === 0 ? words().none : words().nothing}</jf-empty>`
        : nothing}
      ${shown.length > 0 ? this.table(shown) : nothing}`;
  }

  private table(shown: readonly RealtimeCTI[]) {
    return html`<div class="scrolls" tabindex="0" role="region" aria-label=${words().realtime}>
      <table class="table" ${stacks()}>
        <thead>
          <tr>
            ${COLUMNS.map((column) => html`<th scope="col">${words()[column]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (row) =>
              html`<tr>
                ${COLUMNS.map((column) => html`<td>${this.cell(row, column)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private cell(row: RealtimeCTI, column: Column) {
    const value = valueOf(row, column);
    if (column === 'time') {
      const when = new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(row.time));
      return html`<time class="number" datetime=${row.time}>${when}</time>`;
    }
    if (column === 'reference' && row.url) {
      return html`<a href=${row.url} target="_blank" rel="noopener noreferrer">${value || row.url}</a>`;
    }
    return value;
  }

  private choice(column: 'type' | 'queue', every: string, choose: (value: string) => void) {
    const values = [...new Set(this.rows.map((row) => valueOf(row, column)))].filter(Boolean).sort();
    return html`<select class="bare" aria-label=${words()[column]} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      <option value="">${every}</option>
      ${values.map((value) => html`<option value=${value}>${value}</option>`)}
    </select>`;
  }

  private shown(): readonly RealtimeCTI[] {
    const wanted = this.search.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return this.rows.filter((row) => {
      if (this.type && row.type !== this.type) return false;
      if (this.queue && valueOf(row, 'queue') !== this.queue) return false;
      const text = COLUMNS.map((column) => valueOf(row, column)).join(' ').toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
  }
}

function valueOf(row: RealtimeCTI, column: Column): string {
  if (column === 'time' || column === 'type') return row[column];
  if (column === 'reference') return row.reference ?? '';
  const value = row.channel[column];
  return typeof value === 'string' ? value : '';
}

/** As spreadsheets read it; a text that they would calculate begins with an apostrophe. */
export function csv(rows: readonly RealtimeCTI[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const lines = rows.map((row) => [...COLUMNS.map((column) => valueOf(row, column)), row.url ?? ''].map(cell).join(','));
  return `\uFEFF${[[...COLUMNS, 'url'].join(','), ...lines].join('\r\n')}\r\n`;
}

function save(rows: readonly RealtimeCTI[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv(rows)], { type: 'text/csv;charset=utf-8' }));
  link.download = 'realtime.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

addSection({ id: 'realtime', group: 'watch', name: () => words().realtime, view: () => html`<admin-realtime></admin-realtime>` });

declare global {
  interface HTMLElementTagNameMap {
    'admin-realtime': Realtime;
  }
}
