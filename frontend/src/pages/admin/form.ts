// <admin-form>: a form for any kind of thing, drawn from what the server says of its fields. It tells `changed` with the
// values whenever one is changed; who shows it saves them.

import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import type { Item, Problem, Value } from './api';
import './choice';
import { type Field, text } from './schema';
import { fieldName, fieldHelp, valueName } from './field-words';
import { words } from './words';

@customElement('admin-form')
export class Form extends Part {
  @property({ attribute: false }) fields: readonly Field[] = [];
  @property({ attribute: false }) values: Item = {};
  @property({ attribute: false }) problems: readonly Problem[] = [];
  /** What cannot be changed once it is there. */
  @property({ attribute: false }) fixed: readonly string[] = [];

  override render() {
    return this.fields.filter((field) => !field.readOnly).map((field) => this.row(field));
  }

  private row(field: Field) {
    const name = fieldName(field.name);
    const help = fieldHelp(field.name);
    const problem = this.problems.find((each) => each.field === field.name);
    const said = html`<small id="about-${field.name}" ?hidden=${!help}>${help}</small>
      ${problem ? html`<small class="wrong" role="alert" id="wrong-${field.name}">${problem.message}</small>` : nothing}`;
    if (field.type === 'flag') {
      return html`<div class="flag">
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            name=${field.name}
            .checked=${this.value(field) === true}
            @change=${(event: Event) => this.put(field, (event.target as HTMLInputElement).checked)}
          />
          <span>${name}</span>
        </label>
        ${said}
      </div>`;
    }
    if (field.type === 'choices' || field.type === 'links' || field.type === 'parts') {
      return html`<fieldset data-field=${field.name}>
        <legend>${name}</legend>
        ${field.type === 'choices' ? this.boxes(field) : field.type === 'links' ? this.links(field) : this.parts(field)} ${said}
      </fieldset>`;
    }
    if (field.type === 'link') {
      return html`<div class="field" data-field=${field.name}>
        <span>${name}</span>
        <admin-choice
          kind=${field.kind}
          label=${name}
          .value=${this.value(field) as number | null}
          ?required=${field.required}
          problem=${problem?.message ?? ''}
          @chosen=${(event: CustomEvent<number | null>) => this.put(field, event.detail)}
        ></admin-choice>
        ${said}
      </div>`;
    }
    return html`<div class="field"><label for="field-${field.name}">${name}</label>${this.input(field, problem)}${said}</div>`;
  }

  private input(field: Field, problem: Problem | undefined) {
    const value = this.value(field);
    const invalid = problem ? 'true' : nothing;
    const fixed = this.fixed.includes(field.name);
    const about = `about-${field.name} wrong-${field.name}`;
    if (field.type === 'choice') {
      return html`<select
        id="field-${field.name}"
        name=${field.name}
        aria-describedby=${about}
        aria-invalid=${invalid}
        @change=${(event: Event) => this.put(field, (event.target as HTMLSelectElement).value)}
      >
        ${field.allowed.map(
          (known) => html`<option value=${known} ?selected=${known === value}>${valueName(field.name, known)}</option>`,
        )}
      </select>`;
    }
    if (field.type === 'words') {
      return html`<textarea
        id="field-${field.name}"
        name=${field.name}
        aria-describedby=${about}
        rows="4"
        aria-invalid=${invalid}
        .value=${this.many(field).map(text).join('\n')}
        @change=${(event: Event) => this.put(field, lines((event.target as HTMLTextAreaElement).value))}
      ></textarea>`;
    }
    const type = { number: 'number', time: 'time', color: 'color', secret: 'password' }[field.type as string] ?? 'text';
    return html`<input
      id="field-${field.name}"
      type=${type}
      name=${field.name}
      aria-describedby=${about}
      autocomplete=${type === 'password' ? 'new-password' : 'off'}
      placeholder=${type === 'password' && !this.fixed.includes('*') ? words().unchanged : nothing}
      maxlength=${field.longest ?? nothing}
      min=${field.least ?? nothing}
      max=${field.most ?? nothing}
      step=${type === 'time' ? 1 : nothing}
      ?required=${field.required}
      ?readonly=${fixed}
      aria-invalid=${invalid}
      .value=${text(value)}
      @change=${(event: Event) => this.typed(field, event.target as HTMLInputElement)}
    />`;
  }

  /** A few words of a closed set, any of them. */
  private boxes(field: Field) {
    const chosen = this.many(field);
    return field.allowed.map(
      (known) => html`<label class="switch">
        <input
          type="checkbox"
          .checked=${chosen.includes(known)}
          @change=${(event: Event) => {
            const on = (event.target as HTMLInputElement).checked;
            this.put(field, field.allowed.filter((each) => (each === known ? on : chosen.includes(each))));
          }}
        />
        <span>${valueName(field.name, known)}</span>
      </label>`,
    );
  }

  private links(field: Field) {
    const chosen = this.many(field);
    return html`<ul class="chips">
        ${chosen.map(
          (id) => html`<li>
            <admin-choice
              kind=${field.kind}
              label=${fieldName(field.name)}
              .value=${id as number}
              @chosen=${(event: CustomEvent<number | null>) =>
                this.put(
                  field,
                  chosen.flatMap((each) => (each !== id ? [each] : event.detail === null ? [] : [event.detail])),
                )}
            ></admin-choice>
            <button
              type="button"
              class="button quiet little"
              aria-label=${words().leaveOut(text(id))}
              @click=${() => this.put(field, chosen.filter((each) => each !== id))}
            >
              ✕
            </button>
          </li>`,
        )}
      </ul>
      <admin-choice
        again
        kind=${field.kind}
        label=${words().addTo(fieldName(field.name))}
        @chosen=${(event: CustomEvent<number | null>) =>
          event.detail !== null && !chosen.includes(event.detail) && this.put(field, [...chosen, event.detail])}
      ></admin-choice>`;
  }

  /** Things of several values each, in an order that matters. */
  private parts(field: Field) {
    const rows = this.many(field) as readonly Item[];
    const become = (changed: readonly Item[]) => this.put(field, changed);
    return html`${rows.map(
        (row, at) => html`<div class="part">
          ${field.parts.map(
            (part) => html`<label class="field">
              <span>${fieldName(part.name)}</span>
              <input
                autocomplete="off"
                ?required=${part.required}
                .value=${text(row[part.name] ?? part.standard)}
                @change=${(event: Event) => {
                  const value = (event.target as HTMLInputElement).value;
                  become(rows.map((each, place) => (place === at ? { ...each, [part.name]: value } : each)));
                }}
              />
            </label>`,
          )}
          <button
            type="button"
            class="button quiet little"
            aria-label=${words().leaveOut(text(row.name))}
            @click=${() => become(rows.filter((_, place) => place !== at))}
          >
            ✕
          </button>
        </div>`,
      )}
      <button
        type="button"
        class="button little"
        @click=${() => become([...rows, Object.fromEntries(field.parts.map((part) => [part.name, part.standard ?? '']))])}
      >
        ${words().add}
      </button>`;
  }

  private many(field: Field): readonly Value[] {
    const value = this.value(field);
    return Array.isArray(value) ? (value as readonly Value[]) : [];
  }

  private value(field: Field): Value {
    return this.values[field.name] ?? field.standard;
  }

  private typed(field: Field, input: HTMLInputElement): void {
    if (field.type === 'number') this.put(field, input.value === '' ? field.standard : input.valueAsNumber);
    else if (field.type === 'time') this.put(field, input.value.length === 5 ? `${input.value}:00` : input.value);
    else this.put(field, input.value);
  }

  private put(field: Field, value: Value): void {
    this.tell('changed', { ...this.values, [field.name]: value });
  }
}

/** One a line, without the empty ones. */
function lines(written: string): string[] {
  return written.split('\n').map((line) => line.trim()).filter(Boolean);
}

declare global {
  interface HTMLElementTagNameMap {
    'admin-form': Form;
  }
}
