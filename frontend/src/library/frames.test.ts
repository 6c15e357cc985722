// Every method sends the documented frame, letter by letter: the table is the one whose frames the server's tests decode.
// @vitest-environment node

import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { COMMAND_NAMES, UNSUPPORTED_NAMES } from '../wire/commands';
import { createCallback, createMembership } from './callback';
import { createCti } from './cti';
import { FakeSocket } from './fakes';
import type { Methods } from './methods';

interface Row {
  call: string;
  args: unknown[];
  frame: { command: string } & Record<string, unknown>;
}

const table = readFileSync(`${import.meta.dirname}/../../../tests/protocol/fixtures/methods.jsonl`, 'utf-8');
const rows = table.trim().split('\n').map((line) => JSON.parse(line) as Row);

function globals() {
  FakeSocket.sockets = [];
  const Cti = createCti();
  const Callback = createCallback();
  const Membership = createMembership();
  Cti.WebSocket.init('ws://x/ctichannel?username=u', 'u', '1', FakeSocket as never);
  FakeSocket.last.open();
  Callback.init(Cti);
  Membership.init(Cti);
  return { Cti, Callback, Membership } as unknown as Record<string, Methods<Record<string, never>>>;
}

test.each(rows.map((row) => [row.call, row] as const))('%s', (call, { args, frame }) => {
  const [owner, method] = call.split('.') as [string, string];
  const all = globals();
  const { [method]: called } = all[owner] as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>;
  void called?.(...args);
  expect(FakeSocket.last.texts).toEqual([JSON.stringify(frame)]);
});

test('every method is in the table', () => {
  const all = globals();
  const listed = new Set(rows.map((row) => row.call));
  const sending = ['Cti', 'Callback', 'Membership'].flatMap((owner) =>
    Object.keys(all[owner] ?? {})
      .filter((name) => !NOT_SENDING.has(name))
      .map((name) => `${owner}.${name}`),
  );
  expect(sending.filter((name) => !listed.has(name))).toEqual([]);
});

const NOT_SENDING = new Set(
  `MessageType MessageFactory PhoneStatus PhoneStatusColors WebsocketMessageFactory WebSocket ctiTopics debugMsg
   debugHandler autoReconnect username agentNumber msgReceived webSocket token linkStatus Topic setHandler unsetHandler
   clearHandlers receive getMessage sendCallback sendPing close init`.split(/\s+/),
);

test('every command of the wire has a method', () => {
  const sent = new Set(rows.map((row) => row.frame.command));
  expect([...COMMAND_NAMES, ...UNSUPPORTED_NAMES].filter((name) => !sent.has(name))).toEqual([]);
});

test('the factory makes the same frames without sending them', () => {
  const { WebsocketMessageFactory: factory } = createCti();
  const make = (name: string, ...values: unknown[]) => factory[name]?.(...(values as never[]));
  expect(make('createPing')).toEqual({ claz: 'ping' });
  expect(make('createAgentLogin', '1000')).toEqual(make('createLoginAgent', '1000'));
  expect(make('createUserStatusUpdate', 'away')).toEqual({ claz: 'web', command: 'userStatusUpdate', status: 'away' });
});

test('before init Callback and Membership complain and send nothing', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const result = await createCallback().takeCallback('x');
  expect(result).toMatchObject({ status: 'refused', code: 'not_connected' });
  await createMembership().getUserDefaultMembership(1);
  expect(told).toHaveBeenCalledTimes(2);
});

test('a page may put its own sendCallback in place', () => {
  const cti = createCti();
  const sent = vi.fn(async () => ({ requestId: '', status: 'done' as const }));
  cti.sendCallback = sent;
  void cti.dial('111', {});
  expect(sent).toHaveBeenCalledWith({ claz: 'web', command: 'dial', destination: '111', variables: {} });
});
