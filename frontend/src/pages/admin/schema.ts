// What the server says of its kinds of things, read from its OpenAPI document: which fields, what they may be.

import { api, type Item, type Value } from './api';

/** A field of a thing, as far as forms and tables need to know. */
export interface Field {
  readonly name: string;
  readonly type: 'text' | 'number' | 'flag' | 'time' | 'color' | 'secret' | 'choice' | 'choices' | 'link' | 'links' | 'parts' | 'words';
  readonly required: boolean;
  readonly readOnly: boolean;
  /** In place of a value there may be none. */
  readonly nullable: boolean;
  readonly standard: Value;
  readonly description: string;
  /** What may be chosen. */
  readonly allowed: readonly string[];
  /** The kind of thing that an id leads to. */
  readonly kind: string;
  /** Of what a value that is a list of things consists. */
  readonly parts: readonly Field[];
  readonly longest: number | undefined;
  readonly least: number | undefined;
  readonly most: number | undefined;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly default?: Value;
  readonly description?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
  readonly 'x-kind'?: string;
  readonly 'x-widget'?: string;
}

interface Document {
  readonly paths: {
    readonly [path: string]: { readonly post?: { readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: Schema } } } } };
  };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
}

let document: Promise<Document> | null = null;

/** The fields of a kind, in the order in which the server names them. */
export async function fieldsOf(kind: string): Promise<readonly Field[]> {
  document ??= api.ask<Document>('GET', 'openapi.json');
  const read = await document.catch((error: unknown) => {
    document = null;
    throw error;
  });
  const schema = read.paths[`/xuc/api/2.0/config/${kind}`]?.post?.requestBody?.content['application/json']?.schema;
  return schema ? fields(read, schema) : [];
}

function fields(read: Document, given: Schema): readonly Field[] {
  const schema = resolved(read, given);
  return Object.entries(schema.properties ?? {}).map(([name, found]) =>
    field(read, name, found, schema.required?.includes(name) ?? false),
  );
}

function field(read: Document, name: string, given: Schema, required: boolean): Field {
  const options = (given.anyOf ?? [given]).map((option) => resolved(read, option));
  const schema = options.find((option) => option.type !== 'null') ?? {};
  const inner = schema.items ? resolved(read, schema.items) : null;
  return {
    name,
    type: typeOf(schema, inner),
    required,
    readOnly: schema.readOnly ?? false,
    nullable: options.some((option) => option.type === 'null'),
    standard: given.default ?? null,
    description: given.description ?? '',
    allowed: (inner ?? schema).enum ?? [],
    kind: (inner ?? schema)['x-kind'] ?? '',
    parts: inner?.properties ? fields(read, inner) : [],
    longest: schema.maxLength,
    least: schema.minimum,
    most: schema.maximum,
  };
}

function typeOf(schema: Schema, inner: Schema | null): Field['type'] {
  if (inner) return inner['x-kind'] ? 'links' : inner.properties ? 'parts' : inner.enum ? 'choices' : 'words';
  if (schema['x-kind']) return 'link';
  if (schema.enum) return 'choice';
  if (schema.writeOnly) return 'secret';
  if (schema['x-widget'] === 'color') return 'color';
  if (schema.format === 'partial-time') return 'time';
  if (schema.type === 'boolean') return 'flag';
  return schema.type === 'integer' ? 'number' : 'text';
}

function resolved(read: Document, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name ? { ...read.components.schemas[name], ...schema } : schema;
}

/** What people call a thing; the server does the same for lists. */
export function labelOf(kind: string, item: Item): string {
  const name = `${text(item.firstName)} ${text(item.lastName)}`.trim();
  if (kind === 'users') return name ? `${name} (${text(item.login)})` : text(item.login);
  if (kind === 'agents' || kind === 'lines') return `${text(item.number)} ${name || text(item.name)}`.trim();
  if (kind === 'voicemails') return `${text(item.number)}@${text(item.context)}`;
  if (kind === 'queues') return text(item.displayName) || text(item.name);
  return text(item.name) || name || text(item.company);
}

export function text(value: Value | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** What a thing is called in addresses. */
export function keyOf(kind: string, item: Item): string {
  return text(kind === 'statuses' ? item.name : (item.uuid ?? item.id));
}
