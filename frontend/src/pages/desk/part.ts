// What the parts of the desk have in common: they see its state and are drawn again when it changes, and they act through
// the one door there is.

import { property } from 'lit/decorators.js';

import { Part } from '../../elements/part';
import type { DeskState } from './desk-state';
import type { Entrance } from './entrance';

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
