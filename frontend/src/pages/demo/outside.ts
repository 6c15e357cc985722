// <demo-outside>: people who are behind the trunk. A form to be one of them, and those who are on the phone.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import '../../elements/small';
import { perform } from './acting';
import { Part } from '../../elements/part';
import { dialled, who } from './saying';
import type { OutsideView, PhoneView, QueueView } from './wire';
import { words } from './words';

/** Numbers that are given to nobody: kept free for plays and films. */
const CALLERS: readonly (readonly [string, string])[] = [
  ['Zoë Lefèvre', '+33639980123'],
  ['Karim Haddad', '+33199004217'],
  ['Łukasz Nowak', '+442079460381'],
  ['Siobhán O’Brien', '+442079460958'],
  ['陳美玲', '+12025550144'],
  ['', '+33639980777'],
];

const OTHER = 'other';

/** What the dial plan may set on a call, as one types it. */
const VARIABLES = '\\s*[A-Za-z_][A-Za-z0-9_]{0,39}\\s*=[^;]{0,200}(;\\s*[A-Za-z_][A-Za-z0-9_]{0,39}\\s*=[^;]{0,200})*;?\\s*';

@customElement('demo-outside')
export class Outside extends Part {
  @property({ attribute: false }) calls: readonly OutsideView[] = [];

  @property({ type: Number }) count = 0;

  @property({ attribute: false }) phones: readonly PhoneView[] = [];

  @property({ attribute: false }) queues: readonly QueueView[] = [];

  @property({ type: Number }) skew = 0;

  @state() private caller = 0;

  @state() private to = '';

  override willUpdate(): void {
    this.to ||= this.queues[0]?.number ?? this.phones[0]?.number ?? '';
  }

  override render() {
    const [name, number] = CALLERS[this.caller] ?? ['', ''];
    return html`<section class="card" id="outside" aria-labelledby="outside-title">
      <header><h2 id="outside-title">${words().outside}</h2></header>
      <p class="soft">${words().outsideLead}</p>
      <form class="call-in" @submit=${this.submit}>
        <label class="field"><span>${words().callerName}</span><input name="name" maxlength="60" autocomplete="off" .value=${name} /></label>
        <label class="field">
          <span>${words().callerNumber}</span>
          <input name="caller" class="number" inputmode="tel" maxlength="21" pattern="[+]?[0-9]*" title=${words().badNumber}
            placeholder=${words().anonymous} autocomplete="off" .value=${number} />
        </label>
        <label class="field"><span>${words().to}</span>${this.targets()}</label>
        ${this.to === OTHER
          ? html`<label class="field">
              <span>${words().otherNumber}</span>
              <input name="other" class="number" inputmode="tel" maxlength="30" pattern="[+]?[0-9*#]+" title=${words().badNumber} required autocomplete="off" />
            </label>`
          : nothing}
        <label class="field">
          <span>${words().setOnCall}</span>
          <input name="variables" maxlength="400" pattern=${VARIABLES} title=${words().badVariables} placeholder="ordernumber=4711" autocomplete="off" />
        </label>
        <div class="row">
          <button class="button primary">${words().placeCall}</button>
          <button type="button" class="button quiet" @click=${this.another}>${words().anotherCaller}</button>
        </div>
      </form>
      ${this.calls.length === 0
        ? html`<jf-empty>${words().noOutside}</jf-empty>`
        : html`<ul class="list" data-outside>
            ${repeat(
              this.calls,
              (call) => call.id,
              (call) => this.call(call),
            )}
          </ul>`}
      ${this.count > this.calls.length
        ? html`<p class="soft small">${words().moreOutside(this.count - this.calls.length)}</p>`
        : nothing}
    </section>`;
  }

  private targets() {
    const option = (number: string, text: string) =>
      html`<option value=${number} ?selected=${number === this.to}>${number} · ${text}</option>`;
    return html`<select name="to" @change=${(event: Event) => (this.to = (event.target as HTMLSelectElement).value)}>
      <optgroup label=${words().toQueues}>${this.queues.map((queue) => option(queue.number, queue.name))}</optgroup>
      <optgroup label=${words().toPhones}>${this.phones.map((phone) => option(phone.number, phone.name))}</optgroup>
      <optgroup label=${words().toTests}>
        ${option('9000', words().echo)} ${option('9001', words().ringsForEver)} ${option('9002', words().busy)}
        ${option('9003', words().answersAndEnds)} ${option('4000', words().conference)}
      </optgroup>
      <option value=${OTHER} ?selected=${this.to === OTHER}>${words().toOther}</option>
    </select>`;
  }

  private call(call: OutsideView) {
    return html`<li class="caller ${call.stage}">
      <span class="dot ${call.stage}" aria-hidden="true"></span>
      <span class="grow"><b>${who(call)}</b> <span class="soft small number">${call.outgoing ? words().outgoing(call.dialled) : words().incoming(call.dialled)}</span></span>
      <jf-clock .from=${call.since * 1_000 - this.skew}></jf-clock>
      <button
        class="button quiet little"
        aria-label=${words().endCall(who(call))}
        title=${words().endCall(who(call))}
        @click=${() => perform(this, { act: 'end_outside', call: call.id })}
      >
        ✕
      </button>
    </li>`;
  }

  private another(): void {
    this.caller = (this.caller + 1) % CALLERS.length;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const text = (key: string) => String(data.get(key) ?? '').trim();
    const number = text('to') === OTHER ? dialled(text('other')) : text('to');
    const variables = variablesIn(text('variables'));
    if (number) perform(this, { act: 'call_in', name: text('name'), caller: text('caller'), number, variables });
  }
}

/** `a=1; b=2` as the dial plan would set it. */
function variablesIn(text: string): Record<string, string> {
  const pairs = text.split(';').filter((each) => each.includes('='));
  return Object.fromEntries(pairs.map((each) => [each.slice(0, each.indexOf('=')).trim(), each.slice(each.indexOf('=') + 1).trim()]));
}
