// What a phone's display says, from what the phone shows: pure text, in the language spoken now.

import type { CallView, EndedView, Lamp, PhoneView } from './wire';
import { words } from './words';

/** Who is at the other end, as short as a display needs it. */
export function who(party: { readonly name: string; readonly number: string }): string {
  return party.name || party.number || words().nobody;
}

export function lampText(lamp: Lamp): string {
  const texts: Record<Lamp, string> = {
    idle: words().lampIdle,
    ringing: words().lampRinging,
    dialing: words().lampDialing,
    talking: words().lampTalking,
    held: words().lampHeld,
    offline: words().lampOffline,
  };
  return texts[lamp];
}

/** What is going on in a call. */
export function stageText(call: CallView): string {
  if (call.stage === 'holding') return words().stageHolding;
  if (call.stage === 'held') return words().stageHeld;
  if (call.stage === 'dialing') return words().stageDialing;
  if (call.stage === 'ringing') return words().stageRinging;
  const services: Record<CallView['service'], string> = {
    phone: words().stageTalking,
    queue: words().inQueue,
    echo: words().inEcho,
    conference: words().inConference,
    voicemail: words().inVoicemail,
    parked: words().inParked,
    listening: words().inListening,
    announcement: words().inAnnouncement,
  };
  return services[call.service];
}

/** How the last call ended; `missed` when it was for this phone. */
export function endText(ended: EndedView): string {
  const texts: Record<EndedView['why'], string> = {
    normal: words().endNormal,
    busy: words().endBusy,
    unanswered: words().endUnanswered,
    refused: words().endRefused,
    unknown_number: words().endUnknown,
    unreachable: words().endUnreachable,
    elsewhere: words().endElsewhere,
  };
  return texts[ended.why];
}

/** The lines of an idle display: what is set on the phone. */
export function notes(phone: PhoneView): { readonly kind: 'dnd' | 'forward' | 'messages' | 'queue'; readonly text: string }[] {
  const found: ReturnType<typeof notes> = [];
  if (phone.dnd) found.push({ kind: 'dnd', text: words().dnd });
  for (const forward of phone.forwards) {
    const texts = { unc: words().forwardAlways, busy: words().forwardBusy, na: words().forwardUnanswered };
    found.push({ kind: 'forward', text: texts[forward.kind](forward.number) });
  }
  if (phone.messages) found.push({ kind: 'messages', text: words().messages(phone.messages) });
  if (phone.queues.length) found.push({ kind: 'queue', text: words().signedIn(phone.queues.join(', ')) });
  return found;
}

/** The call that the keys mean: what rings, else what talks, else what is held. */
export function foremost(calls: readonly CallView[]): CallView | undefined {
  const rank: Record<CallView['stage'], number> = { ringing: 0, talking: 1, dialing: 2, held: 3, holding: 4 };
  return [...calls].sort((one, other) => rank[one.stage] - rank[other.stage])[0];
}

/** What may be dialled, out of what was typed or pasted: digits, star, hash, a leading plus. */
export function dialled(text: string): string {
  const kept = text.replace(/[^0-9*#+]/g, '');
  return kept.slice(0, 1) + kept.slice(1).replaceAll('+', '');
}
