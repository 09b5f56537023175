import type { TableName } from '../metadata/metadata';

/** Ids of the tree: each says what it names, and `-` stands for a level that the server does not have. */
export type Place =
  | { readonly kind: 'root' }
  | { readonly kind: 'databases' }
  | { readonly kind: 'database'; readonly name: string }
  | { readonly kind: 'catalog'; readonly catalog: string | null }
  | { readonly kind: 'schema'; readonly catalog: string | null; readonly schema: string | null }
  | { readonly kind: 'type'; readonly catalog: string | null; readonly schema: string | null; readonly type: string }
  | ({ readonly kind: 'table' } & TableName)
  | ({ readonly kind: 'column'; readonly column: string } & TableName);

export const DATABASES = 'databases';

export const catalogId = (name: string | null): string => levelId('c', name);
export const schemaId = (name: string | null): string => levelId('s', name);
export const typeId = (type: string): string => `k:${type}`;
export const tableId = (name: string): string => `t:${name}`;
export const columnId = (name: string): string => `f:${name}`;
export const databaseId = (name: string): string => `d:${name}`;

/** The node of a table. */
export function tablePath({ catalog, schema, table }: TableName): readonly string[] {
  return [catalogId(catalog), schemaId(schema), tableId(table)];
}

/** `undefined` where the ids are none of ours. */
export function parsePlace(path: readonly string[]): Place | undefined {
  const [first, second, third, fourth, fifth, ...rest] = path;
  if (first === undefined) return { kind: 'root' };
  if (rest.length > 0) return undefined;
  if (first === DATABASES) return parseDatabase(second, third);
  const catalog = level('c', first);
  if (catalog === undefined) return undefined;
  if (second === undefined) return { kind: 'catalog', catalog };
  const schema = level('s', second);
  if (schema === undefined) return undefined;
  if (third === undefined) return { kind: 'schema', catalog, schema };
  const type = named('k', third);
  if (type !== undefined) return fourth === undefined ? { kind: 'type', catalog, schema, type } : parseTable({ catalog, schema }, fourth, fifth);
  return fifth === undefined ? parseTable({ catalog, schema }, third, fourth) : undefined;
}

function parseTable(schema: Pick<TableName, 'catalog' | 'schema'>, tableText: string, columnText: string | undefined): Place | undefined {
  const table = named('t', tableText);
  if (table === undefined) return undefined;
  if (columnText === undefined) return { kind: 'table', ...schema, table };
  const column = named('f', columnText);
  return column === undefined ? undefined : { kind: 'column', ...schema, table, column };
}

function parseDatabase(text: string | undefined, more: string | undefined): Place | undefined {
  if (text === undefined) return { kind: 'databases' };
  const name = named('d', text);
  return name === undefined || more !== undefined ? undefined : { kind: 'database', name };
}

function levelId(letter: string, name: string | null): string {
  return name === null ? `${letter}-` : `${letter}:${name}`;
}

function level(letter: string, id: string): string | null | undefined {
  return id === `${letter}-` ? null : named(letter, id);
}

function named(letter: string, id: string): string | undefined {
  return id.startsWith(`${letter}:`) ? id.slice(letter.length + 1) : undefined;
}
