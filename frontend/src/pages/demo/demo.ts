// The demo page: the simulated phones on the left, everything that happens to them on the right. It knows what the
// simulator shows, not what the server makes of it: that is what the other pages are for.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import '../../elements/frame';
import '../../elements/small';
import { toast } from '../../elements/toasts';
import { type ActEvent } from './acting';
import './faults';
import './outside';
import { Part } from '../../elements/part';
import './phone';
import './queues';
import { Bell } from '../../elements/bell';
import { address, Room, type State } from './room';
import { who } from './saying';
import './traffic';
import type { PhoneView } from './wire';
import { words } from './words';

/** From so many phones on there is a search. */
const MANY = 12;
const SEARCH_AFTER_MS = 200;
const SPOKEN_EVERY_MS = 5_000;

@customElement('demo-page')
export class DemoPage extends Part {
  private readonly room = new Room(address(location), (before) => this.heard(before));

  @state() private now: State = this.room.state;

  /** What is read aloud to those who do not see the lamps. */
  @state() private spoken = '';

  private readonly bell = new Bell();
  private spokenAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.addEventListener('demo-act', (event) => void this.perform(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.room.open();
  }

  override disconnectedCallback(): void {
    this.room.close();
    this.bell.ring(false);
    super.disconnectedCallback();
  }

  override render() {
    document.title = words().title;
    const { now } = this;
    const phones = now.shown.flatMap((number) => now.phones.get(number) ?? []);
    return html`
      <header class="top">
        <div class="stack">
          <h1>${words().heading}</h1>
          <p class="lead">${words().lead}</p>
        </div>
        <div class="row">
          <label class="switch">
            <input
              type="checkbox"
              role="switch"
              .checked=${this.bell.on}
              @change=${(event: Event) => this.bell.switch((event.target as HTMLInputElement).checked)}
            /><span>${words().bell}</span>
          </label>
          <a class="button" href="/sample?user=alice" target="_blank" rel="noopener">${words().beside} ↗</a>
        </div>
      </header>
      <nav class="parts" aria-label=${words().parts}>
        ${(['phones', 'outside', 'queues', 'traffic', 'pbx'] as const).map(
          (part) => html`<a href="#${part}">${words()[part]}</a>`,
        )}
      </nav>
      <p class="only-heard" role="status" aria-live="polite" data-spoken>${this.spoken}</p>
      <div class="room">
        <section id="phones" aria-label=${words().phones}>${this.finder()} ${this.desks(phones)}</section>
        <aside>
          <demo-outside
            .calls=${now.outside}
            .count=${now.outsideCount}
            .phones=${phones}
            .queues=${now.queues}
            .skew=${now.skew}
          ></demo-outside>
          <demo-queues .queues=${now.queues} .phones=${phones} .skew=${now.skew}></demo-queues>
          <demo-traffic .traffic=${now.traffic} .load=${now.load}></demo-traffic>
          <demo-faults .pbx=${now.pbx} .trouble=${now.trouble}></demo-faults>
        </aside>
      </div>
    `;
  }

  // ------------------------------------------------------------ the phones

  private desks(phones: readonly PhoneView[]) {
    if (phones.length === 0) return html`<jf-empty>${this.nonePresent()}</jf-empty>`;
    return html`<div class="desks">
      ${repeat(
        phones,
        (phone) => phone.number,
        (phone) => html`<demo-phone .phone=${phone} .skew=${this.now.skew}></demo-phone>`,
      )}
    </div>`;
  }

  private nonePresent(): string {
    if (this.now.trouble === null) return words().waitingForPhones;
    return this.room.looking.in_use ? words().noneInUse : words().none;
  }

  /** The search and the way to further phones, where there are more than a few. */
  private finder() {
    const { found, shown } = this.now;
    const { search, in_use, first, count } = this.room.looking;
    if (found <= MANY && !search && !in_use && first === 0) return nothing;
    return html`<form class="finder row" role="search" @submit=${(event: Event) => event.preventDefault()}>
      <label class="field grow">
        <span>${words().search}</span>
        <input type="search" placeholder=${words().searchHint} maxlength="60" autocomplete="off" @input=${this.searched} />
      </label>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          .checked=${in_use}
          @change=${(event: Event) =>
            this.look({ in_use: (event.target as HTMLInputElement).checked, first: 0 })}
        /><span>${words().inUse}</span>
      </label>
      <span class="soft small number" role="status"
        >${found > shown.length && shown.length
          ? words().range(first + 1, first + shown.length, found)
          : words().found(found)}</span
      >
      <button type="button" class="button little" aria-label=${words().previous} ?disabled=${first === 0}
        @click=${() => this.look({ first: Math.max(0, first - count) })}>←</button>
      <button type="button" class="button little" aria-label=${words().next} ?disabled=${first + count >= found}
        @click=${() => this.look({ first: first + count })}>→</button>
    </form>`;
  }

  private searched(event: Event): void {
    const search = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look({ search, first: 0 }), SEARCH_AFTER_MS);
  }

  private look(show: Parameters<Room['look']>[0]): void {
    this.room.look(show);
    this.requestUpdate();
  }

  // ------------------------------------------------------------ what comes and goes

  private heard(before: State): void {
    this.now = this.room.state;
    const frame = document.querySelector('jf-frame');
    if (frame) {
      frame.link = this.now.link;
      frame.pbx = this.now.trouble === null || this.now.link !== 'open' ? 'unknown' : this.now.trouble ? 'down' : 'up';
    }
    this.bell.ring(this.now.link === 'open' && [...this.now.phones.values()].some((phone) => phone.lamp === 'ringing'));
    const rings = newlyRinging(before, this.now);
    if (rings.length) this.say(rings.join(' '));
  }

  /** With traffic the phones ring all the time: nobody could listen to all of that. */
  private say(text: string): void {
    if (this.now.traffic?.per_minute && Date.now() - this.spokenAt < SPOKEN_EVERY_MS) return;
    this.spokenAt = Date.now();
    this.spoken = text;
  }

  private async perform(event: ActEvent): Promise<void> {
    const answer = await this.room.do(event.act);
    if (answer === null) toast(() => words().gone, 'bad');
    else if (answer.type === 'refused') toast(() => words()[answer.code], 'bad');
    // a switch that was refused goes back
    if (answer?.type !== 'done') this.now = { ...this.now };
  }
}

/** The calls that ring now and did not before, said of each phone on the page. */
export function newlyRinging(before: State, now: State): string[] {
  if (before.phones.size === 0) return [];
  const found: string[] = [];
  for (const phone of now.phones.values()) {
    const known = new Set(before.phones.get(phone.number)?.calls.map((call) => call.id));
    for (const call of phone.calls) {
      if (call.stage === 'ringing' && !known.has(call.id)) found.push(words().rings(phone.name, who(call)));
    }
  }
  return found;
}

declare global {
  interface HTMLElementTagNameMap {
    'demo-page': DemoPage;
  }
}
