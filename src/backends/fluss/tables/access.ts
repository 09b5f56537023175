import type { ScanRequest } from '../../../core/contract/tables';
import { prefixKey, type RowColumns } from '../keys/router';
import { PartitionText } from '../keys/partitions';
import { keyTypes } from '../keys/keyEncoder';
import type { ColumnWriter } from '../rows/writeColumn';
import { columnIndex, isKeyed, type TableInfo } from '../types/table';
import { rangeOf, type Range, requiredValues, wholeNumber } from './conditions';
import { literalColumn } from './literalColumn';
import { systemColumnIndex } from './openTable';

/** Which buckets and offsets a read needs. */
export interface LogBounds {
  /** Absent: all. */
  readonly buckets?: ReadonlySet<number>;
  readonly offsets: Range;
  /** Absent: all. Values by place among the partition keys. */
  readonly partitions?: ReadonlyMap<number, ReadonlySet<string>>;
}

/** How the rows of a request are found. */
export type Access =
  | { readonly kind: 'lookup' | 'prefix'; readonly keys: number; readonly columns: RowColumns }
  /** The present rows of a table with a primary key. */
  | { readonly kind: 'state'; readonly limit?: number; readonly bounds: LogBounds }
  | { readonly kind: 'log'; readonly limit?: number; readonly bounds: LogBounds };

/** More keys than this are found faster by reading the table. */
const MOST_KEYS = 10_000;

export function accessOf(table: TableInfo, request: ScanRequest): Access {
  const changes = request.start !== undefined && request.start.at !== 'full';
  const keyed = isKeyed(table) && !changes;
  if (keyed) {
    const { primaryKey } = table.schema;
    const lookup = byKey(table, request, 'lookup', primaryKey) ?? byPrefix(table, request);
    if (lookup) return lookup;
  }
  // a limit is only given where any rows that fit will do; rows are filtered here by nothing but place
  const limit = request.limit !== undefined && request.predicate === undefined ? { limit: request.limit } : {};
  return { kind: keyed ? 'state' : 'log', bounds: boundsOf(table, request), ...limit };
}

function byPrefix(table: TableInfo, request: ScanRequest): Access | undefined {
  const names = prefixKey(table);
  return names && byKey(table, request, 'prefix', names);
}

/** A list of keys from the values that the predicate wants of each key column: all combinations. */
function byKey(table: TableInfo, { predicate }: ScanRequest, kind: 'lookup' | 'prefix', names: readonly string[]): Access | undefined {
  const required = requiredValues(predicate);
  const lists = names.map((name) => required.get(columnIndex(table.schema, name)) ?? []);
  const keys = lists.reduce((product, list) => product * list.length, 1);
  if (keys === 0 || keys > MOST_KEYS) return undefined;
  const types = keyTypes(table, names);
  const columns = new Map<string, ColumnWriter>();
  let repeat = 1;
  for (const [index, name] of names.entries()) {
    const list = lists[index] ?? [];
    const type = types[index];
    const values = type && literalColumn(type, list);
    if (!values) return undefined;
    const stride = repeat;
    const at = (row: number): number => Math.floor(row / stride) % list.length;
    columns.set(name, { isNull: (row) => values.isNull(at(row)), write: (row, to) => values.write(at(row), to) });
    repeat *= list.length;
  }
  return { kind, keys, columns: (name) => columns.get(name) };
}

export function boundsOf(table: TableInfo, { predicate }: Pick<ScanRequest, 'predicate'>): LogBounds {
  const buckets = requiredValues(predicate).get(systemColumnIndex(table, '_bucket'))?.map(wholeNumber);
  const known = buckets?.every((bucket) => bucket !== undefined) ? new Set(buckets.map(Number)) : undefined;
  const partitions = partitionValues(table, predicate);
  return {
    offsets: rangeOf(predicate, systemColumnIndex(table, '_offset'), wholeNumber),
    ...(known ? { buckets: known } : {}),
    ...(partitions.size > 0 ? { partitions } : {}),
  };
}

function partitionValues(table: TableInfo, predicate: ScanRequest['predicate']): ReadonlyMap<number, ReadonlySet<string>> {
  const required = requiredValues(predicate);
  const found = new Map<number, ReadonlySet<string>>();
  const types = keyTypes(table, table.partitionKeys);
  table.partitionKeys.forEach((name, place) => {
    const list = required.get(columnIndex(table.schema, name));
    const type = types[place];
    const values = list && type && literalColumn(type, list);
    if (!values) return;
    found.set(
      place,
      new Set(
        list.map((_, row) => {
          const text = new PartitionText(type);
          values.write(row, text);
          return text.text;
        }),
      ),
    );
  });
  return found;
}
