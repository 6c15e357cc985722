// <jackfield-presence number="1002">: the state of a phone, as a lamp and in words; `bare`: only the lamp is drawn.
// <jackfield-queue name="blue">: a queue in four figures.

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import '../elements/lamp';
import { queueName } from '../model/floor';
import { promptSeconds, type Watched, watchedFigure } from '../model/limits';
import { clock, figure } from '../words/words';
import { look } from './look';
import { GuestPart } from './part';
import { words } from './words';

@customElement('jackfield-presence')
export class Presence extends GuestPart {
  static override styles = [
    ...look,
    css`
      :host {
        display: inline-flex;
        vertical-align: middle;
      }
      .trouble {
        color: var(--ink-soft);
      }
    `,
  ];

  protected override readonly runs: boolean = false;

  /** Of the phone. */
  @property() number = '';

  /** Without words but for those who listen. */
  @property({ type: Boolean }) bare = false;

  protected need(): () => void {
    return this.number ? this.guest.number(this.number) : () => {};
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('number') && changed.get('number') !== undefined) this.needAnew();
  }

  override render() {
    const { trouble } = this;
    const status = trouble ? 'UNKNOWN' : (this.guest.hints.get(this.number) ?? 'UNKNOWN');
    return html`<jf-lamp part="lamp" .status=${status} ?bare=${this.bare || trouble !== null} title=${trouble ?? nothing}></jf-lamp>${trouble && !this.bare
        ? html`<span part="trouble" class="trouble">${trouble}</span>`
        : nothing}`;
  }
}

const SHOWN = ['waiting', 'longest', 'ready', 'service'] as const satisfies readonly Watched[];

@customElement('jackfield-queue')
export class QueueElement extends GuestPart {
  static override styles = [
    ...look,
    css`
      :host {
        display: block;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: var(--space-3);
        margin: 0;
      }
      section {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface);
        container-type: inline-size;
      }
      dt {
        color: var(--ink-soft);
        font-size: var(--text-s);
      }
      dd {
        margin: 0;
        font-size: var(--text-xl);
        font-weight: 700;
        font-variant-numeric: tabular-nums;
      }
      @container (max-width: 24rem) {
        dl {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  /** The queue's name at the PBX. */
  @property() name = '';

  protected need(): () => void {
    return this.name ? this.guest.queue(this.name) : () => {};
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('name') && changed.get('name') !== undefined) this.needAnew();
  }

  override render() {
    const { floor } = this.guest;
    const queue = [...floor.queues.values()].find((each) => each.config.name === this.name);
    const trouble = this.trouble ?? (queue ? null : floor.known ? words().noQueue : words().entering);
    const now = Date.now();
    return html`<section part="queue" aria-label=${queue ? queueName(queue) : this.name}>
      <strong part="name">${queue ? queueName(queue) : this.name}</strong>
      ${trouble ? html`<span part="trouble" class="soft" role="status">${trouble}</span>` : nothing}
      ${queue
        ? html`<dl>
            ${SHOWN.map((what) => {
              const value = watchedFigure(queue, what, now);
              const within = what === 'service' ? promptSeconds(queue.figures) : null;
              return html`<div part="figure" data-figure=${what}>
                <dt>${words()[what]}${within === null ? nothing : html` ≤\u00a0${within}\u00a0s`}</dt>
                <dd>${value === null ? '–' : what === 'longest' ? clock(value) : what === 'service' ? `${figure(Math.round(value))} %` : figure(value)}</dd>
              </div>`;
            })}
          </dl>`
        : nothing}
    </section>`;
  }
}
