// Requests to be called back: found, written down, changed, set free, deleted. Tables of them are in
// `callback-tables.ts`; the lists and the periods of the day are sections of their own (`kinds.ts`).

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { stacks } from '../../../elements/stacks';
import { toast } from '../../../elements/toasts';
import { dictionary, figure } from '../../../words/words';
import { api, type Item, type Page } from '../api';
import { pager } from '../pager';
import { problemNote } from '../problem';
import { said } from '../said';
import { text } from '../schema';
import { searchBox } from '../search';
import { addSection } from '../sections';
import { words as common } from '../words';
import './callback-tables';

const PATH = '/xuc/api/2.0/callbacks';
const PAGE_SIZE = 50;

const words = dictionary(
  {
    callbacks: 'Callbacks',
    list: 'List',
    everyList: 'all lists',
    which: 'Which',
    open: 'open',
    closed: 'closed',
    every: 'all',
    due: 'Due',
    period: 'Period',
    name: 'Name',
    phoneNumber: 'Number',
    mobilePhoneNumber: 'Mobile',
    firstName: 'First name',
    lastName: 'Last name',
    company: 'Company',
    description: 'About',
    agent: 'Taken by',
    state: 'State',
    attempts: 'Attempts',
    free: 'Set it free',
    freed: 'It is free',
    noList: 'There is no callback list yet: make one first.',
    newOne: 'New callback',
  },
  {
    callbacks: 'Rappels',
    list: 'Liste',
    everyList: 'toutes les listes',
    which: 'Lesquels',
    open: 'ouverts',
    closed: 'clos',
    every: 'tous',
    due: 'Échéance',
    period: 'Période',
    name: 'Nom',
    phoneNumber: 'Numéro',
    mobilePhoneNumber: 'Mobile',
    firstName: 'Prénom',
    lastName: 'Nom',
    company: 'Société',
    description: 'À propos',
    agent: 'Pris par',
    state: 'État',
    attempts: 'Essais',
    free: 'Le libérer',
    freed: 'Il est libre',
    noList: 'Il n’y a pas encore de liste de rappels : créez-en une d’abord.',
    newOne: 'Nouveau rappel',
  },
);

const TEXTS = ['phoneNumber', 'mobilePhoneNumber', 'firstName', 'lastName', 'company'] as const;

@customElement('admin-callbacks')
export class Callbacks extends Part {
  @state() private page: Page | null = null;
  @state() private lists: readonly Item[] = [];
  @state() private periods: readonly Item[] = [];
  @state() private agents: ReadonlyMap<string, string> = new Map();
  @state() private problem = '';
  /** What is in the dialogue: null none, without `uuid` a new one. */
  @state() private edited: Item | null = null;
  @state() private wrong = '';
  @state() private deleting = false;
  private search = '';
  private list = '';
  private closed = 'false';
  private offset = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  override updated(): void {
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  override render() {
    const page = this.page;
    return html`<h1>${words().callbacks}</h1>
      <div class="row tools">
        ${searchBox(this.typed)} ${this.filter(words().list, 'list', this.listOptions(words().everyList), this.chooseList)}
        ${this.filter(words().which, 'closed', this.closedOptions(), this.chooseClosed)}
        <span class="soft number" role="status">${page ? common().found(page.total) : nothing}</span>
        <button class="button primary" ?disabled=${this.lists.length === 0} @click=${() => this.edit({ listUuid: this.list || text(this.lists[0]?.uuid) })}>
          ${common().create}
        </button>
      </div>
      ${problemNote(this.problem, () => void this.begin())}
      ${page && this.lists.length === 0 ? html`<p class="note">${words().noList}</p>` : nothing}
      ${page?.items.length === 0 ? html`<jf-empty>${this.search ? common().nothingFound : common().nothingHere}</jf-empty>` : nothing}
      ${page?.items.length ? this.rows(page) : nothing} ${this.edited ? this.dialogue(this.edited) : nothing}
      <admin-callback-tables .lists=${this.lists} @added=${() => void this.look()}></admin-callback-tables>`;
  }

  private filter(label: string, name: string, options: TemplateResult, chosen: (event: Event) => void) {
    return html`<label class="row"><span>${label}</span><select class="bare" name=${name} @change=${chosen}>${options}</select></label>`;
  }

  private listOptions(none: string, chosen = this.list) {
    return html`${none ? html`<option value="">${none}</option>` : nothing}
    ${this.lists.map((one) => html`<option value=${text(one.uuid)} ?selected=${one.uuid === chosen}>${text(one.name)}</option>`)}`;
  }

  private closedOptions() {
    return html`<option value="false">${words().open}</option>
      <option value="true">${words().closed}</option>
      <option value="">${words().every}</option>`;
  }

  private rows(page: Page) {
    const heads = [words().due, words().period, words().phoneNumber, words().list, words().agent, words().attempts];
    return html`<div class="scrolls" tabindex="0" role="region" aria-label=${words().callbacks}>
        <table class="table" ${stacks()}>
          <thead>
            <tr>
              ${[words().name, ...heads].map((head) => html`<th scope="col">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${page.items.map((item) => {
              const cells = [
                text(item.dueDate),
                nameIn(this.periods, item.periodUuid),
                text(item.phoneNumber) || text(item.mobilePhoneNumber),
                nameIn(this.lists, item.listUuid),
                this.agents.get(text(item.agentId)) ?? text(item.agentId),
                figure((item.attempts as readonly Item[]).length),
              ];
              return html`<tr>
                <th scope="row"><button class="open" @click=${() => this.edit(item)}>${person(item)}</button></th>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      ${pager(page, (by) => this.turn(by))}`;
  }

  private dialogue(item: Item) {
    const kept = text(item.uuid);
    const fixed = item.closed === true;
    return html`<dialog class="editor" aria-labelledby="callback-title" @cancel=${this.leave}>
      <form class="stack" @submit=${this.save}>
        <header class="row">
          <h2 id="callback-title">${kept ? person(item) : words().newOne}</h2>
          <button type="button" class="button quiet little" aria-label=${common().close} @click=${this.leave}>✕</button>
        </header>
        ${this.wrong ? html`<p class="note bad" role="alert">${this.wrong}</p>` : nothing}
        <label class="field">
          <span>${words().list}</span>
          <select name="listUuid" ?disabled=${fixed}>${this.listOptions('', text(item.listUuid))}</select>
        </label>
        ${TEXTS.map(
          (name) =>
            html`<label class="field">
              <span>${words()[name]}</span>
              <input name=${name} autocomplete="off" maxlength=${name.endsWith('Number') ? 40 : 200} ?disabled=${fixed} .value=${text(item[name])} />
            </label>`,
        )}
        <label class="field">
          <span>${words().due}</span><input type="date" name="dueDate" ?disabled=${fixed} .value=${text(item.dueDate)} />
        </label>
        <label class="field">
          <span>${words().period}</span>
          <select name="periodUuid" ?disabled=${fixed}>
            ${this.periods.map((one) => html`<option value=${text(one.uuid)} ?selected=${one.uuid === (item.periodUuid ?? this.usual())}>${text(one.name)}</option>`)}
          </select>
        </label>
        <label class="field">
          <span>${words().description}</span>
          <textarea name="description" rows="3" maxlength="2000" ?disabled=${fixed} .value=${text(item.description)}></textarea>
        </label>
        ${kept ? this.attempts(item) : nothing}
        <footer class="row">
          ${fixed ? nothing : html`<button class="button primary">${common().save}</button>`}
          <button type="button" class="button" @click=${this.leave}>${fixed ? common().close : common().cancel}</button>
          ${kept && item.agentId !== null && !fixed ? html`<button type="button" class="button" @click=${() => void this.free(kept)}>${words().free}</button>` : nothing}
          ${kept ? this.removal(kept) : nothing}
        </footer>
      </form>
    </dialog>`;
  }

  private attempts(item: Item) {
    const attempts = item.attempts as readonly Item[];
    if (attempts.length === 0) return nothing;
    return html`<section>
      <h3>${words().attempts}</h3>
      <ol class="audit">
        ${attempts.map(
          (one) => html`<li>
            <p class="row">
              <time class="soft number">${text(one.started).slice(0, 16).replace('T', ' ')}</time>
              <span>${text(one.agent)}</span><span class="number">${text(one.number)}</span><strong>${text(one.status)}</strong>
            </p>
            ${one.comment ? html`<p>${text(one.comment)}</p>` : nothing}
          </li>`,
        )}
      </ol>
    </section>`;
  }

  private removal(uuid: string) {
    if (!this.deleting) {
      return html`<button type="button" class="button danger apart" @click=${() => (this.deleting = true)}>${common().delete}</button>`;
    }
    return html`<span class="row apart">
      <span>${common().sure}</span>
      <button type="button" class="button danger" @click=${() => void this.discard(uuid)}>${common().deleteNow}</button>
      <button type="button" class="button" @click=${() => (this.deleting = false)}>${common().cancel}</button>
    </span>`;
  }

  private async begin(): Promise<void> {
    try {
      const all = (kind: string) => api.ask<Page>('GET', `${kind}?limit=1000`);
      const [lists, periods, agents] = await Promise.all([all('callbackLists'), all('callbackPeriods'), all('agents')]);
      this.lists = lists.items;
      this.periods = periods.items;
      this.agents = new Map(agents.items.map((agent) => [text(agent.id), text(agent.number)]));
    } catch (error) {
      this.problem = said(error);
      return;
    }
    await this.look();
  }

  private async look(): Promise<void> {
    const now = ++this.asked;
    const query = new URLSearchParams({ offset: String(this.offset), limit: String(PAGE_SIZE) });
    if (this.search) query.set('search', this.search);
    if (this.list) query.set('listUuid', this.list);
    if (this.closed) query.set('closed', this.closed);
    try {
      const page = await api.ask<Page>('GET', `${PATH}?${query}`);
      if (now !== this.asked) return;
      this.page = page;
      this.problem = '';
    } catch (error) {
      if (now === this.asked) this.problem = said(error);
    }
  }

  private turn(by: number): void {
    this.offset = Math.max(0, this.offset + by * PAGE_SIZE);
    void this.look();
  }

  private readonly typed = (typed: string): void => {
    this.search = typed;
    this.offset = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), 200);
  };

  private readonly chooseList = (event: Event): void => {
    this.list = (event.target as HTMLSelectElement).value;
    this.offset = 0;
    void this.look();
  };

  private readonly chooseClosed = (event: Event): void => {
    this.closed = (event.target as HTMLSelectElement).value;
    this.offset = 0;
    void this.look();
  };

  private usual(): string {
    return text((this.periods.find((one) => one.isDefault) ?? this.periods[0])?.uuid);
  }

  private edit(item: Item): void {
    this.edited = item;
    this.wrong = '';
    this.deleting = false;
  }

  private readonly leave = (event: Event): void => {
    event.preventDefault();
    this.edited = null;
  };

  private readonly save = (event: Event): void => {
    event.preventDefault();
    const seen = this.edited ?? {};
    const given = Object.fromEntries(new FormData(event.target as HTMLFormElement)) as Record<string, string>;
    const changed = Object.entries(given).filter(([name, value]) => value !== text(seen[name]) || (!seen.uuid && value));
    const body = Object.fromEntries(changed.filter(([name, value]) => value || name !== 'dueDate'));
    void this.act(async () => {
      if (seen.uuid) await api.ask('PATCH', `${PATH}/${text(seen.uuid)}`, { body });
      else await api.ask('POST', PATH, { body });
      toast(() => common().saved, 'good');
    });
  };

  private async free(uuid: string): Promise<void> {
    await this.act(async () => {
      await api.ask('POST', `${PATH}/${uuid}/release`);
      toast(() => words().freed, 'good');
    });
  }

  private async discard(uuid: string): Promise<void> {
    await this.act(async () => {
      await api.answer('DELETE', `${PATH}/${uuid}`);
      toast(() => common().deleted, 'good');
    });
  }

  /** Do it and close the dialogue, or say there what is refused. */
  private async act(work: () => Promise<void>): Promise<void> {
    this.wrong = '';
    try {
      await work();
      this.edited = null;
      await this.look();
    } catch (error) {
      this.wrong = said(error);
    }
    this.deleting = false;
  }

}

function nameIn(all: readonly Item[], uuid: Item[string] | undefined): string {
  return text(all.find((one) => one.uuid === uuid)?.name);
}

function person(item: Item): string {
  const name = `${text(item.firstName)} ${text(item.lastName)}`.trim();
  return name || text(item.company) || text(item.phoneNumber) || text(item.mobilePhoneNumber);
}

addSection({ id: 'callbacks', group: 'centre', name: () => words().callbacks, view: () => html`<admin-callbacks></admin-callbacks>` });

declare global {
  interface HTMLElementTagNameMap {
    'admin-callbacks': Callbacks;
  }
}
