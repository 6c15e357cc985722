// Calls of the past, as CallHistory tells them, for people: who it was, which way, how long. Pure.

import type { CustomerCall, HistoryCall } from '../../library/jackfield';
import { clock, language } from '../../words/words';
import { dayOf } from './callbacks';
import { bare } from './contacts';

export type PastKind = 'incoming' | 'outgoing' | 'missed' | 'ongoing';

export interface Past extends HistoryCall {
  readonly kind: PastKind;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** `HH:MM`. */
  readonly time: string;
  readonly seconds: number;
}

const KINDS: Readonly<Record<string, PastKind>> = { emitted: 'outgoing', answered: 'incoming', ongoing: 'ongoing' };

export function pastOf(call: HistoryCall): Past {
  return { ...call, ...moment(call), kind: KINDS[call.status] ?? 'missed' };
}

/** A call of a customer, seen from the house; `own` is his number, bare. */
export function customerCall(call: CustomerCall, own: string): CustomerCall & Pick<Past, 'kind' | 'day' | 'time' | 'seconds'> {
  const answered = call.status === 'answered' || call.status === 'emitted';
  const kind = bare(call.srcNum) !== own ? 'outgoing' : answered ? 'incoming' : 'missed';
  return { ...call, ...moment(call), kind };
}

/** By the clock of who reads it; a server that tells no moment is read by its own. */
function moment({ start, startedAt, duration }: Pick<HistoryCall, 'start' | 'startedAt' | 'duration'>): Pick<Past, 'day' | 'time' | 'seconds'> {
  const [day = '', time = ''] = (startedAt ? here(startedAt) : start).split(' ');
  const [hours = 0, minutes = 0, seconds = 0] = duration.split(':').map(Number);
  return { day, time: time.slice(0, 5), seconds: hours * 3_600 + minutes * 60 + seconds };
}

/** A moment as `YYYY-MM-DD HH:MM` in this browser's zone. */
function here(moment: string): string {
  const date = new Date(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${dayOf(date)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The other one: whom one called, or who called. */
export function party(call: Past): { name: string; number: string; status: number | undefined } {
  const called = call.kind === 'outgoing';
  const names = called ? [call.dstFirstName, call.dstLastName] : [call.srcFirstName, call.srcLastName];
  return {
    name: names.filter(Boolean).join(' '),
    number: called ? call.dstNum : call.srcNum,
    status: called ? call.dstPhoneStatus : call.srcPhoneStatus,
  };
}

/** A day for people: `Today`, `Yesterday`, `Friday 20 November`. */
export function dayName(day: string, now = new Date()): string {
  const date = new Date(`${day}T12:00:00`);
  if (Number.isNaN(date.getTime())) return day;
  const midday = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 12);
  const apart = Math.round((date.getTime() - midday.getTime()) / 86_400_000);
  if (Math.abs(apart) > 1) {
    return new Intl.DateTimeFormat(language(), { weekday: 'long', day: 'numeric', month: 'long' }).format(date);
  }
  const text = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(apart, 'day');
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** A talk as `2:05`; nothing where nobody talked. */
export function shortDuration(seconds: number): string {
  return seconds ? clock(seconds) : '';
}
