// Whoever looks at a page can read it, in light and in dark.

import { expect, test } from 'vitest';

import text from './tokens.css?raw';

type Colours = Readonly<Record<string, string>>;

const pairs = [...text.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)];
const light: Colours = Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
const dark: Colours = Object.fromEntries(pairs.map(([, name, , value]) => [name, value]));

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = ['ink', 'ink-soft', 'accent', 'danger', 'warn', 'lamp-idle', 'lamp-ringing', 'lamp-talking', 'lamp-hold'];
const CODE = ['code-key', 'code-text', 'code-number', 'code-word', 'lamp-off'];

test.each([
  ['light', light],
  ['dark', dark],
])('text can be read, %s', (_, colours) => {
  const found: string[] = [];
  const enough = (front: string, back: string, least: number) => {
    const reached = contrast(colours[front] ?? '', colours[back] ?? '');
    if (reached < least) found.push(`${front} on ${back}: ${reached.toFixed(2)}`);
  };
  for (const front of [...TEXT, ...CODE]) for (const back of ['surface', 'ground', 'sunken']) enough(front, back, 4.5);
  for (const front of ['ink', 'ink-soft']) for (const back of ['sunken', 'ringing-soft']) enough(front, back, 4.5);
  for (const back of ['accent-soft', 'warn-soft', 'danger-soft']) enough('ink', back, 4.5);
  enough('on-accent', 'accent', 4.5);
  enough('accent-strong', 'accent-soft', 4.5);
  enough('line-strong', 'surface', 3);
  expect(found).toEqual([]);
});
