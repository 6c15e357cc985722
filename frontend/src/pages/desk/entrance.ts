// Signing in and out of the desk: the visit, as on other pages, and beginning and ending the agent's work with it.

import { toast } from '../../elements/toasts';
// by their modules, not by the whole: the telephone of browsers is loaded for those who have one
import { createCallback } from '../../library/callback';
import type { LineDevice, Result } from '../../library/jackfield';
import type { Call } from '../../model/calls';
import { refusalText } from '../../visit/refusals';
import { Visit } from '../../visit/visit';
import type { DeskState } from './desk-state';
import { Hearing } from './hearing';
import { type Account, kept, rememberAccount } from './kept';
import { Lookups } from './lookups';
import { Soft } from './soft';
import type { Subject } from './subject';

export class Entrance {
  readonly visit = new Visit();
  readonly cti = this.visit.cti;
  readonly callback = createCallback();
  readonly lookups = new Lookups(this.cti);
  readonly soft: Soft;
  private readonly hearing: Hearing;
  /** Whether the agent is to be logged in as soon as his state is known: after the form, not after a reload. */
  private begins = false;

  constructor(private readonly desk: DeskState) {
    this.callback.init(this.cti);
    this.soft = new Soft(desk, this.cti);
    this.hearing = new Hearing(this.cti, this.callback, desk, this.lookups);
    this.hearing.begin();
    this.cti.setHandler('AgentStateEvent', ({ name }) => this.beginWork(name));
    this.visit.addEventListener('change', () => this.visitChanged());
    this.visit.addEventListener('begun', () => {
      void this.visit.readClock();
      this.hearing.ask();
    });
    this.visit.addEventListener('resumed', () => void this.visit.readClock());
    this.visit.addEventListener('ended', () => desk.forget());
  }

  /** Once more what the server could not tell. */
  readAgain(): void {
    this.hearing.askAgain();
  }

  /** Go on where this tab was before it was loaded anew. */
  resume(): void {
    this.visit.resume();
  }

  signIn(account: Account, password: string): void {
    rememberAccount(account);
    this.begins = true;
    this.visit.signIn(account.login, password, account.line);
  }

  /** Log the agent out of his queues too: nobody is called who has gone home. */
  async signOut(): Promise<void> {
    const { agent } = this.desk;
    if (agent && agent.state.name !== 'AgentLoggedOut') await this.cti.logoutAgent();
    this.visit.signOut();
  }

  /** Work on the line that was chosen, wherever the agent was before. */
  async workHere(): Promise<void> {
    const wanted = this.desk.elsewhere?.wanted || this.desk.line || undefined;
    if (this.desk.elsewhere) await this.cti.logoutAgent();
    this.desk.change({ elsewhere: null });
    await this.tell(this.cti.loginAgent(wanted));
  }

  /**
   * Telephone with this one of one's two devices. Queues go on ringing the one with which their agent has logged in: he is
   * logged out for it and in again, and is in the break he was in.
   */
  async useDevice(device: LineDevice): Promise<void> {
    const { cti } = this;
    const now = this.desk.agent?.state;
    const works = now !== undefined && now.name !== 'AgentLoggedOut' && !this.desk.calls.length;
    const first = await cti.toggleUniqueAccountDevice(device);
    if (first.code !== 'conflict' || !works) return this.say(first);
    if ((await this.tell(cti.logoutAgent())).status !== 'done') return;
    await this.tell(cti.toggleUniqueAccountDevice(device));
    await this.tell(cti.loginAgent(now.phoneNb));
    if (now.name === 'AgentOnPause') await this.tell(cti.pauseAgent(undefined, now.cause));
  }

  /** What became of a command: nothing is said when it worked, for then the events show it. */
  async tell(sent: Promise<Result>): Promise<Result> {
    const result = await sent;
    this.say(result);
    return result;
  }

  private say(result: Result): void {
    if (result.status !== 'done') toast(() => refusalText(result), 'bad');
  }

  /** Take a call that rings: in this browser, or by the server on the phone of the desk. */
  async answer(call: Call): Promise<void> {
    if (!(await this.soft.answer(call.data.SIPCALLID))) await this.tell(this.cti.answer(call.uniqueId));
  }

  private visitChanged(): void {
    const { desk } = this;
    const { stage, login, line, link, pbx, trouble, skew } = this.visit;
    const subject = login === desk.login ? desk.subject : kept<Subject>(login, 'subject');
    if (stage === 'out') this.begins = false;
    desk.change({ stage, login, line, link, pbx, trouble, skew, subject });
  }

  private beginWork(state: string): void {
    if (!this.begins) return;
    this.begins = false;
    const { line } = this.desk;
    const there = this.desk.agent?.state.phoneNb;
    if (state === 'AgentLoggedOut' || (line && line !== there)) void this.login(line);
  }

  private async login(line: string): Promise<void> {
    const result = await this.cti.loginAgent(line || undefined);
    if (result.status === 'refused' && !this.desk.elsewhere) {
      toast(() => refusalText(result), 'bad');
    }
  }
}
