// What a page has subscribed to, so that it can be asked again after the server began anew. Nothing here sends.

import type { Frame } from './results';

/** Commands whose effect lasts as long as the session, and questions about what is just now. */
const LASTING = new Set([
  'getList',
  'subscribeToQueueStats',
  'subscribeToQueueCalls',
  'subscribeToAgentStats',
  'subscribeToAgentEvents',
  'subscribeToPhoneHints',
  'subscribeToVideoStatus',
  'getAgentStates',
  'getCurrentCallsPhoneEvents',
  'getCallbackLists',
  'getQualifications',
  'subscribeToRealtimeCTI',
  'getUserDefaultMembership',
]);

/** Commands that end others, and which. */
const ENDS: Record<string, (ending: Frame, other: Frame) => boolean> = {
  unsubscribeFromAllPhoneHints: (_, other) => other.command === 'subscribeToPhoneHints',
  unsubscribeFromAllVideoStatus: (_, other) => other.command === 'subscribeToVideoStatus',
  unSubscribeToQueueCalls: (ending, other) =>
    other.command === 'subscribeToQueueCalls' && String(other.queueId) === String(ending.queueId),
};

/** What tells one subscription from another. */
export function key(frame: Frame): string {
  const { requestId: _, ...rest } = frame;
  return JSON.stringify(rest);
}

/** Numbers that go into one frame: well below what a server takes. */
const NUMBERS = 1000;

/**
 * The same in fewer frames: a page with a list of people may have asked for each phone by itself, and all at once that
 * would be more than the server allows (protocol 1.9).
 */
export function merged(frames: Frame[]): Frame[] {
  const hints = frames.filter((frame) => frame.command === 'subscribeToPhoneHints' && Array.isArray(frame.phoneNumbers));
  if (hints.length < 2) return frames;
  const numbers = [...new Set(hints.flatMap((frame) => frame.phoneNumbers as unknown[]))];
  const together: Frame[] = [];
  for (let from = 0; from < numbers.length; from += NUMBERS) {
    const phoneNumbers = numbers.slice(from, from + NUMBERS);
    together.push({ claz: 'web', command: 'subscribeToPhoneHints', phoneNumbers });
  }
  return [...frames.filter((frame) => !hints.includes(frame)), ...together];
}

export class Subscriptions {
  #kept = new Map<string, Frame>();
  #fresh = new Set<string>();

  /** A frame that a page sends. */
  note(frame: Frame): void {
    const ends = ENDS[frame.command ?? ''];
    if (ends) {
      for (const [name, other] of [...this.#kept]) if (ends(frame, other)) this.#kept.delete(name);
    } else if (this.lasts(frame)) {
      this.#kept.set(key(frame), frame);
      this.#fresh.add(key(frame));
    }
  }

  lasts(frame: Frame): boolean {
    return LASTING.has(frame.command ?? '');
  }

  /** Whether a frame may still be sent when the link is back: it is no act, only what the page wants to hear. */
  keeps(frame: Frame): boolean {
    return this.lasts(frame) || (frame.command ?? '') in ENDS;
  }

  /** The server knows nothing any more; what the page asks for from now on need not be repeated. */
  beginAnew(): void {
    this.#fresh.clear();
  }

  has(frame: Frame): boolean {
    return this.#kept.has(key(frame));
  }

  isMissing(frame: Frame): boolean {
    return this.has(frame) && !this.#fresh.has(key(frame));
  }

  /** What the server has to be asked again. */
  get missing(): Frame[] {
    return [...this.#kept.values()].filter((frame) => this.isMissing(frame));
  }

  clear(): void {
    this.#kept.clear();
    this.#fresh.clear();
  }
}
