// Signing in: a token for a name and password, what is remembered, and the address of the WebSocket. Nothing is drawn.

import { type Suspicion, suspicion } from '../../library/blocked';

/** What is remembered in this browser: everything but the password. */
export interface Account {
  readonly server: string;
  readonly login: string;
  readonly phoneNumber: string;
}

const ACCOUNT_KEY = 'jackfield.sample.account';

/** In the tab only, so that two tabs can be two users, and a reload need not ask for the password. */
const TOKEN_KEY = 'jackfield.sample.token';

const WATCHED_KEY = 'jackfield.sample.watched';

/** Why nobody came in: a code of the server (protocol 1.2) or `Unreachable`, the server's text for people, and what may
 * keep the browser away. */
export class SignInError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly blocked?: Suspicion,
  ) {
    super(message);
  }
}

/** The address of a server as people type it: `cti.example.com:8090` is enough. */
export function baseOf(typed: string): string {
  const text = typed.trim();
  if (!text) return location.origin;
  const named = /^[a-z]+:\/\//i.test(text) ? text : `${location.protocol}//${text}`;
  const url = new URL(named.replace(/^ws/i, 'http'));
  if (!/^https?:$/.test(url.protocol) || !url.host) throw new SignInError('BadServer', typed);
  return url.origin;
}

/** A token for a name and password. Raises SignInError. */
export async function askToken(server: string, login: string, password: string): Promise<string> {
  const address = `${base(server)}/xuc/api/2.0/auth/login`;
  return tokenFrom(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
}

/** A fresh token for one that still holds. Raises SignInError. */
export async function renewToken(server: string, token: string): Promise<string> {
  return tokenFrom(`${base(server)}/xuc/api/2.0/auth/check`, { headers: { Authorization: `Bearer ${token}` } });
}

/** Where the WebSocket is: the same server, the scheme swapped. */
export function socketAddress(server: string, token: string): string {
  return `${base(server).replace(/^http/, 'ws')}/xuc/api/2.0/cti?token=${token}`;
}

export function rememberedAccount(): Account {
  const none = { server: location.origin, login: '', phoneNumber: '' };
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(ACCOUNT_KEY) ?? '{}') as Partial<Account>) };
  } catch {
    return none;
  }
}

export function rememberAccount(account: Account): void {
  keep(() => localStorage.setItem(ACCOUNT_KEY, JSON.stringify(account)));
}

/** Who is signed in in this tab, if somebody is. */
export function rememberedSession(): { account: Account; token: string } | null {
  try {
    return JSON.parse(sessionStorage.getItem(TOKEN_KEY) ?? 'null') as { account: Account; token: string } | null;
  } catch {
    return null;
  }
}

export function rememberSession(account: Account, token: string): void {
  keep(() => sessionStorage.setItem(TOKEN_KEY, JSON.stringify({ account, token })));
}

export function forgetSession(): void {
  keep(() => sessionStorage.removeItem(TOKEN_KEY));
}

/** The numbers this tab watched before it was loaded anew. */
export function rememberedNumbers(): readonly string[] {
  try {
    return JSON.parse(sessionStorage.getItem(WATCHED_KEY) ?? '[]') as readonly string[];
  } catch {
    return [];
  }
}

export function rememberNumbers(numbers: readonly string[]): void {
  keep(() => sessionStorage.setItem(WATCHED_KEY, JSON.stringify(numbers)));
}

function base(server: string): string {
  try {
    return baseOf(server);
  } catch {
    throw new SignInError('BadServer', server);
  }
}

async function tokenFrom(address: string, request: RequestInit): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(address, { ...request, signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    throw new SignInError('Unreachable', String(error), suspicion(address));
  }
  const body = (await answer.json().catch(() => ({}))) as { token?: string; error?: string; message?: string };
  if (answer.ok && typeof body.token === 'string') return body.token;
  throw new SignInError(body.error ?? 'Unreachable', body.message ?? `${answer.status} ${answer.statusText}`);
}

/** A browser that keeps nothing works all the same; one signs in again after a reload. */
function keep(write: () => void): void {
  try {
    write();
  } catch {
    // private windows and strict settings forbid it
  }
}
