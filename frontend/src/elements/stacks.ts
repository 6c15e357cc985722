// `<table class="table" ${stacks()}>`: a table of records that becomes a stack of cards where it is narrow, each value
// beside the name of its column. How it looks is in `look/controls.css`; here the names are put to the values, and the
// roles that browsers forget with another `display`. A head with more in it than its name has a `data-label`.

import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';

class Stacks extends Directive {
  override render() {
    return noChange;
  }

  /** The rows are drawn after this; what is drawn again is looked at again. */
  override update(part: ElementPart) {
    queueMicrotask(() => mark(part.element as HTMLTableElement));
    return noChange;
  }
}

export const stacks = directive(Stacks);

const ROLES: Readonly<Record<string, string>> = { TD: 'cell', row: 'rowheader', col: 'columnheader' };

/** The names of a table's columns when it was last looked at. */
const known = new WeakMap<HTMLTableElement, string>();

/** Looks at rows that are new, or at all where the columns are others: large tables are drawn often. */
function mark(table: HTMLTableElement): void {
  table.classList.add('stacks');
  set(table, 'role', 'table');
  const names = [...table.querySelectorAll<HTMLElement>('thead th')].map((head) => head.dataset.label ?? head.textContent.trim());
  const same = known.get(table) === names.join('\n');
  known.set(table, names.join('\n'));
  for (const group of table.querySelectorAll<HTMLElement>('thead, tbody')) {
    set(group, 'role', 'rowgroup');
    for (const row of group.children) {
      if (!(same && row.getAttribute('role') === 'row')) markRow(row, group.tagName === 'TBODY' ? names : []);
    }
  }
}

function markRow(row: Element, names: readonly string[]): void {
  set(row, 'role', 'row');
  [...row.children].forEach((cell, at) => {
    const role = ROLES[cell.tagName] ?? ROLES[cell.getAttribute('scope') ?? ''];
    if (role) set(cell, 'role', role);
    if (cell.matches('td:not([colspan])') && names.length > 0) set(cell, 'data-label', names[at] ?? '');
  });
}

function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
