import type { ExecutionEvent } from '../../core/contract/execution';
import { HeadwaterError } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import type { DuckDbConnection } from '../../duckdb/duckdb';
import { type OverFilesOptions, rowsOverFiles } from '../remote/overFiles';
import { ProgressEvents } from '../remote/progressEvents';
import type { FileSource } from '../sources';
import { type ColumnDifference, compareColumns, type DescribedColumn, tellColumn } from './columns';
import * as sql from './statements';

/** One side of a comparison: anything that DuckDB can read. */
export interface Relation {
  /** For people. */
  readonly label: string;
  /** A query, such as `FROM read_parquet('…')`. */
  readonly query: string;
  /** What has to be there for it. */
  readonly sources: readonly FileSource[];
}

export interface Comparing {
  readonly left: Relation;
  readonly right: Relation;
  /** Columns that tell rows apart; empty: rows are counted as they are. */
  readonly key: readonly string[];
}

/** Rows. With a key, a changed row is one. */
export interface DifferenceCounts {
  readonly left: bigint;
  readonly right: bigint;
  readonly removed: bigint;
  readonly added: bigint;
  readonly changed: bigint;
}

/**
 * Compares two relations: first tells of columns and counts, then gives the rows that differ, in the order of the key. A row of the result has
 * what it is in {@link sql.CHANGE_COLUMN}, the names of the changed columns in {@link sql.CHANGED_COLUMN}, then the columns that both sides have;
 * without a key, how often it is missing or too many in {@link sql.TIMES_COLUMN} instead of the names.
 * @param connection on which the relations can be read, with no temporary tables of ours; they stay until it is closed
 */
export async function* compareRelations(connection: DuckDbConnection, comparing: Comparing, options: Omit<OverFilesOptions, 'progress'>): AsyncGenerator<ExecutionEvent, void, undefined> {
  const { left, right, key } = comparing;
  const { signal } = options;
  const progress = new ProgressEvents();
  const columns = await describeBoth(connection, comparing, options);
  for (const column of columns) {
    const text = tellColumn(column);
    if (text !== undefined) yield { kind: 'message', severity: 'warning', text };
  }
  const compared = checkedColumns(columns, comparing);
  for (const [side, relation] of [['l', left], ['r', right]] as const) {
    yield { kind: 'progress', text: `Reading ${relation.label}` };
    const query = sql.sideQuery(relation.query, compared);
    yield* progress.during(rowsOverFiles(connection, sql.sideTable(side, query), relation.sources, { ...options, query, progress: progress.add }));
    if (key.length > 0) await checkUnique(connection, side, relation, compared, signal);
  }
  yield { kind: 'progress', text: 'Comparing' };
  const keyed = key.length > 0;
  await connection.rows(keyed ? sql.keyedDifference(compared) : sql.multisetDifference(compared), NOT_COMPARED, signal);
  const counts = readCounts(await connection.rows(keyed ? sql.KEYED_COUNTS : sql.MULTISET_COUNTS, NOT_COMPARED, signal));
  yield { kind: 'message', severity: 'info', text: tellCounts(counts, keyed) };
  for await (const event of connection.run(keyed ? sql.keyedRows(compared) : sql.multisetRows(compared), { signal })) {
    yield event.kind === 'ended' ? { kind: 'done', facts: factsOf(counts, keyed) } : event;
  }
}

/** How the columns of two relations differ. */
export async function describeBoth(connection: DuckDbConnection, { left, right }: Pick<Comparing, 'left' | 'right'>, options: OverFilesOptions): Promise<readonly ColumnDifference[]> {
  return compareColumns(await describe(connection, left, options), await describe(connection, right, options));
}

const NOT_COMPARED = 'Could not compare the data';

async function describe(connection: DuckDbConnection, { query, sources }: Relation, options: OverFilesOptions): Promise<readonly DescribedColumn[]> {
  const rows = await rowsOverFiles(connection, `DESCRIBE ${query}`, sources, { ...options, query: `SELECT 1 FROM (${query}) LIMIT 0` });
  return rows.map(([name, type]) => ({ name: name ?? '', type: type ?? '' }));
}

function checkedColumns(columns: readonly ColumnDifference[], { key }: Comparing): readonly sql.ComparedColumn[] {
  const compared = sql.comparedColumns(columns, key);
  const missing = key.filter((name) => !compared.some((column) => column.name.toLowerCase() === name.toLowerCase()));
  if (missing.length > 0) {
    throw new HeadwaterError({ what: NOT_COMPARED, why: `Only one side has the key column \`${missing.join('`, `')}\`, or none has.`, todo: 'Choose a key of columns that both sides have.', kind: 'invalid', code: 'no-key-column' });
  }
  if (compared.length > 0) return compared;
  throw new HeadwaterError({ what: NOT_COMPARED, why: 'The two sides have no column in common.', todo: 'Choose two sides with the same kind of rows.', kind: 'invalid', code: 'no-common-column' });
}

async function checkUnique(connection: DuckDbConnection, side: 'l' | 'r', { label }: Relation, columns: readonly sql.ComparedColumn[], signal: AbortSignal): Promise<void> {
  const [[value, times, keys] = []] = await connection.rows(sql.repeatedKey(side, columns), NOT_COMPARED, signal);
  if (value === undefined) return;
  throw new HeadwaterError({
    what: NOT_COMPARED,
    why: `The key does not tell rows apart in ${label}: ${formatCount(BigInt(keys ?? 1))} of its values stand more than once, (${value ?? ''}) ${formatCount(BigInt(times ?? 0))} times.`,
    todo: 'Choose more columns for the key, or compare without one.',
    kind: 'invalid',
    code: 'key-not-unique',
  });
}

function readCounts([row = []]: readonly (readonly (string | null)[])[]): DifferenceCounts {
  const [left = 0n, right = 0n, removed = 0n, added = 0n, changed = 0n] = row.map((cell) => BigInt(cell ?? 0));
  return { left, right, removed, added, changed };
}

function tellCounts({ left, right, removed, added, changed }: DifferenceCounts, keyed: boolean): string {
  const sizes = `${formatCount(left)} rows on the left, ${formatCount(right)} on the right`;
  if (removed + added + changed === 0n) return `The rows are equal: ${sizes}.`;
  return `${formatCount(removed)} removed, ${formatCount(added)} added${keyed ? `, ${formatCount(changed)} changed` : ''}; ${formatCount(left - removed - changed)} equal. ${sizes}.`;
}

function factsOf({ left, right, removed, added, changed }: DifferenceCounts, keyed: boolean): readonly (readonly [string, string])[] {
  return [
    ['Removed', formatCount(removed)],
    ['Added', formatCount(added)],
    ...(keyed ? [['Changed', formatCount(changed)] as const] : []),
    ['Equal', formatCount(left - removed - changed)],
    ['Left', `${formatCount(left)} rows`],
    ['Right', `${formatCount(right)} rows`],
  ];
}
