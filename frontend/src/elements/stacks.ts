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

const ROLES = [
  ['thead, tbody', 'rowgroup'],
  ['tr', 'row'],
  ['td', 'cell'],
  ['th[scope=col]', 'columnheader'],
  ['th[scope=row]', 'rowheader'],
] as const;

/** Sets only what has changed: of large tables that are drawn often little is touched. */
function mark(table: HTMLTableElement): void {
  table.classList.add('stacks');
  set(table, 'role', 'table');
  for (const [selector, role] of ROLES) {
    for (const element of table.querySelectorAll<HTMLElement>(selector)) set(element, 'role', role);
  }
  const heads = [...table.querySelectorAll<HTMLElement>('thead th')].map((head) => head.dataset.label ?? head.textContent.trim());
  for (const row of table.querySelectorAll('tbody > tr')) {
    [...row.children].forEach((cell, at) => {
      if (cell.matches('td:not([colspan])')) set(cell as HTMLElement, 'data-label', heads[at] ?? '');
    });
  }
}

function set(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
