// A control for each method: how a method, its arguments and its outcome are described. What is typed in a form comes
// out as the arguments of the call. Pure: it draws nothing.

import type { CommandResult } from './library';

export type FieldKind = 'text' | 'number' | 'json' | 'list' | 'flag' | 'choice';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** What stands in it at first. */
  readonly start: string;
  readonly choices: readonly string[];
}

export interface Method {
  /** As it is called: `Cti.dial`. */
  readonly code: string;
  readonly fields: readonly Field[];
  /** Gets the values of the fields, of whatever kind the method wants. */
  readonly run: (...values: never[]) => unknown;
}

export interface Group {
  /** Key of the group's title in the page's words. */
  readonly key: string;
  readonly methods: readonly Method[];
}

export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'done' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'wrong'; readonly message: string };

const field = (kind: FieldKind) => (name: string, start = '', choices: readonly string[] = []): Field => ({
  name,
  kind,
  start,
  choices,
});

/** Makers of fields: `text('destination', '1002')`. Empty ones are not given, as undefined. */
export const text = field('text');
export const number = field('number');
export const json = field('json');
/** Words with commas or blanks between them, given as an array. */
export const list = field('list');
export const flag = field('flag');
export const choice = (name: string, choices: readonly string[]): Field =>
  field('choice')(name, choices[0] ?? '', choices);

/** A method with its fields; `run` gets their values in order. */
export function method(code: string, fields: readonly Field[], run: Method['run']): Method {
  return { code, fields, run };
}

/** The value of a field as it was typed. Raises SyntaxError for what is no JSON, TypeError for what is no number. */
export function valueOf(given: Field, typed: string): unknown {
  const trimmed = typed.trim();
  if (given.kind === 'flag') return trimmed === 'true';
  if (given.kind === 'list') return trimmed.split(/[\s,;]+/).filter(Boolean);
  if (!trimmed) return undefined;
  if (given.kind === 'json') return JSON.parse(trimmed) as unknown;
  if (given.kind !== 'number') return typed;
  const value = Number(trimmed);
  if (!Number.isFinite(value)) throw new TypeError(`${given.name}: ${trimmed}`);
  return value;
}

/** Call it, and wait for what the server says became of it. Never rejects. */
export async function call(asked: Method, typed: readonly string[]): Promise<Outcome> {
  try {
    const values = asked.fields.map((each, at) => valueOf(each, typed[at] ?? ''));
    return outcomeOf(await asked.run(...(values as never[])));
  } catch (error) {
    return resultIn(error) ?? { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

/** What a method gave back: a CommandResult where the server knows requestId, else nothing. */
export function outcomeOf(given: unknown): Outcome {
  return resultIn(given) ?? { kind: 'sent' };
}

function resultIn(given: unknown): Outcome | null {
  if (typeof given !== 'object' || given === null || !('status' in given)) return null;
  const result = given as CommandResult;
  if (result.status === 'done' || result.status === 'unknown') return { kind: result.status };
  if (result.status !== 'refused') return null;
  return { kind: 'refused', code: result.code ?? '', message: result.message ?? '' };
}
