// The calls of the own phone, on both sample pages: kept from the events, drawn, and announced in the title. It asks
// the library for nothing; the pages do.

import { html } from 'lit';

import { afterEvent, type Call, fromCurrent, partyOf } from '../../model/calls';
import './calls-view';
import type { Want } from './calls-view';
import type { PhoneEvent } from './library';
import { words } from './words';

export class OwnPhone {
  /** Everything in it was told by the server. */
  calls: readonly Call[] = [];

  /** `changed` is called when there is something new to draw; `title` is the page's name when nobody calls. */
  constructor(
    private readonly changed: () => void,
    private readonly title: () => string,
  ) {}

  /** A PhoneEvent. */
  told(event: PhoneEvent): void {
    this.become(afterEvent(this.calls, event, Date.now()));
  }

  /** CurrentCallsPhoneEvents: all there are. */
  toldAll(events: readonly PhoneEvent[]): void {
    this.become(fromCurrent(this.calls, events, Date.now()));
  }

  forget(): void {
    this.calls = [];
  }

  /** The dial bar and the calls; `want` is called for what a button wants. */
  panel(want: (wish: Want) => void) {
    return html`<sample-calls
      class="card"
      .calls=${this.calls}
      @want=${(event: CustomEvent<Want>) => want(event.detail)}
    ></sample-calls>`;
  }

  /** Who calls is also in the title: the page may be behind another. */
  private become(calls: readonly Call[]): void {
    this.calls = calls;
    const ringing = calls.find((call) => call.state === 'Ringing');
    const who = ringing ? partyOf(ringing) || words().unknownParty : '';
    document.title = who ? `☎ ${words().someoneCalls(who)}` : `Jackfield: ${this.title()}`;
    this.changed();
  }
}
