// What can be made along with a new thing: a user's line and agent, in the same transaction.

import { html, type TemplateResult } from 'lit';

import type { Item } from './api';
import './choice';
import { text } from './schema';
import { words } from './words';

export interface Extra {
  readonly form: (values: Item, become: (changed: Item) => void) => TemplateResult;
  /** Further steps of the transaction; the new thing is `@this` in them. */
  readonly steps: (values: Item, extra: Item) => readonly object[];
}

const EXTRAS: Readonly<Record<string, Extra>> = { users: { form: forUser, steps: withUser } };

export function extraOf(kind: string): Extra | null {
  return EXTRAS[kind] ?? null;
}

function forUser(values: Item, become: (changed: Item) => void): TemplateResult {
  const input = (name: string, label: string) =>
    html`<label class="field">
      <span>${label}</span>
      <input
        name=${name}
        autocomplete="off"
        .value=${text(values[name])}
        @change=${(event: Event) => become({ ...values, [name]: (event.target as HTMLInputElement).value.trim() })}
      />
    </label>`;
  const queues = Array.isArray(values.queues) ? (values.queues as readonly number[]) : [];
  return html`<fieldset>
    <legend>${words().alsoMake}</legend>
    ${input('lineNumber', words().newLine)} ${input('agentNumber', words().newAgent)}
    <div class="field">
      <span>${words().firstQueue}</span>
      <admin-choice
        kind="queues"
        label=${words().firstQueue}
        .value=${queues[0] ?? null}
        @chosen=${(event: CustomEvent<number | null>) =>
          become({ ...values, queues: event.detail === null ? [] : [event.detail] })}
      ></admin-choice>
    </div>
  </fieldset>`;
}

function withUser(values: Item, extra: Item): readonly object[] {
  const names = { firstName: text(values.firstName), lastName: text(values.lastName) };
  const steps: object[] = [];
  if (extra.lineNumber) {
    const name = `${names.firstName} ${names.lastName}`.trim();
    steps.push({ kind: 'lines', values: { number: extra.lineNumber, name, userId: '@this' } });
  }
  if (extra.agentNumber) {
    steps.push({ kind: 'agents', name: 'agent', values: { number: extra.agentNumber, ...names, userId: '@this' } });
    const queues = Array.isArray(extra.queues) ? extra.queues : [];
    for (const queueId of queues) steps.push({ kind: 'memberships', values: { agentId: '@agent', queueId } });
  }
  return steps;
}
