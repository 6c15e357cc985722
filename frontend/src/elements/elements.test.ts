// The logic inside the shared elements: lamps for every code of the wire, JSON cut without loss, the banner's order.

import { beforeEach, expect, test, vi } from 'vitest';

import { Frame } from './frame';
import { pieces } from './json';
import { lampStatus } from './lamp';

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new Error('there is no server')));
});

test.each([
  [0, 'AVAILABLE'],
  [16, 'ONHOLD'],
  ['17', 'ONHOLD'],
  [-99, 'ERROR'],
  ['RINGING', 'RINGING'],
  [3, 'UNKNOWN'],
  ['toString', 'UNKNOWN'],
  [null, 'UNKNOWN'],
  ['', 'UNKNOWN'],
])('%s lights the lamp %s', (told, lamp) => {
  expect(lampStatus(told)).toBe(lamp);
});

test('JSON is coloured without losing a character', () => {
  const text = '{"claz":"web","a b": -1.5e3,"t":"é \\"x\\": 1","n":null,"list":[true,false]}';
  const cut = pieces(text);
  expect(cut.map((piece) => piece.text).join('')).toBe(text);
  expect(cut.filter((piece) => piece.kind === 'key').map((piece) => piece.text)).toEqual([
    '"claz"',
    '"a b"',
    '"t"',
    '"n"',
    '"list"',
  ]);
  expect(cut.filter((piece) => piece.kind === 'word').map((piece) => piece.text)).toEqual(['null', 'true', 'false']);
  expect(pieces('x'.repeat(20_001))).toHaveLength(1);
  expect(pieces('')).toEqual([]);
});

test.each([
  ['none', 'unknown', null],
  ['open', 'up', null],
  ['open', 'down', 'pbx-down'],
  ['open', 'syncing', 'pbx-syncing'],
  ['reconnecting', 'down', 'reconnecting'],
] as const)('link %s and PBX %s show the banner %s', async (link, pbx, expected) => {
  const frame = new Frame();
  frame.link = link;
  frame.pbx = pbx;
  document.body.append(frame);
  await frame.updateComplete;
  const banner = frame.renderRoot.querySelector('[data-banner]');
  expect(banner?.getAttribute('data-banner') ?? null).toBe(expected);
  frame.remove();
});
