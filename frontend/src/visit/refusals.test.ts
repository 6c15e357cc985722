// What people read when something is refused: in their language, and as exactly as the server tells it.

import { afterEach, expect, test } from 'vitest';

import { speakLike } from '../words/words';
import { blockedText } from './blocked-words';
import { agentErrorText, refusalText } from './refusals';
import { failureText } from './soft-words';

afterEach(() => speakLike('en'));

const refused = (code: string, message = '') => ({ status: 'refused', code, message }) as Parameters<typeof refusalText>[0];

test('in English the server says best what does not go', () => {
  expect(refusalText(refused('conflict', 'This callback is taken by Bruno'))).toBe('This callback is taken by Bruno');
  expect(refusalText(refused('pbx_down', 'no link'))).toMatch(/telephone system cannot be reached/);
  expect(refusalText(refused('of tomorrow', 'Not on Sundays'))).toBe('Not on Sundays');
  expect(refusalText(refused(''))).toBe('The server refused.');
});

test('in French nobody reads English', () => {
  speakLike('fr');
  expect(refusalText(refused('conflict', 'This callback is taken by Bruno'))).toBe('Ce n’est pas possible pour l’instant.');
  expect(refusalText(refused('not_read'))).toMatch(/pas pu le lire/);
  expect(refusalText({ status: 'unknown', message: 'no answer' })).toMatch(/Aucune réponse/);
  expect(agentErrorText('PhoneNumberUnknown')).toBe('Aucun poste n’a ce numéro.');
});

test('codes of old are no text for people', () => {
  expect(agentErrorText('LoggedInOnAnotherPhone')).toMatch(/another telephone/);
  expect(refusalText(refused('not_found', 'PhoneNumberUnknown'))).toBe('There is no telephone with this number.');
  expect(agentErrorText('SomethingElse')).toBe('SomethingElse');
  expect(agentErrorText('toString')).toBe('toString');
});

test('what the library suspects and why it cannot telephone is said in French too', () => {
  const mixed = { why: 'mixed_content', host: 'cti.example' } as const;
  expect(blockedText(mixed)).toMatch(/cti.example is not: browsers block that/);
  expect(failureText({ why: 'no_line', reason: 'You have no line' })).toMatch(/no line for calls from the browser/);
  speakLike('fr');
  expect(blockedText(mixed)).toMatch(/contenu mixte/);
  expect(blockedText({ why: 'private_network', host: 'pbx' })).toMatch(/^pbx est dans un réseau privé/);
  expect(blockedText({ why: 'certificate', host: 'pbx' })).toMatch(/certificat de pbx/);
  expect(failureText({ why: 'no_password', reason: 'The line has no password.' })).toBe('La ligne n’a pas de mot de passe.');
  expect(failureText({ why: 'refused', reason: 'The microphone was refused.' })).toMatch(/^Le micro a été refusé/);
  expect(failureText({ why: 'unknown', reason: 'Some error' })).toBe('Le micro est inutilisable.');
  expect(failureText({ reason: 'what the PBX says' })).toBe('what the PBX says');
});
