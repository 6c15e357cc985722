// Somebody is signed in on a page: a token for his name and password, the page's one connection, and what is remembered of
// both across a reload. What the connection tells is the page's affair; nothing is drawn here.

import type { LinkState, PbxState } from '../elements/frame';
import { type Cti, createCti } from '../library/cti';
import { login as askToken, LoginRefused, websocketUrl } from '../library/login';
import { inquire } from '../library/token';
import { visitWords } from './words';

/** In the tab only: two tabs can be two users, and a reload does not ask for the password again. */
const KEY = 'jackfield.visit';

export type Stage = 'out' | 'entering' | 'in';

interface Kept {
  readonly login: string;
  readonly token: string;
  /** The phone one works at, where a page asks for it. */
  readonly line?: string;
}

/** Events: `change` (anything below), `begun` (a session: ask for everything), `resumed` (it goes on), `ended`. */
export class Visit extends EventTarget {
  readonly cti: Cti = createCti();
  stage: Stage = 'out';
  login = '';
  line = '';
  link: LinkState = 'none';
  pbx: PbxState = 'unknown';
  /** Why nobody came in, or why the visit ended; a code. */
  trouble: string | null = null;
  /** The server's clock less this one, in milliseconds; 0 until `readClock`, and where they differ by little. */
  skew = 0;
  #lost = false;

  constructor(readonly server = location.origin) {
    super();
    const { cti } = this;
    cti.setHandler('LinkStatusUpdate', ({ status, resumed }) => {
      if (status === 'closed') return this.#leave('ended');
      this.link = status === 'reconnecting' ? 'reconnecting' : this.stage === 'in' ? 'open' : 'connecting';
      const again = this.#lost && status === 'opened' && resumed;
      this.#lost = status === 'reconnecting';
      this.#changed();
      if (again) this.dispatchEvent(new Event('resumed'));
    });
    cti.setHandler('AuthenticationToken', ({ token }) => this.stage !== 'out' && keep({ login: this.login, line: this.line, token }));
    cti.setHandler('LoggedOn', () => {
      Object.assign(this, { stage: 'in', link: 'open', trouble: null });
      this.#changed();
      this.dispatchEvent(new Event('begun'));
    });
    cti.setHandler('PbxStatus', ({ status }) => {
      this.pbx = status;
      this.#changed();
    });
  }

  /** Go on where this tab was, if it was anywhere: a page that asks nobody who he is. */
  resume(): void {
    const kept = remembered();
    if (!kept) return;
    this.link = 'connecting';
    void this.#attempt(kept.login, () => renewed(this.server, kept.token), kept.line);
  }

  signIn(login: string, password: string, line = ''): void {
    void this.#attempt(login, async () => (await askToken(this.server, login, password)).token, line);
  }

  /** With a token that the page has from elsewhere. */
  enterWith(token: string, login = ''): void {
    void this.#attempt(login, () => Promise.resolve(token));
  }

  /** Ask how far this browser's clock is from the server's, which writes whole seconds into the head of its answers. */
  async readClock(): Promise<void> {
    try {
      const asked = Date.now();
      const answer = await fetch(`${this.server}/healthz`, { cache: 'no-store' });
      const said = Date.parse(answer.headers.get('Date') ?? '');
      const skew = said + 500 - (asked + Date.now()) / 2;
      if (!Number.isFinite(skew)) return;
      // a second more or less is the head's own doing
      this.skew = Math.abs(skew) < 1_500 ? 0 : skew;
      this.#changed();
    } catch {
      // the clock of this browser will do
    }
  }

  signOut(): void {
    this.#leave(null);
  }

  async #attempt(login: string, ask: () => Promise<string>, line = ''): Promise<void> {
    Object.assign(this, { stage: 'entering', login, line, trouble: null });
    this.#changed();
    try {
      const token = await ask();
      keep({ login, line, token });
      this.link = 'connecting';
      this.cti.WebSocket.init(websocketUrl(this.server, token), login, line);
    } catch (error) {
      this.#leave(error instanceof LoginRefused ? error.code : 'Unreachable');
    }
  }

  #leave(trouble: string | null): void {
    if (this.stage === 'out') return;
    Object.assign(this, { stage: 'out', link: 'none', pbx: 'unknown', trouble });
    this.#lost = false;
    keep(null);
    this.cti.close();
    this.#changed();
    this.dispatchEvent(new Event('ended'));
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** What a code says to people. */
export function troubleWords(code: string): string {
  const texts = visitWords();
  return Object.hasOwn(texts, code) ? (texts as Record<string, string>)[code]! : texts.ended;
}

async function renewed(server: string, token: string): Promise<string> {
  const said = await inquire(websocketUrl(server, token));
  if (said.is === 'refused') throw new LoginRefused('TokenExpired', '', 403);
  // a server that is away now may be back before long: the link keeps trying
  return said.is === 'valid' ? (said.token ?? token) : token;
}

function remembered(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

function keep(kept: Kept | null): void {
  try {
    if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch {
    // a browser that keeps nothing asks again after a reload
  }
}
