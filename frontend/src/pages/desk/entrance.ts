// Signing in and out, and what becomes of the connection. The token stays in the tab, so that a reload needs no password;
// the library renews it and comes back after a loss by itself.

import { toast } from '../../elements/toasts';
// by their modules, not by the whole: the telephone of browsers is loaded for those who have one
import { createCallback } from '../../library/callback';
import { createCti } from '../../library/cti';
import type { Result } from '../../library/jackfield';
import { login as askLogin, LoginRefused, websocketUrl } from '../../library/login';
import type { DeskState } from './desk-state';
import { Hearing } from './hearing';
import { type Account, kept, rememberAccount, rememberedSession, rememberSession } from './kept';
import { Lookups } from './lookups';
import { Soft } from './soft';
import type { Subject } from './subject';
import { words, wordsFor } from './words';

export class Entrance {
  readonly cti = createCti();
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
    this.cti.setHandler('LoggedOn', () => this.loggedOn());
    this.cti.setHandler('AgentStateEvent', ({ name }) => this.beginWork(name));
    this.cti.setHandler('LinkStatusUpdate', (link) => {
      if (link.status === 'opened') desk.change({ link: desk.stage === 'in' ? 'open' : 'connecting' });
      if (link.status === 'reconnecting') desk.change({ link: 'reconnecting' });
      if (link.status === 'closed') this.left({ code: 'ended', message: link.reason ?? '' });
    });
    this.cti.setHandler('AuthenticationToken', ({ token }) => {
      if (desk.stage !== 'out') rememberSession({ login: desk.login, line: desk.line, token });
    });
  }

  /** Go on where this tab was before it was loaded anew. */
  resume(): void {
    const session = rememberedSession();
    if (session) this.enter(session, session.token);
  }

  async signIn(account: Account, password: string): Promise<void> {
    const { desk } = this;
    desk.change({ stage: 'entering', problem: null });
    rememberAccount(account);
    try {
      const { token } = await askLogin(location.origin, account.login, password);
      this.begins = true;
      this.enter(account, token);
    } catch (error) {
      const refused = error instanceof LoginRefused;
      desk.forget(refused ? { code: error.code, message: error.message } : { code: 'Unreachable', message: '' });
    }
  }

  /** Log the agent out of his queues too: nobody is called who has gone home. */
  async signOut(): Promise<void> {
    const { agent } = this.desk;
    if (agent && agent.state.name !== 'AgentLoggedOut') await this.cti.logoutAgent();
    rememberSession(null);
    this.desk.forget(null);
    this.cti.close();
  }

  /** Work on the line that was chosen, wherever the agent was before. */
  async workHere(): Promise<void> {
    const wanted = this.desk.elsewhere?.wanted || this.desk.line || undefined;
    if (this.desk.elsewhere) await this.cti.logoutAgent();
    this.desk.change({ elsewhere: null });
    await this.tell(this.cti.loginAgent(wanted));
  }

  /** What became of a command: nothing is said when it worked, for then the events show it. */
  async tell(sent: Promise<Result>): Promise<Result> {
    const result = await sent;
    if (result.status === 'refused') toast(wordsFor(result.code ?? '') ?? result.message ?? words().refused, 'bad');
    if (result.status === 'unknown') toast(words().unknownOutcome, 'bad');
    return result;
  }

  private enter(account: Account, token: string): void {
    const { desk } = this;
    const { login, line } = account;
    rememberSession({ login, line, token });
    desk.change({ login, line, stage: 'entering', link: 'connecting', subject: kept<Subject>(login, 'subject') });
    this.cti.WebSocket.init(websocketUrl(location.origin, token), login, line);
  }

  private loggedOn(): void {
    this.desk.change({ stage: 'in', link: 'open', problem: null });
    this.hearing.ask();
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
      toast(wordsFor(result.code ?? '') ?? result.message ?? words().refused, 'bad');
    }
  }

  private left(problem: DeskState['problem']): void {
    if (this.desk.stage === 'out') return;
    rememberSession(null);
    this.desk.forget(problem);
  }
}
