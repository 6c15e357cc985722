// How the parts of the page ask for an act: an event that rises to the page, which hands it to the server.

import type { Act } from './wire';

export class ActEvent extends Event {
  static readonly kind = 'demo-act';

  constructor(readonly act: Act) {
    super(ActEvent.kind, { bubbles: true, composed: true });
  }
}

/** Somebody does something at this element. */
export function perform(at: EventTarget, act: Act): void {
  at.dispatchEvent(new ActEvent(act));
}

declare global {
  interface HTMLElementEventMap {
    'demo-act': ActEvent;
  }
}
