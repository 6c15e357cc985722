// One telephone number: everything that is kept of it, shown as tables, saved as a file, and forgotten for good.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { toast } from '../../../elements/toasts';
import { dictionary, figure, plural } from '../../../words/words';
import { api, type Item } from '../api';
import { said } from '../said';
import { text } from '../schema';
import { addSection } from '../sections';

type Tables = { readonly [table: string]: readonly Item[] };

interface Erased {
  readonly counts: { readonly [table: string]: number };
  readonly recordings: readonly string[];
}

const words = dictionary(
  {
    privacy: 'Privacy',
    help: 'Everything that is kept of one telephone number, however it is written. To forget it leaves the calls, without the number and the name; requests to be called back are deleted.',
    number: 'Telephone number',
    show: 'Show what is kept',
    nothingKept: 'Nothing is kept of this number.',
    kept: (rows: number) => plural(rows, { one: '1 entry is kept.', other: `${figure(rows)} entries are kept.` }),
    save: 'Save as a file',
    forget: 'Forget this number',
    contacts: 'Also delete contacts with this number, those of users too',
    sure: (number: string) => `Everything about ${number} is forgotten for good. This cannot be undone.`,
    forgetNow: 'Yes, forget it',
    cancel: 'Cancel',
    erased: (rows: number) => plural(rows, { one: 'Forgotten: 1 entry.', other: `Forgotten: ${figure(rows)} entries.` }),
    own: 'What is left are settings of users: they change them themselves.',
    recordings: 'Sound files to be deleted on the PBX:',
    table: 'Kept in',
    rows: 'Entries',
  },
  {
    privacy: 'Vie privée',
    help: 'Tout ce qui est gardé d’un numéro de téléphone, quelle que soit son écriture. L’oublier laisse les appels, sans le numéro ni le nom ; les demandes de rappel sont supprimées.',
    number: 'Numéro de téléphone',
    show: 'Montrer ce qui est gardé',
    nothingKept: 'Rien n’est gardé de ce numéro.',
    kept: (rows) => plural(rows, { one: '1 entrée est gardée.', other: `${figure(rows)} entrées sont gardées.` }),
    save: 'Enregistrer dans un fichier',
    forget: 'Oublier ce numéro',
    contacts: 'Supprimer aussi les contacts qui ont ce numéro, y compris ceux des utilisateurs',
    sure: (number) => `Tout ce qui concerne ${number} est oublié pour de bon. C’est irréversible.`,
    forgetNow: 'Oui, l’oublier',
    cancel: 'Annuler',
    erased: (rows) => plural(rows, { one: 'Oublié : 1 entrée.', other: `Oublié : ${figure(rows)} entrées.` }),
    own: 'Ce qui reste sont des réglages d’utilisateurs : ils les changent eux-mêmes.',
    recordings: 'Fichiers son à supprimer sur le PABX :',
    table: 'Gardé dans',
    rows: 'Entrées',
  },
);

const tableNames = dictionary(
  {
    call_records: 'Calls',
    call_legs: 'Phones of calls',
    queue_steps: 'Queues of calls',
    call_transfers: 'Transfers',
    call_qualifications: 'Notes of agents',
    call_recordings: 'Recordings',
    callback_requests: 'Requests to be called back',
    callback_tickets: 'Attempts to call back',
    realtime_rows: 'Realtime list',
    integration_runs: 'Runs of integrations',
    webhook_letters: 'Waiting for webhooks',
    queue_days: 'Today’s queues',
    agent_days: 'Today’s agents',
    audit: 'Audit',
    contacts: 'Shared contacts',
    personal_contacts: 'Contacts of users',
    users: 'Users (their mobile)',
    user_services: 'Forwards of users',
    user_preferences: 'Preferences of users',
  },
  {
    call_records: 'Appels',
    call_legs: 'Postes des appels',
    queue_steps: 'Files des appels',
    call_transfers: 'Transferts',
    call_qualifications: 'Notes d’agents',
    call_recordings: 'Enregistrements',
    callback_requests: 'Demandes de rappel',
    callback_tickets: 'Essais de rappel',
    realtime_rows: 'Liste en direct',
    integration_runs: 'Passages d’intégrations',
    webhook_letters: 'En attente pour webhooks',
    queue_days: 'Files du jour',
    agent_days: 'Agents du jour',
    audit: 'Journal',
    contacts: 'Contacts partagés',
    personal_contacts: 'Contacts d’utilisateurs',
    users: 'Utilisateurs (leur mobile)',
    user_services: 'Renvois d’utilisateurs',
    user_preferences: 'Préférences d’utilisateurs',
  },
);

@customElement('admin-privacy')
export class Privacy extends Part {
  @state() private number = '';
  @state() private tables: Tables | null = null;
  @state() private erased: Erased | null = null;
  @state() private asking = false;
  @state() private contacts = false;
  @state() private busy = false;
  @state() private problem = '';

  override render() {
    return html`<h1>${words().privacy}</h1>
      <p class="soft">${words().help}</p>
      <form class="card" @submit=${this.show}>
        <label class="field">
          <span>${words().number}</span>
          <input name="number" inputmode="tel" autocomplete="off" required maxlength="64" .value=${this.number} @input=${this.typed} />
        </label>
        <div class="row"><button class="button primary" ?disabled=${this.busy}>${words().show}</button></div>
      </form>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      <div class="stack" aria-live="polite">${this.done()} ${this.kept()}</div>`;
  }

  private done() {
    const erased = this.erased;
    if (!erased) return nothing;
    return html`<p class="note">${words().erased(total(erased.counts))}</p>
      ${erased.recordings.length
        ? html`<div class="note warn">
            <p>${words().recordings}</p>
            <ul>
              ${erased.recordings.map((name) => html`<li><code>${name}</code></li>`)}
            </ul>
          </div>`
        : nothing}`;
  }

  private kept() {
    const tables = this.tables;
    if (!tables) return nothing;
    const names = Object.keys(tables);
    if (names.length === 0) return html`<jf-empty>${words().nothingKept}</jf-empty>`;
    const rows = names.reduce((sum, name) => sum + (tables[name]?.length ?? 0), 0);
    return html`<p role="status">${this.erased ? words().own : words().kept(rows)}</p>
      <table class="table">
        <thead>
          <tr><th scope="col">${words().table}</th><th scope="col" class="number">${words().rows}</th></tr>
        </thead>
        <tbody>
          ${names.map(
            (name) => html`<tr>
              <th scope="row">${nameOf(name)}</th>
              <td class="number" data-label=${words().rows}>${figure(tables[name]?.length ?? 0)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      <div class="row">
        <button class="button" @click=${this.save}>${words().save}</button>
        ${this.asking ? nothing : html`<button class="button danger" @click=${() => (this.asking = true)}>${words().forget}</button>`}
      </div>
      ${this.asking ? this.question() : nothing}`;
  }

  private question() {
    return html`<div class="note warn stack" role="alertdialog" aria-label=${words().forget}>
      <p>${words().sure(this.number)}</p>
      <label class="row">
        <input type="checkbox" name="contacts" .checked=${this.contacts} @change=${this.also} /> <span>${words().contacts}</span>
      </label>
      <div class="row">
        <button class="button danger" ?disabled=${this.busy} @click=${() => void this.forget()}>${words().forgetNow}</button>
        <button class="button" @click=${() => (this.asking = false)}>${words().cancel}</button>
      </div>
    </div>`;
  }

  private readonly typed = (event: Event): void => {
    this.number = (event.target as HTMLInputElement).value;
    this.tables = this.erased = null;
    this.asking = false;
  };

  private readonly also = (event: Event): void => {
    this.contacts = (event.target as HTMLInputElement).checked;
  };

  private readonly show = (event: Event): void => {
    event.preventDefault();
    this.erased = null;
    void this.act(() => this.look());
  };

  private async look(): Promise<void> {
    const found = await api.ask<{ tables: Tables }>('POST', 'privacy/search', { body: { number: this.number } });
    this.tables = found.tables;
  }

  private async forget(): Promise<void> {
    await this.act(async () => {
      const body = { number: this.number, contacts: this.contacts };
      const erased = await api.ask<Erased>('POST', 'privacy/erase', { body });
      this.erased = erased;
      this.asking = false;
      toast(() => words().erased(total(erased.counts)), 'good');
      await this.look();
    });
  }

  private async act(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = '';
    try {
      await work();
    } catch (error) {
      this.problem = said(error);
    }
    this.busy = false;
  }

  private readonly save = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(this.tables, null, 2)], { type: 'application/json' }));
    link.download = 'number.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  };
}

function total(counts: Erased['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function nameOf(table: string): string {
  const names: Readonly<Record<string, string>> = tableNames();
  return Object.hasOwn(names, table) ? text(names[table]) : table;
}

addSection({ id: 'privacy', group: 'data', name: () => words().privacy, view: () => html`<admin-privacy></admin-privacy>` });

declare global {
  interface HTMLElementTagNameMap {
    'admin-privacy': Privacy;
  }
}
