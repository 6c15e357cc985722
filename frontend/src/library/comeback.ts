// A page that is loaded again in mid-call, or crashed: what it has to know to take the call back, kept by this browser
// while the call lasts, and the one SIP message that puts the other party on hold while the page is away. Whoever is the
// telephone next, this tab or another, replaces the old dialogue by a new one (RFC 3891).

import type { RtcSession } from './sip-types';

export interface Kept {
  callId: string;
  localTag: string;
  remoteTag: string;
  number: string;
  name: string;
  direction: 'in' | 'out';
  /** When it was answered, and when it was left; milliseconds since 1970. */
  since: number;
  left: number;
}

const FRESH = 30_000;

const key = (account: string): string => `jackfield-call-${account}`;

/** A call as far as its page knows it. */
export interface Running {
  session: RtcSession;
  about: Omit<Kept, 'callId' | 'localTag' | 'remoteTag' | 'left'>;
}

/** Write down the calls there are, and those that are still to be taken back: a crashed page could not do it any more. */
export function remember(account: string, calls: Running[], waiting: readonly Kept[]): void {
  const kept = [...waiting];
  for (const { session, about } of calls) {
    const id = session._dialog?.id;
    if (!id || !session.isEstablished()) continue;
    kept.push({ ...about, callId: id.call_id, localTag: id.local_tag, remoteTag: id.remote_tag, left: Date.now() });
  }
  try {
    if (kept.length > 0) localStorage.setItem(key(account), JSON.stringify(kept));
    else localStorage.removeItem(key(account));
  } catch {
    // A browser that keeps nothing still telephones.
  }
}

/** Put the other parties on hold. Everything here happens at once: the page has no time. */
export function leave(calls: Running[]): void {
  for (const { session } of calls) if (session.isEstablished() && !session.isOnHold().local) hold(session);
}

/** What was left, once. */
export function takeUp(account: string): Kept[] {
  try {
    const text = localStorage.getItem(key(account));
    localStorage.removeItem(key(account));
    const all = JSON.parse(text ?? '[]') as Kept[];
    return all.filter((each) => Date.now() - each.left < FRESH);
  } catch {
    return [];
  }
}

/** The header that makes a new call take the place of an old one. The PBX reads the tags from its own side. */
export function replaces(kept: Kept): string {
  return `Replaces: ${kept.callId};to-tag=${kept.remoteTag};from-tag=${kept.localTag}`;
}

/** The last description once more, but that we only send: the PBX plays music to the other party. */
function hold(session: RtcSession): void {
  const last = session.connection?.localDescription?.sdp;
  if (!last) return;
  const next = (_: string, head: string, version: string) => `${head}${Number(version) + 1}`;
  const body = last.replace(/^(o=\S+ \S+ )(\d+)/m, next).replace(/^a=(sendrecv|recvonly)/gm, 'a=sendonly');
  session.sendRequest('INVITE', { body, extraHeaders: ['Content-Type: application/sdp'] });
}
