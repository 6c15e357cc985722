// The field in which one looks for something, above the tables of the page.

import { html, type TemplateResult } from 'lit';

import { words } from './words';

export function searchBox(typed: (text: string) => void, value = ''): TemplateResult {
  return html`<input
    class="bare search"
    type="search"
    name="search"
    aria-label=${words().search}
    placeholder=${words().search}
    .value=${value}
    @input=${(event: Event) => typed((event.target as HTMLInputElement).value)}
  />`;
}
