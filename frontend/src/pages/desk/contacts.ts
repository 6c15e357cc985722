// People as the directory tells them: a row of cells becomes a contact. Pure. Columns are an administrator's choice, so they
// are found by their titles, in the languages that people write them in.

import type { DirectoryEntry, DirectoryResult } from '../../library/jackfield';

export interface Contact {
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly company: string;
  readonly number: string;
  readonly mobile: string;
  readonly favorite: boolean;
  /** The state of the phone when the directory answered; -2 where there is none to know of. */
  readonly status: number;
}

const COLUMNS = {
  first: /^(first ?name|pr[ée]nom)$/i,
  last: /^(last ?name|nom( de famille)?|surname)$/i,
  name: /^(full ?name|name|nom complet)$/i,
  company: /^(company|organi[sz]ation|soci[ée]t[ée]|entreprise)$/i,
  number: /^(number|phone|extension|num[ée]ro|t[ée]l[ée]phone|interne)$/i,
  mobile: /^(mobile|cell|portable)$/i,
};

/** The answer to directoryLookUp or getFavorites. */
export function contactsOf({ entries, headers }: Pick<DirectoryResult, 'entries' | 'headers'>): Contact[] {
  const place = (pattern: RegExp) => headers.findIndex((title) => pattern.test(title.trim()));
  const places = Object.fromEntries(Object.entries(COLUMNS).map(([name, pattern]) => [name, place(pattern)]));
  // A directory with titles of its own: the documented places
  if (places.number! < 0 && places.mobile! < 0) Object.assign(places, { first: 0, last: 1, number: 2, mobile: 3 });
  return entries.map((entry) => contactOf(entry, places as Record<keyof typeof COLUMNS, number>));
}

function contactOf(entry: DirectoryEntry, places: Record<keyof typeof COLUMNS, number>): Contact {
  const cell = (which: keyof typeof COLUMNS) => (entry.entry[places[which]] ?? '').trim();
  const names = [cell('first'), cell('last')].filter(Boolean).join(' ');
  return {
    id: entry.contact_id,
    source: entry.source,
    name: cell('name') || names || cell('company') || cell('number') || cell('mobile'),
    company: cell('company'),
    number: cell('number'),
    mobile: cell('mobile'),
    favorite: entry.favorite,
    status: entry.status,
  };
}

/** The numbers of a contact, the first is called when nothing else is said. */
export function numbersOf(contact: Contact): string[] {
  return [contact.number, contact.mobile].filter((number, at, all) => number !== '' && all.indexOf(number) === at);
}

export function same(one: Contact, other: Contact): boolean {
  return one.id === other.id && one.source === other.source;
}

/** Whether somebody typed a number rather than a name. */
export function looksLikeNumber(typed: string): boolean {
  return /^[+*#\d][\d\s.()/*#-]*$/.test(typed.trim());
}

/** Only what distinguishes one number from another, to compare numbers written in different ways. */
export function bare(number: string): string {
  return number.replace(/[^\d*#]/g, '').replace(/^00/, '');
}

/** Two letters for a face: of the first and the last name. */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => /\p{L}/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => /\p{L}/u.exec(word ?? '')?.[0] ?? '');
  return letters.join('').toLocaleUpperCase();
}
