// <wall-day>: the day in intervals as graphs. <wall-staffing>: how many agents the next interval needs, and what if.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import uPlot from 'uplot';

import { stacks } from '../../elements/stacks';
import { onColours } from '../../elements/theme';
import { figure, language, timeOfDay } from '../../words/words';
import type * as wire from '../../wire/events';
import { dayWords } from './day-words';
import { agentsNeeded, erlangsOf, type Load, served } from './erlang';
import { queueName } from '../../model/floor';
import { forecast, type Interval, together } from './forecast';
import { done, WallPart } from './part';
import { words } from './words';

const SECONDS = 900;
/** So often the day is asked for anew, in seconds; and between two questions, so that many queues are no flood. */
const EVERY = 60;
const APART_MS = 150;
const LEAST_SHOWN = 2 * 3_600;

/** A count under the graphs: where the pointer is on none, a dash. */
const shownCount = (_: uPlot, value: number | null): string => (value === null ? '–' : figure(value));

/** What both views need: the day of the queues shown. */
abstract class DayPart extends WallPart {
  @state() protected day: readonly Interval[] = [];
  @state() protected known = false;
  @state() protected failed = false;
  readonly #days = new Map<number, wire.QueueIntervals>();
  #next = 0;
  #asked = '';
  readonly #take = (told: wire.QueueIntervals) => {
    this.#days.set(told.queueId, told);
    this.known = true;
    this.failed = false;
    this.#sum();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.wall.visit.cti.setHandler('QueueIntervals', this.#take);
    void this.#ask();
  }

  override disconnectedCallback(): void {
    this.wall.visit.cti.unsetHandler('QueueIntervals', this.#take);
    this.#next = Infinity;
    super.disconnectedCallback();
  }

  protected override touched(): void {
    // the figures of now are not shown here
  }

  protected override tick(now: number): void {
    const shown = this.wall.shownQueues.map((queue) => queue.id).join();
    if (this.wall.visit.link === 'open' && (now >= this.#next || shown !== this.#asked)) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#next = Date.now() + EVERY * 1_000;
    const queues = this.wall.shownQueues.map((queue) => queue.id);
    this.#asked = queues.join();
    for (const id of [...this.#days.keys()]) if (!queues.includes(id)) this.#days.delete(id);
    this.#sum();
    for (const id of queues) {
      if (!this.isConnected) return;
      this.failed = !(await done(this.wall.visit.cti.getQueueIntervals(id, SECONDS)));
      if (this.failed) return;
      await new Promise((go) => setTimeout(go, queues.length > 10 ? APART_MS : 0));
    }
  }

  #sum(): void {
    this.day = together(this.#days.values(), Date.now() + this.wall.floor.skew);
  }

  protected get threshold(): number {
    return [...this.#days.values()][0]?.threshold ?? 15;
  }

  protected heading() {
    const queues = this.wall.shownQueues;
    return queues.length === this.wall.floor.queues.size ? words().allQueues : queues.map(queueName).join(', ');
  }

  protected nothingYet() {
    if (!this.wall.shownQueues.length) return html`<jf-empty>${this.wall.floor.queues.size ? words().noQueuesHere : words().noQueues}</jf-empty>`;
    if (this.known) return html`<jf-empty>${dayWords().noCallsToday}</jf-empty>`;
    return html`<jf-empty role="status">${this.failed ? dayWords().failedDay : dayWords().loadingDay}</jf-empty>`;
  }
}

@customElement('wall-day')
export class Day extends DayPart {
  #calls: uPlot | null = null;
  #service: uPlot | null = null;
  #look = '';
  #uncoloured: () => void = () => {};
  readonly #resize = new ResizeObserver(() => this.#fit());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    this.#uncoloured = onColours(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    this.#resize.disconnect();
    this.#uncoloured();
    this.#drop();
    super.disconnectedCallback();
  }

  override render() {
    return html`<section class="card" aria-labelledby="day-title">
      <header>
        <h2 id="day-title">${words().day}</h2>
        <span class="soft">${this.heading()}</span>
      </header>
      ${this.day.length ? nothing : this.nothingYet()}
      <div class="graphs" ?hidden=${!this.day.length}>
        <figure>
          <figcaption><h3>${dayWords().callsByQuarter}</h3></figcaption>
          <div class="graph" id="graph-calls" role="img" aria-label=${dayWords().callsByQuarter}></div>
        </figure>
        <figure>
          <figcaption><h3>${dayWords().serviceByQuarter(this.threshold)}</h3></figcaption>
          <div class="graph" id="graph-service" role="img" aria-label=${dayWords().serviceByQuarter(this.threshold)}></div>
        </figure>
      </div>
      ${this.day.length ? this.table() : nothing}
    </section>`;
  }

  /** The same in figures, for those who do not see graphs, and for copying. */
  private table() {
    const texts = { ...words(), ...dayWords() };
    return html`<details>
      <summary class="button little">${dayWords().asTable}</summary>
      <div class="scrolls" tabindex="0" role="region" aria-label=${dayWords().asTable}>
        <table class="table figures" ${stacks()}>
          <thead>
            <tr>
              <th scope="col">${dayWords().from}</th>
              ${(['entered', 'answered', 'inTime', 'abandoned', 'meanWait', 'meanTalk'] as const).map((name) => html`<th scope="col" data-column=${name}>${texts[name]}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.day.map(
              (each) =>
                html`<tr>
                  <th scope="row" class="number">${timeOfDay(each.start).slice(0, 5)}</th>
                  <td class="number">${figure(each.received)}</td>
                  <td class="number">${figure(each.answered)}</td>
                  <td class="number">${figure(each.answeredInTime)}</td>
                  <td class="number">${figure(each.abandoned)}</td>
                  <td class="number">${each.answered ? words().seconds(Math.round(each.waitSeconds / each.answered)) : '–'}</td>
                  <td class="number">${each.ended ? words().seconds(Math.round(each.talkSeconds / each.ended)) : '–'}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  override updated(): void {
    const style = getComputedStyle(this);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const look = `${language()} ${colour('--ink')}`;
    if (look !== this.#look) this.#drop();
    this.#look = look;
    if (!this.day.length) return;
    const times = this.day.map((each) => each.start / 1_000);
    const calls: uPlot.AlignedData = [times, this.day.map((each) => each.received), this.day.map((each) => each.answered), this.day.map((each) => each.abandoned)];
    const share = this.day.map((each) => (each.received ? (100 * each.answeredInTime) / each.received : null));
    if (this.#calls) {
      this.#calls.setData(calls);
      this.#service?.setData([times, share]);
      return;
    }
    const bars = uPlot.paths.bars!({ size: [0.85, 60] });
    this.#calls = this.#graph('calls', calls, [
      { label: words().entered, value: shownCount, paths: bars, fill: colour('--accent-soft'), stroke: colour('--accent'), width: 1 },
      { label: words().answered, value: shownCount, stroke: colour('--lamp-idle'), width: 2, points: { size: 6 } },
      { label: words().abandoned, value: shownCount, stroke: colour('--danger'), width: 2, dash: [6, 4], points: { size: 6 } },
    ]);
    this.#service = this.#graph(
      'service',
      [times, share],
      [{ label: words().service, stroke: colour('--lamp-talking'), width: 2, spanGaps: true, points: { size: 6 }, value: (_, value) => (value === null ? '–' : `${Math.round(value)} %`) }],
      [0, 100],
    );
  }

  #graph(name: string, data: uPlot.AlignedData, series: uPlot.Series[], range?: [number, number]): uPlot {
    const style = getComputedStyle(this);
    const place = this.querySelector<HTMLElement>(`#graph-${name}`)!;
    const clockTime = (seconds: number) => timeOfDay(seconds * 1_000).slice(0, 5);
    const axis: uPlot.Axis = { stroke: style.getPropertyValue('--ink-soft'), grid: { stroke: style.getPropertyValue('--line'), width: 1 }, ticks: { show: false } };
    return new uPlot(
      {
        width: place.clientWidth || 300,
        height: 240,
        scales: { x: { time: true, range: () => this.#span() }, y: { range: range ?? ((_, __, max) => [0, Math.max(4, max)]) } },
        axes: [{ ...axis, values: (_, splits) => splits.map(clockTime) }, { ...axis, size: 44 }],
        series: [{ label: dayWords().from, value: (_, seconds) => (seconds === null ? '–' : clockTime(seconds)) }, ...series],
        legend: { live: true },
      },
      data,
      place,
    );
  }

  /** The morning's first quarters are no wider than the afternoon's: two hours at least are shown. */
  #span(): [number, number] {
    const first = (this.day[0]?.start ?? 0) / 1_000 - SECONDS / 2;
    const last = (this.day.at(-1)?.start ?? 0) / 1_000 + SECONDS;
    return [first, Math.max(last, first + LEAST_SHOWN)];
  }

  #fit(): void {
    for (const [name, graph] of [['calls', this.#calls], ['service', this.#service]] as const) {
      const width = this.querySelector(`#graph-${name}`)?.clientWidth;
      if (graph && width) graph.setSize({ width, height: 240 });
    }
  }

  #drop(): void {
    this.#calls?.destroy();
    this.#service?.destroy();
    this.#calls = this.#service = null;
  }
}

/** What one may turn; null: as the day says. */
interface WhatIf {
  readonly calls: number | null;
  readonly handle: number | null;
  readonly target: number;
  readonly within: number | null;
  readonly impatient: boolean;
  readonly agents: number | null;
}

@customElement('wall-staffing')
export class Staffing extends DayPart {
  @property({ attribute: false }) whatIf: WhatIf = { calls: null, handle: null, target: 80, within: null, impatient: false, agents: null };

  override render() {
    const expected = forecast(this.day, SECONDS, Date.now() + this.wall.floor.skew);
    const { whatIf } = this;
    const calls = whatIf.calls ?? Math.round(expected?.callsPerHour ?? 0);
    const handle = whatIf.handle ?? Math.round(expected?.talkSeconds || 180);
    const within = whatIf.within ?? this.threshold;
    const load: Load = {
      callsPerHour: calls,
      handleSeconds: handle,
      patienceSeconds: whatIf.impatient ? Math.max(1, expected && Number.isFinite(expected.patienceSeconds) ? expected.patienceSeconds : 180) : Infinity,
    };
    const needed = agentsNeeded(load, within, whatIf.target / 100);
    const present = this.present();
    const agents = whatIf.agents ?? Math.max(1, present);
    return html`<section class="card" aria-labelledby="staffing-title">
      <header>
        <h2 id="staffing-title">${words().staffing}</h2>
        <span class="soft">${this.heading()}</span>
      </header>
      <p class="soft">${expected ? dayWords().staffingLead(figure(Math.round(expected.callsPerHour)), figure(Math.round(expected.talkSeconds))) : dayWords().staffingNothing}</p>
      <div class="staffing">
        <form class="stack" @submit=${(event: Event) => event.preventDefault()}>
          ${this.slider('calls', dayWords().callsPerHour, calls, 0, Math.max(200, calls * 2))}
          ${this.slider('handle', dayWords().handleTime, handle, 10, Math.max(600, handle * 2))}
          ${this.slider('target', dayWords().targetShare, whatIf.target, 50, 99)} ${this.slider('within', dayWords().withinSeconds, within, 0, 120)}
          ${this.slider('agents', dayWords().withAgents, agents, 1, Math.max(20, needed * 2, agents))}
          <label class="switch">
            <input type="checkbox" role="switch" .checked=${whatIf.impatient} @change=${(event: Event) => this.turn({ impatient: (event.target as HTMLInputElement).checked })} />
            <span>${dayWords().impatient}</span>
          </label>
          <button class="button little" type="button" @click=${() => (this.whatIf = { calls: null, handle: null, target: 80, within: null, impatient: false, agents: null })}>${dayWords().asToday}</button>
        </form>
        <div class="stack">
          <dl class="tiles">
            <div class="tile ${present < needed ? 'bad' : ''}" data-needed=${needed}>
              <dt>${dayWords().needed}</dt>
              <dd class="number">${figure(needed)}</dd>
            </div>
            <div class="tile">
              <dt>${dayWords().present}</dt>
              <dd class="number">${figure(present)}</dd>
            </div>
            <div class="tile">
              <dt>${dayWords().erlangs}</dt>
              <dd class="number">${figure(Math.round(erlangsOf(load) * 10) / 10)}</dd>
            </div>
          </dl>
          ${this.table(load, within, needed, agents)}
        </div>
      </div>
      <p class="soft small">${whatIf.impatient ? dayWords().erlangA : dayWords().erlangC}</p>
    </section>`;
  }

  /** Those who could take calls in the queues shown, each once. */
  private present(): number {
    const queues = this.wall.shownQueues;
    let count = 0;
    for (const agent of this.wall.floor.agents.values()) {
      const name = agent.state?.name;
      const works = name !== undefined && name !== 'AgentLoggedOut' && name !== 'AgentOnPause';
      if (works && queues.some((queue) => agent.queues.has(queue.id))) count += 1;
    }
    return count;
  }

  private table(load: Load, within: number, needed: number, agents: number) {
    const around = [...new Set([needed - 2, needed - 1, needed, needed + 1, needed + 2, agents])].filter((each) => each > 0).sort((one, other) => one - other);
    const texts = { ...words(), ...dayWords() };
    const share = (value: number) => `${figure(Math.round(value * 1_000) / 10)} %`;
    return html`<div class="scrolls" tabindex="0" role="region" aria-label=${words().staffing}>
      <table class="table figures">
        <thead>
          <tr>
            ${(['agents', 'service', 'meanWait', 'abandoned', 'occupancy'] as const).map((name) => html`<th scope="col" data-column=${name}>${texts[name]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${around.map((each) => {
            const found = served(each, load, within);
            return html`<tr class="${each === needed ? 'chosen' : ''}" data-agents=${each}>
              <td class="number">${each}${each === agents ? ' ←' : nothing}</td>
              <td class="number">${share(found.service)}</td>
              <td class="number">${Number.isFinite(found.waitSeconds) ? words().seconds(Math.round(found.waitSeconds)) : '∞'}</td>
              <td class="number">${load.patienceSeconds === Infinity ? '–' : share(found.abandoned)}</td>
              <td class="number">${share(found.occupancy)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  private slider(name: 'calls' | 'handle' | 'target' | 'within' | 'agents', text: string, value: number, least: number, most: number) {
    return html`<label class="field">
      <span class="row between">${text} <output class="number">${figure(value)}</output></span>
      <input class="slider" type="range" name=${name} min=${least} max=${most} .value=${String(value)} @input=${(event: Event) => this.turn({ [name]: Number((event.target as HTMLInputElement).value) })} />
    </label>`;
  }

  private turn(change: Partial<WhatIf>): void {
    this.whatIf = { ...this.whatIf, ...change };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wall-day': Day;
    'wall-staffing': Staffing;
  }
}
