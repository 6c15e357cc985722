// What the panels must never do: run a script from a sheet, or show a switch that the server has not confirmed.

import { expect, test } from 'vitest';

import type { Sheet, UserConfig } from './library';
import { SettingsView, type ServiceWish, SheetView } from './panels';

async function shown<T extends HTMLElement & { updateComplete: Promise<boolean> }>(element: T): Promise<T> {
  document.body.append(element);
  await element.updateComplete;
  return element;
}

test('only addresses of the web become links, in the order of the fields', async () => {
  const sheetInfo = [
    { name: 'c', type: 'url', value: 'javascript:alert(1)', order: 3 },
    { name: 'b', type: 'url', value: 'https://crm.example.com/?a=<b>', order: 2 },
    { name: 'a', type: 'text', value: 'http://plain.example.com', order: 1 },
    { name: 'd', type: 'url', value: ' data:text/html,x', order: 4 },
  ];
  const view = new SheetView();
  view.sheet = { payload: { profile: { user: { sheetInfo } } } } as unknown as Sheet;
  await shown(view);
  expect([...view.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual([
    'https://crm.example.com/?a=<b>',
  ]);
  expect([...view.querySelectorAll('dt')].map((name) => name.textContent)).toEqual(['a', 'b', 'c', 'd']);
});

test('a switch asks, and moves only when the server says so', async () => {
  const view = new SettingsView();
  const config = { dndEnabled: false, uncFwdEnabled: true, uncFwdDestination: '1003', naFwdDestination: '' };
  view.config = config as UserConfig;
  const asked: ServiceWish[] = [];
  view.addEventListener('service', (event) => asked.push((event as CustomEvent<ServiceWish>).detail));
  await shown(view);
  const [dnd, always] = view.querySelectorAll<HTMLInputElement>('[role=switch]');
  dnd?.click();
  always?.click();
  expect(asked).toEqual([
    { service: 'dnd', on: true, destination: '' },
    { service: 'uncFwd', on: false, destination: '1003' },
  ]);
  expect([dnd?.checked, always?.checked]).toEqual([false, true]);
  view.config = { ...config, dndEnabled: true } as UserConfig;
  await view.updateComplete;
  expect(dnd?.checked).toBe(true);
});
