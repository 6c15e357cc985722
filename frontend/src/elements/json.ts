// Cuts JSON into the pieces that are drawn in different colours. It never changes or hides a character.

export type PieceKind = 'key' | 'text' | 'number' | 'word' | 'plain';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Longer texts are shown in one colour: thousands of spans make a page slow. */
const LONGEST = 20_000;

/** The pieces in order; joined they are the text again. */
export function pieces(text: string): Piece[] {
  if (text.length > LONGEST) return [{ kind: 'plain', text }];
  const found: Piece[] = [];
  let end = 0;
  const add = (kind: PieceKind, part: string | undefined) => {
    if (part) found.push({ kind, text: part });
  };
  for (const match of text.matchAll(TOKEN)) {
    add('plain', text.slice(end, match.index));
    const [whole, quoted, colon, number, word] = match;
    add(colon === undefined ? 'text' : 'key', quoted);
    add('plain', colon);
    add('number', number);
    add('word', word);
    end = match.index + whole.length;
  }
  add('plain', text.slice(end));
  return found;
}
