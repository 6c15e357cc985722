// What the elements for other people's pages have in common: one connection, drawn when it tells something, and what is
// said when there is none.

import { LitElement } from 'lit';

import { Speaking } from '../words/words';
import { guest } from './guest';
import { words } from './words';

export abstract class GuestPart extends LitElement {
  protected readonly guest = guest;
  #end: () => void = () => {};
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #draw = () => this.requestUpdate();

  constructor() {
    super();
    new Speaking(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    guest.addEventListener('changed', this.#draw);
    this.#end = this.need();
    if (this.runs) this.#timer = setInterval(this.#draw, 1_000);
  }

  override disconnectedCallback(): void {
    guest.removeEventListener('changed', this.#draw);
    this.#end();
    clearInterval(this.#timer);
    super.disconnectedCallback();
  }

  /** Ask for something else than before. */
  protected needAnew(): void {
    this.#end();
    this.#end = this.isConnected ? this.need() : () => {};
  }

  /** Whether it shows times that run on. */
  protected readonly runs: boolean = true;

  /** What this element wants to be told; the answer ends it. */
  protected abstract need(): () => void;

  /** Why nothing can be shown, in words; null when all is well. */
  protected get trouble(): string | null {
    const { stage, link, pbx } = guest.visit;
    if (link === 'reconnecting') return words().lost;
    if (stage === 'out') return words().signedOut;
    if (stage === 'entering') return words().entering;
    return pbx === 'down' ? words().pbxDown : null;
  }
}
