// The sheets of calls, as the dial plan or an administrator made them: fields for people, and pages to open. Pure but for
// what is kept, so that a reload shows them again.

import type { Sheet } from '../../library/jackfield';
import type { DeskState } from './desk-state';
import { keep, kept, onKept } from './kept';

export interface Field {
  readonly name: string;
  readonly value: string;
  /** An address that may be opened: only the web, for a sheet comes from outside. */
  readonly address: string;
}

export interface CallSheet {
  /** The leg it is about. */
  readonly uniqueId: string;
  readonly fields: readonly Field[];
  /** The page to open by itself, if any. */
  readonly popup: { readonly address: string; readonly again: boolean } | null;
  readonly at: number;
}

const MOST = 8;
/** Fields that say how a page is opened, and are not for people. */
const TECHNICAL = new Set(['popupUrl', 'folderNumber', 'multiTab']);

export function sheetsOf(desk: DeskState): readonly CallSheet[] {
  return kept<CallSheet[]>(desk.login, 'sheets') ?? [];
}

/** The newest sheet of a leg. */
export function sheetFor(desk: DeskState, uniqueId: string): CallSheet | undefined {
  return sheetsOf(desk).findLast((sheet) => sheet.uniqueId === uniqueId);
}

export function hearSheet(desk: DeskState, told: Sheet): void {
  const sheet = callSheet(told, desk.login, Date.now());
  keep(desk.login, 'sheets', [...sheetsOf(desk), sheet].slice(-MOST));
  desk.change({});
}

/** Other tabs of the same person hear sheets of their own; what they keep is shown here too. */
export function shareSheets(desk: DeskState): void {
  onKept(
    () => desk.login,
    'sheets',
    () => desk.change({}),
  );
}

/** What a sheet says. */
export function callSheet(told: Sheet, login: string, at: number): CallSheet {
  const { sheetInfo, internal } = told.payload.profile.user;
  const fields = [...sheetInfo].sort((one, other) => Number(one.order) - Number(other.order));
  const value = (name: string) => fields.find((field) => field.name === name)?.value ?? '';
  const folder = value('folderNumber');
  const filled = (text: string) => text.replaceAll('{xuc-username}', encodeURIComponent(login));
  const page = value('popupUrl');
  const missing = fields.some((field) => field.name === 'folderNumber') && (folder === '' || folder === '-');
  const address = page && !missing && webAddress(page) ? filled(page + folder) : '';
  return {
    uniqueId: internal?.find(({ name }) => name === 'uid')?.content ?? '',
    fields: fields
      .filter((field) => !TECHNICAL.has(field.name))
      .map((field) => ({
        name: field.name,
        value: field.value,
        address: field.type === 'url' ? webAddress(filled(field.value)) : '',
      })),
    popup: address ? { address, again: value('multiTab') === 'true' } : null,
    at,
  };
}

/** Where a sheet's page is, for somebody who is signed in: kept without the token, filled in at the last moment (protocol 7.2). */
export function signedIn(address: string, token: string): string {
  return webAddress(address.replaceAll('{xuc-token}', encodeURIComponent(token)));
}

/** The address if it is one of the web, else nothing: `javascript:` would run as this page. */
export function webAddress(text: string): string {
  try {
    const { protocol, href } = new URL(text);
    return protocol === 'http:' || protocol === 'https:' ? href : '';
  } catch {
    return '';
  }
}

/** Where it leads, for people. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}
