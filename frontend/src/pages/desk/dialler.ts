// <desk-dialler>: one field for a number or a name, with the people found under it and how their phones are. It decides
// nothing: `pick` says who was chosen, and by which of its buttons.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';

import { icon, type Sign } from '../../elements/icon';
import '../../elements/lamp';
import { type Contact, looksLikeNumber, numbersOf } from './contacts';
import { DeskPart } from './part';
import { words } from './words';

export interface Pick {
  readonly number: string;
  readonly how: string;
}

export interface Way {
  readonly how: string;
  readonly text: string;
  readonly sign: Sign;
  readonly kind?: string;
}

interface Row {
  readonly contact: Contact;
  readonly number: string;
}

/** People who type fast ask once. */
const PATIENCE_MS = 140;
const MOST = 8;
let fields = 0;

@customElement('desk-dialler')
export class Dialler extends DeskPart {
  @property() label = '';

  /** What may be done with who was chosen; the first is what Enter does. */
  @property({ attribute: false }) ways: readonly Way[] = [];

  @state() private typed = '';
  @state() private rows: readonly Row[] = [];
  /** What was found belongs to this text; null before anything was. */
  @state() private found: string | null = null;
  @state() private active = -1;
  @state() private open = false;

  private readonly list = `dialler-${(fields += 1)}`;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override render() {
    const shown = this.open && this.typed.trim() !== '' && this.found !== null;
    const active = shown && this.active >= 0 ? `${this.list}-${this.active}` : nothing;
    return html`<form class="dialler" role="search" @submit=${this.submit} @focusout=${this.left}>
      <div class="dialler-field">
        ${icon('search')}
        <input
          class="bare"
          type="text"
          inputmode="text"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded=${shown ? 'true' : 'false'}
          aria-controls=${this.list}
          aria-activedescendant=${active}
          aria-label=${this.label}
          placeholder=${this.label}
          .value=${live(this.typed)}
          @input=${this.input}
          @keydown=${this.key}
          @focus=${() => (this.open = true)}
        />
      </div>
      ${this.ways.map(
        (way) =>
          html`<button class="button ${way.kind ?? ''}" value=${way.how} ?disabled=${!this.target()}>
            ${icon(way.sign)}<span>${way.text}</span>
          </button>`,
      )}
      <ul class="found" id=${this.list} role="listbox" aria-label=${words().found} ?hidden=${!shown}>
        ${this.rows.map((row, at) => this.row(row, at))}
        ${shown && !this.rows.length
          ? html`<li class="soft nobody" role="option" aria-disabled="true" aria-selected="false">
              ${looksLikeNumber(this.typed) ? words().unknownNumber : words().nobody}
            </li>`
          : nothing}
      </ul>
    </form>`;
  }

  private row({ contact, number }: Row, at: number) {
    const status = this.desk.hints.get(number) ?? contact.status;
    return html`<li
      id="${this.list}-${at}"
      role="option"
      aria-selected=${at === this.active ? 'true' : 'false'}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.choose(number)}
    >
      <jf-lamp bare .status=${status === -2 ? 'UNEXISTING' : status}></jf-lamp>
      <span class="who"><strong>${contact.name}</strong>${contact.company ? html`<span class="soft small">${contact.company}</span>` : nothing}</span>
      <span class="number soft">${number}</span>
    </li>`;
  }

  /** A line of the list puts its number into the field: which button follows is the agent's choice. */
  private choose(number: string): void {
    this.typed = number;
    this.open = false;
    this.active = -1;
    this.querySelector('input')?.focus();
    if (this.ways.length === 1) this.pick(this.ways[0]!.how);
  }

  private target(): string {
    const row = this.rows[this.active];
    if (this.open && row) return row.number;
    if (looksLikeNumber(this.typed)) return this.typed.trim();
    return this.open && this.found === this.typed.trim() ? (this.rows[0]?.number ?? '') : '';
  }

  private readonly input = (event: Event) => {
    this.typed = (event.target as HTMLInputElement).value;
    this.open = true;
    this.active = -1;
    clearTimeout(this.timer);
    const term = this.typed.trim();
    if (term.length < 2) {
      this.rows = [];
      this.found = null;
      return;
    }
    this.timer = setTimeout(() => void this.ask(term), PATIENCE_MS);
  };

  private async ask(term: string): Promise<void> {
    const contacts = await this.door.lookups.find(term);
    if (term !== this.typed.trim()) return;
    this.rows = contacts.flatMap((contact) => numbersOf(contact).map((number) => ({ contact, number }))).slice(0, MOST);
    this.found = term;
    this.active = looksLikeNumber(term) || !this.rows.length ? -1 : 0;
  }

  private readonly key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.rows.length) {
      event.preventDefault();
      this.open = true;
      this.active = (this.active + step + this.rows.length) % this.rows.length;
    } else if (event.key === 'Escape') {
      if (this.typed) event.stopPropagation();
      this.clear();
    }
  };

  private readonly submit = (event: SubmitEvent) => {
    event.preventDefault();
    const how = (event.submitter as HTMLButtonElement | null)?.value || this.ways[0]?.how;
    if (how) this.pick(how);
  };

  private pick(how: string): void {
    const number = this.target();
    if (!number) return;
    this.clear();
    this.tell<Pick>('pick', { number, how });
  }

  private clear(): void {
    this.typed = '';
    this.rows = [];
    this.found = null;
    this.active = -1;
    this.open = false;
  }

  private readonly left = (event: FocusEvent) => {
    if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) this.open = false;
  };
}
