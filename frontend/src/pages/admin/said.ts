// What went wrong, for people.

import { LoginRefused } from '../../library/login';
import { Refused } from './api';
import { words } from './words';

export function said(error: unknown): string {
  if (error instanceof Refused) {
    if (error.status === 0) return words().unreachable;
    if (error.code === 'NotAllowed') return words().notAllowed;
    return error.message || words().refused;
  }
  if (error instanceof LoginRefused) {
    return error.code === 'InvalidCredentials' && error.status === 401 ? words().wrongPassword : error.message;
  }
  return words().unreachable;
}
