// The logic inside the shared elements: lamps for every code of the wire, JSON cut without loss, the banner's order.

import { html, render } from 'lit';
import { beforeEach, expect, test, vi } from 'vitest';

import { Frame } from './frame';
import { pieces } from './json';
import { lampStatus } from './lamp';
import { stacks } from './stacks';

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

test('a table of records keeps its roles, and each value has the name of its column', async () => {
  const place = document.createElement('div');
  const draw = (head: string, rows: readonly string[]) =>
    render(
      html`<table ${stacks()}>
        <thead>
          <tr><th scope="col" data-label=${head}>${head} ▴</th><th scope="col">Since</th></tr>
        </thead>
        <tbody>
          ${rows.map((row) => html`<tr><th scope="row">${row}</th><td>1 s</td></tr><tr><td>none</td><td colspan="2">all</td></tr>`)}
        </tbody>
      </table>`,
      place,
    );
  draw('User', []);
  draw('Utilisateur', ['alice', 'bruno']);
  await Promise.resolve();
  const roles = [...place.querySelectorAll('[role]')].map((element) => element.getAttribute('role'));
  const heads = ['row', 'columnheader', 'columnheader'];
  const row = ['row', 'rowheader', 'cell', 'row', 'cell', 'cell'];
  expect(roles).toEqual(['table', 'rowgroup', ...heads, 'rowgroup', ...row, ...row]);
  const labels = [...place.querySelectorAll('tbody td')].map((cell) => cell.getAttribute('data-label'));
  expect(labels).toEqual(['Since', 'Utilisateur', null, 'Since', 'Utilisateur', null]);
});
