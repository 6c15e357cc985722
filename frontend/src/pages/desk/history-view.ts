// <desk-history>: the own calls of the last days, with who it was and how it ended; one click calls again.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { icon } from '../../elements/icon';
import '../../elements/lamp';
import type { HistoryCall } from '../../library/jackfield';
import { dayName, party, type Past, pastOf, shortDuration } from './past';
import { DeskPart } from './part';
import { oneDecimal, soundWord } from './sound';
import { words } from './words';

const AT_FIRST = 20;

@customElement('desk-history')
export class HistoryView extends DeskPart {
  @state() private all = false;
  @state() private missedOnly = false;

  override render() {
    const { history } = this.desk;
    const calls = Array.isArray(history) ? (history as readonly HistoryCall[]).map(pastOf) : [];
    const missed = calls.filter((call) => call.kind === 'missed').length;
    const wanted = this.missedOnly ? calls.filter((call) => call.kind === 'missed') : calls;
    return html`
      ${calls.length
        ? html`<div class="row filters">
            <button class="button little" aria-pressed=${this.missedOnly ? 'false' : 'true'} @click=${() => (this.missedOnly = false)}>${words().allCalls}</button>
            <button class="button little" aria-pressed=${this.missedOnly ? 'true' : 'false'} @click=${() => (this.missedOnly = true)}>${words().missedCalls(missed)}</button>
          </div>`
        : nothing}
      ${history === null
        ? html`<ul class="past" aria-busy="true">${[1, 2, 3].map(() => html`<li class="ghost"></li>`)}</ul>`
        : wanted.length
          ? html`${days(this.all ? wanted : wanted.slice(0, AT_FIRST)).map(([day, list]) => this.day(day, list))}
            ${wanted.length > AT_FIRST && !this.all
              ? html`<button class="button little" @click=${() => (this.all = true)}>${words().moreCalls(wanted.length - AT_FIRST)}</button>`
              : nothing}`
          : this.nothing(history, this.missedOnly ? words().noMissed : words().noHistory)}
    `;
  }

  private day(day: string, calls: readonly Past[]) {
    return html`<h3 class="day">${dayName(day)}</h3>
      <ul class="past">
        ${calls.map((call) => this.line(call))}
      </ul>`;
  }

  private line(call: Past) {
    const { name, number, status } = party(call);
    const lamp = this.desk.hints.get(number) ?? status;
    return html`<li class=${call.kind} data-status=${call.status}>
      <span class="direction" title=${words()[call.kind]}>${icon(call.kind === 'ongoing' ? 'phone' : call.kind)}<span class="only-heard">${words()[call.kind]}</span></span>
      <span class="who">
        <strong>${name || number || words().unknownParty}</strong>
        <span class="soft small number">${[call.time, name ? number : '', shortDuration(call.seconds), heard(call), call.qualification].filter(Boolean).join(' · ')}</span>
        ${call.note ? html`<span class="small about">${call.note}</span>` : nothing}
      </span>
      ${lamp === undefined || lamp < -1 ? nothing : html`<jf-lamp bare .status=${lamp}></jf-lamp>`}
      <button class="button quiet sign" ?disabled=${!number} aria-label=${words().callSomebody(name || number)} @click=${() => this.tell('call-number', number)}>
        ${icon('phone')}
      </button>
    </li>`;
  }
}

/** How it sounded, where a browser was the telephone. */
function heard({ mos }: Past): string {
  return mos === undefined ? '' : `${soundWord(mos)} (${oneDecimal(mos)})`;
}

function days(calls: readonly Past[]): [string, Past[]][] {
  const found: [string, Past[]][] = [];
  for (const call of calls) {
    if (found.at(-1)?.[0] !== call.day) found.push([call.day, []]);
    found.at(-1)![1].push(call);
  }
  return found;
}
