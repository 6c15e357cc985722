// Part of a page: drawn in the page itself, whose style sheet applies, and again when the language changes.

import { LitElement } from 'lit';

import { Speaking } from '../words/words';

export class Part extends LitElement {
  constructor() {
    super();
    new Speaking(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** An event that bubbles, named and with a detail. */
  protected tell<T>(name: string, detail: T): void {
    this.dispatchEvent(new CustomEvent<T>(name, { detail, bubbles: true }));
  }
}
