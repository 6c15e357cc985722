// Callbacks for people: which are mine, which are due, in what order. Pure.

import type { CallbackList, CallbackRequest } from '../../library/jackfield';

/** Overdue, within its time just now, or later. */
export type Due = 'overdue' | 'now' | 'later';

export interface Shown extends CallbackRequest {
  readonly list: CallbackList;
  readonly due: Due;
}

const ORDER: readonly Due[] = ['overdue', 'now', 'later'];

/** All open callbacks, the most urgent first; times are those of the wall clock. */
export function shownCallbacks(lists: readonly CallbackList[], now: Date): Shown[] {
  const all = lists.flatMap((list) => list.callbacks.map((request) => ({ ...request, list, due: dueOf(request, now) })));
  const key = (each: Shown) => `${ORDER.indexOf(each.due)} ${each.dueDate} ${each.preferredPeriod.periodStart} ${each.uuid}`;
  return all.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

export function dueOf({ dueDate, preferredPeriod }: CallbackRequest, now: Date): Due {
  const begins = new Date(`${dueDate}T${preferredPeriod.periodStart}`);
  const ends = new Date(`${dueDate}T${preferredPeriod.periodEnd}`);
  if (now > ends) return 'overdue';
  return now < begins ? 'later' : 'now';
}

export function callbackName(request: CallbackRequest): string {
  const name = [request.firstName, request.lastName].filter(Boolean).join(' ');
  return name || request.company || request.phoneNumber || request.mobilePhoneNumber || '';
}

export function callbackNumbers(request: CallbackRequest): string[] {
  return [request.phoneNumber, request.mobilePhoneNumber].filter((number): number is string => Boolean(number));
}

/** `14:00–17:00`. */
export function periodHours({ periodStart, periodEnd }: CallbackRequest['preferredPeriod']): string {
  return `${periodStart.slice(0, 5)}–${periodEnd.slice(0, 5)}`;
}

/** `YYYY-MM-DD` of a moment, by the clock of who reads it. */
export function dayOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The day that is proposed for another try: the one that was wanted, when it is still to come, else tomorrow. */
export function anotherDay(dueDate: string, now: Date): string {
  if (dueDate > dayOf(now)) return dueDate;
  return dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1));
}
