// <desk-soft>: the telephone in the browser: whether it is there, which microphone and loudspeaker it uses, where it rings,
// and how loud one is. Nothing is shown to those with a telephone on the desk.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import type { Device, DeviceKind } from '../../library/softphone';
import { DeskPart } from './part';
import { soundFigures, soundGrade, soundWord } from './sound';
import { reasonText, softWords } from '../../visit/soft-words';

const KINDS = ['microphone', 'speaker', 'ringer'] as const satisfies readonly DeviceKind[];
const LEVEL_MS = 120;

@customElement('desk-soft')
export class SoftView extends DeskPart {
  @state() private devices: Partial<Record<DeviceKind, readonly Device[]>> = {};

  private watched: object | null = null;
  private stop: () => void = () => {};
  private meter: ReturnType<typeof setInterval> | undefined;

  override render() {
    const { phone } = this.door.soft;
    if (!phone) return nothing;
    return html`<section class="settings" aria-label=${softWords().softphone} data-softphone=${phone.state}>
      <h3>${softWords().softphone}</h3>
      <p class="row">
        <span role="status">${softWords()[`soft_${phone.state}`]}</span>
        ${phone.state === 'elsewhere'
          ? html`<button class="button little primary" @click=${() => void phone.takeOver()}>${softWords().takeOver}</button>`
          : nothing}
      </p>
      ${phone.reason ? html`<p class="small soft">${reasonText(phone)}</p>` : nothing}
      ${this.sound()}
      ${KINDS.map((kind) => this.choice(kind))}
      <label class="field"><span>${softWords().level}</span><meter min="0" max="1"></meter></label>
    </section>`;
  }

  /** How the call that is heard sounds. */
  private sound() {
    const quality = this.door.soft.phone?.calls.find((call) => call.state === 'connected')?.quality;
    if (!quality) return nothing;
    return html`<p class="row small" data-sound=${soundGrade(quality.mos)}>
      <strong>${soundWord(quality.mos)}</strong> <span class="soft">${soundFigures(quality)}</span>
    </p>`;
  }

  private choice(kind: (typeof KINDS)[number]) {
    const { phone } = this.door.soft;
    const list = this.devices[kind] ?? [];
    return html`<label class="field">
      <span>${softWords()[kind]}</span>
      <select @change=${(event: Event) => phone?.devices.choose(kind, (event.target as HTMLSelectElement).value)}>
        <option value="">${softWords().usualDevice}</option>
        ${list.map(
          (device, at) => html`<option value=${device.id} ?selected=${device.id === phone?.devices.choice[kind]}>
            ${device.label || softWords().device(at + 1)}
          </option>`,
        )}
      </select>
    </label>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.meter = setInterval(() => {
      const meter = this.querySelector('meter');
      if (meter) meter.value = this.door.soft.phone?.level() ?? 0;
    }, LEVEL_MS);
  }

  override disconnectedCallback(): void {
    clearInterval(this.meter);
    this.stop();
    this.watched = null;
    super.disconnectedCallback();
  }

  protected override updated(): void {
    const { phone } = this.door.soft;
    if (!phone || this.watched === phone) return;
    this.watched = phone;
    const look = async () => {
      const lists = await Promise.all(KINDS.map(async (kind) => [kind, await phone.devices.list(kind)] as const));
      this.devices = Object.fromEntries(lists);
    };
    // a browser names the devices only once a microphone was allowed, which is with the first call
    const ends = [phone.devices.watch(() => void look()), phone.on('call', ({ type }) => void (type === 'Connected' && look()))];
    this.stop = () => ends.forEach((end) => end());
    void look();
  }
}
