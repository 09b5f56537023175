import * as z from 'zod/mini';
import type { ColumnInfo } from '../core/contract/catalog';
import type { ChangeKind, StartPosition, SystemColumnRole, TableKey } from '../core/contract/tables';
import type { Check } from './define';
import { request } from './define';
import { count, path, text } from './shapes';

export const startPosition: Check<StartPosition> = z.union([
  z.object({ at: z.enum(['full', 'earliest', 'latest']) }),
  z.object({ at: z.literal('timestamp'), ms: z.number() }),
]);

/** A key, or a leading part of one, as a person writes its values. `null` is NULL. */
export type KeyTexts = readonly (string | null)[];
export const keyTexts: Check<KeyTexts> = z.array(z.nullable(text));

/** Rows of one table, read without a statement: what a run may be instead. The run's `statement` says the same in words. */
export type TableRead =
  | { readonly kind: 'scan'; readonly table: readonly string[] }
  | { readonly kind: 'lookup'; readonly table: readonly string[]; /** Index into the table's keys. */ readonly key: number; readonly keys: readonly KeyTexts[] }
  | { readonly kind: 'live'; readonly table: readonly string[]; readonly start: StartPosition };

export const tableRead: Check<TableRead> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scan'), table: path }),
  z.object({ kind: z.literal('lookup'), table: path, key: count, keys: z.array(keyTexts) }),
  z.object({ kind: z.literal('live'), table: path, start: startPosition }),
]);

/** How people write the values of a column; `none` where they cannot. */
export type CellEditor = 'text' | 'number' | 'boolean' | 'date' | 'time' | 'timestamp' | 'binary' | 'none';
const cellEditor = z.enum(['text', 'number', 'boolean', 'date', 'time', 'timestamp', 'binary', 'none']);

export interface TableColumn extends ColumnInfo {
  readonly editor: CellEditor;
  /** Of columns that the system adds, which people do not write. */
  readonly role?: SystemColumnRole;
}
const tableColumn: Check<TableColumn> = z.object({
  name: text,
  type: text,
  nullable: z.exactOptional(z.boolean()),
  key: z.exactOptional(text),
  comment: z.exactOptional(text),
  editor: cellEditor,
  role: z.exactOptional(z.enum(['change', 'partition', 'offset', 'timestamp'])),
});

export const changeKind: Check<ChangeKind> = z.enum(['insert', 'upsert', 'update', 'delete']);

/** A table, and what can be done with it. */
export interface TableInfo {
  readonly table: readonly string[];
  /** For people: `sales.orders`. */
  readonly label: string;
  readonly columns: readonly TableColumn[];
  readonly keys: readonly TableKey[];
  /** Changes by key that the table takes; empty where it is only read. */
  readonly changes: readonly ChangeKind[];
  /** Several changes are applied together or not at all. */
  readonly atomic: boolean;
  readonly lookup: boolean;
  readonly locate: boolean;
  /** Start positions of a live read; empty where there is none. */
  readonly live: readonly StartPosition['at'][];
  readonly estimatedRows?: number;
  /** The connection makes tables beside it. */
  readonly creates?: boolean;
}
const tableKey: Check<TableKey> = z.object({ name: text, columns: z.array(count), prefix: count, unique: z.boolean() });
export const tableInfo: Check<TableInfo> = z.object({
  table: path,
  label: text,
  columns: z.array(tableColumn),
  keys: z.array(tableKey),
  changes: z.array(changeKind),
  atomic: z.boolean(),
  lookup: z.boolean(),
  locate: z.boolean(),
  live: z.array(z.enum(['full', 'earliest', 'latest', 'timestamp'])),
  estimatedRows: z.exactOptional(z.number()),
  creates: z.exactOptional(z.boolean()),
});

export interface InTable {
  readonly connectionId: string;
  readonly table: readonly string[];
}
export const DescribeTable = request<InTable, TableInfo>('tables/describe', z.object({ connectionId: text, table: path }), tableInfo);

/** The statement that says the same as a read, in the connection's language, for people. */
export const DescribeRead = request<{ connectionId: string; read: TableRead }, { statement: string; title: string }>(
  'tables/statement',
  z.object({ connectionId: text, read: tableRead }),
  z.object({ statement: text, title: text }),
);

export interface LocateParams extends InTable {
  readonly key: number;
  readonly keys: readonly KeyTexts[];
}
export const LocateKeys = request<LocateParams, readonly (readonly (readonly [label: string, value: string])[])[]>(
  'tables/locate',
  z.object({ connectionId: text, table: path, key: count, keys: z.array(keyTexts) }),
  z.array(z.array(z.tuple([text, text]))),
);
