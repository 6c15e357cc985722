// The token in a WebSocket's URL: asks the server whether it still holds, and for a fresh one in good time (protocol 1.3).
// Tokens are opaque: how long one lives is what the server says.

/** What a server says about a token; `down`: nothing, it cannot be reached. */
export type Verdict = ({ is: 'valid' } & Partial<Renewed>) | { is: 'refused' } | { is: 'down' };

/** A fresh token; TTL in seconds, as far as the server said it. */
export interface Renewed {
  token: string;
  TTL?: number;
  login?: string;
}

const CHECK_SECONDS = 8;
/** Assumed when the server does not say. */
const USUAL_TTL = 3600;
/** Beyond it timers fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

const TOKEN = /([?&](?:amp;)?token=)([^&#]*)/;

export function tokenOf(url: string): string | undefined {
  return TOKEN.exec(url)?.[2];
}

export function withToken(url: string, token: string): string {
  return url.replace(TOKEN, (_, before: string) => before + token);
}

/** `ws(s)://HOST/PREFIX/xuc/...` to `http(s)://HOST/PREFIX/`. */
function root(url: string): string {
  const [, scheme = '', host = '', path = ''] = /^(\w+):\/\/([^/?#]*)([^?#]*)/.exec(url) ?? [];
  const prefix = path.replace(/(\/xuc\/.*|\/[^/]*)$/, '');
  return `${scheme.replace('ws', 'http')}://${host}${prefix}/`;
}

/** Ask about a URL: with a token whether it holds, without one only whether somebody is there. */
export async function inquire(url: string): Promise<Verdict> {
  const token = tokenOf(url);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), CHECK_SECONDS * 1000);
  try {
    const answer = await fetch(root(url) + (token === undefined ? 'healthz' : 'xuc/api/2.0/auth/check'), {
      headers: token === undefined ? {} : { Authorization: `Bearer ${decodeURIComponent(token)}` },
      cache: 'no-store',
      signal: stop.signal,
    });
    if (answer.status >= 500 || answer.status === 429) return { is: 'down' };
    if (token !== undefined && [400, 401, 403].includes(answer.status)) return { is: 'refused' };
    if (token === undefined || !answer.ok) return { is: 'valid' };
    return { is: 'valid', ...fresh(await answer.json()) };
  } catch {
    return { is: 'down' };
  } finally {
    clearTimeout(timer);
  }
}

/** What is of use in an answer, whatever else is in it. */
function fresh(said: unknown): Partial<Renewed> {
  const { token, TTL, login } = (said ?? {}) as Record<string, unknown>;
  return {
    ...(typeof token === 'string' && token !== '' && { token }),
    ...(typeof TTL === 'number' && TTL > 0 && { TTL }),
    ...(typeof login === 'string' && { login }),
  };
}

/** Fetches a fresh token at two thirds of its life, for as long as it runs. */
export class Renewal {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;

  /** `url` gives the present URL, `renewed` is told of a fresh token. */
  constructor(
    private readonly url: () => string,
    private readonly renewed: (fresh: Renewed) => void,
  ) {}

  /** Begin, if the URL holds a token: the first answer tells how long one lives. */
  start(): void {
    if (this.#running || tokenOf(this.url()) === undefined || typeof fetch !== 'function') return;
    this.#running = true;
    this.#after(Math.random() * 2);
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  #after(seconds: number): void {
    this.#timer = setTimeout(() => void this.#renew(), Math.min(seconds * 1000, LONGEST_TIMER));
  }

  async #renew(): Promise<void> {
    const said = await inquire(this.url());
    if (!this.#running) return;
    if (said.is === 'down') return this.#after(30 * (1 + Math.random()));
    if (said.is === 'refused' || said.token === undefined) return this.stop();
    this.#after(((said.TTL ?? USUAL_TTL) * 2) / 3);
    const { is: _, token, ...more } = said;
    this.renewed({ token, ...more });
  }
}
