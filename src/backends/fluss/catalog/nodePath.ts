/** Parts of a table in the tree. */
export const TABLE_PARTS = ['columns', 'partitions', 'buckets', 'properties', 'statistics'] as const;
export type TablePart = (typeof TABLE_PARTS)[number];

/** Where a node of the tree stands. */
export type Place =
  | { readonly kind: 'root' | 'servers' }
  | { readonly kind: 'database'; readonly database: string }
  | { readonly kind: 'table'; readonly database: string; readonly table: string }
  | { readonly kind: 'part'; readonly database: string; readonly table: string; readonly part: TablePart }
  | { readonly kind: 'partition'; readonly database: string; readonly table: string; readonly partition: string }
  | { readonly kind: 'leaf' };

export const SERVERS = 'servers';
const DATABASE = 'database:';

export const databasePath = (database: string): readonly string[] => [`${DATABASE}${database}`];

export function placeOf(path: readonly string[]): Place {
  const [first, table, part, leaf] = path;
  if (first === undefined) return { kind: 'root' };
  if (first === SERVERS) return { kind: path.length === 1 ? 'servers' : 'leaf' };
  const database = first.slice(DATABASE.length);
  if (table === undefined) return { kind: 'database', database };
  if (part === undefined) return { kind: 'table', database, table };
  const known = TABLE_PARTS.find((name) => name === part);
  if (!known) return { kind: 'leaf' };
  if (leaf === undefined) return { kind: 'part', database, table, part: known };
  return known === 'partitions' && path.length === 4 ? { kind: 'partition', database, table, partition: leaf } : { kind: 'leaf' };
}
