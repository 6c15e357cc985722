// <admin-trial .values=${...}>: tries an integration out, kept or not yet: an example of a call, and what would open.

import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import { dictionary } from '../../words/words';
import { api, type Item } from './api';
import { said } from './said';

interface Trial {
  readonly data: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly peer: string;
  readonly problem: string;
}

const words = dictionary(
  {
    tryOut: 'Try it out',
    wouldOpen: (url: string, peer: string) => `For an example of a call this opens for the agent at ${peer}: ${url}`,
    example: 'The example of a call',
  },
  {
    tryOut: 'Essayer',
    wouldOpen: (url, peer) => `Pour un exemple d’appel, ceci s’ouvre chez l’agent de ${peer} : ${url}`,
    example: 'L’exemple d’appel',
  },
);

@customElement('admin-trial')
export class TrialOf extends Part {
  @property({ attribute: false }) values: Item = {};

  @state() private found: Trial | null = null;
  @state() private problem = '';

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('values')) this.forget();
  }

  override render() {
    return html`<div class="stack">
      <p><button type="button" class="button little" @click=${() => void this.tryOut()}>${words().tryOut}</button></p>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing} ${this.result()}
    </div>`;
  }

  private result() {
    const found = this.found;
    if (!found) return nothing;
    return html`<p class="note ${found.problem ? 'warn' : ''}" role="status">
        ${found.problem || words().wouldOpen(found.url, found.peer)}
      </p>
      <details>
        <summary>${words().example}</summary>
        <pre tabindex="0">${JSON.stringify(found.data, null, 2)}</pre>
      </details>`;
  }

  private forget(): void {
    this.found = null;
    this.problem = '';
  }

  private async tryOut(): Promise<void> {
    const { id: _, ...values } = this.values;
    this.forget();
    try {
      this.found = await api.ask<Trial>('POST', 'integrations/try', { body: values });
    } catch (error) {
      this.problem = said(error);
    }
    await this.updateComplete;
    this.querySelector('[role]')?.scrollIntoView({ block: 'center' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-trial': TrialOf;
  }
}
