// The classic script `/assets/javascripts/elements.js`: defines the elements, and the global `JackfieldElements` by which a
// page signs its user in and listens.

import './callbar';
import { guest } from './guest';
import './presence';

export const elements = {
  /** Events `change`, `begun`, `ended`; `stage`, `login`. */
  visit: guest.visit,
  /** Sign in with a token of the page's own. */
  connect: (token: string): void => guest.visit.enterWith(token),
  signIn: (login: string, password: string): void => guest.visit.signIn(login, password),
  signOut: (): void => guest.visit.signOut(),
};

(window as unknown as { JackfieldElements: typeof elements }).JackfieldElements = elements;
