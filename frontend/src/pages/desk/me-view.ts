// <desk-me>: what is switched on for the own telephone: do not disturb and forwards; and how this page rings. Switches show
// what the server says: they move when its event comes.

import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import type { UserConfigUpdate } from '../../library/jackfield';
import type { Alerts } from './alerts';
import { DeskPart } from './part';
import './soft-view';
import { words } from './words';

const FORWARDS = ['uncFwd', 'busyFwd', 'naFwd'] as const;

@customElement('desk-me')
export class MeView extends DeskPart {
  @property({ attribute: false }) alerts!: Alerts;

  override render() {
    const { user, mail } = this.desk;
    if (!user) return html`<div class="ghost" aria-busy="true"></div>`;
    return html`
      ${this.devices()} <desk-soft .given=${this.given}></desk-soft>
      <section class="settings" aria-label=${words().incomingCalls}>
        <h3>${words().incomingCalls}</h3>
        ${this.toggle(words().dnd, user.dndEnabled, () => this.door.tell(this.door.cti.dnd(!user.dndEnabled)))}
        ${FORWARDS.map((service) => this.forward(service, user))}
      </section>
      ${mail
        ? html`<section class="settings" aria-label=${words().mailbox}>
            <h3>${words().mailbox}</h3>
            <p class="row">
              <span>${mail.newMessages ? words().newMail(mail.newMessages) : words().noMail}</span>
              <button class="button little" @click=${() => this.tell('dial-mailbox', null)}>${words().hearMail}</button>
            </p>
          </section>`
        : nothing}
      <section class="settings" aria-label=${words().thisPage}>
        <h3>${words().thisPage}</h3>
        ${this.toggle(words().ringHere, this.alerts.rings, () => this.alerts.setRings(!this.alerts.rings))}
        ${this.alerts.canNotify
          ? this.toggle(words().notify, this.alerts.notifies, () => this.alerts.setNotifies(!this.alerts.notifies))
          : html`<p class="soft small">${words().cannotNotify}</p>`}
        <p class="soft small">${words().keysHint}</p>
        <dl class="shortcuts small">
          ${([['A', words().answer], ['E', words().hangup], ['H', words().hold], ['R', words().goReady], ['P', words().pause], ['N', words().numberOrName]] as const).map(
            ([key, text]) => html`<dt><kbd>Alt</kbd> <kbd>${key}</kbd></dt><dd>${text}</dd>`,
          )}
        </dl>
      </section>
    `;
  }

  /** Which of the two devices of one's number rings and dials; nothing to choose where there is one. */
  private devices() {
    const { device, calls } = this.desk;
    if (device === null) return nothing;
    const inBrowser = device === 'webrtc';
    return html`<section class="settings" aria-label=${words().devices}>
      <h3>${words().devices}</h3>
      ${this.toggle(words().inBrowser, inBrowser, () => this.door.useDevice(inBrowser ? 'phone' : 'webrtc'), calls.length > 0)}
      <p class="soft small">${calls.length ? words().devicesWait : inBrowser ? words().deskPhoneSilent : words().deskPhoneRings}</p>
    </section>`;
  }

  private forward(service: (typeof FORWARDS)[number], user: UserConfigUpdate) {
    const on = user[`${service}Enabled`];
    const destination = user[`${service}Destination`];
    const set = (to: string, state: boolean) => this.door.tell(this.door.cti[service](to, state));
    return html`<div class="forward">
      ${this.toggle(words()[service], on, () => {
        const field = this.querySelector<HTMLInputElement>(`input[name=${service}]`);
        if (!on && !field?.value.trim()) field?.focus();
        return set(field?.value ?? '', !on);
      })}
      <input
        class="bare"
        type="tel"
        name=${service}
        autocomplete="off"
        aria-label=${words().forwardTo(words()[service])}
        placeholder=${words().forwardPlace}
        .value=${destination}
        @change=${(event: Event) => void set((event.target as HTMLInputElement).value, on)}
      />
    </div>`;
  }

  private toggle(text: string, on: boolean, go: () => unknown, disabled = false) {
    return html`<label class="switch">
      <input
        type="checkbox"
        role="switch"
        .checked=${on}
        ?disabled=${disabled}
        @click=${(event: Event) => {
          event.preventDefault();
          // not before the click is over, which puts back what the box showed
          void Promise.resolve(go()).then(() => setTimeout(() => this.requestUpdate()));
        }}
      /><span>${text}</span>
    </label>`;
  }
}
