// The texts of signing in.

import { dictionary } from '../words/words';

export const visitWords = dictionary(
  {
    login: 'User name',
    password: 'Password',
    signIn: 'Sign in',
    signingIn: 'Signing in…',
    signOut: 'Sign out',
    demoUsers: 'Users of this demo; the password of each is “demo”',
    InvalidCredentials: 'The user name or the password is wrong.',
    TooManyRequests: 'Too many attempts; please wait a little.',
    Unreachable: 'The server cannot be reached.',
    TokenExpired: 'Your session has expired; please sign in again.',
    ended: 'The connection has ended. Please sign in again.',
  },
  {
    login: 'Nom d’utilisateur',
    password: 'Mot de passe',
    signIn: 'Se connecter',
    signingIn: 'Connexion…',
    signOut: 'Se déconnecter',
    demoUsers: 'Utilisateurs de la démo ; le mot de passe de chacun est « demo »',
    InvalidCredentials: 'Le nom d’utilisateur ou le mot de passe est incorrect.',
    TooManyRequests: 'Trop d’essais ; patientez un peu.',
    Unreachable: 'Le serveur est injoignable.',
    TokenExpired: 'Votre session a expiré ; veuillez vous reconnecter.',
    ended: 'La connexion est terminée. Veuillez vous reconnecter.',
  },
);
