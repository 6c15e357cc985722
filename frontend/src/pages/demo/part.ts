// What the parts of the page beside the phones have in common: drawn in the page itself, and again when the language
// changes.

import { LitElement } from 'lit';

import { Speaking } from '../../words/words';

export class Part extends LitElement {
  constructor() {
    super();
    new Speaking(this);
  }

  /** In the page itself: its style sheet applies. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
