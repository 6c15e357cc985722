// <desk-calls>: the calls of the phone, each with what can be done with it now, and what joins two of them. It decides
// nothing about calls: the server says what became of every button.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { icon, type Sign } from '../../elements/icon';
import '../../elements/small';
import { toast } from '../../elements/toasts';
import type { Result } from '../../library/jackfield';
import { type Call, partyOf } from '../../model/calls';
import { initials } from './contacts';
import './dialler';
import type { Pick, Way } from './dialler';
import { DeskPart } from './part';
import type { Room } from './rooms';
import { subjectOf } from './subject';
import { words } from './words';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

@customElement('desk-calls')
export class CallsView extends DeskPart {
  /** Which call shows its field for a transfer, or its keys. */
  @state() private opened: { readonly what: 'transfer' | 'keys'; readonly uniqueId: string } | null = null;

  /** Buttons whose command is on its way: pressed twice they would do it twice. */
  @state() private busy: ReadonlySet<string> = new Set();

  override render() {
    const { calls, room } = this.desk;
    const ringing = calls.filter((call) => call.state === 'Ringing');
    return html`
      <h2 class="only-heard">${words().calls}</h2>
      <div class="only-heard" role="alert">
        ${ringing.map((call) => html`<p>${words().someoneCalls(partyOf(call) || words().unknownParty)}</p>`)}
      </div>
      ${calls.length
        ? html`<ul class="calls">
            ${repeat(calls, (call) => call.uniqueId, (call) => this.card(call))}
          </ul>`
        : this.none()}
      ${this.joining(calls)} ${room ? this.room(room) : nothing}
    `;
  }

  private none() {
    if (!this.desk.callsKnown) return html`<div class="call waiting" aria-busy="true"><span class="ghost"></span></div>`;
    return html`<div class="no-call soft"><jf-mark></jf-mark><span>${this.quiet()}</span></div>`;
  }

  private quiet(): string {
    const { agent, pbx } = this.desk;
    if (pbx === 'down') return words().noCallDown;
    if (agent?.state.name === 'AgentReady') return words().noCallReady;
    if (agent?.state.name === 'AgentOnPause') return words().noCallPaused;
    return words().noCall;
  }

  private card(call: Call) {
    const opened = this.opened?.uniqueId === call.uniqueId ? this.opened.what : null;
    const party = partyOf(call) || words().unknownParty;
    const shown = this.desk.subject?.uniqueId === call.uniqueId;
    return html`<li class="call ${call.state} ${shown ? 'shown' : ''}" data-state=${call.state} data-number=${call.number}>
      <div class="call-head">
        <span class="face" aria-hidden="true">${initials(call.name) || icon('phone')}</span>
        <div class="who">
          <strong>${party}</strong>
          <span class="soft">
            ${call.name && call.number ? html`<span class="number">${call.number}</span>` : nothing}
            ${call.queue ? html`<span class="chip">${this.queueName(call.queue)}</span>` : nothing}
            ${call.state === 'Established' ? this.recording() : nothing}
          </span>
        </div>
        <div class="call-time">
          <span class="call-state">${icon(call.incoming ? 'incoming' : 'outgoing')}${words()[call.state]}</span>
          <jf-clock .from=${call.state === 'Established' ? call.answered : call.since}></jf-clock>
        </div>
      </div>
      <div class="row call-buttons">
        ${this.buttons(call)}
        ${shown || this.desk.calls.length < 2 || this.desk.calls.some((each) => each.state === 'OnHold')
          ? nothing
          : html`<button class="button quiet" @click=${() => this.desk.turnTo(subjectOf(call, true))}>${words().show}</button>`}
      </div>
      ${opened === 'transfer' ? this.transfer(call) : nothing} ${opened === 'keys' ? this.keys() : nothing}
    </li>`;
  }

  private queueName(name: string): string {
    return this.desk.queues.find((queue) => queue.name === name)?.displayName || name;
  }

  private buttons(call: Call) {
    const { cti } = this.door;
    const id = call.uniqueId;
    const end = (text: string) => this.act('end', id, 'hangup', text, () => cti.hangup(id), 'danger end');
    switch (call.state) {
      case 'Ringing':
        return html`${this.act('answer', id, 'phone', words().answer, () => this.door.answer(call), 'answer')}
        ${end(words().refuse)}`;
      case 'Dialing':
        return end(words().hangup);
      case 'OnHold':
        return html`${this.act('hold', id, 'play', words().resume, () => cti.hold(id), 'primary')} ${end(words().hangup)}`;
      case 'Established':
        return html`${this.act('hold', id, 'pause', words().hold, () => cti.hold(id))}
        ${this.microphone(call)} ${this.opener('transfer', 'transfer', words().transfer, call)} ${this.opener('keys', 'keypad', words().keys, call)}
        ${end(words().hangup)}`;
    }
  }

  /** Of the telephone in the browser; one on the desk has a button of its own. */
  private microphone(call: Call) {
    const { soft, cti } = this.door;
    if (!soft.phone) return nothing;
    const muted = soft.isMuted(call.data.SIPCALLID);
    const text = muted ? words().unmute : words().mute;
    return this.act('mute', call.uniqueId, 'microphone', text, () => cti.toggleMicrophone(call.uniqueId), muted ? 'warned' : '');
  }

  /** Of the agent's call, as far as it is recorded. */
  private recording() {
    const state = this.desk.agent?.state;
    const { cti } = this.door;
    if (state?.name !== 'AgentOnCall') return nothing;
    if (state.monitorState === 'ACTIVE') {
      return this.act('record', '', 'record', words().pauseRecording, () => cti.monitorPause(state.agentId), 'little quiet recording');
    }
    if (state.monitorState !== 'PAUSED') return nothing;
    return this.act('record', '', 'record', words().resumeRecording, () => cti.monitorUnpause(state.agentId), 'little warned');
  }

  private act(what: string, id: string, sign: Sign, text: string, go: () => Promise<Result | void>, kind = '') {
    const key = `${what} ${id}`;
    return html`<button class="button ${kind}" data-act=${what} ?disabled=${this.busy.has(key)} @click=${() => this.run(key, go)}>
      ${icon(sign)}<span>${text}</span>
    </button>`;
  }

  private async run(key: string, go: () => Promise<Result | void>): Promise<void> {
    this.busy = new Set([...this.busy, key]);
    const told = await go();
    if (told) await this.door.tell(Promise.resolve(told));
    this.busy = new Set([...this.busy].filter((each) => each !== key));
  }

  private opener(what: 'transfer' | 'keys', sign: Sign, text: string, call: Call) {
    const open = this.opened?.what === what && this.opened.uniqueId === call.uniqueId;
    return html`<button
      class="button"
      data-act=${what}
      aria-expanded=${open ? 'true' : 'false'}
      @click=${async () => {
        this.opened = open ? null : { what, uniqueId: call.uniqueId };
        await this.updateComplete;
        this.querySelector<HTMLElement>('.call-more input, .call-more button')?.focus();
      }}
    >
      ${icon(sign)}<span>${text}</span>
    </button>`;
  }

  private transfer(call: Call) {
    const ways: readonly Way[] = [
      { how: 'consult', text: words().consult, sign: 'people', kind: 'primary' },
      { how: 'direct', text: words().direct, sign: 'transfer' },
    ];
    const { cti } = this.door;
    return html`<div class="call-more" @keydown=${(event: KeyboardEvent) => this.escape(event, 'transfer')}>
      <desk-dialler
        .given=${this.given}
        .label=${words().transferTo(partyOf(call) || words().unknownParty)}
        .ways=${ways}
        @pick=${({ detail }: CustomEvent<Pick>) => {
          this.opened = null;
          void this.door.tell(detail.how === 'direct' ? cti.directTransfer(detail.number) : cti.attendedTransfer(detail.number));
        }}
      ></desk-dialler>
      <p class="soft small">${words().transferHint}</p>
    </div>`;
  }

  private keys() {
    return html`<div
      class="call-more keys"
      role="group"
      aria-label=${words().keys}
      @keydown=${(event: KeyboardEvent) => {
        this.escape(event, 'keys');
        if (KEYS.includes(event.key)) void this.door.tell(this.door.cti.sendDtmf(event.key));
      }}
    >
      ${KEYS.map(
        (key) =>
          html`<button class="button number" aria-label=${words().key(key)} @click=${() => void this.door.tell(this.door.cti.sendDtmf(key))}>
            ${key}
          </button>`,
      )}
    </div>`;
  }

  private escape(event: KeyboardEvent, what: string): void {
    if (event.key !== 'Escape') return;
    this.opened = null;
    this.querySelector<HTMLElement>(`[data-act="${what}"]`)?.focus();
  }

  /** Two calls, one of them held: they may be put together, or the second given up. */
  private joining(calls: readonly Call[]) {
    const held = calls.find((call) => call.state === 'OnHold');
    const other = calls.find((call) => call !== held && (call.state === 'Established' || call.state === 'Dialing'));
    if (!held || !other) return nothing;
    const { cti } = this.door;
    const [first, second] = [partyOf(held) || words().unknownParty, partyOf(other) || words().unknownParty];
    const talking = other.state === 'Established';
    return html`<section class="joining" aria-label=${words().twoCalls}>
      <p>${talking ? words().between(first, second) : words().betweenCalling(first, second)}</p>
      <div class="row">
        ${this.act('complete', '', 'transfer', words().complete, () => cti.completeTransfer(), 'primary')}
        ${talking ? this.act('conference', '', 'people', words().conference, () => this.together()) : nothing}
        ${this.act('cancel', '', 'back', words().backTo(first), () => cti.cancelTransfer())}
      </div>
    </section>`;
  }

  /** Some PBXs show one call from then on, so it is said. */
  private async together(): Promise<Result> {
    const result = await this.door.cti.conference();
    if (result.status === 'done') toast(() => words().together, 'good');
    return result;
  }

  private room(room: Room) {
    const { cti } = this.door;
    const me = room.participants.find((person) => person.isMe);
    const organizer = me?.role === 'Organizer';
    return html`<section class="room" aria-label=${words().inConference(room.name || room.number)}>
      <h3>${words().inConference(room.name || room.number)}</h3>
      <ul class="people">
        ${repeat(
          room.participants,
          (person) => person.index,
          (person) => html`<li>
            <span class="face" aria-hidden="true">${initials(person.callerIdName) || icon('phone')}</span>
            <span class="who">
              <strong>${person.callerIdName || person.callerIdNum}</strong>
              <span class="soft small">${tags(person)}</span>
            </span>
            ${person.isMe || organizer
              ? html`<button
                  class="button little"
                  @click=${() => {
                    const { index, isMe, isMuted } = person;
                    if (isMe) return void this.door.tell(isMuted ? cti.conferenceUnmuteMe(room.number) : cti.conferenceMuteMe(room.number));
                    void this.door.tell(isMuted ? cti.conferenceUnmute(room.number, index) : cti.conferenceMute(room.number, index));
                  }}
                >
                  ${person.isMuted ? words().unmute : words().mute}
                </button>`
              : nothing}
            ${organizer && !person.isMe
              ? html`<button class="button little danger" @click=${() => void this.door.tell(cti.conferenceKick(room.number, person.index))}>
                  ${words().kick}
                </button>`
              : nothing}
          </li>`,
        )}
      </ul>
    </section>`;
  }
}

function tags(person: Room['participants'][number]): string {
  const found = [
    person.isMe ? words().itsMe : '',
    person.role === 'Organizer' ? words().organizer : '',
    person.isMuted ? words().muted : '',
    person.isTalking ? words().talking : '',
  ];
  return found.filter(Boolean).join(', ');
}
