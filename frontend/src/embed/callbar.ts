// <jackfield-callbar>: the user's telephone on somebody else's page: dial, answer, hold, transfer, keys, hang up; signing
// in where the page brings no token. `jackfield-call` events tell the page what happens to calls, for its screen pops.

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import '../elements/lamp';
import type { Result } from '../library/results';
import { type Call, partyOf } from '../model/calls';
import { troubleWords } from '../visit/visit';
import { visitWords } from '../visit/words';
import { clock } from '../words/words';
import type { PhoneEvent } from '../wire/events';
import { look } from './look';
import { GuestPart } from './part';
import { words } from './words';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

@customElement('jackfield-callbar')
export class Callbar extends GuestPart {
  static override styles = [
    ...look,
    css`
      :host {
        display: block;
      }
      .bar,
      .call {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface);
      }
      .call {
        margin-block-start: var(--space-2);
      }
      .call.Ringing {
        background: var(--ringing-soft);
      }
      .who {
        display: grid;
        flex: 1 1 9rem;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      form {
        display: flex;
        flex: 1 1 14rem;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      input.bare {
        flex: 1 1 9.5rem;
        width: auto;
        min-height: 2.25rem;
        padding-block: var(--space-1);
      }
      .keys {
        display: grid;
        grid-template-columns: repeat(3, 3rem);
        gap: var(--space-1);
      }
    `,
  ];

  /** What to dial is filled in: a click on a number of the page may set it. */
  @property() destination = '';
  @state() private open: { readonly what: 'transfer' | 'keys'; readonly uniqueId: string } | null = null;
  @state() private refused = '';

  protected need(): () => void {
    const tell = (event: Event) => {
      const { detail } = event as CustomEvent<PhoneEvent>;
      this.dispatchEvent(new CustomEvent<PhoneEvent>('jackfield-call', { detail, bubbles: true, composed: true }));
    };
    this.guest.addEventListener('phone', tell);
    const end = this.guest.phone();
    return () => {
      this.guest.removeEventListener('phone', tell);
      end();
    };
  }

  /** Dial at once, from the page's own script. */
  dial(number: string): Promise<Result> {
    return this.done(this.guest.visit.cti.dial(number));
  }

  override render() {
    const { visit, calls } = this.guest;
    return html`<section part="bar" aria-label=${words().callbar}>
      ${visit.stage === 'in' ? this.phone() : this.door()}
      <div class="only-heard" role="alert">
        ${calls.filter((call) => call.state === 'Ringing').map((call) => html`<p>${words().calls(partyOf(call) || words().unknown)}</p>`)}
      </div>
      ${repeat(
        calls,
        (call) => call.uniqueId,
        (call) => this.call(call, calls),
      )}
    </section>`;
  }

  private phone() {
    const { trouble } = this;
    return html`<div class="bar" part="dial">
      <jf-lamp .status=${trouble ? 'UNKNOWN' : this.guest.phoneStatus} ?bare=${trouble !== null}></jf-lamp>
      ${trouble ? html`<span class="soft" role="status">${trouble}</span>` : nothing}
      <form
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          void this.dial(this.destination);
        }}
      >
        <input
          class="bare"
          type="tel"
          name="destination"
          required
          autocomplete="off"
          aria-label=${words().dialTo}
          placeholder=${words().dialTo}
          .value=${this.destination}
          @input=${(event: Event) => (this.destination = (event.target as HTMLInputElement).value)}
        />
        <button class="button little primary" part="button">${words().dial}</button>
      </form>
      <button class="button little quiet" @click=${() => this.guest.visit.signOut()}>${visitWords().signOut}</button>
      ${this.refused ? html`<span class="note bad small" role="alert">${this.refused}</span>` : nothing}
    </div>`;
  }

  private door() {
    const { visit } = this.guest;
    return html`<form
      class="bar"
      part="sign-in"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget as HTMLFormElement);
        visit.signIn(String(given.get('login')).trim(), String(given.get('password')));
      }}
    >
      <input class="bare" name="login" required autocomplete="username" aria-label=${visitWords().login} placeholder=${visitWords().login} />
      <input class="bare" name="password" type="password" required autocomplete="current-password" aria-label=${visitWords().password} placeholder=${visitWords().password} />
      <button class="button little primary" part="button" ?disabled=${visit.stage === 'entering'}>
        ${visit.stage === 'entering' ? visitWords().signingIn : visitWords().signIn}
      </button>
      ${visit.trouble ? html`<span class="note bad small" role="alert">${troubleWords(visit.trouble)}</span>` : nothing}
    </form>`;
  }

  private call(call: Call, calls: readonly Call[]) {
    const { cti } = this.guest.visit;
    const open = this.open?.uniqueId === call.uniqueId ? this.open.what : null;
    const consults = call.state === 'OnHold' && calls.some((other) => other.state === 'Established' || other.state === 'Dialing');
    const act = (text: string, sent: () => Promise<Result>, kind = '') =>
      html`<button class="button little ${kind}" part="button" @click=${() => void this.done(sent())}>${text}</button>`;
    return html`<div class="call ${call.state}" part="call" data-state=${call.state}>
      <span class="who"><strong>${partyOf(call) || words().unknown}</strong><span class="soft small">${call.number} ${call.queue}</span></span>
      <span>${words()[call.state]} <time class="number">${clock((Date.now() - call.since) / 1_000)}</time></span>
      ${call.state === 'Ringing' ? act(words().answer, () => cti.answer(call.uniqueId), 'answer') : nothing}
      ${call.state === 'Established' ? act(words().hold, () => cti.hold(call.uniqueId)) : nothing}
      ${call.state === 'OnHold' && !consults ? act(words().resume, () => cti.hold(call.uniqueId)) : nothing}
      ${consults ? html`${act(words().complete, () => cti.completeTransfer(), 'primary')} ${act(words().cancel, () => cti.cancelTransfer())}` : nothing}
      ${call.state === 'Established' ? html`${this.opener(call, 'transfer')} ${this.opener(call, 'keys')}` : nothing}
      ${act(call.state === 'Ringing' ? words().refuse : words().hangup, () => cti.hangup(call.uniqueId), 'danger')}
      ${open === 'transfer' ? this.transfer() : nothing}
      ${open === 'keys'
        ? html`<div class="keys">${KEYS.map((key) => html`<button class="button little" aria-label=${words().key(key)} @click=${() => void this.done(cti.sendDtmf(key))}>${key}</button>`)}</div>`
        : nothing}
    </div>`;
  }

  private opener(call: Call, what: 'transfer' | 'keys') {
    const open = this.open?.uniqueId === call.uniqueId && this.open.what === what;
    return html`<button class="button little" part="button" aria-expanded=${open} @click=${() => (this.open = open ? null : { what, uniqueId: call.uniqueId })}>${words()[what]}</button>`;
  }

  private transfer() {
    const { cti } = this.guest.visit;
    return html`<form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const to = String(new FormData(event.currentTarget as HTMLFormElement).get('to'));
        const first = (event.submitter as HTMLButtonElement | null)?.value === 'ask';
        this.open = null;
        void this.done(first ? cti.attendedTransfer(to) : cti.directTransfer(to));
      }}
    >
      <input class="bare" type="tel" name="to" required autocomplete="off" aria-label=${words().transferTo} placeholder=${words().transferTo} />
      <button class="button little" value="now">${words().atOnce}</button>
      <button class="button little" value="ask">${words().askFirst}</button>
    </form>`;
  }

  private async done(sent: Promise<Result>): Promise<Result> {
    const result = await sent;
    this.refused = result.status === 'refused' ? (result.message ?? result.code ?? '') : '';
    return result;
  }
}
