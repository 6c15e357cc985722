// The sections of the page. Each is a module below `sections/` that calls `addSection`, and is named in `sections/all.ts`:
//
//   addSection({ id: 'realtime', group: 'watch', name: () => words().realtime, view: () => html`<admin-realtime></admin-realtime>` });
//
// A section's element extends `Part`, talks to the server by `api` and shows what is refused by `said`.

import type { TemplateResult } from 'lit';

/** Where a section stands in the navigation. */
export const GROUPS = ['people', 'centre', 'phones', 'data', 'watch', 'settings'] as const;

export type Group = (typeof GROUPS)[number];

export interface Section {
  /** In the address: `/admin#users`. */
  readonly id: string;
  readonly group: Group;
  readonly name: () => string;
  /** What is shown; `rest` is what follows in the address, as in `#users/3`. */
  readonly view: (rest: string) => TemplateResult;
}

const sections: Section[] = [];

export function addSection(section: Section): void {
  sections.push(section);
}

/** All of them, in the order of their groups. */
export function allSections(): readonly Section[] {
  return GROUPS.flatMap((group) => sections.filter((section) => section.group === group));
}

/** The section that an address means, and the rest of it. */
export function sectionOf(hash: string): { section: Section; rest: string } | null {
  const [id = '', ...rest] = decodeURIComponent(hash.replace(/^#\/?/, '')).split('/');
  const all = allSections();
  const section = all.find((known) => known.id === id) ?? all[0];
  return section ? { section, rest: section.id === id ? rest.join('/') : '' } : null;
}
