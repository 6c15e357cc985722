// Pages that a sheet or an integration wants opened beside a call. A browser may refuse a window that no click asked for:
// then a card waits for the click. One tab of a person opens, all show what waits.

import type { Cti, Sheet, Wakeup } from '../../library/jackfield';
import type { Alerts } from './alerts';
import type { DeskState } from './desk-state';
import { keep, kept, onKept } from './kept';
import { callSheet, signedIn, webAddress } from './sheets';

/** A page that waits for a click; `name` is that of the window it goes to. */
export interface Waiting {
  readonly address: string;
  readonly name: string;
  readonly at: number;
}

const MOST = 5;

export class Popups {
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

  /** The page inside the desk; empty when there is none. */
  get framed(): string {
    return webAddress(kept<string>(this.desk.login, 'frame') ?? '');
  }

  open(page: Waiting): void {
    if (this.tryOpen(page)) this.dismiss(page);
  }

  dismiss(page: Waiting): void {
    this.keepWaiting(this.waiting.filter((each) => each.at !== page.at || each.address !== page.address));
  }

  closeFrame(): void {
    keep(this.desk.login, 'frame', null);
    this.desk.change({});
  }

  private sheetTold(told: Sheet): void {
    const { popup, at } = callSheet(told, this.desk.login, Date.now());
    if (popup) this.wants({ address: popup.address, name: popup.again ? '_blank' : 'popupUrl', at });
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
    if (!this.tryOpen(page, apart)) this.keepWaiting([...this.waiting, page].slice(-MOST));
  }

  private tryOpen({ address, name }: Waiting, apart = false): boolean {
    const size = apart ? `popup,width=${Math.min(1200, screen.availWidth)},height=${Math.min(900, screen.availHeight)}` : '';
    const opened = window.open(signedIn(address, this.cti.token ?? ''), name, size);
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
