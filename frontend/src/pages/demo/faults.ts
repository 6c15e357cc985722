// <demo-faults>: the PBX and its link to the server, to cut, to silence, to restart and to disturb.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import '../../elements/small';
import { perform } from './acting';
import { Part } from '../../elements/part';
import type { PbxView } from './wire';
import { words } from './words';

const DOWN_SECONDS = 3;
const HIGHEST = 0.5;
const ODDS = ['drop', 'delay', 'double', 'reorder'] as const;

@customElement('demo-faults')
export class Faults extends Part {
  @property({ attribute: false }) pbx: PbxView | null = null;

  /** Why the server cannot work with the PBX. */
  @property({ attribute: false }) trouble: string | null = null;

  @state() private moving: Partial<Record<(typeof ODDS)[number], number>> = {};

  override render() {
    const { pbx } = this;
    return html`<section class="card" id="pbx" aria-labelledby="pbx-title">
      <header>
        <h2 id="pbx-title">${words().pbx}</h2>
        ${this.badge()}
      </header>
      <p class="soft">${words().pbxLead}</p>
      ${this.toggle('link', words().link, words().linkHint, pbx?.plugged ?? true, (on) => ({ act: 'link', plugged: on }) as const)}
      ${this.toggle('talks', words().talks, words().talksHint, !pbx?.stalled, (on) => ({ act: 'stall', stalled: !on }) as const)}
      <div class="row">
        <button
          class="button danger"
          ?disabled=${!!pbx?.up_at}
          @click=${() => perform(this, { act: 'restart', seconds: DOWN_SECONDS })}
        >
          ${pbx?.up_at ? words().restarting : words().restart}
        </button>
        <span class="soft small grow">${words().restartHint}</span>
      </div>
      <details ?open=${ODDS.some((odd) => pbx?.[odd])}>
        <summary>${words().disturb}</summary>
        <div class="odds">${ODDS.map((odd) => this.slider(odd))}</div>
        <button class="button little" @click=${() => this.disturb({ drop: 0, delay: 0, double: 0, reorder: 0 })}>
          ${words().allWell}
        </button>
      </details>
    </section>`;
  }

  private badge() {
    const { pbx } = this;
    if (!pbx) return nothing;
    if (pbx.up_at) return html`<span class="badge bad">${words().restarting}</span>`;
    if (!pbx.plugged) return html`<span class="badge bad">${words().pbxCut}</span>`;
    if (pbx.stalled) return html`<span class="badge bad">${words().pbxStalled}</span>`;
    if (this.trouble) return html`<span class="badge some">${words().pbxComing}</span>`;
    return html`<span class="badge good">${words().pbxFine}</span>`;
  }

  private toggle(name: string, text: string, hint: string, on: boolean, act: (on: boolean) => Parameters<typeof perform>[1]) {
    return html`<div class="toggle">
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          name=${name}
          .checked=${on}
          aria-describedby="${name}-hint"
          @change=${(event: Event) => perform(this, act((event.target as HTMLInputElement).checked))}
        /><span>${text}</span>
      </label>
      <p class="soft small" id="${name}-hint">${hint}</p>
    </div>`;
  }

  private slider(odd: (typeof ODDS)[number]) {
    const value = this.moving[odd] ?? this.pbx?.[odd] ?? 0;
    return html`<div class="field">
      <span class="row between"><label for=${odd}>${words()[odd]}</label><output class="number" for=${odd}>${Math.round(value * 100)} %</output></span>
      <input
        id=${odd}
        class="slider"
        type="range"
        min="0"
        max=${HIGHEST}
        step="0.05"
        .value=${String(value)}
        @input=${(event: Event) => {
          this.moving = { ...this.moving, [odd]: Number((event.target as HTMLInputElement).value) };
        }}
        @change=${() => this.disturb({})}
      />
    </div>`;
  }

  private disturb(odds: Partial<Record<(typeof ODDS)[number], number>>): void {
    const wanted = Object.fromEntries(
      ODDS.map((odd) => [odd, odds[odd] ?? this.moving[odd] ?? this.pbx?.[odd] ?? 0]),
    ) as Record<(typeof ODDS)[number], number>;
    this.moving = {};
    perform(this, { act: 'disturb', ...wanted });
  }
}
