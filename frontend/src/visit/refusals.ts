// What a refusal of the server says to people, by its code (docs: reference/errors). Nothing here knows who asked.

import type { Result } from '../library/results';
import { dictionary, language } from '../words/words';

const words = dictionary(
  {
    bad_request: 'The server does not take this value.',
    not_allowed: 'Your profile does not allow this.',
    not_found: 'It is not there any more.',
    conflict: 'This does not go just now.',
    pbx_down: 'The telephone system cannot be reached at the moment.',
    pbx_refused: 'The telephone system did not do it.',
    throttled: 'That was too fast. Wait a moment.',
    not_supported: 'This server cannot do that.',
    not_stored: 'The server could not keep it; nothing was changed.',
    not_read: 'The server could not read it just now.',
    not_connected: 'There is no connection to the server. It comes back by itself.',
    refused: 'The server refused.',
    unknown: 'No answer came: look whether it happened before you try again.',
    PhoneNumberUnknown: 'There is no telephone with this number.',
    LoggedInOnAnotherPhone: 'The agent works on another telephone already.',
    UserIsNotAnAgent: 'Only agents can do this.',
  },
  {
    bad_request: 'Le serveur n’accepte pas cette valeur.',
    not_allowed: 'Votre profil ne le permet pas.',
    not_found: 'Ce n’est plus là.',
    conflict: 'Ce n’est pas possible pour l’instant.',
    pbx_down: 'Le central téléphonique est injoignable pour l’instant.',
    pbx_refused: 'Le central téléphonique ne l’a pas fait.',
    throttled: 'C’était trop rapide. Attendez un instant.',
    not_supported: 'Ce serveur ne sait pas faire cela.',
    not_stored: 'Le serveur n’a pas pu l’enregistrer ; rien n’a changé.',
    not_read: 'Le serveur n’a pas pu le lire pour l’instant.',
    not_connected: 'Pas de connexion au serveur. Elle reviendra d’elle-même.',
    refused: 'Le serveur a refusé.',
    unknown: 'Aucune réponse : regardez si c’est fait avant de réessayer.',
    PhoneNumberUnknown: 'Aucun poste n’a ce numéro.',
    LoggedInOnAnotherPhone: 'L’agent travaille déjà sur un autre poste.',
    UserIsNotAnAgent: 'Réservé aux agents.',
  },
);

/** Codes whose message says more than the code: what was wrong with the value, who was faster. */
const TELLING: ReadonlySet<string> = new Set(['bad_request', 'not_found', 'conflict', 'pbx_refused']);

/** Of a command that was not carried out, or of which nobody knows. The server's own sentence is English. */
export function refusalText({ status, code, message = '' }: Pick<Result, 'status' | 'code' | 'message'>): string {
  if (status === 'unknown') return words().unknown;
  const exact = textOf(message);
  if (exact) return exact;
  const general = textOf(code ?? '');
  if (!general) return message || words().refused;
  return language() === 'en' && TELLING.has(code ?? '') ? message || general : general;
}

/** Of an `AgentError`, whose codes are texts of old. */
export function agentErrorText(code: string): string {
  return textOf(code) ?? code;
}

function textOf(key: string): string | undefined {
  const table = words();
  return Object.hasOwn(table, key) ? table[key as keyof typeof table] : undefined;
}
