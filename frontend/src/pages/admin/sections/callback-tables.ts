// <admin-callback-tables .lists=${lists}>: a table of people to be called back read in, tried first, and the report of all
// attempts. Tells `added`.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { toast } from '../../../elements/toasts';
import { dictionary, figure, plural } from '../../../words/words';
import { api, type Item, Refused } from '../api';
import { said } from '../said';
import { text } from '../schema';

const PATH = '/xuc/api/2.0/callbacks';

const words = dictionary(
  {
    list: 'List',
    everyList: 'all lists',
    tables: 'Tables',
    read: 'Read people in from a table (CSV)',
    file: 'File (CSV)',
    try: 'Try it',
    add: 'Add them',
    tried: (rows: number, known: number) => `${plural(rows, { one: '1 row is new', other: `${figure(rows)} rows are new` })}, ${figure(known)} known.`,
    added: (rows: number) => plural(rows, { one: '1 was added.', other: `${figure(rows)} were added.` }),
    line: (line: number) => `Line ${figure(line)}`,
    report: 'Report of all attempts (CSV)',
    from: 'From',
    to: 'To',
    download: 'Download',
  },
  {
    list: 'Liste',
    everyList: 'toutes les listes',
    tables: 'Tableaux',
    read: 'Lire des personnes dans un tableau (CSV)',
    file: 'Fichier (CSV)',
    try: 'Essayer',
    add: 'Les ajouter',
    tried: (rows, known) => `${plural(rows, { one: '1 ligne est nouvelle', other: `${figure(rows)} lignes sont nouvelles` })}, ${figure(known)} connues.`,
    added: (rows) => plural(rows, { one: '1 a été ajoutée.', other: `${figure(rows)} ont été ajoutées.` }),
    line: (line) => `Ligne ${figure(line)}`,
    report: 'Compte rendu des essais (CSV)',
    from: 'Du',
    to: 'Au',
    download: 'Télécharger',
  },
);

interface Imported {
  readonly rows: number;
  readonly added: number;
  readonly known: number;
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

@customElement('admin-callback-tables')
export class CallbackTables extends Part {
  @property({ attribute: false }) lists: readonly Item[] = [];

  @state() private imported: Imported | null = null;
  @state() private table: File | null = null;
  @state() private list = '';
  @state() private problem = '';

  override render() {
    return html`<h2>${words().tables}</h2>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.lists.length ? this.reading() : nothing} ${this.report()}`;
  }

  private reading() {
    const imported = this.imported;
    return html`<form class="card stack" @submit=${this.tryTable}>
      <h3>${words().read}</h3>
      <label class="field"><span>${words().list}</span><select name="tableList" @change=${this.chooseTableList}>${options(this.lists, '', this.list || text(this.lists[0]?.uuid))}</select></label>
      <label class="field">
        <span>${words().file}</span><input type="file" name="table" accept=".csv,text/csv" required @change=${this.chooseTable} />
      </label>
      <div class="row">
        <button class="button" ?disabled=${!this.table}>${words().try}</button>
        ${imported && imported.rows > 0 && imported.added === 0 && imported.errors.length === 0
          ? html`<button type="button" class="button primary" @click=${() => void this.readIn(false)}>${words().add}</button>`
          : nothing}
      </div>
      <div aria-live="polite">${imported ? this.outcome(imported) : nothing}</div>
    </form>`;
  }

  private outcome(imported: Imported) {
    if (imported.errors.length) {
      return html`<ul class="note bad problems">
        ${imported.errors.map((error) => html`<li><strong>${words().line(error.line)}:</strong> ${error.message}</li>`)}
      </ul>`;
    }
    return html`<p class="note">${imported.added ? words().added(imported.added) : words().tried(imported.rows, imported.known)}</p>`;
  }

  private report() {
    return html`<form class="card stack" @submit=${this.download}>
      <h3>${words().report}</h3>
      <div class="row">
        <label class="field"><span>${words().from}</span><input type="date" name="from" /></label>
        <label class="field"><span>${words().to}</span><input type="date" name="to" /></label>
      </div>
      <label class="field"><span>${words().list}</span><select name="list">${options(this.lists, words().everyList, '')}</select></label>
      <div class="row"><button class="button">${words().download}</button></div>
    </form>`;
  }

  private readonly chooseTable = (event: Event): void => {
    this.table = (event.target as HTMLInputElement).files?.[0] ?? null;
    this.imported = null;
  };

  private readonly chooseTableList = (event: Event): void => {
    this.list = (event.target as HTMLSelectElement).value;
    this.imported = null;
  };

  private readonly tryTable = (event: Event): void => {
    event.preventDefault();
    void this.readIn(true);
  };

  private async readIn(dry: boolean): Promise<void> {
    if (!this.table) return;
    try {
      const body = await this.table.arrayBuffer();
      const path = `${PATH}/lists/${this.list || text(this.lists[0]?.uuid)}/csv?dryRun=${dry}`;
      this.imported = await api.ask<Imported>('POST', path, { body, type: 'text/csv' });
      this.problem = '';
      if (!dry) this.tell('added', this.imported.added);
    } catch (error) {
      const errors = error instanceof Refused ? (error.body as Partial<Imported>).errors : undefined;
      if (errors) this.imported = { rows: 0, added: 0, known: 0, errors };
      else this.problem = said(error);
    }
  }

  private readonly download = (event: Event): void => {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const query = new URLSearchParams();
    for (const name of ['from', 'to', 'list']) if (given.get(name)) query.set(name, String(given.get(name)));
    void this.fetch(query);
  };

  private async fetch(query: URLSearchParams): Promise<void> {
    try {
      const answer = await api.answer('GET', `${PATH}/tickets.csv?${query}`);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = 'callbacks.csv';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
    } catch (error) {
      toast(() => said(error), 'bad');
    }
  }
}

function options(lists: readonly Item[], none: string, chosen: string) {
  return html`${none ? html`<option value="">${none}</option>` : nothing}
  ${lists.map((one) => html`<option value=${text(one.uuid)} ?selected=${one.uuid === chosen}>${text(one.name)}</option>`)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-callback-tables': CallbackTables;
  }
}
