// Talking to `/xuc/api/2.0/config/`: the token of an administrator, requests, and refusals as errors. Nothing is drawn.
//
//   await api.ask<Page>('GET', 'users?search=ali');
//
// Every section of the page uses `api`; paths outside `config/` begin with a slash.

import { login as askToken } from '../../library/login';
import { inquire } from '../../library/token';

/** What JSON holds. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A thing that is configured, or some of its values. */
export type Item = { readonly [key: string]: Value };

/** One of the things that are wrong with a wish. */
export interface Problem {
  readonly message: string;
  readonly kind?: string;
  readonly row?: number;
  readonly field?: string;
  readonly value?: Value;
  readonly allowed?: readonly string[];
}

export interface Page {
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  readonly items: readonly Item[];
  readonly labels: { readonly [kind: string]: { readonly [id: string]: string } };
}

/** What a change does to one thing. */
export interface Difference {
  readonly kind: string;
  readonly key: string;
  readonly before: Item | null;
  readonly after: Item | null;
}

/** The server refuses, or cannot be reached (status 0). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: readonly Problem[] = [],
    readonly current: Item | null = null,
    /** The whole answer. */
    readonly body: object = {},
  ) {
    super(message);
  }
}

interface Wish {
  readonly body?: unknown;
  /** Send the body as it is, of this type. */
  readonly type?: string;
  readonly expected?: string;
}

const TOKEN_KEY = 'jackfield.admin.token';
const USUAL_TTL = 3_600;

class Api {
  /** Told when the token does not hold any more. */
  lost: () => void = () => {};

  #token = kept();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What other connections of this page show the server. */
  get token(): string {
    return this.#token;
  }

  get signedIn(): boolean {
    return this.#token !== '';
  }

  /** Sign in; only administrators come in. Throws LoginRefused or Refused. */
  async signIn(login: string, password: string): Promise<void> {
    const { token, TTL } = await askToken(location.origin, login, password);
    this.#token = token;
    try {
      await this.ask('GET', 'users?limit=1');
    } catch (error) {
      this.#token = '';
      throw error;
    }
    keep(token);
    this.#renewIn(TTL);
  }

  signOut(): void {
    clearTimeout(this.#timer);
    this.#token = '';
    keep('');
  }

  /** After a reload: whether the kept token still holds, for an administrator. */
  async resume(): Promise<boolean> {
    if (!this.#token) return false;
    await this.#renew();
    if (!this.#token) return false;
    return this.ask('GET', 'users?limit=1').then(
      () => true,
      // a server that does not answer at the moment says nothing of the token: the sections tell it
      (error: unknown) => !(error instanceof Refused && error.status === 403) || (this.signOut(), false),
    );
  }

  async ask<T>(method: string, path: string, wish: Wish = {}): Promise<T> {
    return (await this.answer(method, path, wish)).json() as Promise<T>;
  }

  /** The same, as the answer itself. Throws Refused for anything but success. */
  async answer(method: string, path: string, { body, type, expected }: Wish = {}): Promise<Response> {
    const address = path.startsWith('/') ? path : `/xuc/api/2.0/config/${path}`;
    const headers: Record<string, string> = { Authorization: `Bearer ${this.#token}` };
    if (body !== undefined) headers['Content-Type'] = type ?? 'application/json';
    if (expected) headers['If-Match'] = expected;
    const sent = body === undefined ? null : type ? (body as BodyInit) : JSON.stringify(body);
    let answer: Response;
    try {
      answer = await fetch(address, { method, headers, body: sent, cache: 'no-store' });
    } catch {
      throw new Refused(0, 'Unreachable', '');
    }
    if (!answer.ok) throw await this.#refusal(answer);
    return answer;
  }

  async #refusal(answer: Response): Promise<Refused> {
    const said = (await answer.json().catch(() => ({}))) as {
      error?: string;
      message?: string;
      problems?: Problem[];
      current?: Item;
    };
    if (said.error === 'TokenExpired' || said.error === 'InvalidToken') {
      this.signOut();
      this.lost();
    }
    return new Refused(answer.status, said.error ?? '', said.message ?? '', said.problems ?? [], said.current ?? null, said);
  }

  #renewIn(ttl: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew(), (ttl * 2_000) / 3);
  }

  async #renew(): Promise<void> {
    const said = await inquire(`${location.origin}/xuc/api/2.0/cti?token=${encodeURIComponent(this.#token)}`);
    if (said.is === 'refused') {
      this.signOut();
      this.lost();
      return;
    }
    if (said.is === 'valid' && said.token) {
      this.#token = said.token;
      keep(said.token);
    }
    this.#renewIn(said.is === 'valid' ? (said.TTL ?? USUAL_TTL) : 60);
  }
}

/** The connection of this page. */
export const api = new Api();

/** In the tab only, so that a reload need not ask for the password. */
function kept(): string {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? '';
  } catch {
    return '';
  }
}

function keep(token: string): void {
  try {
    if (token) sessionStorage.setItem(TOKEN_KEY, token);
    else sessionStorage.removeItem(TOKEN_KEY);
  } catch {
    // a browser that keeps nothing asks again after a reload
  }
}
