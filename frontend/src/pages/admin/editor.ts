// <admin-editor kind="users" key="3">: one thing in a dialogue: changed, made or deleted. An empty key makes a new one.
// What somebody else has changed meanwhile is told before it is overwritten. Tells `saved` and `left`.

import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import { toast } from '../../elements/toasts';
import { api, type Item, type Problem, Refused, type Value } from './api';
import { extraOf } from './extras';
import './form';
import { said } from './said';
import { type Field, fieldsOf, keyOf, labelOf, text } from './schema';
import { fieldName } from './field-words';
import './trial';
import './who';
import { kindName, words } from './words';

@customElement('admin-editor')
export class Editor extends Part {
  @property() kind = '';
  @property() key = '';

  @state() private fields: readonly Field[] = [];
  @state() private values: Item = {};
  @state() private extra: Item = {};
  @state() private problems: readonly Problem[] = [];
  @state() private message = '';
  /** What somebody else has made of it. */
  @state() private theirs: Item | null = null;
  @state() private deleting = false;
  @state() private busy = false;
  @state() private there = false;

  private mark = '';
  private seen: Item = {};

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('kind') || changed.has('key')) void this.load();
  }

  override updated(): void {
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  override render() {
    const title = this.key ? labelOf(this.kind, this.seen) || this.key : words().newOne(kindName(this.kind));
    return html`<dialog class="editor" aria-labelledby="editor-title" @cancel=${this.leave}>
      <form class="stack" @submit=${this.save}>
        <header class="row">
          <h2 id="editor-title">${title}</h2>
          <button type="button" class="button quiet little" aria-label=${words().close} @click=${this.leave}>✕</button>
        </header>
        ${this.message ? html`<p class="note bad" role="alert">${this.message}</p>` : nothing} ${this.conflict()}
        ${this.there
          ? html`<admin-form
                .fields=${this.fields}
                .values=${this.values}
                .problems=${this.problems}
                .fixed=${this.key ? (this.kind === 'statuses' ? ['name'] : []) : ['*']}
                @changed=${(event: CustomEvent<Item>) => (this.values = event.detail)}
              ></admin-form>
              ${this.key ? nothing : extraOf(this.kind)?.form(this.extra, (changed) => (this.extra = changed)) ?? nothing}
              ${this.kind === 'integrations' ? html`<admin-trial .values=${this.values}></admin-trial>` : nothing}
              ${this.key && this.kind === 'profiles' ? html`<admin-who profile=${this.key}></admin-who>` : nothing}`
          : html`<p class="soft">${words().loading}</p>`}
        <footer class="row">
          <button class="button primary" ?disabled=${this.busy || !this.there}>${words().save}</button>
          <button type="button" class="button" @click=${this.leave}>${words().cancel}</button>
          ${this.key && this.there ? this.removal() : nothing}
        </footer>
      </form>
    </dialog>`;
  }

  /** Both versions, value by value: only what is not alike. */
  private conflict() {
    const theirs = this.theirs;
    if (!theirs) return nothing;
    const unlike = this.fields.filter((field) => field.name in theirs && !same(theirs[field.name], this.values[field.name]));
    return html`<div class="note warn stack" role="alert">
      <p>${words().changedMeanwhile}</p>
      <dl>
        ${unlike.map(
          (field) => html`<dt>${fieldName(field.name)}</dt>
            <dd>${words().theirs(shown(theirs[field.name]))}</dd>
            <dd>${words().yours(shown(this.values[field.name]))}</dd>`,
        )}
      </dl>
      <div class="row">
        <button type="button" class="button" @click=${() => void this.load()}>${words().takeTheirs}</button>
        <button type="button" class="button" @click=${() => void this.overwrite()}>${words().keepMine}</button>
      </div>
    </div>`;
  }

  private removal() {
    if (!this.deleting) {
      return html`<button type="button" class="button danger apart" @click=${() => (this.deleting = true)}>${words().delete}</button>`;
    }
    return html`<span class="row apart">
      <span>${words().sure}</span>
      <button type="button" class="button danger" ?disabled=${this.busy} @click=${() => void this.deleteIt()}>
        ${words().deleteNow}
      </button>
      <button type="button" class="button" @click=${() => (this.deleting = false)}>${words().cancel}</button>
    </span>`;
  }

  private async load(): Promise<void> {
    this.there = this.deleting = false;
    this.theirs = null;
    this.problems = [];
    this.message = '';
    this.extra = {};
    try {
      this.fields = await fieldsOf(this.kind);
      this.seen = {};
      if (this.key) {
        const answer = await api.answer('GET', `${this.kind}/${encodeURIComponent(this.key)}`);
        this.mark = answer.headers.get('ETag') ?? '';
        this.seen = (await answer.json()) as Item;
      }
      this.values = this.seen;
      this.there = true;
    } catch (error) {
      this.message = said(error);
    }
  }

  private readonly save = (event: Event): void => {
    event.preventDefault();
    void this.act(async () => {
      if (this.key) await api.ask('PATCH', this.path(), { body: this.changed(), expected: this.mark });
      else await this.create();
      toast(() => words().saved, 'good');
      this.tell('saved', this.key);
    });
  };

  private async create(): Promise<void> {
    const steps = extraOf(this.kind)?.steps(this.values, this.extra) ?? [];
    const own = { kind: this.kind, values: this.values, name: 'this' };
    if (steps.length === 0) await api.ask('POST', this.kind, { body: this.values });
    else await api.ask('POST', 'transactions', { body: { steps: [own, ...steps] } });
  }

  private async overwrite(): Promise<void> {
    const answer = await api.answer('GET', this.path()).catch(() => null);
    this.mark = answer?.headers.get('ETag') ?? '';
    this.theirs = null;
    this.querySelector('form')?.requestSubmit();
  }

  private async deleteIt(): Promise<void> {
    await this.act(async () => {
      await api.answer('DELETE', this.path(), { expected: this.mark });
      toast(() => words().deleted, 'good');
      this.tell('saved', '');
    });
  }

  /** Do it; say what is refused where it belongs. */
  private async act(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problems = [];
    this.message = '';
    this.theirs = null;
    try {
      await work();
    } catch (error) {
      if (error instanceof Refused) this.refused(error);
      else this.message = said(error);
    }
    this.busy = false;
    this.deleting = false;
  }

  private refused(refusal: Refused): void {
    if (refusal.current) {
      this.theirs = refusal.current;
      return;
    }
    this.problems = refusal.problems.filter((problem) => !problem.kind || problem.kind === this.kind);
    const named = this.fields.map((field) => field.name);
    const elsewhere = refusal.problems.some((problem) => !this.problems.includes(problem) || !named.includes(problem.field ?? ''));
    this.message = elsewhere || refusal.problems.length === 0 ? said(refusal) : words().lookBelow;
  }

  /** Only what is another value than the one that was read: what others change beside it stays. */
  private changed(): Item {
    return Object.fromEntries(Object.entries(this.values).filter(([name, value]) => !same(value, this.seen[name])));
  }

  private path(): string {
    return `${this.kind}/${encodeURIComponent(this.key || keyOf(this.kind, this.seen))}`;
  }

  private readonly leave = (event: Event): void => {
    event.preventDefault();
    this.tell('left', null);
  };
}

function same(one: Value | undefined, other: Value | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

function shown(value: Value | undefined): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : text(value) || '–';
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-editor': Editor;
  }
}
