// <sample-methods>: a form for each method, in groups; what was typed becomes its arguments, and what became of it is
// said beside it.

import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { Part } from '../../elements/part';
import { call, type Field, type Group, type Method, type Outcome } from './method';
import { words, wordsFor } from './words';

@customElement('sample-methods')
export class MethodsView extends Part {
  @property({ attribute: false }) groups: readonly Group[] = [];

  @state() private sought = '';

  @state() private outcomes: ReadonlyMap<string, Outcome | 'waiting'> = new Map();

  override render() {
    const sought = this.sought.trim().toLowerCase();
    const found = this.groups
      .map((group) => ({ ...group, methods: group.methods.filter((each) => each.code.toLowerCase().includes(sought)) }))
      .filter((group) => group.methods.length);
    return html`
      <header>
        <h2>${words().methods}</h2>
        <label class="find">
          <span class="only-heard">${words().findMethod}</span>
          <input
            class="bare"
            type="search"
            name="method"
            placeholder=${words().findMethod}
            @input=${(event: Event) => {
              this.sought = (event.target as HTMLInputElement).value;
            }}
          />
        </label>
      </header>
      ${found.length ? nothing : html`<jf-empty>${words().noMethods}</jf-empty>`}
      ${repeat(
        found,
        (group) => group.key,
        (group, at) =>
          html`<details class="group" ?open=${at === 0 || Boolean(sought)}>
            <summary>
              <h3>${wordsFor(`group_${group.key}`) ?? group.key}</h3>
              <span class="count number">${group.methods.length}</span>
            </summary>
            ${repeat(group.methods, (each) => each.code, (each) => this.form(each))}
          </details>`,
      )}
    `;
  }

  private form(each: Method) {
    const [owner = '', name = ''] = each.code.split('.');
    return html`<form class="method" data-method=${each.code} @submit=${(event: SubmitEvent) => this.send(event, each)}>
      <code class="signature"><span class="soft">${owner}.</span>${name}</code>
      ${each.fields.length ? html`<div class="fields">${each.fields.map((given) => input(each, given))}</div>` : nothing}
      <button class="button little" aria-label=${words().runMethod(each.code)}>${words().run}</button>
      <output class="outcome" aria-live="polite">${this.outcome(each.code)}</output>
    </form>`;
  }

  private outcome(code: string) {
    const outcome = this.outcomes.get(code);
    if (!outcome) return nothing;
    if (outcome === 'waiting') return html`<span class="soft">…</span>`;
    switch (outcome.kind) {
      case 'refused':
        return html`<span class="refused">${words().refused}: ${wordsFor(outcome.code) ?? outcome.message}</span>
          <span class="soft">${outcome.code}${outcome.message ? `: ${outcome.message}` : ''}</span>`;
      case 'wrong':
        return html`<span class="refused">${words().wrongArgument(outcome.message)}</span>`;
      default:
        return html`<span class=${outcome.kind}>${words()[outcome.kind]}</span>`;
    }
  }

  private async send(event: SubmitEvent, each: Method): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const typed = each.fields.map((given) =>
      given.kind === 'flag' ? String(form.has(given.name)) : String(form.get(given.name) ?? ''),
    );
    this.note(each.code, 'waiting');
    this.note(each.code, await call(each, typed));
  }

  private note(code: string, outcome: Outcome | 'waiting'): void {
    this.outcomes = new Map(this.outcomes).set(code, outcome);
  }
}

function input(each: Method, given: Field) {
  const label = `${each.code} ${given.name}`;
  if (given.kind === 'flag') {
    return html`<label class="switch small">
      <input type="checkbox" role="switch" name=${given.name} aria-label=${label} ?checked=${given.start === 'true'} />
      <span>${given.name}</span>
    </label>`;
  }
  if (given.kind === 'choice') {
    return html`<label class="field">
      <span class="soft">${given.name}</span>
      <select name=${given.name} aria-label=${label}>
        ${given.choices.map((each) => html`<option>${each}</option>`)}
      </select>
    </label>`;
  }
  return html`<label class="field ${given.kind}">
    <span class="soft">${given.name}</span>
    <input
      name=${given.name}
      aria-label=${label}
      value=${given.start}
      class=${given.kind === 'json' ? 'code' : ''}
      inputmode=${given.kind === 'number' ? 'numeric' : 'text'}
      autocomplete="off"
      spellcheck="false"
    />
  </label>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sample-methods': MethodsView;
  }
}
