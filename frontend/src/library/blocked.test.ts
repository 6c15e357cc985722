// What is suspected when a browser blocks a connection.

import { expect, test, vi } from 'vitest';

import { suspicion } from './blocked';

const page = (href: string) => new URL(href) as unknown as Location;

test.each([
  ['https://crm.example/', 'ws://cti.example/xuc', /mixed content/, 'mixed_content'],
  ['https://crm.example/', 'ws://127.0.0.1:8090/xuc', /private network/, 'private_network'],
  ['https://crm.example/', 'wss://192.168.1.5:8443/xuc', /private network/, 'private_network'],
  ['https://crm.example/', 'wss://pbx/xuc', /private network/, 'private_network'],
  ['https://crm.example/', 'wss://cti.example/xuc', /certificate of cti.example .* pages of https:\/\/crm.example/, 'certificate'],
  ['http://localhost:3000/', 'wss://localhost/xuc', undefined, undefined],
  ['http://crm.example/', 'ws://cti.example/xuc', undefined, undefined],
  ['https://cti.example/sample', 'wss://cti.example/xuc', undefined, undefined],
  ['file:///tmp/page.html', 'ws://cti.example/xuc', undefined, undefined],
])('a page at %s, a server at %s', (from, to, cause, why) => {
  const found = suspicion(to, page(from));
  expect(found?.why).toBe(why);
  if (cause) expect(found?.reason).toMatch(cause);
  else expect(found).toBeUndefined();
});

test('on Node there is no page to be blocked', () => {
  vi.stubGlobal('location', undefined);
  expect(suspicion('wss://cti.example')).toBeUndefined();
});
