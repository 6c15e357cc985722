// A change of one thing, for people: what it was and what it is, value by value.

import { html, nothing, type TemplateResult } from 'lit';

import type { Difference, Value } from './api';
import { labelOf, text } from './schema';
import { fieldName } from './field-words';
import { kindName, words } from './words';

export function changes(difference: Difference): TemplateResult {
  const { kind, key, before, after } = difference;
  const what = `${kindName(kind)} ${labelOf(kind, after ?? before ?? {}) || key}`;
  const heading = before === null ? words().isNew(what) : after === null ? words().isGone(what) : words().isOther(what);
  if (kind === 'privacy') return forgotten(after);
  const sign = before === null ? '+' : after === null ? '−' : '±';
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => shown(before?.[name]) !== shown(after?.[name]) || name === 'password',
  );
  return html`<div class="difference">
    <p><span class="sign" aria-hidden="true">${sign}</span> ${heading}</p>
    ${names.length && before !== null && after !== null
      ? html`<dl>
          ${names.map(
            (name) => html`<dt>${fieldName(name)}</dt>
              <dd><del>${shown(before[name])}</del> <ins>${shown(after[name])}</ins></dd>`,
          )}
        </dl>`
      : nothing}
  </div>`;
}

/** That a number was forgotten: how much of it, never which. */
function forgotten(after: Difference['after']): TemplateResult {
  const counts = Object.values((after?.erased ?? {}) as { readonly [table: string]: number });
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return html`<div class="difference">
    <p><span class="sign" aria-hidden="true">−</span> ${words().numberForgotten(rows)}</p>
  </div>`;
}

function shown(value: Value | undefined): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return text(value) || '–';
}
