// <desk-customer>: who is calling: name and numbers, the sheet and attached data of the call, what was talked about before.
// It stays after the call until its outcome is written or the next call begins.

import { html, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { icon } from '../../elements/icon';
import '../../elements/small';
import type { CustomerCall } from '../../library/jackfield';
import { bare, type Contact, initials, numbersOf } from './contacts';
import { customerCall, dayName, shortDuration } from './past';
import { DeskPart } from './part';
import './qualify-view';
import { type CallSheet, sheetFor } from './sheets';
import type { Subject } from './subject';
import { words } from './words';

@customElement('desk-customer')
export class CustomerView extends DeskPart {
  /** Whom the directory knows by the number; undefined while it is asked. */
  @state() private contact: Contact | null | undefined = undefined;

  /** What was talked about before; null where it may not be seen. */
  @state() private calls: readonly CustomerCall[] | null | undefined = undefined;

  private asked = '';

  override render() {
    const { subject } = this.desk;
    if (!subject) return nothing;
    const sheet = sheetFor(this.desk, subject.uniqueId);
    const qualification = this.desk.qualifications.get(subject.linkedId);
    const name = subject.name || this.contact?.name || '';
    return html`<section class="card customer" aria-label=${words().customer}>
      <header>
        <div class="customer-head">
          <span class="face large" aria-hidden="true">${initials(name) || icon('phone')}</span>
          <div class="who">
            <h2>${name || subject.number || words().unknownParty}</h2>
            <span class="soft">${this.lead(subject, name)}</span>
          </div>
        </div>
        ${subject.ended
          ? html`<button class="button little quiet" @click=${() => this.desk.turnTo(null)}>${icon('check')}<span>${words().done}</span></button>`
          : nothing}
      </header>
      <div class="customer-parts">
        ${qualification ? html`<desk-qualify .given=${this.given} .call=${qualification}></desk-qualify>` : nothing}
        ${sheet ? this.sheet(sheet) : nothing} ${this.data(subject, sheet)} ${this.past(subject)}
      </div>
    </section>`;
  }

  private lead(subject: Subject, name: string) {
    const { contact } = this;
    const numbers = contact ? numbersOf(contact) : [];
    const all = [subject.number, ...numbers.filter((each) => bare(each) !== bare(subject.number))];
    return html`<span class="number">${[contact?.company, ...(name ? all : all.slice(1))].filter(Boolean).join(' · ')}</span>
      ${subject.queue ? html`<span class="chip">${this.desk.queues.find((each) => each.name === subject.queue)?.displayName || subject.queue}</span>` : nothing}
      ${subject.ended ? html`<span class="chip">${words().callEnded}</span>` : nothing}`;
  }

  private sheet(sheet: CallSheet) {
    const fields = sheet.fields.filter((field) => field.value !== '');
    if (!fields.length) return nothing;
    return html`<section aria-label=${words().sheet}>
      <h3>${words().sheet}</h3>
      <dl class="pairs">
        ${fields.map(
          (field) => html`<dt>${field.name}</dt>
            <dd>${field.address ? html`<a href=${field.address} target="_blank" rel="noopener noreferrer">${field.value}</a>` : field.value}</dd>`,
        )}
      </dl>
    </section>`;
  }

  /** What was attached to the call, as far as the sheet does not show it already. */
  private data(subject: Subject, sheet: CallSheet | undefined) {
    const shown = new Set(sheet?.fields.map((field) => field.value));
    const data = Object.entries(subject.data).filter(([key, value]) => key.startsWith('USR_') && value && !shown.has(value));
    if (!data.length) return nothing;
    return html`<section aria-label=${words().attached}>
      <h3>${words().attached}</h3>
      <dl class="pairs">${data.map(([key, value]) => html`<dt>${key.slice(4)}</dt><dd>${value}</dd>`)}</dl>
    </section>`;
  }

  private past(subject: Subject) {
    const own = bare(subject.number);
    const calls = (own && this.calls) || [];
    return html`<section aria-label=${words().before}>
      <h3>${words().before}</h3>
      ${this.calls === undefined
        ? html`<span class="ghost" aria-busy="true"></span>`
        : calls.length
          ? html`<ul class="past small">
              ${calls.map((call) => this.line(customerCall(call, own)))}
            </ul>`
          : html`<p class="soft small">${this.calls === null ? words().notAllowed : words().firstTime}</p>`}
    </section>`;
  }

  private line(call: ReturnType<typeof customerCall>) {
    return html`<li class=${call.kind}>
      <span class="direction">${icon(call.kind === 'ongoing' ? 'phone' : call.kind)}<span class="only-heard">${words()[call.kind]}</span></span>
      <span class="who">
        <span>${dayName(call.day)}, <span class="number">${call.time}</span></span>
        <span class="soft">${[call.queueName, call.agentName].filter(Boolean).join(' · ')}</span>
      </span>
      <span class="number soft">${shortDuration(call.seconds)}</span>
    </li>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { number = '', uniqueId = '' } = this.desk.subject ?? {};
    // a link that is being opened cannot be asked yet; its opening draws anew
    if (uniqueId === this.asked || this.desk.link !== 'open') return;
    this.asked = uniqueId; // who calls twice has one call more behind him
    this.contact = this.calls = undefined;
    if (number) void this.lookUp(number, uniqueId);
    else this.calls = [];
  }

  private async lookUp(number: string, about: string): Promise<void> {
    const { lookups } = this.door;
    const [found, calls] = await Promise.all([lookups.find(number), lookups.callsWith(number)]);
    if (about !== this.asked) return;
    this.calls = calls;
    this.contact = found.find((contact) => numbersOf(contact).some((each) => bare(each) === bare(number))) ?? null;
  }
}
