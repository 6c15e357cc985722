// <admin-who profile="2">: the users who have a named profile, each with a way to his form.

import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import { api, type Page } from './api';
import { said } from './said';
import { labelOf, text } from './schema';
import { words } from './words';

const SHOWN = 100;

@customElement('admin-who')
export class Who extends Part {
  @property() profile = '';

  @state() private page: Page | null = null;
  @state() private problem = '';

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('profile')) void this.look();
  }

  override render() {
    const page = this.page;
    if (this.problem) return html`<p class="note bad" role="alert">${this.problem}</p>`;
    if (!page) return nothing;
    const more = page.total - page.items.length;
    return html`<section class="who" aria-labelledby="who-title">
      <h3 id="who-title">${words().whoHasIt}</h3>
      ${page.items.length === 0 ? html`<p class="soft">${words().nobodyHasIt}</p>` : nothing}
      <ul class="row">
        ${page.items.map((user) => html`<li><a href="#users/${text(user.id)}">${labelOf('users', user)}</a></li>`)}
      </ul>
      ${more > 0 ? html`<p class="soft">${words().andMore(more)}</p>` : nothing}
    </section>`;
  }

  private async look(): Promise<void> {
    try {
      this.page = await api.ask<Page>('GET', `users?namedProfileId=${this.profile}&sort=login&limit=${SHOWN}`);
    } catch (error) {
      this.problem = said(error);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-who': Who;
  }
}
