import type { ColumnDifference } from './columns';

/** The statements of a comparison. Sides stand in temporary tables, projected to what is compared, so that DuckDB can put them on disk. */

export interface ComparedColumn {
  readonly name: string;
  readonly isKey: boolean;
  /** Types differ: compared, and shown, as text. */
  readonly asText: boolean;
}

/** Name of the column that says what a row is: `removed`, `added`, or `before` and `after` of a change. */
export const CHANGE_COLUMN = 'change';
/** Name of the column with the names of the columns whose values changed. */
export const CHANGED_COLUMN = 'changed columns';
/** Name of the column with the number of rows too few or too many, where rows have no key. */
export const TIMES_COLUMN = 'rows';

export function comparedColumns(columns: readonly ColumnDifference[], key: readonly string[]): readonly ComparedColumn[] {
  const keys = new Set(key.map((name) => name.toLowerCase()));
  return columns.flatMap((column) =>
    column.kind === 'same' || column.kind === 'retyped' ? [{ name: column.name, isKey: keys.has(column.name.toLowerCase()), asText: column.kind === 'retyped' }] : [],
  );
}

/** The query of one side. Its columns get names of ours, which cannot be mistaken for others. */
export function sideQuery(from: string, columns: readonly ComparedColumn[]): string {
  const list = columns.map(({ name, asText }, index) => `${asText ? `CAST(${quoted(name)} AS VARCHAR)` : quoted(name)} AS c${index}`);
  return `SELECT ${list.join(', ')} FROM (${from})`;
}

export function sideTable(side: 'l' | 'r', query: string): string {
  return `CREATE TEMP TABLE hw_${side} AS ${query}`;
}

/** A key that stands more than once: its text and how often, and how many such keys there are. */
export function repeatedKey(side: 'l' | 'r', columns: readonly ComparedColumn[]): string {
  const { keys } = split(columns);
  const text = keys.map(({ column }) => `coalesce(CAST(${column} AS VARCHAR), 'NULL')`).join(` || ', ' || `);
  return `SELECT ${text}, count(*), count(*) OVER () FROM hw_${side} GROUP BY ${keys.map(({ column }) => column).join(', ')} HAVING count(*) > 1 LIMIT 1`;
}

/** Rows that differ, by their places in the two tables. */
export function keyedDifference(columns: readonly ComparedColumn[]): string {
  const { keys, values } = split(columns);
  const same = keys.map(({ column }) => `l.${column} IS NOT DISTINCT FROM r.${column}`).join(' AND ');
  const differ = values.map(({ column }) => `l.${column} IS DISTINCT FROM r.${column}`);
  const names = values.map(({ name }, index) => `CASE WHEN ${differ[index] ?? 'false'} THEN ${literal(name)} END`);
  const changed = values.length === 0 ? 'CAST([] AS VARCHAR[])' : `list_filter([${names.join(', ')}], lambda name: name IS NOT NULL)`;
  return `CREATE TEMP TABLE hw_d AS SELECT l.rowid AS lr, r.rowid AS rr, CASE WHEN l.rowid IS NULL OR r.rowid IS NULL THEN NULL ELSE ${changed} END AS changed
FROM hw_l l FULL JOIN hw_r r ON ${same} WHERE l.rowid IS NULL OR r.rowid IS NULL${differ.map((one) => ` OR ${one}`).join('')}`;
}

export const KEYED_COUNTS = `SELECT (SELECT count(*) FROM hw_l), (SELECT count(*) FROM hw_r), count(*) FILTER (rr IS NULL), count(*) FILTER (lr IS NULL), count(*) FILTER (lr IS NOT NULL AND rr IS NOT NULL) FROM hw_d`;

/** Differing rows by key, key first; of a changed row first as it was, then as it is. */
export function keyedRows(columns: readonly ComparedColumn[]): string {
  const { keys, values } = split(columns);
  const ordered = [...keys, ...values];
  const list = ordered.map(({ column }) => column).join(', ');
  const shown = ordered.map(({ column, name }) => `${column} AS ${quoted(name)}`);
  return `SELECT change AS ${quoted(CHANGE_COLUMN)}, changed AS ${quoted(CHANGED_COLUMN)}, ${shown.join(', ')} FROM (
SELECT CASE WHEN rr IS NULL THEN 'removed' ELSE 'before' END AS change, 0 AS side, changed, ${list} FROM hw_d JOIN hw_l ON hw_l.rowid = lr
UNION ALL SELECT CASE WHEN lr IS NULL THEN 'added' ELSE 'after' END, 1, changed, ${list} FROM hw_d JOIN hw_r ON hw_r.rowid = rr) d ORDER BY ${[...keys.map(({ column }) => column), 'side'].map((column) => `d.${column}`).join(', ')}`;
}

/** Rows that stand more often on one side. */
export function multisetDifference(columns: readonly ComparedColumn[]): string {
  const list = columns.map((_, index) => `c${index}`).join(', ');
  return `CREATE TEMP TABLE hw_d AS SELECT ${list}, sum(side) AS times FROM (SELECT *, -1 AS side FROM hw_l UNION ALL SELECT *, 1 FROM hw_r) GROUP BY ${list} HAVING sum(side) <> 0`;
}

export const MULTISET_COUNTS = `SELECT (SELECT count(*) FROM hw_l), (SELECT count(*) FROM hw_r), coalesce(sum(-times) FILTER (times < 0), 0), coalesce(sum(times) FILTER (times > 0), 0), 0 FROM hw_d`;

export function multisetRows(columns: readonly ComparedColumn[]): string {
  const shown = columns.map(({ name }, index) => `c${index} AS ${quoted(name)}`);
  return `SELECT CASE WHEN times < 0 THEN 'removed' ELSE 'added' END AS ${quoted(CHANGE_COLUMN)}, abs(times)::BIGINT AS ${quoted(TIMES_COLUMN)}, ${shown.join(', ')} FROM hw_d ORDER BY ${columns.map((_, index) => `hw_d.c${index}`).join(', ')}, hw_d.times`;
}

interface Placed {
  readonly name: string;
  /** Its name in the side's table. */
  readonly column: string;
}

function split(columns: readonly ComparedColumn[]): { readonly keys: readonly Placed[]; readonly values: readonly Placed[] } {
  const placed = columns.map(({ name, isKey }, index) => ({ name, isKey, column: `c${index}` }));
  return { keys: placed.filter(({ isKey }) => isKey), values: placed.filter(({ isKey }) => !isKey) };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
