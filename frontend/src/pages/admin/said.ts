// What went wrong, for people.

import { LoginRefused } from '../../library/login';
import { Refused } from './api';
import { words } from './words';

/** What the server means by a code alone; for others its own text says which value is wrong, and why. */
const KNOWN = {
  NotAllowed: 'notAllowed',
  UnhandledError: 'broken',
  NotStored: 'databaseAway',
  NotRead: 'databaseAway',
  RequestTooLarge: 'tooLong',
  RequestTimeout: 'tooSlow',
} as Readonly<Record<string, 'notAllowed' | 'broken' | 'databaseAway' | 'tooLong' | 'tooSlow' | undefined>>;

export function said(error: unknown): string {
  if (error instanceof Refused) {
    if (error.status === 0) return words().unreachable;
    const known = KNOWN[error.code];
    return known ? words()[known] : error.message || (error.status >= 500 ? words().broken : words().refused);
  }
  if (error instanceof LoginRefused) {
    if (error.status === 429) return words().tooOften;
    return error.code === 'InvalidCredentials' && error.status === 401 ? words().wrongPassword : error.message;
  }
  return words().unreachable;
}
