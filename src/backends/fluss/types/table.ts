import type { DataType } from './dataType';

export interface Column {
  readonly name: string;
  readonly type: DataType;
  readonly comment?: string;
  /** Stays the same when columns are added; values are found by it. */
  readonly id: number;
}

export interface TableSchema {
  readonly columns: readonly Column[];
  /** Names; empty for a log table. */
  readonly primaryKey: readonly string[];
  readonly autoIncrement: readonly string[];
}

/** What a table is made of: its descriptor. */
export interface TableDescriptor {
  readonly schema: TableSchema;
  readonly comment?: string;
  readonly partitionKeys: readonly string[];
  /** Empty where rows of a log table go to any bucket. */
  readonly bucketKeys: readonly string[];
  /** Absent on creation: the cluster's default. */
  readonly bucketCount?: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly customProperties: Readonly<Record<string, string>>;
}

export interface TableInfo extends TableDescriptor {
  readonly database: string;
  readonly table: string;
  readonly tableId: bigint;
  readonly schemaId: number;
  readonly buckets: number;
  readonly createdMs: bigint;
  readonly modifiedMs: bigint;
}

export type RowFormat = 'COMPACTED' | 'INDEXED';
export type LogFormat = RowFormat | 'ARROW';
export type LogCompression = 'NONE' | 'LZ4_FRAME' | 'ZSTD';

/** Values are stored as they were typed, so letter case does not count. */
const property = (table: TableDescriptor, name: string): string | undefined => table.properties[name]?.toUpperCase();

export const isKeyed = (table: TableDescriptor): boolean => table.schema.primaryKey.length > 0;

export function logFormat(table: TableDescriptor): LogFormat {
  const format = property(table, 'table.log.format');
  return format === 'INDEXED' || format === 'COMPACTED' ? format : 'ARROW';
}

export const kvFormat = (table: TableDescriptor): RowFormat => (property(table, 'table.kv.format') === 'INDEXED' ? 'INDEXED' : 'COMPACTED');

export function logCompression(table: TableDescriptor): LogCompression {
  const codec = property(table, 'table.log.arrow.compression.type');
  return codec === 'NONE' || codec === 'LZ4_FRAME' ? codec : 'ZSTD';
}

const DEFAULT_ZSTD_LEVEL = 3;

export function zstdLevel(table: TableDescriptor): number {
  const level = Number(table.properties['table.log.arrow.compression.zstd.level'] ?? DEFAULT_ZSTD_LEVEL);
  return Number.isInteger(level) ? level : DEFAULT_ZSTD_LEVEL;
}

export const lakeFormat = (table: TableDescriptor): string | undefined => property(table, 'table.datalake.format');

/** 1 where the property is absent: tables of before 0.9. */
export const kvFormatVersion = (table: TableDescriptor): number => Number(table.properties['table.kv.format-version'] ?? '1');

/** The primary key without the partition keys: what stands in a bucket. */
export const physicalKey = (table: TableDescriptor): readonly string[] => table.schema.primaryKey.filter((name) => !table.partitionKeys.includes(name));

export function columnIndex(schema: TableSchema, name: string): number {
  return schema.columns.findIndex((column) => column.name === name);
}
