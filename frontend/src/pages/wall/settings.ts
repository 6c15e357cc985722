// <wall-alarms>: what has crossed a threshold, until somebody has seen it. <wall-settings>: the thresholds.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { timeOfDay } from '../../words/words';
import type { Chime } from './chime';
import { queueName } from '../../model/floor';
import { acknowledged, type Alarm, limitFor, type Limits, limitsFrom, LOW_IS_BAD, WATCHED, type Watched } from '../../model/limits';
import { WallPart } from './part';
import { shown } from './queues';
import { words } from './words';

@customElement('wall-alarms')
export class Alarms extends WallPart {
  @property({ attribute: false }) alarms: readonly Alarm[] = [];

  protected override touched(): void {
    // they change once a second, told by the page
  }

  override render() {
    const unseen = this.alarms.filter((alarm) => !alarm.seen);
    return html`<div role="alert" class="alarms ${unseen.length ? 'ring' : ''}">
      ${unseen.map((alarm) => {
        const queue = this.wall.floor.queues.get(alarm.queueId);
        if (!queue) return nothing;
        return html`<p data-alarm=${alarm.what}>
          <strong>${words().alarmOf(words()[alarm.what], queueName(queue))}</strong>
          <span class="number">${shown(alarm.value, alarm.what)}</span>
          <span class="soft small number">${timeOfDay(alarm.from)}${alarm.over ? `, ${words().over}` : nothing}</span>
          <button class="button little" @click=${() => this.see((each) => each === alarm)}>${words().acknowledge}</button>
        </p>`;
      })}
      ${unseen.length > 1 ? html`<button class="button little" @click=${() => this.see(() => true)}>${words().acknowledgeAll}</button>` : nothing}
    </div>`;
  }

  private see(which: (alarm: Alarm) => boolean): void {
    this.wish({ want: 'alarms', alarms: acknowledged(this.alarms, which) });
  }
}

@customElement('wall-settings')
export class Settings extends WallPart {
  @property({ attribute: false }) chime!: Chime;
  /** The queue whose own thresholds are shown; empty: those of all. */
  @state() private queueId = '';

  protected override touched(): void {
    // a form that changes while somebody types in it is of no use
  }

  override firstUpdated(): void {
    this.querySelector('dialog')!.showModal();
  }

  override render() {
    const { limits, shownQueues } = this.wall;
    return html`<dialog class="card" aria-label=${words().settings} @close=${() => this.tell('done', null)}>
      <form method="dialog" @submit=${this.keep}>
        <h2>${words().settings}</h2>
        <p class="soft">${words().limitsLead}</p>
        <label class="field">
          <span>${words().forQueue}</span>
          <select @change=${(event: Event) => (this.queueId = (event.target as HTMLSelectElement).value)}>
            <option value="">${words().everyQueue}</option>
            ${shownQueues.map((queue) => html`<option value=${queue.id}>${queueName(queue)}</option>`)}
          </select>
        </label>
        <table class="table">
          <thead>
            <tr>
              <td></td>
              <th scope="col">${words().warnFrom}</th>
              <th scope="col">${words().badFrom}</th>
              <td></td>
            </tr>
          </thead>
          <tbody>
            ${WATCHED.map((what) => {
              const limit = this.queueId ? limitFor(limits, Number(this.queueId), what) : limits.all[what];
              const field = (edge: 'warn' | 'bad', text: string) => html`<td>
                <input
                  class="bare number"
                  type="number"
                  min="0"
                  step="any"
                  required
                  name="${what}.${edge}"
                  aria-label="${words()[what]}, ${text}"
                  .value=${String(limit[edge])}
                />
              </td>`;
              return html`<tr>
                <th scope="row">${words()[what]}</th>
                ${field('warn', words().warnFrom)} ${field('bad', words().badFrom)}
                <td class="soft small">${unit(what)} ${LOW_IS_BAD.has(what) ? words().lowIsBad : words().highIsBad}</td>
              </tr>`;
            })}
          </tbody>
        </table>
        <div class="row">
          <label class="switch">
            <input type="checkbox" role="switch" .checked=${this.chime.on} @change=${(event: Event) => this.chime.switch((event.target as HTMLInputElement).checked)} />
            <span>${words().sound}</span>
          </label>
        </div>
        <div class="row">
          <button class="button primary" value="keep">${words().save}</button>
          <button class="button" type="button" @click=${this.reset}>${words().usual}</button>
          <button class="button quiet" type="button" @click=${() => this.querySelector('dialog')!.close()}>${words().cancel}</button>
        </div>
      </form>
    </dialog>`;
  }

  private keep(event: SubmitEvent): void {
    const given = new FormData(event.target as HTMLFormElement);
    const edge = (what: Watched, name: string) => Number(given.get(`${what}.${name}`));
    const own = Object.fromEntries(WATCHED.map((what) => [what, { warn: edge(what, 'warn'), bad: edge(what, 'bad') }]));
    const { limits } = this.wall;
    this.become(
      this.queueId
        ? { ...limits, queues: { ...limits.queues, [this.queueId]: differing(own as Limits['all'], limits.all) } }
        : { ...limits, all: own as Limits['all'] },
    );
  }

  private reset(): void {
    const { [this.queueId]: _, ...others } = this.wall.limits.queues;
    this.become(this.queueId ? { ...this.wall.limits, queues: others } : limitsFrom({ queues: others }));
    this.querySelector('dialog')!.close();
  }

  private become(limits: Limits): void {
    this.wish({ want: 'limits', limits: limitsFrom(limits) });
  }
}

/** What of a queue's thresholds is not as for all: later changes for all reach the rest. */
function differing(own: Limits['all'], all: Limits['all']): Limits['queues'][string] {
  return Object.fromEntries(
    WATCHED.filter((what) => own[what].warn !== all[what].warn || own[what].bad !== all[what].bad).map((what) => [what, own[what]]),
  );
}

function unit(what: Watched): string {
  if (what === 'service' || what === 'abandoned') return '%';
  return what === 'longest' || what === 'ewt' ? 's' : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'wall-alarms': Alarms;
    'wall-settings': Settings;
  }
}
