// <demo-queues>: who waits in each queue and for how long, which phones are signed in, and a way to sign one in.

import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import '../../elements/small';
import { perform } from './acting';
import { Part } from '../../elements/part';
import { who } from './saying';
import type { CallerView, MemberView, PhoneView, QueueView } from './wire';
import { words } from './words';

@customElement('demo-queues')
export class Queues extends Part {
  @property({ attribute: false }) queues: readonly QueueView[] = [];

  @property({ attribute: false }) phones: readonly PhoneView[] = [];

  @property({ type: Number }) skew = 0;

  private callers = 0;

  override render() {
    return html`<section class="card" id="queues" aria-labelledby="queues-title">
      <header><h2 id="queues-title">${words().queues}</h2></header>
      ${this.queues.length === 0
        ? html`<jf-empty>${words().noQueues}</jf-empty>`
        : repeat(
            this.queues,
            (queue) => queue.name,
            (queue) => this.queue(queue),
          )}
    </section>`;
  }

  private queue(queue: QueueView) {
    return html`<article class="queue" data-queue=${queue.name}>
      <header class="row">
        <h3>${queue.name} <span class="soft number">${queue.number}</span></h3>
        <span class="badge ${queue.count ? 'some' : ''}">${words().waiting(queue.count)}</span>
        <button
          class="button little"
          aria-label="${words().callIn}: ${queue.name}"
          title=${words().callQueue(queue.name)}
          @click=${() => this.callIn(queue)}
        >
          ${words().callIn}
        </button>
      </header>
      ${queue.waiting.length
        ? html`<ol class="list">
            ${repeat(
              queue.waiting,
              (caller) => caller.id,
              (caller) => this.caller(caller),
            )}
          </ol>`
        : nothing}
      ${queue.count > queue.waiting.length
        ? html`<p class="soft small">${words().moreWaiting(queue.count - queue.waiting.length)}</p>`
        : nothing}
      <div class="row members">
        ${queue.members.length
          ? queue.members.map((member) => this.member(queue, member))
          : html`<span class="soft small">${words().nobodySignedIn}</span>`}
        ${this.signIn(queue)}
      </div>
      <p class="soft small number">${words().figures(queue.answered, queue.abandoned)}</p>
    </article>`;
  }

  private caller(caller: CallerView) {
    const phones = caller.ringing.map((number) => this.phones.find((phone) => phone.number === number)?.name ?? number);
    return html`<li class="caller ${phones.length ? 'ringing' : 'held'}">
      <span class="dot ${phones.length ? 'ringing' : 'held'}" aria-hidden="true"></span>
      <span class="grow"
        ><b>${who(caller)}</b>
        <span class="soft small">${phones.length ? words().ringsAt(phones.join(', ')) : words().stillWaits}</span></span
      >
      <jf-clock .from=${caller.since * 1_000 - this.skew}></jf-clock>
    </li>`;
  }

  private member(queue: QueueView, member: MemberView) {
    const name = member.name || member.number;
    return html`<span class="chip ${member.state.toLowerCase()} ${member.paused ? 'paused' : ''}">
      ${name}${member.paused ? html` <i>${words().paused}</i>` : nothing}
      <button
        aria-label=${words().signOut(name, queue.name)}
        title=${words().signOut(name, queue.name)}
        @click=${() => perform(this, { act: 'sign_in', phone: member.number, queue: queue.name, signed_in: false })}
      >
        ✕
      </button>
    </span>`;
  }

  private signIn(queue: QueueView) {
    const free = this.phones.filter((phone) => !queue.members.some((member) => member.number === phone.number));
    if (free.length === 0) return nothing;
    return html`<select
      class="bare sign-in"
      aria-label="${words().signIn}: ${queue.name}"
      .value=${''}
      @change=${(event: Event) => {
        const chosen = event.target as HTMLSelectElement;
        if (chosen.value) perform(this, { act: 'sign_in', phone: chosen.value, queue: queue.name, signed_in: true });
        chosen.value = '';
      }}
    >
      <option value="">${words().choosePhone}</option>
      ${free.map((phone) => html`<option value=${phone.number}>${phone.name} (${phone.number})</option>`)}
    </select>`;
  }

  /** Another caller each time, so that they can be told apart. */
  private callIn(queue: QueueView): void {
    const caller = `+3363998${String(this.callers++ % 10_000).padStart(4, '0')}`;
    perform(this, { act: 'call_in', caller, name: '', number: queue.number });
  }
}
