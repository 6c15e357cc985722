// The log of frames: bounded, so that a page may stay open for weeks. Pure: it draws nothing and reads no clock.

export type Direction = 'sent' | 'received' | 'note';

export interface Entry {
  readonly id: number;
  /** Milliseconds of Unix time. */
  readonly at: number;
  readonly direction: Direction;
  /** The command, the msgType, or what the note is about. */
  readonly kind: string;
  /** The frame exactly as it travelled. */
  readonly text: string;
}

export interface Filter {
  /** Words that must all be in the frame, whatever their case. */
  readonly words: string;
  readonly direction: 'all' | Direction;
  readonly pings: boolean;
}

/** How the documented library marks the two ways. */
export const MARKS: Readonly<Record<Direction, string>> = { sent: 'S>>>', received: 'R<<<', note: '----' };

/** Frames that are kept; the oldest go first. */
export const KEPT = 1_000;

/** Characters of all kept frames together: a thousand great lists would fill a browser's memory. */
export const KEPT_CHARACTERS = 4_000_000;

export class FrameLog {
  private kept: Entry[] = [];
  private characters = 0;
  private next = 1;
  /** Frames since the page was opened, also those no longer kept. */
  total = 0;

  /** Oldest first. */
  get entries(): readonly Entry[] {
    return this.kept;
  }

  add(direction: Direction, text: string, at: number): Entry {
    const entry = { id: this.next++, at, direction, kind: kindOf(direction, text), text };
    this.total += 1;
    this.kept.push(entry);
    this.characters += text.length;
    let gone = 0;
    while (this.kept.length - gone > KEPT || (this.characters > KEPT_CHARACTERS && this.kept.length - gone > 1)) {
      this.characters -= this.kept[gone]?.text.length ?? 0;
      gone += 1;
    }
    if (gone > 0) this.kept.splice(0, gone);
    return entry;
  }

  clear(): void {
    this.kept = [];
    this.characters = 0;
  }
}

/** The entries a filter lets through. */
export function filtered(entries: readonly Entry[], filter: Filter): readonly Entry[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(
    (entry) =>
      (filter.direction === 'all' || entry.direction === filter.direction) &&
      (filter.pings || entry.kind !== 'ping') &&
      words.every((word) => entry.text.toLowerCase().includes(word)),
  );
}

/** The entries as the documented library writes them on the console. */
export function asText(entries: readonly Entry[]): string {
  return entries.map((entry) => `${stamp(entry.at)} ${MARKS[entry.direction]} ${entry.text}`).join('\n');
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}

function kindOf(direction: Direction, text: string): string {
  if (direction === 'note') return 'note';
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame === 'object' && frame !== null) {
      for (const key of ['command', 'msgType', 'claz']) {
        const value = (frame as Record<string, unknown>)[key];
        if (typeof value === 'string') return value;
      }
    }
  } catch {
    // shown all the same: this is where one looks when a frame is broken
  }
  return '?';
}
