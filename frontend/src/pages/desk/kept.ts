// What this browser keeps for the desk, so that a reload and a second tab show the same: who was here last, since when calls
// are in their state, what was typed and not yet sent. Nothing here asks the server or draws.

import type { Call } from '../../model/calls';

const PREFIX = 'jackfield.desk.';

/** Remembered when one comes back another day: everything but the password. */
export interface Account {
  readonly login: string;
  readonly line: string;
}

export interface Times {
  readonly state: string;
  readonly since: number;
  readonly answered: number;
}

export function rememberedAccount(): Account {
  return read<Account>(storage(), 'account') ?? { login: '', line: '' };
}

export function rememberAccount(account: Account): void {
  write(storage(), 'account', account);
}

/** By uniqueId, of the calls that this browser saw last. */
export function keptTimes(login: string): Readonly<Record<string, Times>> {
  return read<Record<string, Times>>(storage(), `times.${login}`) ?? {};
}

export function keepTimes(login: string, calls: readonly Call[]): void {
  const times = calls.map(({ uniqueId, state, since, answered }) => [uniqueId, { state, since, answered }] as const);
  write(storage(), `times.${login}`, times.length ? Object.fromEntries(times) : null);
}

/** Something that one person's tabs share, and a reload brings back; null forgets it. */
export function keep(login: string, name: string, value: unknown): void {
  write(storage(), `${name}.${login}`, value);
}

export function kept<T>(login: string, name: string): T | null {
  return read<T>(storage(), `${name}.${login}`);
}

/** Be told when another tab of this person keeps something of this name; the answer ends it. */
export function onKept(login: () => string, name: string, told: () => void): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key === `${PREFIX}${name}.${login()}`) told();
  };
  window.addEventListener('storage', listener);
  return () => window.removeEventListener('storage', listener);
}

/** Null where the browser forbids it: then a reload forgets, and that is all. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function read<T>(from: Storage | null, name: string): T | null {
  try {
    return JSON.parse(from?.getItem(PREFIX + name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

function write(into: Storage | null, name: string, value: unknown): void {
  try {
    if (value === null) into?.removeItem(PREFIX + name);
    else into?.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // full, or forbidden
  }
}
