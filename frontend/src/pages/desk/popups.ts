// Pages that a sheet or an integration wants opened beside a call. A browser may refuse a window that no click asked for:
// then a card waits for the click, and a note of the system. One tab of a person opens, all show what waits.

import type { Cti, Sheet, Wakeup } from '../../library/jackfield';
import type { Alerts } from './alerts';
import type { DeskState } from './desk-state';
import { keep, kept, onKept } from './kept';
import { callSheet, hostOf, signedIn, webAddress } from './sheets';
import { words } from './words';

/** A page that waits for a click; `name` is that of the window it goes to. Only a sheet's may be told the user's token. */
export interface Waiting {
  readonly address: string;
  readonly name: string;
  readonly at: number;
  readonly signed?: boolean;
}

const MOST = 5;

export class Popups {
  private readonly notes = new Map<Waiting, Notification>();

  constructor(
    private readonly desk: DeskState,
    private readonly cti: Cti,
    private readonly alerts: Alerts,
  ) {
    cti.setHandler('Sheet', (sheet) => this.sheetTold(sheet));
    cti.setHandler('wakeup', (wakeup) => this.woken(wakeup));
    for (const name of ['pages', 'frame']) {
      onKept(
        () => desk.login,
        name,
        () => desk.change({}),
      );
    }
  }

  /** What the browser did not let open. */
  get waiting(): readonly Waiting[] {
    return kept<Waiting[]>(this.desk.login, 'pages') ?? [];
  }

  /** How to let pages open is said until the first of them has been dealt with. */
  get explains(): boolean {
    return !kept<boolean>('browser', 'pagesExplained');
  }

  /** The page inside the desk; empty when there is none. */
  get framed(): string {
    return webAddress(kept<string>(this.desk.login, 'frame') ?? '');
  }

  open(page: Waiting): void {
    if (this.tryOpen(page)) this.dismiss(page);
  }

  dismiss(page: Waiting): void {
    keep('browser', 'pagesExplained', true);
    for (const [about, note] of [...this.notes]) {
      if (!isSame(about, page)) continue;
      note.close();
      this.notes.delete(about);
    }
    this.keepWaiting(this.waiting.filter((each) => !isSame(each, page)));
  }

  closeFrame(): void {
    keep(this.desk.login, 'frame', null);
    this.desk.change({});
  }

  private sheetTold(told: Sheet): void {
    const { popup, at } = callSheet(told, this.desk.login, Date.now());
    if (popup) this.wants({ address: popup.address, name: popup.again ? '_blank' : 'popupUrl', at, signed: true });
  }

  private woken({ url, mode }: Wakeup): void {
    if (mode === 'new_frame') {
      keep(this.desk.login, 'frame', url);
      this.desk.change({});
      return;
    }
    this.wants({ address: url, name: '_blank', at: Date.now() }, mode === 'new_window');
  }

  /** Every tab hears of it; the first one opens it. */
  private wants(page: Waiting, apart = false): void {
    if (!webAddress(page.address) || !this.alerts.isFirst) return;
    if (this.tryOpen(page, apart)) return;
    this.keepWaiting([...this.waiting, page].slice(-MOST));
    const note = this.alerts.note(words().pageNote, hostOf(page.address), () => this.open(page));
    if (note) this.notes.set(page, note);
  }

  private tryOpen({ address, name, signed }: Waiting, apart = false): boolean {
    const size = apart ? `popup,width=${Math.min(1200, screen.availWidth)},height=${Math.min(900, screen.availHeight)}` : '';
    const opened = window.open(signed ? signedIn(address, this.cti.token ?? '') : webAddress(address), name, size);
    if (!opened) return false;
    try {
      opened.opener = null; // the page of others has no hold on this one
    } catch {
      // it is there already, and another origin's
    }
    return true;
  }

  private keepWaiting(pages: readonly Waiting[]): void {
    keep(this.desk.login, 'pages', pages.length ? pages : null);
    this.desk.change({});
  }
}

function isSame(one: Waiting, other: Waiting): boolean {
  return one.at === other.at && one.address === other.address;
}
