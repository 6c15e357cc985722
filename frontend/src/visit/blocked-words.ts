// What probably keeps the browser away from a server, by the library's codes.

import type { Suspicion } from '../library/blocked';
import { dictionary } from '../words/words';

const words = dictionary(
  {
    mixed_content: (host: string) =>
      `This page is https and ${host} is not: browsers block that (mixed content). The server needs a certificate, and an address that begins with https.`,
    private_network: (host: string) =>
      `${host} is in a private network: the browser asks whether this page may use the local network. Allow it.`,
    certificate: (host: string) =>
      `Perhaps this browser does not trust the certificate of ${host} (open https://${host} in a tab to see), or that server does not admit pages of this one.`,
  },
  {
    mixed_content: (host) =>
      `Cette page est en https et ${host} ne l’est pas : les navigateurs le bloquent (contenu mixte). Il faut au serveur un certificat, et une adresse qui commence par https.`,
    private_network: (host) =>
      `${host} est dans un réseau privé : le navigateur demande si cette page peut utiliser le réseau local. Acceptez.`,
    certificate: (host) =>
      `Ce navigateur n’a peut-être pas confiance dans le certificat de ${host} (ouvrez https://${host} dans un onglet pour voir), ou ce serveur n’admet pas les pages de celui-ci.`,
  },
);

export function blockedText({ why, host }: Pick<Suspicion, 'why' | 'host'>): string {
  return words()[why](host);
}
