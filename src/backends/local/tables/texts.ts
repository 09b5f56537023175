import { randomUUID } from 'node:crypto';
import type { ColumnInfo } from '../../../core/contract/catalog';
import type { ChangeKind, LookupRequest, ScanRequest, TableDescription } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import { identifier } from '../names';
import { conditionOf } from './condition';

/** The statements that tables are read and written by. */

/** A name for rows that are given to a statement. */
export function functionName(): string {
  return `headwater_${randomUUID().replaceAll('-', '')}`;
}

export function tableText(path: readonly string[]): string {
  return path.map(identifier).join('.');
}

export function scanText({ table, columns, predicate, limit }: ScanRequest, all: readonly ColumnInfo[]): string {
  const condition = predicate && conditionOf(predicate, all);
  const exact = predicate === undefined || condition !== undefined;
  const where = condition === undefined ? '' : ` WHERE ${condition}`;
  return `SELECT ${selected(columns, all)} FROM ${tableText(table)}${where}${limit !== undefined && exact ? ` LIMIT ${limit}` : ''}`;
}

/** @param wanted the table of the keys */
export function lookupText({ table, key, columns }: LookupRequest, { columns: all, keys }: TableDescription, wanted: string, parts: number): string {
  const names = (keys[key]?.columns ?? []).slice(0, parts).map((column) => nameAt(all, column));
  return `SELECT ${selected(columns, all)} FROM ${tableText(table)} SEMI JOIN ${wanted} ON ${names.map((name, index) => `${tableText(table)}.${name} = ${wanted}.c${index}`).join(' AND ')}`;
}

/** @param rows the function that gives the rows, whose columns are `columns` in order */
export function writeText(table: readonly string[], kind: ChangeKind, columns: readonly number[], { columns: all, keys }: Pick<TableDescription, 'columns' | 'keys'>, rows: string): string {
  const target = tableText(table);
  const names = columns.map((column) => nameAt(all, column));
  switch (kind) {
    case 'insert':
      return `INSERT INTO ${target} (${names.join(', ')}) FROM ${rows}()`;
    case 'upsert':
      return `INSERT OR REPLACE INTO ${target} (${names.join(', ')}) FROM ${rows}()`;
    case 'update': {
      const key = keyOf(keys, table);
      const set = columns.flatMap((column, index) => (key.includes(column) ? [] : [`${names[index] ?? ''} = given.c${index}`]));
      return `UPDATE ${target} SET ${set.join(', ')} FROM ${rows}() given WHERE ${matching(target, key, columns, all)}`;
    }
    case 'delete':
      return `DELETE FROM ${target} USING ${rows}() given WHERE ${matching(target, keyOf(keys, table), columns, all)}`;
  }
}

/**
 * Counts the rows with the key of a given one, and those of them that are as it was. Values are compared as text: some have no type of their own in Arrow.
 * @param rows the function that gives the row, with all columns in order
 */
export function sameText(table: readonly string[], { columns, keys }: Pick<TableDescription, 'columns' | 'keys'>, rows: string): string {
  const target = tableText(table);
  const all = columns.map((_, index) => index);
  const same = columns.map((_, index) => `CAST(${target}.${nameAt(columns, index)} AS VARCHAR) IS NOT DISTINCT FROM CAST(given.c${index} AS VARCHAR)`);
  return `SELECT count(*), count(*) FILTER (WHERE ${same.join(' AND ')}) FROM ${target}, ${rows}() given WHERE ${matching(target, keyOf(keys, table), all, columns)}`;
}

function matching(target: string, key: readonly number[], columns: readonly number[], all: readonly ColumnInfo[]): string {
  return key.map((column) => `${target}.${nameAt(all, column)} = given.c${columns.indexOf(column)}`).join(' AND ');
}

function keyOf(keys: TableDescription['keys'], table: readonly string[]): readonly number[] {
  const [key] = keys;
  if (key) return key.columns;
  throw new HeadwaterError({ what: `Could not change rows of \`${table.join('.')}\``, why: 'The table has no primary key to find them by.', kind: 'unsupported' });
}

/** Nobody reads the value where no column is wanted: only rows count. */
function selected(columns: readonly number[], all: readonly ColumnInfo[]): string {
  return columns.length === 0 ? '1' : columns.map((column) => readable(all[column], column)).join(', ');
}

/** What has no type of its own in Arrow reaches everybody as text. */
function readable(column: ColumnInfo | undefined, index: number): string {
  if (!column) throw new RangeError(`There is no column ${index}.`);
  const name = identifier(column.name);
  return column.type.startsWith('ENUM') ? `CAST(${name} AS VARCHAR) AS ${name}` : name;
}

function nameAt(all: readonly ColumnInfo[], column: number): string {
  const found = all[column];
  if (!found) throw new RangeError(`There is no column ${column}.`);
  return identifier(found.name);
}
