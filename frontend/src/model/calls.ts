// The calls of a phone, told by its PhoneEvents. Pure: calls and an event in, calls out. It draws and sends nothing.

import type { PhoneEvent } from '../wire/events';

export type CallState = 'Dialing' | 'Ringing' | 'Established' | 'OnHold';

export interface Call {
  readonly uniqueId: string;
  readonly linkedId: string;
  readonly state: CallState;
  /** Number and name of the other party; empty while they are not known. */
  readonly number: string;
  readonly name: string;
  readonly incoming: boolean;
  readonly queue: string;
  readonly data: Readonly<Record<string, string>>;
  /** Milliseconds of Unix time since which it is in this state, as far as this page has seen it. */
  readonly since: number;
  /** When it was answered, likewise; 0 before. */
  readonly answered: number;
}

const STATES: Readonly<Record<string, CallState>> = {
  EventDialing: 'Dialing',
  EventRinging: 'Ringing',
  EventEstablished: 'Established',
  EventOnHold: 'OnHold',
};

/** The calls after one more event; a call keeps its place, a new one comes last. */
export function afterEvent(calls: readonly Call[], event: PhoneEvent, now: number): readonly Call[] {
  const known = find(calls, event);
  if (event.eventType === 'EventReleased') return known ? calls.filter((call) => call !== known) : calls;
  const next = callOf(event, known, now);
  if (!next) return calls;
  return known ? calls.map((call) => (call === known ? next : call)) : [...calls, next];
}

/** The calls there are, from the answer to getCurrentCallsPhoneEvents; times of known ones are kept. */
export function fromCurrent(calls: readonly Call[], events: readonly PhoneEvent[], now: number): readonly Call[] {
  const before = events.map((event) => find(calls, event)).filter((call) => call !== undefined);
  return events.reduce((found, event) => afterEvent(found, event, now), before as readonly Call[]);
}

/** Who it is, for people: the name, else the number. */
export function partyOf(call: Call): string {
  return call.name || call.number;
}

/** By the leg; servers that name it otherwise at the end still name the call (protocol 7.4). */
function find(calls: readonly Call[], event: PhoneEvent): Call | undefined {
  const leg = calls.find((call) => call.uniqueId === event.uniqueId);
  if (leg) return leg;
  const sameCall = calls.filter((call) => call.linkedId === event.linkedId);
  return event.eventType === 'EventReleased' && sameCall.length === 1 ? sameCall[0] : undefined;
}

function callOf(event: PhoneEvent, known: Call | undefined, now: number): Call | undefined {
  const state = Object.hasOwn(STATES, event.eventType) ? STATES[event.eventType] : known?.state;
  if (!state) return undefined;
  return {
    uniqueId: event.uniqueId,
    linkedId: event.linkedId,
    state,
    number: event.otherDN || known?.number || '',
    name: event.otherDName || (known && sameParty(event, known) ? known.name : ''),
    incoming: event.callDirection ? event.callDirection === 'Incoming' : (known?.incoming ?? state === 'Ringing'),
    queue: event.queueName ?? '',
    data: event.userData ?? {},
    since: known?.state === state ? known.since : now,
    answered: known?.answered || (state === 'Established' || state === 'OnHold' ? now : 0),
  };
}

/** A name is kept only for the number it belongs to: after a transfer somebody else may be there. */
function sameParty(event: PhoneEvent, known: Call): boolean {
  return !event.otherDN || event.otherDN === known.number;
}
