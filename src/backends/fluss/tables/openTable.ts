import { Schema } from 'apache-arrow';
import type { ColumnInfo } from '../../../core/contract/catalog';
import type { ChangeKind, TableDescription, TableKey } from '../../../core/contract/tables';
import { encodeSchema } from '../../../core/arrow/messages';
import { prefixKey } from '../keys/router';
import { SYSTEM_COLUMNS, SYSTEM_ROLES, systemField } from '../log/systemColumns';
import type { OutputColumn } from '../log/recordReader';
import { arrowField } from '../types/arrowSchema';
import { typeText } from '../types/dataType';
import { columnIndex, isKeyed, type TableInfo } from '../types/table';

/** The columns of a table as statements see them: its own, then those of the system. */
export const outputColumn = (table: TableInfo, index: number): OutputColumn => {
  const name = SYSTEM_COLUMNS[index - table.schema.columns.length];
  return name ? { kind: 'system', name } : { kind: 'table', index };
};

export const systemColumnIndex = (table: TableInfo, name: (typeof SYSTEM_COLUMNS)[number]): number => table.schema.columns.length + SYSTEM_COLUMNS.indexOf(name);

/** Fields of some of the columns. */
export function outputSchema(table: TableInfo, columns: readonly number[]): Schema {
  return new Schema(
    columns.map((index) => {
      const output = outputColumn(table, index);
      if (output.kind === 'system') return systemField(output.name);
      const column = table.schema.columns[output.index];
      if (!column) throw new RangeError(`there is no column ${index}`);
      return arrowField(column, true);
    }),
  );
}

export const allColumns = (table: TableInfo): readonly number[] => Array.from({ length: table.schema.columns.length + SYSTEM_COLUMNS.length }, (_, index) => index);

const SYSTEM_TYPES: Readonly<Record<(typeof SYSTEM_COLUMNS)[number], string>> = { _change_type: 'STRING', _bucket: 'INT', _offset: 'BIGINT', _timestamp: 'TIMESTAMP_LTZ(3)' };

export function describeTable(table: TableInfo): TableDescription {
  const columns: ColumnInfo[] = table.schema.columns.map(({ name, type, comment }) => {
    const key = keyWords(table, name);
    return { name, type: typeText({ ...type, nullable: true }), nullable: type.nullable, ...(key === '' ? {} : { key }), ...(comment === undefined ? {} : { comment }) };
  });
  const system = SYSTEM_COLUMNS.map((name): ColumnInfo => ({ name, type: SYSTEM_TYPES[name], nullable: true, comment: 'Added by Fluss' }));
  return {
    schemaId: `${table.tableId}/${table.schemaId}`,
    schema: encodeSchema(outputSchema(table, allColumns(table))).bytes,
    columns: [...columns, ...system],
    keys: keysOf(table),
    systemColumns: SYSTEM_COLUMNS.map((name) => ({ column: systemColumnIndex(table, name), role: SYSTEM_ROLES[name] })),
    changes: changesOf(table),
  };
}

function keyWords(table: TableInfo, name: string): string {
  const words = [];
  if (table.schema.primaryKey.includes(name)) words.push('primary key');
  if (table.partitionKeys.includes(name)) words.push('partition key');
  if (table.bucketKeys.includes(name) && !(words.includes('primary key') && table.bucketKeys.length === table.schema.primaryKey.length - table.partitionKeys.length)) words.push('bucket key');
  return words.join(', ');
}

function keysOf(table: TableInfo): readonly TableKey[] {
  if (!isKeyed(table)) return [];
  const indexes = (names: readonly string[]): readonly number[] => names.map((name) => columnIndex(table.schema, name));
  const { primaryKey } = table.schema;
  const prefix = prefixKey(table);
  return [
    { name: 'primary key', columns: indexes(primaryKey), prefix: primaryKey.length, unique: true },
    ...(prefix ? [{ name: 'bucket key', columns: indexes(prefix), prefix: prefix.length, unique: false }] : []),
  ];
}

/** Rows of a log can only be added. */
const changesOf = (table: TableInfo): readonly ChangeKind[] => (isKeyed(table) ? ['upsert', 'update', 'delete'] : ['insert']);
