// <demo-traffic>: the slider of the traffic generator, what became of its calls, and a chart of the calls going on.

import { html, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { figure } from '../../words/words';
import { perform } from './acting';
import { Part } from '../../elements/part';
import type { LoadView, TrafficView } from './wire';
import { words } from './words';

const SEND_AFTER_MS = 150;
const WIDTH = 300;
const HEIGHT = 64;

/** The outline of a chart of samples, and the area under it. */
export function outline(samples: readonly number[], top: number): string {
  const step = WIDTH / Math.max(samples.length - 1, 1);
  return samples
    .map((value, place) => `${(place * step).toFixed(1)} ${(HEIGHT - (HEIGHT - 4) * (value / top)).toFixed(1)}`)
    .join('L');
}

@customElement('demo-traffic')
export class Traffic extends Part {
  @property({ attribute: false }) traffic: TrafficView | null = null;

  @property({ attribute: false }) load: LoadView | null = null;

  /** Where the slider stands until the server has said the same. */
  @state() private wanted: number | null = null;

  private timer: ReturnType<typeof setTimeout> | undefined;

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('traffic') && this.traffic?.per_minute === this.wanted) this.wanted = null;
  }

  override render() {
    const rate = this.wanted ?? this.traffic?.per_minute ?? 0;
    const highest = this.traffic?.highest ?? 10;
    return html`<section class="card" id="traffic" aria-labelledby="traffic-title">
      <header>
        <h2 id="traffic-title">${words().traffic}</h2>
        <button class="button little" ?disabled=${rate === 0} @click=${() => this.want(0, 0)}>${words().stop}</button>
      </header>
      <p class="soft">${words().trafficLead}</p>
      <div class="field">
        <span class="row between"><label for="rate">${words().rate}</label><output class="number" for="rate">${rate ? words().perMinute(rate) : words().quiet}</output></span>
        <input
          id="rate"
          class="slider"
          type="range"
          min="0"
          max=${highest}
          step=${highest > 120 ? 10 : 1}
          aria-valuetext=${rate ? words().perMinute(rate) : words().quiet}
          .value=${String(rate)}
          @input=${(event: Event) => this.want(Number((event.target as HTMLInputElement).value), SEND_AFTER_MS)}
        />
      </div>
      ${this.chart()}
      <dl class="counters">
        ${this.counter('started', words().started)} ${this.counter('answered', words().answered)}
        ${this.counter('unanswered', words().unanswered)} ${this.counter('refused', words().refused)}
      </dl>
    </section>`;
  }

  private chart() {
    const { calls = 0, samples = [] } = this.load ?? {};
    const most = Math.max(0, calls, ...samples);
    // the last one is now, whenever the samples were taken
    const line = outline([...samples, calls], Math.max(most, 4));
    return html`<figure class="chart">
      <figcaption class="row between">
        <span>${words().goingOn} <b class="number" data-calls>${figure(calls)}</b></span
        ><span class="soft small number">${words().most(most)}</span>
      </figcaption>
      <div role="img" aria-label=${words().chart(calls, most)}>
        ${svg`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
          <path class="area" d="M0 ${HEIGHT}L${line}L${WIDTH} ${HEIGHT}Z" />
          <path class="line" d="M${line}" vector-effect="non-scaling-stroke" />
        </svg>`}
      </div>
      <p class="row between soft small"><span>${words().ago}</span><span>${words().now}</span></p>
    </figure>`;
  }

  private counter(key: 'started' | 'answered' | 'unanswered' | 'refused', text: string) {
    return html`<div>
      <dt>${text}</dt>
      <dd class="number" data-counter=${key}>${figure(this.traffic?.[key] ?? 0)}</dd>
    </div>`;
  }

  private want(rate: number, afterMs: number): void {
    this.wanted = rate;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => perform(this, { act: 'traffic', per_minute: rate }), afterMs);
  }
}
