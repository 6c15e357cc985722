// <sample-calls>: the dial bar and the calls of the phone, each with the buttons that go with its state. It decides
// nothing: every button is an event `want` that says what was wanted, and the page's script calls the library.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { Part } from '../../elements/part';
import '../../elements/small';
import { type Call, partyOf } from '../../model/calls';
import { words } from './words';

/** What a button wants; `call` is the call it belongs to, `to` the number that was typed. */
export interface Want {
  readonly what:
    | 'dial' | 'answer' | 'hangup' | 'hold' | 'directTransfer' | 'attendedTransfer' | 'completeTransfer'
    | 'cancelTransfer' | 'conference' | 'sendDtmf';
  readonly call?: Call;
  readonly to?: string;
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

@customElement('sample-calls')
export class CallsView extends Part {
  @property({ attribute: false }) calls: readonly Call[] = [];

  /** Which call shows its transfer field, or its keys. */
  @state() private opened: { readonly what: 'transfer' | 'keys'; readonly uniqueId: string } | null = null;

  override render() {
    const ringing = this.calls.filter((call) => call.state === 'Ringing');
    const several = this.calls.length > 1 && this.calls.some((call) => call.state === 'OnHold');
    return html`
      <header><h2>${words().calls}</h2></header>
      <form class="dial-bar" @submit=${this.dial}>
        <input
          class="bare"
          type="tel"
          name="destination"
          required
          autocomplete="off"
          placeholder=${words().dialTo}
          aria-label=${words().dialTo}
        />
        <button class="button primary">${words().dial}</button>
      </form>
      <div class="only-heard" role="alert">
        ${ringing.map((call) => html`<p>${words().someoneCalls(partyOf(call) || words().unknownParty)}</p>`)}
      </div>
      ${this.calls.length
        ? html`<ul class="calls">
            ${repeat(this.calls, (call) => call.uniqueId, (call) => this.card(call))}
          </ul>`
        : html`<jf-empty>${words().noCalls}</jf-empty>`}
      ${several
        ? html`<div class="row">
            ${this.button('completeTransfer', words().complete, undefined, 'primary')} ${this.button('cancelTransfer', words().back)}
            ${this.button('conference', words().threeWay)}
          </div>`
        : nothing}
    `;
  }

  private card(call: Call) {
    const opened = this.opened?.uniqueId === call.uniqueId ? this.opened.what : null;
    const data = Object.entries(call.data);
    return html`<li class="call ${call.state}" data-state=${call.state} data-number=${call.number}>
      <div class="who">
        <strong>${partyOf(call) || words().unknownParty}</strong>
        ${call.name ? html`<span class="number">${call.number}</span>` : nothing}
      </div>
      <div class="how soft small">
        <span class="call-state">${words()[call.state]}</span>
        <span aria-hidden="true">${call.incoming ? '↙' : '↗'}</span>
        <jf-clock .from=${call.since}></jf-clock>
        ${call.queue ? html`<span>${words().viaQueue(call.queue)}</span>` : nothing}
      </div>
      <div class="row">${this.buttons(call)}</div>
      ${opened === 'transfer' ? this.transfer(call) : nothing} ${opened === 'keys' ? this.keys(call) : nothing}
      ${data.length
        ? html`<details class="data small">
            <summary>${words().data} (${data.length})</summary>
            <dl>${data.map(([key, value]) => html`<dt><code>${key}</code></dt><dd>${value}</dd>`)}</dl>
          </details>`
        : nothing}
    </li>`;
  }

  private buttons(call: Call) {
    switch (call.state) {
      case 'Ringing':
        return html`${this.button('answer', words().answer, call, 'answer')}
        ${this.button('hangup', words().refuse, call, 'danger')}`;
      case 'Dialing':
        return this.button('hangup', words().hangup, call, 'danger');
      case 'OnHold':
        return html`${this.button('hold', words().resume, call, 'primary')}
        ${this.button('hangup', words().hangup, call, 'danger')}`;
      case 'Established':
        return html`${this.button('hold', words().hold, call)} ${this.opener('transfer', words().transfer, call)}
        ${this.opener('keys', words().keys, call)} ${this.button('hangup', words().hangup, call, 'danger')}`;
    }
  }

  private transfer(call: Call) {
    return html`<form class="transfer" @submit=${(event: SubmitEvent) => this.sendTransfer(event, call)}>
      <input class="bare" type="tel" name="to" required autocomplete="off" aria-label=${words().transferTo} placeholder=${words().transferTo} />
      <div class="row">
        <button class="button little primary" value="directTransfer">${words().blind}</button>
        <button class="button little" value="attendedTransfer">${words().consult}</button>
        <button class="button little quiet" type="button" @click=${this.close}>${words().cancel}</button>
      </div>
    </form>`;
  }

  private keys(call: Call) {
    return html`<div class="keys" role="group" aria-label=${words().keys}>
      ${KEYS.map(
        (key) =>
          html`<button
            class="button little number"
            aria-label=${words().key(key)}
            @click=${() => this.want({ what: 'sendDtmf', call, to: key })}
          >
            ${key}
          </button>`,
      )}
    </div>`;
  }

  private button(what: Want['what'], text: string, call?: Call, kind = '') {
    return html`<button
      class="button little ${kind}"
      @click=${() => this.want(call ? { what, call } : { what })}
    >
      ${text}
    </button>`;
  }

  private opener(what: 'transfer' | 'keys', text: string, call: Call) {
    const open = this.opened?.what === what && this.opened.uniqueId === call.uniqueId;
    return html`<button
      class="button little"
      aria-expanded=${open ? 'true' : 'false'}
      @click=${async () => {
        this.opened = open ? null : { what, uniqueId: call.uniqueId };
        await this.updateComplete;
        this.querySelector<HTMLElement>('.transfer input')?.focus();
      }}
    >
      ${text}
    </button>`;
  }

  private readonly close = () => {
    this.opened = null;
  };

  private dial(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    this.want({ what: 'dial', to: String(new FormData(form).get('destination')) });
    form.reset();
  }

  private sendTransfer(event: SubmitEvent, call: Call): void {
    event.preventDefault();
    const what = (event.submitter as HTMLButtonElement).value as Want['what'];
    const to = String(new FormData(event.currentTarget as HTMLFormElement).get('to'));
    this.want({ what, call, to });
    this.close();
  }

  private want(wish: Want): void {
    this.tell('want', wish);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sample-calls': CallsView;
  }
}
