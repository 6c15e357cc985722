// The address of the wall: every view comes back from it, and nonsense in it is the usual view.

import { expect, test } from 'vitest';

import { queryOf, type View, viewFrom } from './view';

const USUAL = viewFrom('');

test.each<[Partial<View>, string]>([
  [{}, ''],
  [{ view: 'matrix', queues: [2, 1] }, '?view=matrix&queues=2,1'],
  [{ group: 3, states: ['AgentOnCall', 'AgentOnPause'], search: 'Zoé B', order: 'longest' }, '?group=3&states=oncall,onpause&search=Zo%C3%A9+B&order=longest'],
  [{ screen: true }, '?screen=1'],
])('%j', (changes, query) => {
  expect(queryOf({ ...USUAL, ...changes })).toBe(query);
  expect(viewFrom(query)).toEqual({ ...USUAL, ...changes });
});

test('what else is in the address stays, nonsense does not', () => {
  expect(queryOf(USUAL, '?user=sam&view=matrix&queues=4')).toBe('?user=sam');
  expect(viewFrom('?view=constructor&queues=1,x,-2,1&group=abc&states=no&order=')).toEqual({ ...USUAL, queues: [1] });
});
