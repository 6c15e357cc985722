// The telephone in the page, as the sample shows it: its state, its calls with their quality, the level of the microphone,
// and the choice of devices. It draws a softphone of the library and asks it for what is clicked.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import type { Device, DeviceKind, Softphone } from '../../library/softphone';
import { failureText, reasonText, softWords } from '../../visit/soft-words';
import type { WebrtcProblem } from './webrtc';
import { words } from './words';

const KINDS: readonly DeviceKind[] = ['microphone', 'speaker', 'ringer'];
const LEVEL_PAUSE = 150;

/** Event `begin`: somebody wants to telephone from the page. */
@customElement('sample-webrtc')
export class WebrtcView extends Part {
  @property({ attribute: false }) phone: Softphone | undefined;
  /** Why there is no telephone here. */
  @property({ attribute: false }) problem: WebrtcProblem = null;
  @state() private devices: Readonly<Record<DeviceKind, readonly Device[]>> = { microphone: [], speaker: [], ringer: [] };
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => this.showLevel(), LEVEL_PAUSE);
  }

  override disconnectedCallback(): void {
    clearInterval(this.timer);
    super.disconnectedCallback();
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('phone') && this.phone) {
      const { phone } = this;
      phone.on('call', () => (this.requestUpdate(), void this.list()));
      phone.on('state', () => this.requestUpdate());
      phone.devices.watch(() => void this.list());
      void this.list();
    }
  }

  override render() {
    const { phone } = this;
    return html`
      <header>
        <h2>${words().webrtc}</h2>
        ${phone
          ? html`<span class="soft" data-state=${phone.state}>${words().webrtcState(phone.state)}</span>`
          : html`<button class="button little" @click=${() => this.tell('begin', null)}>${words().webrtcBegin}</button>`}
      </header>
      ${this.problem || phone?.reason
        ? html`<p class="note bad" role="alert">${this.problem ? failureText(this.problem) : phone && reasonText(phone)}</p>`
        : nothing}
      ${phone?.state === 'elsewhere'
        ? html`<button class="button" @click=${() => void phone.takeOver()}>${words().webrtcTakeOver}</button>`
        : nothing}
      ${phone
        ? html`
            ${phone.calls.map(
              (call) => html`<p class="webrtc-call" data-call=${call.state}>
                <strong>${call.name || call.number}</strong>
                <span class="soft small">${words()[`sip_${call.state}`]}${call.quality ? ` · MOS ${call.quality.mos} · ${call.quality.jitter} ms · ${call.quality.loss} %` : ''}</span>
              </p>`,
            )}
            <label class="webrtc-level">${words().webrtcLevel} <meter min="0" max="1" low="0.05"></meter></label>
            ${KINDS.map((kind) => this.choice(kind, phone))}
          `
        : html`<p class="soft small">${words().webrtcLead}</p>`}
    `;
  }

  private choice(kind: DeviceKind, phone: Softphone) {
    const chosen = phone.devices.choice[kind];
    return html`<label class="webrtc-device"
      ><span>${words()[kind]}</span>
      <select class="bare" name=${kind} @change=${(event: Event) => phone.devices.choose(kind, (event.target as HTMLSelectElement).value)}>
        <option value="">${softWords().usualDevice}</option>
        ${this.devices[kind].map((each, at) => html`<option value=${each.id} ?selected=${each.id === chosen}>${each.label || softWords().device(at + 1)}</option>`)}
      </select></label
    >`;
  }

  private async list(): Promise<void> {
    const { phone } = this;
    if (!phone) return;
    const [microphone, speaker] = await Promise.all([phone.devices.list('microphone'), phone.devices.list('speaker')]);
    this.devices = { microphone, speaker, ringer: speaker };
  }

  private showLevel(): void {
    const meter = this.querySelector('meter');
    if (meter && this.phone) meter.value = this.phone.level();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sample-webrtc': WebrtcView;
  }
}
