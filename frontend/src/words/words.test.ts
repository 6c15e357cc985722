// English and French: switching, keeping, plurals and times.

import { beforeEach, expect, test } from 'vitest';

import { clock, dictionary, figure, language, LANGUAGE_KEY, onLanguage, plural, span, speak, timeOfDay } from './words';

const words = dictionary(
  { phone: 'Phone', calls: (count: number) => plural(count, { one: `${count} call`, other: `${count} calls` }) },
  { phone: 'Téléphone', calls: (count) => plural(count, { one: `${count} appel`, other: `${count} appels` }) },
);

beforeEach(() => speak('en'));

test('the language is spoken, kept and told', () => {
  const heard: string[] = [];
  const end = onLanguage(() => heard.push(language()));
  expect(words().phone).toBe('Phone');
  speak('fr');
  expect(words().phone).toBe('Téléphone');
  expect(document.documentElement.lang).toBe('fr');
  expect(localStorage.getItem(LANGUAGE_KEY)).toBe('fr');
  end();
  speak('en');
  expect(heard).toEqual(['fr']);
});

test('no line of a French text begins with a sign', () => {
  const signs = dictionary(
    { said: 'Really?', who: (name: string) => `“${name}”: yes!` },
    { said: 'Vraiment ?', who: (name) => `« ${name} » : oui ; oui !` },
  );
  expect(signs().who('Zoë')).toBe('“Zoë”: yes!');
  speak('fr');
  expect(signs().said).toBe('Vraiment\u00a0?');
  expect(signs().who('Zoë')).toBe('«\u00a0Zoë\u00a0»\u00a0: oui\u00a0; oui\u00a0!');
});

test('nothing is one in French', () => {
  expect([0, 1, 2].map(words().calls)).toEqual(['0 calls', '1 call', '2 calls']);
  speak('fr');
  expect([0, 1, 2].map(words().calls)).toEqual(['0 appel', '1 appel', '2 appels']);
});

test('times and numbers are written as the language does', () => {
  expect(figure(12_345)).toBe('12,345');
  expect(span(0)).toBe('0 sec');
  expect(span(125)).toBe('2 min 5 sec');
  expect(span(3_600)).toBe('1 hr');
  expect(timeOfDay(new Date(2026, 0, 2, 3, 4, 5, 67), true)).toBe('03:04:05.067');
  speak('fr');
  expect(figure(12_345).replace(/\s/g, ' ')).toBe('12 345');
  expect(span(90_061).replace(/\s/g, ' ')).toBe('1 j 1 h');
  expect(timeOfDay(new Date(2026, 0, 2, 3, 4, 5, 67), true)).toBe('03:04:05,067');
});

test('a clock runs in minutes, then in hours', () => {
  expect([-1, 0, 7.9, 760, 3_729].map(clock)).toEqual(['0:00', '0:00', '0:07', '12:40', '1:02:09']);
});

test('another window may change the language', () => {
  window.dispatchEvent(new StorageEvent('storage', { key: LANGUAGE_KEY, newValue: 'fr' }));
  expect(language()).toBe('fr');
  window.dispatchEvent(new StorageEvent('storage', { key: LANGUAGE_KEY, newValue: 'xx' }));
  expect(language()).toBe('fr');
});
