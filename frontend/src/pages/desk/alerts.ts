// How the desk calls for attention: the title of the tab, the ring, a note of the system when the page is behind others. Of
// several tabs of one person one rings. Sound and notes were allowed by the click that signed in.

import { Bell } from '../../elements/bell';
import { partyOf } from '../../model/calls';
import type { DeskState } from './desk-state';
import { keep, kept } from './kept';
import { words } from './words';

export class Alerts {
  private readonly bell = new Bell();
  /** Notes that are shown, by the call they are about. */
  private readonly shown = new Map<string, Notification>();
  /** This tab is the one that calls out; without locks (no secure page) every tab is. */
  private first = !('locks' in navigator);

  constructor(private readonly desk: DeskState) {
    desk.watch(() => this.update());
    if (!this.first) {
      void navigator.locks.request('jackfield.desk.alerts', () => {
        this.first = true;
        this.update();
        return new Promise<never>(() => {}); // as long as the tab is there
      });
    }
    // after a reload nobody signs in: the next click or key allows sound again
    for (const name of ['pointerdown', 'keydown'] as const) {
      document.addEventListener(name, () => this.bell.switch(this.rings), { once: true, capture: true });
    }
  }

  /** To be called from a click: sound is allowed from here on, and notes are asked for once. */
  unlock(): void {
    this.bell.switch(this.rings);
    if (this.canNotify && Notification.permission === 'default') void Notification.requestPermission();
  }

  /** Of the tabs of this browser this one calls out and opens pages. */
  get isFirst(): boolean {
    return this.first;
  }

  get rings(): boolean {
    return kept<boolean>('browser', 'rings') ?? true;
  }

  setRings(on: boolean): void {
    keep('browser', 'rings', on);
    this.bell.switch(on);
  }

  get canNotify(): boolean {
    return 'Notification' in window && Notification.permission !== 'denied';
  }

  get notifies(): boolean {
    return this.canNotify && Notification.permission === 'granted' && (kept<boolean>('browser', 'notifies') ?? true);
  }

  async setNotifies(on: boolean): Promise<void> {
    keep('browser', 'notifies', on);
    if (on && Notification.permission === 'default') await Notification.requestPermission();
  }

  /** A note of the system whose click does something; whoever wants it closes it. */
  note(title: string, body: string, clicked: () => void): Notification | null {
    if (!this.notifies) return null;
    const note = new Notification(title, { body, tag: `${title} ${body}` });
    note.onclick = () => {
      window.focus();
      note.close();
      clicked();
    };
    return note;
  }

  private update(): void {
    const { desk } = this;
    const ringing = desk.calls.filter((call) => call.state === 'Ringing');
    const [call] = ringing;
    const busy = desk.calls.some((each) => each.state === 'Established');
    this.bell.device = desk.ringer;
    this.bell.ring(this.first && call !== undefined, busy);
    document.title = call ? `☎ ${words().someoneCalls(partyOf(call) || words().unknownParty)}` : this.title();
    for (const [id, note] of [...this.shown]) {
      if (ringing.some(({ uniqueId }) => uniqueId === id)) continue;
      note.close();
      this.shown.delete(id);
    }
    if (!call || !this.first || !document.hidden || !this.notifies || this.shown.has(call.uniqueId)) return;
    const note = new Notification(words().someoneCalls(partyOf(call) || words().unknownParty), {
      body: [call.number, call.queue].filter(Boolean).join(' · '),
      tag: call.uniqueId,
    });
    note.onclick = () => {
      window.focus();
      note.close();
    };
    this.shown.set(call.uniqueId, note);
  }

  private title(): string {
    const name = this.desk.agent?.state.name;
    return name && this.desk.stage === 'in' ? `${words()[name]} · Jackfield` : `Jackfield: ${words().title}`;
  }
}
