// What the parts of the desk have in common: they see its state and are drawn again when it changes, and they act through
// the one door there is.

import { html } from 'lit';
import { property } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import '../../elements/small';
import type { Asked, DeskState } from './desk-state';
import type { Entrance } from './entrance';
import { words } from './words';

/** What a part is given: `desk` to read, `door` to act. */
export interface Given {
  readonly desk: DeskState;
  readonly door: Entrance;
}

export abstract class DeskPart extends Part {
  @property({ attribute: false }) given!: Given;

  private end: () => void = () => {};

  protected get desk(): DeskState {
    return this.given.desk;
  }

  protected get door(): Entrance {
    return this.given.door;
  }

  /** Where a list would be: why there is nothing in it, and another try when it could not be read. */
  protected nothing(list: Asked<unknown>, empty: string) {
    if (list === 'refused') return html`<jf-empty>${words().notAllowed}</jf-empty>`;
    if (list !== 'failed') return html`<jf-empty>${empty}</jf-empty>`;
    return html`<jf-empty data-failed>
      ${words().notRead}
      <button class="button little" @click=${() => this.door.readAgain()}>${words().again}</button>
    </jf-empty>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.end = this.given.desk.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    this.end();
    super.disconnectedCallback();
  }
}

/** A menu that was opened by its own summary closes: after a choice, with Escape, by a click beside it. */
export function closeMenus(root: ParentNode, but: EventTarget | null = null): void {
  for (const menu of root.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    if (!(but instanceof Node && menu.contains(but))) menu.open = false;
  }
}
