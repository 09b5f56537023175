import type { ConfigChange } from '../client/admin';
import type { Column, TableDescriptor } from '../types/table';
import type { Name } from './words';

/** A table as it is named: without its database, that of the session is meant. */
export interface TableName {
  readonly database: string | undefined;
  readonly table: string;
}

/** One value for each partition key, in any order. */
export type PartitionValues = readonly { readonly key: Name; readonly value: Name }[];

export type NewColumn = Omit<Column, 'id'>;

/** Statements of Flink's SQL that Fluss itself can do. */
export type FlinkStatement =
  | { readonly kind: 'createDatabase'; readonly database: string; readonly ifNotExists: boolean; readonly comment: string | undefined; readonly properties: Readonly<Record<string, string>> }
  | { readonly kind: 'dropDatabase'; readonly database: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'alterDatabase'; readonly database: string; readonly changes: readonly ConfigChange[] }
  | { readonly kind: 'createTable'; readonly name: TableName; readonly ifNotExists: boolean; readonly descriptor: TableDescriptor }
  | { readonly kind: 'dropTable'; readonly name: TableName; readonly ifExists: boolean }
  | { readonly kind: 'alterProperties'; readonly name: TableName; readonly ifExists: boolean; readonly changes: readonly ConfigChange[] }
  | { readonly kind: 'addColumns'; readonly name: TableName; readonly ifExists: boolean; readonly columns: readonly NewColumn[] }
  | { readonly kind: 'addPartition' | 'dropPartition'; readonly name: TableName; readonly ignore: boolean; readonly values: PartitionValues }
  | { readonly kind: 'showDatabases'; readonly like: string | undefined }
  | { readonly kind: 'showTables'; readonly database: string | undefined; readonly like: string | undefined }
  | { readonly kind: 'showPartitions'; readonly name: TableName; readonly values: PartitionValues }
  | { readonly kind: 'showCreateTable' | 'describe'; readonly name: TableName }
  | { readonly kind: 'showCurrentDatabase' }
  | { readonly kind: 'use'; readonly database: string };
