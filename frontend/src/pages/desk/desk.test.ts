// The rules of the desk that need no page: whom the middle is about, what is due, who is who, which address may be opened.

import { beforeEach, expect, test } from 'vitest';

import type { CallbackList, HistoryCall, Sheet } from '../../library/jackfield';
import type { Call } from '../../model/calls';
import { agentNow, waysFrom } from './agent';
import { anotherDay, dueOf, shownCallbacks } from './callbacks';
import { bare, contactsOf, initials, looksLikeNumber } from './contacts';
import { DeskState } from './desk-state';
import { keep, kept } from './kept';
import { dayName, party, pastOf } from './past';
import { callSheet, signedIn, webAddress } from './sheets';
import { afterCalls } from './subject';

beforeEach(() => localStorage.clear());

const call = (uniqueId: string, state: Call['state'], answered = 0): Call => ({
  uniqueId,
  linkedId: `L${uniqueId}`,
  state,
  number: '1002',
  name: 'Bruno',
  incoming: true,
  queue: '',
  data: {},
  since: 0,
  answered,
});

test('the customer stays in the middle while somebody is asked for advice, and until the next call', () => {
  const customer = afterCalls(null, [call('1', 'Established', 5)], 10);
  const asking = afterCalls(customer, [call('1', 'OnHold', 5), call('2', 'Established', 7)], 20);
  expect(asking?.uniqueId).toBe('1');
  const ended = afterCalls(asking, [], 30);
  expect(ended).toMatchObject({ uniqueId: '1', ended: 30 });
  expect(afterCalls(ended, [], 40)).toBe(ended);
  expect(afterCalls(ended, [], 30 + 31 * 60_000)).toBeNull();
  expect(afterCalls(ended, [call('3', 'Ringing')], 50)?.uniqueId).toBe('3');
});

test('a call that nobody answered leaves nothing to write down', () => {
  expect(afterCalls(afterCalls(null, [call('1', 'Ringing')], 1), [], 2)).toBeNull();
});

test('times of calls outlive a reload', () => {
  const event = { eventType: 'EventEstablished' as const, DN: '1001', otherDN: '1002', otherDName: '', linkedId: 'L', uniqueId: 'U', callDirection: 'Incoming' as const, userData: {} };
  const before = new DeskState();
  before.change({ login: 'alice' });
  before.phoneTold(event);
  const since = before.calls[0]?.answered;
  const after = new DeskState();
  after.change({ login: 'alice' });
  keep('alice', 'times', { U: { state: 'Established', since: 5, answered: 4 } });
  expect(kept('alice', 'times')).not.toBeNull();
  after.callsTold([event]);
  expect(after.calls[0]).toMatchObject({ since: 5, answered: 4 });
  expect(since).toBeGreaterThan(5);
});

test('people are found by the titles of the columns, whatever their order', () => {
  const row = { status: 0 as const, contact_id: '7', source: 'internal', favorite: true };
  const usual = { headers: ['Firstname', 'Lastname', 'Number', 'Mobile', 'Favorite'], entries: [{ ...row, entry: ['Zoë', "O'Brien", '1001', '', 'true'] }] };
  expect(contactsOf(usual)).toMatchObject([{ name: "Zoë O'Brien", number: '1001', mobile: '', favorite: true }]);
  const french = { headers: ['Nom', 'Société', 'Numéro', 'Favoris'], entries: [{ ...row, entry: ['Lefèvre', 'Cycles', '0199', 'false'] }] };
  expect(contactsOf(french)).toMatchObject([{ name: 'Lefèvre', company: 'Cycles', number: '0199' }]);
});

test.each([
  ['+33 6 39 98', true],
  ['*98', true],
  ['01.99(0)12', true],
  ['bruno', false],
  ['', false],
])('%s is a number: %s', (typed, number) => expect(looksLikeNumber(typed)).toBe(number));

test('numbers and names are compared and shortened', () => {
  expect(bare('+33 6 39')).toBe(bare('0033639'));
  expect(initials('Hélène Saint-Aubin')).toBe('HA');
  expect(initials('+33639980123')).toBe('');
});

const lists = [
  {
    uuid: 'L',
    name: 'Blue',
    queueId: 1,
    callbacks: ['2026-05-03', '2026-05-01', '2026-05-02'].map((dueDate) => ({
      uuid: dueDate,
      listUuid: 'L',
      phoneNumber: '1',
      dueDate,
      agentId: null,
      preferredPeriod: { default: true, name: 'Morning', periodStart: '09:00:00', periodEnd: '12:00:00', uuid: 'P' },
    })),
  },
] as unknown as CallbackList[];

test('callbacks come by urgency', () => {
  const now = new Date('2026-05-02T10:00:00');
  expect(shownCallbacks(lists, now).map(({ due, dueDate }) => `${due} ${dueDate}`)).toEqual([
    'overdue 2026-05-01',
    'now 2026-05-02',
    'later 2026-05-03',
  ]);
  expect(dueOf(lists[0]!.callbacks[2]!, new Date('2026-05-02T08:59:59'))).toBe('later');
  expect(anotherDay('2026-05-02', new Date('2026-05-31T23:30:00'))).toBe('2026-06-01');
  expect(anotherDay('2026-06-03', new Date('2026-05-31T23:30:00'))).toBe('2026-06-03');
});

test('the past is told from the own side', () => {
  const told = { start: '2026-05-02 10:04:05', duration: '00:02:05', srcNum: '1001', dstNum: '1002', dstFirstName: 'Bruno' };
  const outgoing = pastOf({ ...told, status: 'emitted' } as HistoryCall);
  expect(outgoing).toMatchObject({ kind: 'outgoing', time: '10:04', seconds: 125 });
  expect(party(outgoing)).toMatchObject({ name: 'Bruno', number: '1002' });
  expect(pastOf({ ...told, status: 'abandoned' } as HistoryCall).kind).toBe('missed');
  const moment = new Date(2026, 4, 3, 1, 4).toISOString(); // here it is another day already
  expect(pastOf({ ...told, startedAt: moment, status: 'answered' } as HistoryCall)).toMatchObject({ day: '2026-05-03', time: '01:04' });
  expect(dayName('2026-05-01', new Date('2026-05-02T23:59:00'))).toBe('Yesterday');
});

test('during a call the states that follow it can be chosen', () => {
  const state = { name: 'AgentOnCall', agentId: 1, phoneNb: '1001', since: 3, queues: [1] } as const;
  expect(waysFrom({ ...state, queues: [1] })).toEqual({ ready: false, pause: true, logout: true, login: false });
  expect(waysFrom({ ...state, queues: [1], next: 'AgentOnPause' })).toMatchObject({ ready: true, pause: false });
  const first = agentNow({ ...state, queues: [1] }, null, 10_000);
  expect(first.since).toBe(7_000);
  expect(agentNow({ ...state, queues: [1], since: 4 }, first, 11_700).since).toBe(7_000);
});

const sheet = (fields: { name: string; value: string; type: string }[]): Sheet => ({
  timenow: 0,
  compressed: true,
  serial: 'xml',
  channel: 'PJSIP/1001-1',
  payload: {
    profile: {
      user: {
        sheetInfo: fields.map((field, order) => ({ ...field, order })),
        internal: [{ name: 'uid', content: 'U' }],
        sheetQtui: null,
        systrayInfo: [],
      },
    },
  },
});

test('a sheet opens pages of the web only, signed in at the last moment', () => {
  const page = { name: 'popupUrl', value: 'https://crm.example.com/?t={xuc-token}&u={xuc-username}&n=', type: 'url' };
  const told = callSheet(sheet([page, { name: 'folderNumber', value: '7', type: 'text' }]), 'zoë', 1);
  expect(told.popup?.address).toBe('https://crm.example.com/?t={xuc-token}&u=zo%C3%AB&n=7');
  expect(signedIn(told.popup!.address, 'T')).toBe('https://crm.example.com/?t=T&u=zo%C3%AB&n=7');
  expect(callSheet(sheet([page, { name: 'folderNumber', value: '-', type: 'text' }]), 'zoë', 1).popup).toBeNull();
  expect(callSheet(sheet([{ ...page, value: 'javascript:alert(1)' }]), 'zoë', 1).popup).toBeNull();
  expect(webAddress('data:text/html,x')).toBe('');
});
