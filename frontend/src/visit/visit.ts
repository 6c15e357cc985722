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
}

/** Events: `change` (anything below), `begun` (a session: ask for everything), `resumed` (it goes on), `ended`. */
export class Visit extends EventTarget {
  readonly cti: Cti = createCti();
  stage: Stage = 'out';
  login = '';
  link: LinkState = 'none';
  pbx: PbxState = 'unknown';
  /** Why nobody came in, or why the visit ended; a code. */
  trouble: string | null = null;
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
    cti.setHandler('AuthenticationToken', ({ token }) => keep({ login: this.login, token }));
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

  /** Go on where this tab was, if it was anywhere. */
  resume(): void {
    const kept = remembered();
    if (kept) void this.#attempt(kept.login, () => renewed(this.server, kept.token));
  }

  signIn(login: string, password: string): void {
    void this.#attempt(login, async () => (await askToken(this.server, login, password)).token);
  }

  /** With a token that the page has from elsewhere. */
  enterWith(token: string, login = ''): void {
    void this.#attempt(login, () => Promise.resolve(token));
  }

  signOut(): void {
    this.#leave(null);
  }

  async #attempt(login: string, ask: () => Promise<string>): Promise<void> {
    Object.assign(this, { stage: 'entering', login, trouble: null });
    this.#changed();
    try {
      const token = await ask();
      keep({ login, token });
      this.link = 'connecting';
      this.cti.WebSocket.init(websocketUrl(this.server, token), login);
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
