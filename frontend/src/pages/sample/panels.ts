// The smaller live views of the phone page: presence, own settings, conference, the sheet of a call. They draw what they
// are given; every button is an event that the page's script answers by calling the library.

import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import '../../elements/lamp';
import { Part } from '../../elements/part';
import '../../elements/small';
import type { Participant, Sheet, UserConfig } from './library';
import { words } from './words';

/** Event `watch`: the numbers, as an array; none ends it. Event `call`: the number of a lamp that was clicked. */
@customElement('sample-presence')
export class PresenceView extends Part {
  /** The state that was told last for each number, in the order they came. */
  @property({ attribute: false }) hints: ReadonlyMap<string, number | string> = new Map();

  /** What stands in the field at first. */
  @property() suggested = '';

  override render() {
    return html`
      <header>
        <h2>${words().presence}</h2>
        ${this.hints.size
          ? html`<button class="button little quiet" @click=${() => this.tell('watch', [])}>${words().unwatch}</button>`
          : nothing}
      </header>
      <form class="dial-bar" @submit=${this.watch}>
        <input
          class="bare"
          name="numbers"
          required
          autocomplete="off"
          .defaultValue=${this.suggested}
          placeholder="1001 1002"
          aria-label=${words().presenceNumbers}
        />
        <button class="button">${words().watch}</button>
      </form>
      ${this.hints.size
        ? html`<ul class="lamps">
            ${repeat(
              this.hints,
              ([number]) => number,
              ([number, status]) =>
                html`<li>
                  <button class="lamp-card" data-number=${number} title=${`${words().dial} ${number}`} @click=${() => this.tell('call', number)}>
                    <span class="number">${number}</span><jf-lamp class="small" .status=${status}></jf-lamp>
                  </button>
                </li>`,
            )}
          </ul>`
        : html`<jf-empty>${words().noPresence}</jf-empty>`}
    `;
  }

  private watch(event: SubmitEvent): void {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget as HTMLFormElement).get('numbers'));
    this.tell('watch', typed.split(/[\s,;]+/).filter(Boolean));
  }
}

export type Service = 'dnd' | 'uncFwd' | 'naFwd' | 'busyFwd';

/** Event `service`: what to switch, whether on, and where to. */
export interface ServiceWish {
  readonly service: Service;
  readonly on: boolean;
  readonly destination: string;
}

@customElement('sample-settings')
export class SettingsView extends Part {
  @property({ attribute: false }) config: UserConfig | null = null;

  override render() {
    const config = this.config;
    return html`
      <header><h2>${words().settings}</h2></header>
      ${config
        ? html`${this.toggle('dnd', words().dnd, config.dndEnabled)}
          ${this.forward('uncFwd', words().unc, config.uncFwdEnabled, config.uncFwdDestination)}
          ${this.forward('naFwd', words().na, config.naFwdEnabled, config.naFwdDestination)}
          ${this.forward('busyFwd', words().busy, config.busyFwdEnabled, config.busyFwdDestination)}`
        : html`<jf-empty>${words().noSettings}</jf-empty>`}
    `;
  }

  private forward(service: Service, text: string, on: boolean, destination: string | null) {
    return html`<div class="forward">
      ${this.toggle(service, text, on)}
      <input
        class="bare"
        type="tel"
        name=${service}
        aria-label=${words().forwardTo(text)}
        placeholder=${words().to}
        .value=${destination ?? ''}
        @change=${(event: Event) =>
          this.tell<ServiceWish>('service', {
            service,
            on: this.config?.[`${service as 'naFwd'}Enabled`] ?? false,
            destination: (event.target as HTMLInputElement).value,
          })}
      />
    </div>`;
  }

  /** It shows what the server says, not what was clicked: it moves when the event comes. */
  private toggle(service: Service, text: string, on: boolean) {
    return html`<label class="switch">
      <input
        type="checkbox"
        role="switch"
        .checked=${on}
        @click=${(event: Event) => {
          event.preventDefault();
          const near = (event.target as HTMLElement).closest('.forward')?.querySelector<HTMLInputElement>('input.bare');
          this.tell<ServiceWish>('service', { service, on: !on, destination: near?.value ?? '' });
        }}
      /><span>${text}</span>
    </label>`;
  }
}

/** A room the user is in, as ConferenceEvent and ConferenceParticipantEvent tell it. */
export interface Room {
  readonly number: string;
  readonly name: string;
  readonly participants: readonly Participant[];
}

/** Event `participant`: what to do with whom. */
export interface ParticipantWish {
  readonly what: 'mute' | 'unmute' | 'kick';
  readonly room: string;
  readonly participant: Participant;
}

@customElement('sample-conference')
export class ConferenceView extends Part {
  @property({ attribute: false }) room: Room | null = null;

  override render() {
    const room = this.room;
    if (!room) return nothing;
    return html`
      <header><h2>${words().conference(room.name || room.number)}</h2></header>
      <ul class="people">
        ${repeat(
          room.participants,
          (person) => person.index,
          (person) => html`<li>
            <span>
              <strong>${person.callerIdName || person.callerIdNum}</strong>
              <span class="soft small">${tags(person)}</span>
            </span>
            <span class="row">
              ${this.button(room, person, person.isMuted ? 'unmute' : 'mute')}
              ${person.isMe ? nothing : this.button(room, person, 'kick')}
            </span>
          </li>`,
        )}
      </ul>
    `;
  }

  private button(room: Room, participant: Participant, what: ParticipantWish['what']) {
    return html`<button
      class="button little ${what === 'kick' ? 'danger' : ''}"
      @click=${() => this.tell<ParticipantWish>('participant', { what, room: room.number, participant })}
    >
      ${words()[what]}
    </button>`;
  }
}

function tags(person: Participant): string {
  const found = [
    person.isMe ? words().me : '',
    person.role === 'Organizer' ? words().organizer : '',
    person.isMuted ? words().muted : '',
    person.isTalking ? words().talking : '',
  ];
  return found.filter(Boolean).join(', ');
}

/** Event `close`. */
@customElement('sample-sheet')
export class SheetView extends Part {
  @property({ attribute: false }) sheet: Sheet | null = null;

  override render() {
    if (!this.sheet) return nothing;
    const fields = [...this.sheet.payload.profile.user.sheetInfo].sort((a, b) => Number(a.order) - Number(b.order));
    return html`
      <header>
        <h2>${words().sheet}</h2>
        <button class="button little quiet" @click=${() => this.tell('close', null)}>${words().close}</button>
      </header>
      <dl>${fields.map((each) => html`<dt>${each.name}</dt><dd>${shown(each.type, each.value)}</dd>`)}</dl>
    `;
  }
}

/** A link only to the web: a sheet comes from a dial plan, and `javascript:` would run as this page. */
function shown(type: string, value: string) {
  const safe = type === 'url' && /^https?:\/\//i.test(value);
  return safe ? html`<a href=${value} target="_blank" rel="noopener noreferrer">${value}</a>` : value;
}

declare global {
  interface HTMLElementTagNameMap {
    'sample-presence': PresenceView;
    'sample-settings': SettingsView;
    'sample-conference': ConferenceView;
    'sample-sheet': SheetView;
  }
}
