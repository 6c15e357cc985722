// <wall-queue-settings>: of one queue, whether its calls are recorded, whether it is closed, and where calls go that no
// agent takes. What is shown is what the server has said; who has not the right to change it sees it all the same.

import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import type { Result } from '../../library/results';
import type { Queue, Touched } from '../../model/floor';
import { done, WallPart } from './part';
import { words } from './words';

@customElement('wall-queue-settings')
export class QueueSettings extends WallPart {
  @property({ attribute: false }) queue!: Queue;

  protected override touched(touched: Touched): void {
    if (touched.lists || touched.queues.has(this.queue.id)) this.requestUpdate();
  }

  override render() {
    const { recorded, closed, dissuasion } = this.queue.config;
    const { may } = this.wall;
    return html`<section aria-label=${words().callsOfQueue}>
      <h3>${words().callsOfQueue}</h3>
      ${this.switch(words().areRecorded, recorded, may.has('recording'), this.record)}
      ${this.switch(words().isClosed, closed, may.has('dissuasion'), this.close)}
      <form class="row" @submit=${this.send}>
        <label class="field reason">
          <span>${words().goElsewhere}</span>
          <input
            name="destination"
            type="tel"
            autocomplete="off"
            placeholder=${words().nowhere}
            .defaultValue=${dissuasion}
            ?disabled=${!may.has('dissuasion')}
          />
        </label>
        ${may.has('dissuasion') ? html`<button class="button little">${words().save}</button>` : nothing}
      </form>
    </section>`;
  }

  private switch(text: string, on: boolean, allowed: boolean, change: (on: boolean) => Promise<Result>) {
    return html`<label class="switch">
      <input
        type="checkbox"
        role="switch"
        .checked=${on}
        ?disabled=${!allowed}
        @change=${async ({ target }: Event) => {
          const field = target as HTMLInputElement;
          // refused, the field shows what was; else the server's word draws it anew
          if (!(await done(change(field.checked)))) field.checked = on;
        }}
      />
      <span>${text}</span>
    </label>`;
  }

  private readonly record = (on: boolean) => this.wall.visit.cti.setQueueRecording(this.queue.id, on);

  private readonly close = (on: boolean) => this.wall.visit.cti.setQueueDissuasion(this.queue.id, on, this.queue.config.dissuasion);

  private readonly send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const to = String(new FormData(form).get('destination') ?? '').trim();
    if (!(await done(this.wall.visit.cti.setQueueDissuasion(this.queue.id, this.queue.config.closed, to)))) form.reset();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'wall-queue-settings': QueueSettings;
  }
}
