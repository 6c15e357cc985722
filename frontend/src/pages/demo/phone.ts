// <demo-phone>: a desk phone. A handset to lift, a display, line keys, keys that mean what the display says, a dial
// pad, a lamp on top, a cable. It asks for acts by events and shows what comes of them; it decides nothing.

import { html, LitElement, nothing, svg, unsafeCSS } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import '../../elements/small';
import { controls } from '../../look/controls';
import { Speaking } from '../../words/words';
import { perform } from './acting';
import look from './phone.css?inline';
import { dialled, endText, foremost, lampText, notes, stageText, who } from './saying';
import type { Act, CallView, PhoneView } from './wire';
import { words } from './words';

const KEYS: readonly (readonly [string, string])[] = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
];

/** What the keys for services dial: the feature codes of the dial plan. */
const DND = '*25';
const FORWARD = '*21';
const NO_FORWARD = '*20';

const ENDED_SHOWN_MS = 4_000;
const PRESSED_SHOWN_MS = 3_000;

/** What the number being typed is for. */
type Typing = 'nothing' | 'call' | 'transfer' | 'forward';

@customElement('demo-phone')
export class DeskPhone extends LitElement {
  static override styles = [controls, unsafeCSS(look)];

  @property({ attribute: false }) phone!: PhoneView;

  /** Milliseconds to take off the PBX's clock. */
  @property({ type: Number }) skew = 0;

  @state() private typed = '';

  @state() private typing: Typing = 'nothing';

  /** The call whose line key was pressed. */
  @state() private chosen = '';

  @state() private pressed = '';

  /** The dial pad is open, where there is too little room to show it always. */
  @state() private open = false;

  private last = '';
  private pressedTimer: ReturnType<typeof setTimeout> | undefined;
  private endedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new Speaking(this);
    this.addEventListener('keydown', (event) => this.key(event));
  }

  override disconnectedCallback(): void {
    clearTimeout(this.pressedTimer);
    clearTimeout(this.endedTimer);
    super.disconnectedCallback();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('phone')) return;
    const { calls, ended } = this.phone;
    if (!calls.some((call) => call.id === this.chosen)) this.chosen = '';
    if (calls.length === 0 && this.typing === 'transfer') this.typeFor('nothing');
    if (calls.some((call) => call.stage === 'ringing')) this.chosen = '';
    clearTimeout(this.endedTimer);
    const left = ended ? ended.at * 1_000 - this.skew + ENDED_SHOWN_MS - Date.now() : 0;
    if (left > 0) this.endedTimer = setTimeout(() => this.requestUpdate(), left);
  }

  override render() {
    const { phone } = this;
    const call = this.current;
    return html`<section
      class="set ${phone.lamp}"
      role="group"
      aria-label=${words().phone(phone.name, phone.number)}
      data-phone=${phone.number}
      data-lamp=${phone.lamp}
    >
      <span class="light ${phone.messages ? 'messages' : ''}" aria-hidden="true"></span>
      ${this.handset(call)}
      <div class="face">
        <div class="display" data-display>${this.display(call)}</div>
        <div class="lines">${this.lineKeys(call)} ${this.serviceKeys()}</div>
        <div class="soft-keys">${this.softKeys(call)}</div>
        <div class="pad ${this.open ? 'open' : ''}" role="group" aria-label=${words().keypad}>
          ${KEYS.map(([digit, letters]) => this.padKey(digit, letters))}
        </div>
      </div>
      <div class="under">${this.under()}</div>
    </section>`;
  }

  /** The call that the keys mean now. */
  private get current(): CallView | undefined {
    return this.phone.calls.find((call) => call.id === this.chosen) ?? foremost(this.phone.calls);
  }

  // ------------------------------------------------------------ the parts

  private handset(call: CallView | undefined) {
    const lifted = this.phone.calls.some((one) => one.stage !== 'ringing');
    const text = !call ? words().lift : call.stage === 'ringing' ? words().liftAnswer(who(call)) : words().putDown(who(call));
    return html`<button
      class="handset ${lifted ? 'lifted' : ''}"
      aria-label=${text}
      title=${text}
      ?disabled=${!this.phone.plugged}
      @click=${() => this.handsetTouched(call)}
    >
      ${svg`<svg viewBox="0 0 76 310" aria-hidden="true" focusable="false">
        <rect class="cradle" x="16" y="18" width="44" height="58" rx="12" />
        <rect class="cradle" x="16" y="226" width="44" height="58" rx="12" />
        <path class="cord" d="M38 306c-14 0-14-9 0-9s14 9 0 9-20-7-20-22" />
        <g class="receiver">
          <path class="shell" d="M16 8h44c7 0 11 5 11 12v38c0 12-8 17-13 24-4 6-5 26-5 43v10s1 79 5 85c5 7 13 12 13 24v38c0 7-4 12-11 12H16c-7 0-11-5-11-12v-38c0-12 8-17 13-24 4-6 5-68 5-85v-10s-1-37-5-43C13 75 5 70 5 58V20C5 13 9 8 16 8z" />
          <path class="shine" d="M15 16c-2 2-3 4-3 8v32c0 8 6 12 11 19 5 8 6 28 6 50v60" />
          <g class="holes"><circle cx="30" cy="34" r="3" /><circle cx="46" cy="34" r="3" /><circle cx="38" cy="44" r="3" /></g>
          <g class="holes"><circle cx="30" cy="272" r="3" /><circle cx="46" cy="272" r="3" /></g>
        </g>
      </svg>`}
    </button>`;
  }

  private display(call: CallView | undefined) {
    const { phone } = this;
    const head = html`<div class="head">
      <span class="owner">${phone.name}</span>
      <span class="own number">${phone.number}</span>
    </div>`;
    if (!phone.plugged && phone.calls.length === 0) {
      return html`${head}<p class="off">${lampText('offline')}</p>`;
    }
    if (this.typing !== 'nothing') return html`${head}${this.field()}`;
    if (phone.calls.length > 0) return html`${head}${phone.calls.map((one) => this.callLine(one, one === call))}`;
    return html`${head}${this.ended()}${this.field()}
      <ul class="notes">
        ${notes(phone).map((note) => html`<li class=${note.kind}>${note.text}</li>`)}
        ${phone.webrtc ? html`<li class="browser">${words().browserLine}</li>` : nothing}
      </ul>`;
  }

  private callLine(call: CallView, current: boolean) {
    const number = call.name && call.number !== call.name ? call.number : '';
    return html`<div class="call ${call.stage} ${current ? 'current' : ''}" data-call=${call.stage}>
      <span class="who">${who(call)}</span>
      <jf-clock class="clock" .from=${call.since * 1_000 - this.skew}></jf-clock>
      <span class="about"><span class="stage">${stageText(call)}${current && this.pressed ? html` · <b>${this.pressed}</b>` : nothing}</span>
      <span class="number">${number}</span></span>
    </div>`;
  }

  private ended() {
    const { ended } = this.phone;
    if (!ended || Date.now() > ended.at * 1_000 - this.skew + ENDED_SHOWN_MS) return nothing;
    return html`<p class="ended"><b>${endText(ended)}</b> ${who(ended)}</p>`;
  }

  private field() {
    const labels = { nothing: words().number, call: words().number, transfer: words().transferTo, forward: words().forwardTo };
    const label = labels[this.typing];
    return html`<input
      class="typed number"
      type="text"
      inputmode="tel"
      autocomplete="off"
      spellcheck="false"
      maxlength="30"
      aria-label=${label}
      placeholder=${this.typing === 'nothing' ? words().typeNumber : label}
      .value=${this.typed}
      ?disabled=${!this.phone.plugged}
      @input=${(event: Event) => this.type((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') this.go();
      }}
    />`;
  }

  private lineKeys(current: CallView | undefined) {
    return Array.from({ length: Math.max(2, this.phone.calls.length) }, (_, place) => {
      const call = this.phone.calls[place];
      const text = call ? words().line(place + 1, who(call)) : words().freeLine(place + 1);
      return html`<button
        class="line ${call?.stage ?? 'free'} ${call && call === current ? 'current' : ''}"
        aria-label=${text}
        title=${text}
        aria-pressed=${call !== undefined && call === current}
        ?disabled=${!call || !this.phone.plugged}
        @click=${() => call && this.lineTouched(call)}
      >
        <span class="led"></span><span aria-hidden="true">${place + 1}</span>
      </button>`;
    });
  }

  /** Do not disturb and forwards: they dial what one would dial by hand. */
  private serviceKeys() {
    const { phone } = this;
    const forwarded = phone.forwards.length > 0;
    const busy = !phone.plugged || phone.calls.length >= phone.lines;
    const key = (kind: string, on: boolean, label: string, text: string, act: () => void) =>
      html`<button class="line ${kind} ${on ? 'on' : ''}" aria-label=${label} title=${label} aria-pressed=${on} ?disabled=${busy} @click=${act}>
        <span class="led"></span><span aria-hidden="true">${text}</span>
      </button>`;
    return [
      key('dnd', phone.dnd, phone.dnd ? words().dndOn : words().dndOff, words().dndKey, () => this.code(DND)),
      key('forward', forwarded, forwarded ? words().forwardOn : words().forwardOff, words().forwardKey, () =>
        forwarded ? this.code(NO_FORWARD) : this.typeFor('forward'),
      ),
    ];
  }

  private softKeys(call: CallView | undefined) {
    const { phone } = this;
    const key = (text: string, act: () => void, kind = '', disabled = false) =>
      html`<button class="soft-key ${kind}" ?disabled=${disabled || !phone.plugged} @click=${act}>${text}</button>`;
    const pad = html`<button class="soft-key opens-pad" aria-expanded=${this.open} ?disabled=${!phone.plugged} @click=${() => (this.open = !this.open)}>
      ${words().keypad}
    </button>`;
    if (this.typing !== 'nothing') {
      const texts = { call: words().call, transfer: words().doTransfer, forward: words().doForward };
      return [key(texts[this.typing], () => this.go(), 'go', !this.typed), key(words().back, () => this.typeFor('nothing')), pad];
    }
    if (!call) {
      return [
        key(words().call, () => this.go(), 'go', !this.typed),
        key(words().redial, () => this.dial(this.last), '', !this.last),
        key(words().mailbox, () => this.dial('*98')),
        key(words().pickUp, () => this.dial('*8')),
        pad,
      ];
    }
    if (call.stage === 'ringing') {
      return [
        key(words().answer, () => this.do({ act: 'answer', phone: phone.number, call: call.id }), 'go'),
        key(words().decline, () => this.do({ act: 'hang_up', phone: phone.number, call: call.id }), 'end'),
      ];
    }
    const { number } = phone;
    const calling = call.stage === 'dialing';
    const end = key(words().hangUp, () => this.do({ act: 'hang_up', phone: number, call: call.id }), 'end');
    return [
      call.stage === 'holding'
        ? key(words().resume, () => this.do({ act: 'resume', phone: number, call: call.id }), 'go')
        : key(words().hold, () => this.do({ act: 'hold', phone: number, call: call.id }), '', calling),
      key(words().transfer, () => this.typeFor('transfer'), '', calling || call.service !== 'phone'),
      phone.calls.length > 1
        ? key(words().join, () => this.do({ act: 'join', phone: number }), '', calling)
        : key(words().newCall, () => this.typeFor('call'), '', calling),
      end,
      pad,
    ];
  }

  private padKey(digit: string, letters: string) {
    const label = digit === '*' ? words().star : digit === '#' ? words().hash : words().key(digit);
    return html`<button class="key" aria-label=${label} ?disabled=${!this.phone.plugged} @click=${() => this.press(digit)}>
      <span class="digit">${digit === '*' ? '✱' : digit}</span><span class="letters" data-letters=${letters}></span>
    </button>`;
  }

  private under() {
    const { phone } = this;
    return html`<label class="switch">
        <input
          type="checkbox"
          role="switch"
          .checked=${phone.answers_after !== null}
          @change=${(event: Event) =>
            this.do({
              act: 'answer_by_self',
              phone: phone.number,
              after: (event.target as HTMLInputElement).checked ? 2 : null,
            })}
        /><span>${words().byItself}</span>
      </label>
      <button
        class="button quiet little plug"
        @click=${() => this.do({ act: 'plug', phone: phone.number, plugged: !phone.plugged })}
      >
        ${svg`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4" /></svg>`}
        ${phone.plugged ? words().unplug : words().plugIn}
      </button>`;
  }

  // ------------------------------------------------------------ what people do

  private do(act: Act): void {
    perform(this, act);
  }

  private handsetTouched(call: CallView | undefined): void {
    const { number } = this.phone;
    if (call?.stage === 'ringing') this.do({ act: 'answer', phone: number, call: call.id });
    else if (call) this.do({ act: 'hang_up', phone: number, call: call.id });
    else if (this.typed) this.go();
    else this.renderRoot.querySelector<HTMLInputElement>('.typed')?.focus();
  }

  private lineTouched(call: CallView): void {
    if (call.stage === 'ringing') this.do({ act: 'answer', phone: this.phone.number, call: call.id });
    else if (call.stage === 'holding') this.do({ act: 'resume', phone: this.phone.number, call: call.id });
    this.chosen = call.id;
  }

  private typeFor(what: Typing): void {
    this.typing = what;
    this.typed = '';
    this.open = what !== 'nothing';
    if (what !== 'nothing') {
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>('.typed')?.focus());
    }
  }

  private type(text: string): void {
    this.typed = dialled(text);
    // what was taken out must go from the field, too
    this.requestUpdate();
    const field = this.renderRoot.querySelector<HTMLInputElement>('.typed');
    if (field && field.value !== this.typed) field.value = this.typed;
  }

  /** The number is complete: dial it, or transfer to it. */
  private go(): void {
    const number = this.typed;
    if (!number || !this.phone.plugged) return;
    const call = this.current;
    if (this.typing === 'forward') this.code(FORWARD + number);
    else if (this.typing !== 'transfer') this.dial(number);
    else if (call) this.do({ act: 'transfer', phone: this.phone.number, call: call.id, number });
    this.typing = 'nothing';
    this.typed = '';
    this.open = false;
  }

  /** A feature code: dialled, but not what is dialled again. */
  private code(number: string): void {
    this.do({ act: 'dial', phone: this.phone.number, number });
  }

  private dial(number: string): void {
    this.last = number;
    this.do({ act: 'dial', phone: this.phone.number, number });
  }

  /** A key of the dial pad: into the number, or into the call. */
  private press(digit: string): void {
    const call = this.current;
    if (this.typing !== 'nothing' || !call) {
      this.type(this.typed + digit);
      return;
    }
    if (call.stage !== 'talking') return;
    this.do({ act: 'press', phone: this.phone.number, call: call.id, keys: digit });
    this.pressed = (this.pressed + digit).slice(-12);
    clearTimeout(this.pressedTimer);
    this.pressedTimer = setTimeout(() => (this.pressed = ''), PRESSED_SHOWN_MS);
  }

  /** Digits on the keyboard are the phone's, wherever on it the focus is. */
  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inField = event.composedPath()[0] instanceof HTMLInputElement && !!(event.composedPath()[0] as HTMLElement).closest('.typed');
    if (event.key === 'Escape' && (this.typing !== 'nothing' || this.typed)) this.typeFor('nothing');
    else if (!inField && /^[0-9*#]$/.test(event.key)) this.press(event.key);
    else if (!inField && event.key === 'Backspace') this.type(this.typed.slice(0, -1));
    else return;
    event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'demo-phone': DeskPhone;
  }
}
