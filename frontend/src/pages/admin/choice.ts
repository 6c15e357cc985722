// <admin-choice kind="queues" .value=${3}>: chooses one thing of a kind by what people call it; asks the server while one
// types, so that ten thousand users are no long list. Tells `chosen` with the id, or null for none.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import { api, type Page } from './api';
import { keyOf, labelOf, text } from './schema';
import { words } from './words';

const SHOWN = 20;

let made = 0;

@customElement('admin-choice')
export class Choice extends Part {
  @property() kind = '';
  @property() label = '';
  @property({ attribute: false }) value: string | number | null = null;
  @property({ type: Boolean }) required = false;
  /** What is wrong with the value. */
  @property() problem = '';
  /** Empties itself after each choice: for choosing several. */
  @property({ type: Boolean }) again = false;

  @state() private typed = '';
  @state() private found: ReadonlyMap<string, number> = new Map();

  private readonly list = `choice-${++made}`;
  private asked = 0;
  private named: string | number | null = null;

  override willUpdate(): void {
    if (this.value === this.named) return;
    this.named = this.value;
    if (this.value === null) this.typed = '';
    else void this.nameIt(this.value);
  }

  override render() {
    return html`<input
        class="bare"
        aria-label=${this.label}
        aria-invalid=${this.problem ? 'true' : nothing}
        list=${this.list}
        autocomplete="off"
        placeholder=${words().choose}
        ?required=${this.required}
        .value=${this.typed}
        @focus=${() => void this.look('')}
        @input=${this.input}
        @change=${this.change}
      />
      <datalist id=${this.list}>${[...this.found.keys()].map((label) => html`<option value=${label}></option>`)}</datalist>`;
  }

  private async nameIt(value: string | number): Promise<void> {
    const item = await api.ask<Page['items'][number]>('GET', `${this.kind}/${value}`).catch(() => null);
    if (this.value === value) this.typed = item ? labelOf(this.kind, item) : text(value);
  }

  private async look(term: string): Promise<void> {
    const now = ++this.asked;
    const query = new URLSearchParams({ search: term, limit: String(SHOWN) });
    const page = await api.ask<Page>('GET', `${this.kind}?${query}`).catch(() => null);
    if (!page || now !== this.asked) return;
    const found = new Map<string, number>();
    for (const item of page.items) {
      const label = labelOf(this.kind, item);
      const key = keyOf(this.kind, item);
      found.set(found.has(label) || !label ? `${label} #${key}`.trim() : label, Number(key));
    }
    this.found = found;
  }

  private readonly input = async (event: Event): Promise<void> => {
    const field = event.target as HTMLInputElement;
    this.typed = field.value;
    field.setCustomValidity('');
    if (!this.found.has(field.value)) await this.look(field.value);
  };

  private readonly change = async (event: Event): Promise<void> => {
    const field = event.target as HTMLInputElement;
    const typed = field.value.trim();
    if (typed && !this.found.has(typed)) await this.look(typed);
    const only = this.found.size === 1 ? [...this.found.values()][0] : undefined;
    const id = typed === '' ? null : (this.found.get(typed) ?? only);
    field.setCustomValidity(id === undefined ? words().unknownChoice(typed) : '');
    if (id === undefined) {
      field.reportValidity();
      return;
    }
    this.named = null;
    if (this.again) field.value = this.typed = '';
    else this.value = id;
    this.tell('chosen', id);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-choice': Choice;
  }
}
