// <desk-people>: the field to call somebody, and the favourites with how their phones are. A star keeps somebody there.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { icon } from '../../elements/icon';
import '../../elements/lamp';
import { type Contact, looksLikeNumber, numbersOf, same } from './contacts';
import type { Asked } from './desk-state';
import { DeskPart } from './part';
import { words } from './words';

/** People who type fast ask once. */
const PATIENCE_MS = 160;
const MOST = 30;

@customElement('desk-people')
export class PeopleView extends DeskPart {
  @state() private typed = '';
  @state() private found: { readonly term: string; readonly contacts: readonly Contact[] } | null = null;

  private timer: ReturnType<typeof setTimeout> | undefined;

  override render() {
    const { favorites } = this.desk;
    const searching = this.typed.trim().length >= 2;
    return html`
      <header><h2>${words().people}</h2></header>
      <form class="dialler" role="search" @submit=${this.submit}>
        <div class="dialler-field">
          ${icon('search')}
          <input
            class="bare"
            name="destination"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-label=${words().numberOrName}
            placeholder=${words().numberOrName}
            .value=${this.typed}
            @input=${this.input}
            @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.clear()}
          />
        </div>
        <button class="button answer sign" aria-label=${words().dial} title=${words().dial} ?disabled=${!this.target()}>${icon('phone')}</button>
      </form>
      ${searching ? this.results() : this.list(favorites, words().noFavorites)}
    `;
  }

  private results() {
    if (this.found?.term !== this.typed.trim()) return this.list(null, '');
    return this.list(this.found.contacts, looksLikeNumber(this.typed) ? words().unknownNumber : words().nobody);
  }

  private list(contacts: Asked<readonly Contact[]>, empty: string) {
    if (contacts === null) return html`<ul class="contacts" aria-busy="true">${[1, 2, 3].map(() => html`<li class="ghost"></li>`)}</ul>`;
    if (!Array.isArray(contacts) || !contacts.length) return this.nothing(contacts, empty);
    return html`<ul class="contacts">
      ${repeat((contacts as readonly Contact[]).slice(0, MOST), ({ source, id }) => `${source} ${id}`, (contact) => this.person(contact))}
    </ul>`;
  }

  private person(contact: Contact) {
    const [number = '', mobile = ''] = numbersOf(contact);
    const status = [number, mobile].map((each) => this.desk.hints.get(each)).find((each) => each !== undefined) ?? contact.status;
    const { favorites } = this.desk;
    const favorite = Array.isArray(favorites) ? favorites.some((each) => same(each, contact)) : contact.favorite;
    return html`<li class="contact" data-number=${number}>
      ${status === -2 ? html`<span class="no-lamp" aria-hidden="true"></span>` : html`<jf-lamp bare .status=${status}></jf-lamp>`}
      <span class="who">
        <strong>${contact.name}</strong>
        <span class="soft small number">${[contact.company, number].filter(Boolean).join(' · ')}</span>
      </span>
      <button
        class="button quiet sign star ${favorite ? 'on' : ''}"
        aria-pressed=${favorite ? 'true' : 'false'}
        aria-label=${words().favorite(contact.name)}
        @click=${() => this.star(contact, favorite)}
      >
        ${icon('star')}
      </button>
      <button class="button quiet sign" aria-label=${words().callSomebody(contact.name)} title=${number} @click=${() => this.call(number)} ?disabled=${!number}>
        ${icon('phone')}
      </button>
      ${mobile
        ? html`<button class="button quiet sign mobile" aria-label=${words().callMobile(contact.name)} title=${mobile} @click=${() => this.call(mobile)}>
            ${icon('mobile')}
          </button>`
        : nothing}
    </li>`;
  }

  private call(number: string): void {
    this.tell('call-number', number);
  }

  private star({ id, source }: Contact, favorite: boolean): void {
    const { cti } = this.door;
    void this.door.tell(favorite ? cti.removeFavorite(id, source) : cti.addFavorite(id, source));
  }

  private target(): string {
    const typed = this.typed.trim();
    if (looksLikeNumber(typed)) return typed;
    const first = this.found?.term === typed ? this.found.contacts[0] : undefined;
    return first ? (numbersOf(first)[0] ?? '') : '';
  }

  private readonly input = (event: Event) => {
    this.typed = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    const term = this.typed.trim();
    if (term.length < 2) return;
    this.timer = setTimeout(async () => {
      const contacts = await this.door.lookups.find(term);
      if (term === this.typed.trim()) this.found = { term, contacts };
    }, PATIENCE_MS);
  };

  private readonly submit = (event: SubmitEvent) => {
    event.preventDefault();
    const number = this.target();
    if (number) this.call(number);
    this.clear();
  };

  private clear(): void {
    this.typed = '';
    this.found = null;
  }
}
