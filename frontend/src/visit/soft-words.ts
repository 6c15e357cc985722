// The texts of the telephone in the browser: its states, and by the library's codes why something does not go.

import type { Softphone, Trouble } from '../library/softphone';
import { dictionary } from '../words/words';

export const softWords = dictionary(
  {
    softphone: 'Telephone in this browser',
    soft_starting: 'Telephone starts',
    soft_connecting: 'Telephone connects',
    soft_registered: 'Telephone ready',
    soft_refused: 'Telephone refused',
    soft_elsewhere: 'Telephone on another machine',
    soft_stopped: 'Telephone off',
    soft_why_unreachable: 'There is no connection to the server. It comes back by itself.',
    soft_why_over: 'Your session is over: please sign in again.',
    soft_why_closed: 'The server has ended the connection.',
    soft_why_line: 'The telephone system does not take this line.',
    soft_why_unregistered: 'The telephone system does not answer as it should. It is tried again.',
    soft_why_script: 'The part of the page that telephones could not be loaded.',
    soft_why_no_line: 'You have no line for calls from the browser.',
    soft_why_no_password: 'The line has no password.',
    softElsewhere: 'You telephone from another machine. Calls ring there until you take them here.',
    softFailed: 'The telephone in this browser could not start. Load the page again to try once more.',
    answerFailed: 'The call could not be answered in this browser.',
    trouble_microphone: 'The microphone cannot be used.',
    trouble_refused: 'The microphone was refused. Allow it in the address bar of the browser.',
    trouble_missing: 'There is no microphone.',
    trouble_busy: 'Another program has the microphone.',
    trouble_insecure: 'The browser gives a microphone to https pages only.',
    trouble_unplugged: 'The microphone was unplugged: another one is used.',
    trouble_autoplay: 'The browser plays no sound before a click on the page.',
    trouble_transfer: 'The transfer did not work.',
    trouble_lost: 'The call from before could not be taken back.',
    takeOver: 'Telephone here',
    microphone: 'Microphone',
    speaker: 'Loudspeaker',
    ringer: 'Ringing on',
    usualDevice: 'System default',
    device: (place: number) => `Device ${place}`,
    level: 'Your microphone’s level',
  },
  {
    softphone: 'Téléphone dans ce navigateur',
    soft_starting: 'Le téléphone démarre',
    soft_connecting: 'Le téléphone se relie',
    soft_registered: 'Téléphone prêt',
    soft_refused: 'Téléphone refusé',
    soft_elsewhere: 'Téléphone sur une autre machine',
    soft_stopped: 'Téléphone éteint',
    soft_why_unreachable: 'Pas de connexion au serveur. Elle reviendra d’elle-même.',
    soft_why_over: 'Votre session est finie : veuillez vous reconnecter.',
    soft_why_closed: 'Le serveur a mis fin à la connexion.',
    soft_why_line: 'Le central téléphonique ne prend pas cette ligne.',
    soft_why_unregistered: 'Le central téléphonique ne répond pas comme il faut. Nouvel essai en cours.',
    soft_why_script: 'La partie de la page qui téléphone n’a pas pu être chargée.',
    soft_why_no_line: 'Vous n’avez pas de ligne pour appeler du navigateur.',
    soft_why_no_password: 'La ligne n’a pas de mot de passe.',
    softElsewhere: 'Vous téléphonez depuis une autre machine. Les appels y sonnent tant que vous ne les prenez pas ici.',
    softFailed: 'Le téléphone de ce navigateur n’a pas pu démarrer. Rechargez la page pour réessayer.',
    answerFailed: 'L’appel n’a pas pu être pris dans ce navigateur.',
    trouble_microphone: 'Le micro est inutilisable.',
    trouble_refused: 'Le micro a été refusé. Autorisez-le dans la barre d’adresse du navigateur.',
    trouble_missing: 'Il n’y a pas de micro.',
    trouble_busy: 'Un autre programme occupe le micro.',
    trouble_insecure: 'Le navigateur ne donne un micro qu’aux pages en https.',
    trouble_unplugged: 'Le micro a été débranché : un autre est utilisé.',
    trouble_autoplay: 'Le navigateur ne joue aucun son avant un clic dans la page.',
    trouble_transfer: 'Le transfert n’a pas abouti.',
    trouble_lost: 'L’appel d’avant n’a pas pu être repris.',
    takeOver: 'Téléphoner ici',
    microphone: 'Micro',
    speaker: 'Haut-parleur',
    ringer: 'Sonnerie sur',
    usualDevice: 'Par défaut du système',
    device: (place) => `Appareil ${place}`,
    level: 'Niveau de votre micro',
  },
);

/** What does not go with the telephone in the browser. */
export function troubleText({ code, why }: Trouble): string {
  const table = softWords();
  const exact = `trouble_${why ?? code}`;
  return exact in table ? (table as unknown as Record<string, string>)[exact]! : table[`trouble_${code}`];
}

/** Why the telephone in the browser is not ready; what the telephone system says of it itself is its own language. */
export function reasonText({ state, reason, why }: Pick<Softphone, 'state' | 'reason' | 'why'>): string {
  if (state === 'elsewhere') return softWords().softElsewhere;
  return why ? softWords()[`soft_why_${why}`] : reason;
}

/** Why xc_webrtc failed: by its code, else in its own words. */
export function failureText({ why, reason = '' }: { readonly why?: string; readonly reason?: string }): string {
  const table = softWords() as unknown as Record<string, string>;
  const keys = [`soft_why_${why}`, `trouble_${why === 'unknown' ? 'microphone' : why}`];
  return table[keys.find((key) => key in table) ?? ''] ?? reason;
}
