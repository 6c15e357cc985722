// <desk-callbacks>: who wants to be called back: the agent's own first, then the free ones by urgency. Taking, calling,
// hearing the message, writing down what came of it or another day.

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { icon } from '../../elements/icon';
import type { CallbackList, CallbackStatus } from '../../library/jackfield';
import { anotherDay, callbackName, callbackNumbers, dayOf, periodHours, type Shown, shownCallbacks } from './callbacks';
import { dayName } from './past';
import { DeskPart } from './part';
import { words } from './words';

const OUTCOMES: readonly CallbackStatus[] = ['Answered', 'NoAnswer', 'Fax', 'Email', 'Callback'];

@customElement('desk-callbacks')
export class CallbacksView extends DeskPart {
  /** The list that is shown; empty for all. */
  @state() private list = '';

  /** Of which callback the outcome is being written. */
  @state() private writing = '';

  @state() private outcome: CallbackStatus = 'Answered';

  /** Counts what is opened to be written: an answer that comes late closes nothing that was opened since. */
  private opened = 0;

  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // what is due changes with the time alone
    this.timer = setInterval(() => this.requestUpdate(), 30_000);
  }

  override disconnectedCallback(): void {
    clearInterval(this.timer);
    super.disconnectedCallback();
  }

  override render() {
    const { callbacks } = this.desk;
    if (callbacks === null) return html`<ul class="callbacks" aria-busy="true"><li class="ghost"></li><li class="ghost"></li></ul>`;
    if (!Array.isArray(callbacks)) return this.nothing(callbacks, '');
    const own = this.desk.user?.agentId ?? null;
    const all = shownCallbacks(callbacks, new Date());
    const mine = all.filter((each) => each.agentId !== null && each.agentId === own);
    const free = all.filter((each) => each.agentId === null && (!this.list || each.listUuid === this.list));
    const others = all.length - mine.length - all.filter((each) => each.agentId === null).length;
    return html`
      ${mine.length
        ? html`<h3 class="day">${words().myCallbacks}</h3>
            <ul class="callbacks mine">
              ${repeat(mine, (each) => each.uuid, (each) => this.card(each, true))}
            </ul>`
        : nothing}
      ${this.lists(callbacks)}
      ${free.length
        ? html`<ul class="callbacks">
            ${repeat(free, (each) => each.uuid, (each) => this.card(each, false))}
          </ul>`
        : html`<jf-empty>${words().noCallbacks}</jf-empty>`}
      ${others > 0 ? html`<p class="soft small">${words().othersCallbacks(others)}</p>` : nothing}
    `;
  }

  private lists(lists: readonly CallbackList[]) {
    if (lists.length < 2) return nothing;
    const choice = (uuid: string, text: string, count: number) =>
      html`<button class="button little" aria-pressed=${this.list === uuid ? 'true' : 'false'} @click=${() => (this.list = uuid)}>
        ${text} <span class="number soft">${count}</span>
      </button>`;
    const free = (list: CallbackList) => list.callbacks.filter((each) => each.agentId === null).length;
    return html`<div class="row filters">
      ${choice('', words().allLists, lists.reduce((sum, list) => sum + free(list), 0))}
      ${lists.map((list) => choice(list.uuid, list.name, free(list)))}
    </div>`;
  }

  private card(each: Shown, mine: boolean) {
    const name = callbackName(each);
    return html`<li class="callback ${each.due}" data-callback=${each.uuid}>
      <div class="callback-head">
        <span class="who">
          <strong>${name}</strong>
          <span class="soft small">${[each.company === name ? '' : each.company, each.list.name].filter(Boolean).join(' · ')}</span>
        </span>
        <span class="due small">${each.due === 'later' ? nothing : html`<strong>${words()[each.due]}</strong>`} ${dayName(each.dueDate)}, ${periodHours(each.preferredPeriod)}</span>
      </div>
      ${each.description ? html`<p class="small about">${each.description}</p>` : nothing}
      <div class="row">
        ${mine ? this.working(each) : this.isAgent ? this.button(words().take, 'check', () => this.door.callback.takeCallback(each.uuid), '') : nothing}
        ${each.voiceMessageRef
          ? this.button(words().message, 'mail', () => this.door.callback.listenCallbackMessage(each.voiceMessageRef!), '')
          : nothing}
      </div>
      ${mine && this.writing === each.uuid ? this.form(each) : nothing}
    </li>`;
  }

  /** Only agents can take a callback. */
  private get isAgent(): boolean {
    return (this.desk.user?.agentId ?? null) !== null;
  }

  private working(each: Shown) {
    return html`${callbackNumbers(each).map((number, at) =>
      this.button(number, 'phone', () => this.start(each.uuid, number), at ? 'number' : 'answer number'),
    )}
    <button
      class="button little"
      aria-expanded=${this.writing === each.uuid ? 'true' : 'false'}
      @click=${() => this.write(this.writing === each.uuid ? '' : each.uuid)}
    >
      ${icon('check')}<span>${words().outcome}</span>
    </button>
    ${this.button(words().release, 'back', () => this.door.callback.releaseCallback(each.uuid), 'quiet')}`;
  }

  private button(text: string, sign: Parameters<typeof icon>[0], go: () => ReturnType<typeof this.door.tell>, kind: string) {
    return html`<button class="button little ${kind}" @click=${() => void this.door.tell(go())}>${icon(sign)}<span>${text}</span></button>`;
  }

  private start(uuid: string, number: string) {
    this.write(uuid);
    return this.door.callback.startCallback(uuid, number);
  }

  private write(uuid: string): void {
    this.writing = uuid;
    this.outcome = 'Answered';
    this.opened += 1;
  }

  /** What came of it. `Callback` wants another day, any other ends it. */
  private form(each: Shown) {
    const again = this.outcome === 'Callback';
    return html`<form class="outcome" @submit=${(event: SubmitEvent) => this.close(event, each)}>
      <fieldset class="choices">
        <legend class="only-heard">${words().outcome}</legend>
        ${OUTCOMES.map(
          (outcome) => html`<label class="choice">
            <input type="radio" name="status" value=${outcome} .checked=${this.outcome === outcome} @change=${() => (this.outcome = outcome)} />
            <span>${words()[`outcome_${outcome}`]}</span>
          </label>`,
        )}
      </fieldset>
      ${again
        ? html`<div class="row again">
            <label class="field"><span>${words().newDay}</span><input type="date" name="dueDate" required min=${dayOf(new Date())} .value=${anotherDay(each.dueDate, new Date())} /></label>
            <label class="field">
              <span>${words().period}</span>
              <select name="period">
                ${this.desk.periods.map(
                  (period) =>
                    html`<option value=${period.uuid} ?selected=${period.uuid === each.preferredPeriod.uuid}>
                      ${period.name} ${periodHours(period)}
                    </option>`,
                )}
              </select>
            </label>
          </div>`
        : nothing}
      <label class="field"><span>${words().comment}</span><textarea name="comment" rows="2" maxlength="10000"></textarea></label>
      <div class="row">
        <button class="button little primary">${again ? words().reschedule : words().closeCallback}</button>
        <button class="button little quiet" type="button" @click=${() => this.write('')}>${words().cancel}</button>
      </div>
    </form>`;
  }

  private async close(event: SubmitEvent, each: Shown): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = (name: string) => String(form.get(name) ?? '');
    const { callback } = this.door;
    const { opened } = this;
    // the request's own id means the last attempt, which a reload does not make forget
    const sent =
      this.outcome === 'Callback'
        ? callback.updateCallbackTicket(each.uuid, this.outcome, given('comment'), given('dueDate'), given('period'))
        : callback.updateCallbackTicket(each.uuid, this.outcome, given('comment'));
    if ((await this.door.tell(sent)).status === 'done' && opened === this.opened) this.writing = '';
  }
}
