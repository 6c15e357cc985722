// Files: brought in with the difference shown first, and written.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { Part } from '../../../elements/part';
import { toast } from '../../../elements/toasts';
import { api, type Difference, type Problem, Refused } from '../api';
import { changes } from '../differences';
import { said } from '../said';
import { addSection } from '../sections';
import { kindsName, words } from '../words';
import { KINDS } from './kinds';

interface Done {
  readonly differences: readonly Difference[];
  readonly total: number;
  readonly deletions: number;
  readonly applied: boolean;
}

@customElement('admin-files')
export class Files extends Part {
  @state() private file: File | null = null;
  @state() private kind = '';
  @state() private done: Done | null = null;
  @state() private problems: readonly Problem[] = [];
  @state() private problem = '';
  @state() private busy = false;
  @state() private deleteMissing = false;

  override render() {
    return html`<h1>${words().files}</h1>
      <p class="soft">${words().filesHelp}</p>
      <form class="card" @submit=${this.compare}>
        <label class="field">
          <span>${words().file}</span>
          <input type="file" name="file" accept=".csv,.toml,text/csv" required @change=${this.chosen} />
        </label>
        <label class="field">
          <span>${words().kindOfCsv}</span>
          <select name="kind" @change=${(event: Event) => this.become((event.target as HTMLSelectElement).value)}>
            <option value="">${words().byHeading}</option>
            ${KINDS.map(([kind]) => html`<option value=${kind}>${kindsName(kind)}</option>`)}
          </select>
        </label>
        <label class="row">
          <input type="checkbox" name="deleteMissing" @change=${this.decide} /> <span>${words().deleteMissing}</span>
        </label>
        <div class="row"><button class="button primary" ?disabled=${this.busy || !this.file}>${words().compare}</button></div>
      </form>
      <div class="stack" aria-live="polite">${this.outcome()}</div>
      <h2>${words().download}</h2>
      <div class="downloads">
        <button class="button little" @click=${() => void this.fetch('')}>${words().everything}</button>
        ${KINDS.map(
          ([kind]) =>
            html`<button class="button little" @click=${() => void this.fetch(kind)}>${kindsName(kind)} (CSV)</button>`,
        )}
      </div>`;
  }

  private outcome() {
    if (this.problems.length) {
      return html`<div class="note bad stack" role="alert">
        <p>${words().badFile}</p>
        <ul class="problems">
          ${this.problems.map(
            (problem) => html`<li>
              ${problem.row ? html`<strong>${words().rowNumber(problem.row)}:</strong> ` : nothing}${problem.message}
              ${problem.allowed?.length ? words().allowed(problem.allowed.join(', ')) : nothing}
            </li>`,
          )}
        </ul>
      </div>`;
    }
    if (this.problem) return html`<p class="note bad" role="alert">${this.problem}</p>`;
    const done = this.done;
    if (!done) return nothing;
    if (done.total === 0) return html`<p class="note">${words().noDifference}</p>`;
    const more = done.total - done.differences.length;
    return html`${done.applied
        ? html`<p class="note">${words().applied}</p>`
        : html`${done.deletions ? html`<p class="note warn">${words().wouldDelete(done.deletions)}</p>` : nothing}
          <div class="row">
            <button class="button ${done.deletions ? 'danger' : 'primary'}" ?disabled=${this.busy} @click=${() => void this.send(true)}>
              ${words().applyIt(done.total)}
            </button>
          </div>`}
      <div class="stack">${done.differences.map(changes)}</div>
      ${more > 0 ? html`<p class="soft">${words().andMore(more)}</p>` : nothing}`;
  }

  private readonly chosen = (event: Event): void => {
    this.file = (event.target as HTMLInputElement).files?.[0] ?? null;
    this.forget();
  };

  private readonly decide = (event: Event): void => {
    this.deleteMissing = (event.target as HTMLInputElement).checked;
    this.forget();
  };

  private become(kind: string): void {
    this.kind = kind;
    this.forget();
  }

  private forget(): void {
    this.done = null;
    this.problems = [];
    this.problem = '';
  }

  private readonly compare = (event: Event): void => {
    event.preventDefault();
    void this.send(false);
  };

  private async send(apply: boolean): Promise<void> {
    const file = this.file;
    if (!file) return;
    const deletions = this.done?.deletions ?? 0;
    this.forget();
    this.busy = true;
    const form = file.name.toLowerCase().endsWith('.toml') ? 'toml' : 'csv';
    const query = new URLSearchParams({ form, kind: form === 'csv' ? this.kind : '', apply: String(apply) });
    if (this.deleteMissing) query.set('deleteMissing', 'true');
    if (this.deleteMissing && apply) query.set('deletions', String(deletions));
    try {
      const body = await file.arrayBuffer();
      this.done = await api.ask<Done>('POST', `import?${query}`, { body, type: form === 'csv' ? 'text/csv' : 'application/toml' });
      if (apply) toast(() => words().applied, 'good');
    } catch (error) {
      if (error instanceof Refused && error.problems.length) this.problems = error.problems;
      else this.problem = said(error);
    }
    this.busy = false;
  }

  private async fetch(kind: string): Promise<void> {
    try {
      const answer = await api.answer('GET', kind ? `export?form=csv&kind=${kind}` : 'export');
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = kind ? `${kind}.csv` : 'jackfield.toml';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
    } catch (error) {
      toast(() => said(error), 'bad');
    }
  }
}

addSection({ id: 'files', group: 'data', name: () => words().files, view: () => html`<admin-files></admin-files>` });

declare global {
  interface HTMLElementTagNameMap {
    'admin-files': Files;
  }
}
