// What is typed becomes arguments, what comes back becomes an outcome; and no method of the library lacks its form.

import { expect, test, vi } from 'vitest';

import { callbackFrames, membershipFrames } from '../../library/callback';
import { ctiFrames } from '../../library/frames';
import { AGENT_METHODS } from '../sampleAgents/agent-methods';
import { call, flag, json, list, method, number, outcomeOf, text, valueOf } from './method';
import { PHONE_METHODS } from './phone-methods';
import { words, wordsFor } from './words';

const METHODS = [...PHONE_METHODS, ...AGENT_METHODS].flatMap((group) => group.methods);

/** Not built by the server, and asked by nobody who looks for a telephone. */
const WITHOUT_FORM = /FlashText|Video|MeetingRoom|pushLogToServer|unregisterMobileApp|getIceConfig|findCustomerCallHistory/i;

test.each([
  ['Cti', ctiFrames],
  ['Callback', callbackFrames],
  ['Membership', membershipFrames],
])('every method of %s has a form', (owner, frames) => {
  const shown = METHODS.map((each) => each.code);
  const missing = Object.keys(frames).filter((name) => !shown.includes(`${owner}.${name}`) && !WITHOUT_FORM.test(name));
  expect(missing).toEqual([]);
});

test('every form calls the method that it names, with its fields in order', async () => {
  const called: string[] = [];
  const owner = (name: string) =>
    new Proxy({}, { get: (_, key) => (...values: unknown[]) => called.push(`${name}.${String(key)}/${values.length}`) });
  for (const name of ['Cti', 'Callback', 'Membership', 'xc_webrtc']) vi.stubGlobal(name, owner(name));
  for (const each of METHODS) await call(each, each.fields.map((field) => field.start));
  expect(called).toEqual(METHODS.map((each) => `${each.code}/${each.fields.length}`));
});

test('every group has a title in both languages', () => {
  for (const group of [...PHONE_METHODS, ...AGENT_METHODS]) expect(wordsFor(`group_${group.key}`)).toBeTruthy();
  expect(wordsFor('toString')).toBeUndefined();
  expect(wordsFor('mailNew')).toBeUndefined();
  expect(words().signOut).toBe('Sign out');
});

test('fields give values of their kind; empty ones are not given', () => {
  expect(valueOf(text('a'), ' 1002 ')).toBe(' 1002 ');
  expect(valueOf(text('a'), '  ')).toBeUndefined();
  expect(valueOf(number('a'), ' 7 ')).toBe(7);
  expect(() => valueOf(number('a'), 'x')).toThrow(TypeError);
  expect(valueOf(json('a'), '{"k":"v"}')).toEqual({ k: 'v' });
  expect(() => valueOf(json('a'), '{k}')).toThrow(SyntaxError);
  expect(valueOf(list('a'), '1001, 1002;1003')).toEqual(['1001', '1002', '1003']);
  expect(valueOf(list('a'), '')).toEqual([]);
  expect([valueOf(flag('a'), 'true'), valueOf(flag('a'), 'false')]).toEqual([true, false]);
});

test('a result is shown as it is, anything else as sent', async () => {
  expect(outcomeOf({ requestId: '1', status: 'done' })).toEqual({ kind: 'done' });
  expect(outcomeOf({ requestId: '1', status: 'refused', code: 'conflict', message: 'no' })).toEqual({
    kind: 'refused',
    code: 'conflict',
    message: 'no',
  });
  expect([undefined, null, 7, {}, { status: 'odd' }].map((each) => outcomeOf(each).kind)).toEqual(Array(5).fill('sent'));
  const failing = method('Cti.x', [json('a')], () => {
    throw new Error('away');
  });
  expect(await call(failing, [''])).toEqual({ kind: 'wrong', message: 'away' });
  expect((await call(failing, ['{'])).kind).toBe('wrong');
});
