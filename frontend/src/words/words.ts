// English and French: which is spoken, how a page brings its texts, plurals, times. No text of a page lives here.
//
//   export const words = dictionary(
//     { title: 'Phones', calls: (count: number) => plural(count, { one: '1 call', other: `${count} calls` }) },
//     { title: 'Téléphones', calls: (count) => plural(count, { one: '1 appel', other: `${count} appels` }) },
//   );
//   words().title
//
// The French must have every key of the English and no other, else it does not compile.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

export const LANGUAGES = ['en', 'fr'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Where the choice is kept in this browser. */
export const LANGUAGE_KEY = 'jackfield.language';

type Entry = string | ((...values: never[]) => string);

/** A table of texts; a text with values in it is a function. */
export type Texts = { readonly [key: string]: Entry };

type Translated<T extends Texts> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };

let spoken: Language = remembered();
const listeners = new Set<() => void>();

/** The language that is spoken now. */
export function language(): Language {
  return spoken;
}

/** Speak a language from now on, here and when the reader comes back. */
export function speak(chosen: Language): void {
  try {
    localStorage.setItem(LANGUAGE_KEY, chosen);
  } catch {
    // a browser that keeps nothing still changes the page
  }
  become(chosen);
}

/** Speak the language of somebody else's page: nothing is kept, and the page is left as it is. */
export function speakLike(tag: string): void {
  const found = LANGUAGES.find((known) => known === tag.slice(0, 2).toLowerCase());
  if (!found || found === spoken) return;
  spoken = found;
  for (const listener of [...listeners]) listener();
}

/** Be told when the language changes; the answer ends it. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The texts of a page or element, in the language spoken when they are asked for. */
export function dictionary<const T extends Texts>(english: T, french: NoInfer<Translated<T>>): () => Translated<T> {
  const tables: Record<Language, Translated<T>> = { en: english as unknown as Translated<T>, fr: unbroken(french) };
  return () => tables[spoken];
}

/** French writes a space before `: ; ? !` and inside `« »`; no line ends there. */
function unbroken<T extends Texts>(table: T): T {
  const joined = (text: string) => text.replace(/ (?=[:;?!»])/g, '\u00a0').replace(/« /g, '«\u00a0');
  const entry = (given: Entry): Entry =>
    typeof given === 'string' ? joined(given) : (...values: never[]) => joined(given(...values));
  return Object.fromEntries(Object.entries(table).map(([key, given]) => [key, entry(given)])) as T;
}

/** The form for a count. French says "0 appel" and "1,5 appel", hence the rules of the platform. */
export function plural(count: number, forms: { one: string; other: string }): string {
  return new Intl.PluralRules(spoken).select(count) === 'one' ? forms.one : forms.other;
}

/** A time of day, to the second; with `fraction` to the thousandth. */
export function timeOfDay(moment: Date | number, fraction = false): string {
  return new Intl.DateTimeFormat(spoken, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(fraction ? { fractionalSecondDigits: 3 as const } : {}),
  }).format(moment);
}

/** A number as the language writes it. */
export function figure(value: number): string {
  return new Intl.NumberFormat(spoken).format(value);
}

/** How long ago or how long, in its two greatest units: `4 s`, `2 min 5 s`, `3 h 20 min`, `2 d 1 h`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: [number, Intl.NumberFormatOptions['unit'] & string][] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3_600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = first < 0 ? parts.slice(3) : parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown
    .map(([amount, unit]) =>
      new Intl.NumberFormat(spoken, { style: 'unit', unit, unitDisplay: 'short' }).format(amount),
    )
    .join(' ');
}

/** A running clock for calls: `0:07`, `12:40`, `1:02:09`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** For Lit elements: drawn again when the language changes. `new Speaking(this)` in the constructor is all. */
export class Speaking implements ReactiveController {
  private end: () => void = () => {};

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.end = onLanguage(() => this.host.requestUpdate());
  }

  hostDisconnected(): void {
    this.end();
  }
}

function become(chosen: Language): void {
  spoken = chosen;
  document.documentElement.lang = chosen;
  for (const listener of [...listeners]) listener();
}

function remembered(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(LANGUAGE_KEY);
  } catch {
    // it may be forbidden
  }
  return [kept, ...navigator.languages.map((tag) => tag.slice(0, 2))].find(isLanguage) ?? 'en';
}

function isLanguage(text: string | null | undefined): text is Language {
  return LANGUAGES.some((known) => known === text);
}

window.addEventListener('storage', (event) => {
  if (event.key === LANGUAGE_KEY && isLanguage(event.newValue)) become(event.newValue);
});
