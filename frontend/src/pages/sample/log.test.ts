// The log keeps a bounded number of frames, whatever comes, and gives them out as they travelled.

import { expect, test } from 'vitest';

import { asText, filtered, FrameLog, KEPT, KEPT_CHARACTERS } from './log';
import { loggedSocket } from './logged-socket';

test('the kind of a frame is its command or msgType', () => {
  const log = new FrameLog();
  const kinds = ['{"claz":"web","command":"dial"}', '{"msgType":"PhoneEvent"}', '{"claz":"ping"}', '[1]', '{', 'null'];
  expect(kinds.map((text) => log.add('sent', text, 0).kind)).toEqual(['dial', 'PhoneEvent', 'ping', '?', '?', '?']);
  expect(log.add('note', 'closed', 0).kind).toBe('note');
});

test('the oldest frames go first, by number and by size', () => {
  const log = new FrameLog();
  for (let at = 0; at < KEPT + 10; at += 1) log.add('received', '{}', at);
  expect(log.entries).toHaveLength(KEPT);
  expect(log.entries[0]?.at).toBe(10);
  log.add('received', 'x'.repeat(KEPT_CHARACTERS), 0);
  expect(log.entries).toHaveLength(1);
  log.add('received', 'y'.repeat(KEPT_CHARACTERS + 1), 0);
  expect(log.entries).toHaveLength(1);
  expect(log.total).toBe(KEPT + 12);
  log.clear();
  expect(log.entries).toEqual([]);
  log.add('sent', 'x', 1);
  expect(log.entries).toHaveLength(1);
});

test('a filter wants all its words, in any case; pings are hidden unless asked for', () => {
  const log = new FrameLog();
  log.add('sent', '{"command":"dial","destination":"1002"}', 0);
  log.add('received', '{"msgType":"PhoneEvent","ctiMessage":{"otherDN":"1002"}}', 0);
  log.add('sent', '{"claz":"ping"}', 0);
  const count = (words: string, direction: 'all' | 'sent' = 'all', pings = false) =>
    filtered(log.entries, { words, direction, pings }).length;
  expect([count(''), count('', 'all', true), count(' phoneevent  1002 '), count('1002'), count('1002', 'sent')]).toEqual([
    2, 3, 1, 2, 1,
  ]);
});

test('copied, it reads as the library writes it', () => {
  const log = new FrameLog();
  log.add('sent', '{"a":1}', Date.UTC(2026, 0, 2, 3, 4, 5, 6));
  log.add('received', '{"b":2}', Date.UTC(2026, 0, 2, 3, 4, 5, 7));
  expect(asText(log.entries)).toBe('2026-01-02 03:04:05.006 S>>> {"a":1}\n2026-01-02 03:04:05.007 R<<< {"b":2}');
});

test('a logged socket shows what passes and passes it on', () => {
  const sent: unknown[] = [];
  const seen: string[] = [];
  class Plain extends EventTarget {
    constructor(readonly url: string) {
      super();
    }
    send(data: unknown): void {
      sent.push(data);
    }
  }
  const before = globalThis.WebSocket;
  globalThis.WebSocket = Plain as unknown as typeof WebSocket;
  try {
    const socket = new (loggedSocket((direction, text) => seen.push(`${direction} ${text}`)))('ws://x');
    socket.send('{"out":1}');
    socket.dispatchEvent(new MessageEvent('message', { data: '{"in":1}' }));
    socket.dispatchEvent(new CloseEvent('close', { code: 4001, reason: 'slow' }));
  } finally {
    globalThis.WebSocket = before;
  }
  expect(sent).toEqual(['{"out":1}']);
  expect(seen).toEqual(['sent {"out":1}', 'received {"in":1}', 'note WebSocket closed: 4001 slow']);
});
