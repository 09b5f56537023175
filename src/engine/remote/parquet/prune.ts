import * as z from 'zod/mini';
import { CompactReader } from './compactReader';
import type { LeafColumn } from './schema';

/**
 * Whether a row group may hold rows that a filter of DuckDB's plan accepts. A wrong "no" costs another try and a wrong "yes" costs bytes:
 * DuckDB itself decides by the same statistics what it reads.
 */
export function mayHold(filter: unknown, statistics: Uint8Array | undefined, leaf: LeafColumn): boolean {
  const range = statistics && readRange(statistics, leaf);
  return !range || mayAccept(filter, range, leaf);
}

type Value = number | bigint | Uint8Array;

interface Range {
  readonly min: Value;
  readonly max: Value;
}

const constant = z.object({ type: z.object({ id: z.string() }), is_null: z.boolean(), value: z.optional(z.unknown()) });
const filterShape = z.discriminatedUnion('filter_type', [
  z.object({ filter_type: z.literal('CONSTANT_COMPARISON'), comparison_type: z.string(), constant }),
  z.object({ filter_type: z.enum(['CONJUNCTION_AND', 'CONJUNCTION_OR']), child_filters: z.array(z.unknown()) }),
  z.object({ filter_type: z.literal('IN_FILTER'), values: z.array(constant) }),
]);

function mayAccept(filter: unknown, range: Range, leaf: LeafColumn): boolean {
  const read = z.safeParse(filterShape, filter);
  if (!read.success) return true;
  const { data } = read;
  switch (data.filter_type) {
    case 'CONJUNCTION_AND':
      return data.child_filters.every((child) => mayAccept(child, range, leaf));
    case 'CONJUNCTION_OR':
      return data.child_filters.some((child) => mayAccept(child, range, leaf));
    case 'IN_FILTER':
      return data.values.some((value) => mayCompare('COMPARE_EQUAL', value, range, leaf));
    case 'CONSTANT_COMPARISON':
      return mayCompare(data.comparison_type, data.constant, range, leaf);
  }
}

function mayCompare(comparison: string, given: z.infer<typeof constant>, { min, max }: Range, leaf: LeafColumn): boolean {
  const value = given.is_null ? undefined : comparable(given.type.id, given.value, leaf);
  if (value === undefined) return true;
  const low = compare(min, value);
  const high = compare(max, value);
  if (low === undefined || high === undefined) return true;
  switch (comparison) {
    case 'COMPARE_EQUAL':
      return low <= 0 && high >= 0;
    case 'COMPARE_GREATERTHAN':
      return high > 0;
    case 'COMPARE_GREATERTHANOREQUALTO':
      return high >= 0;
    case 'COMPARE_LESSTHAN':
      return low < 0;
    case 'COMPARE_LESSTHANOREQUALTO':
      return low <= 0;
    default:
      return true;
  }
}

const INTEGERS: ReadonlySet<string> = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'DATE']);
const TIMES: ReadonlySet<string> = new Set(['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE']);

/** The constant in the unit of the column's statistics; `undefined` where they cannot be compared for sure. */
function comparable(type: string, value: unknown, leaf: LeafColumn): Value | undefined {
  if (typeof value === 'string') return type === 'VARCHAR' ? Buffer.from(value) : undefined;
  if (typeof value !== 'number') return undefined;
  if (type === 'FLOAT' || type === 'DOUBLE') return value;
  if (!Number.isSafeInteger(value)) return undefined; // digits are lost on the way
  const micros = leaf.timeUnit === 'us' && TIMES.has(type);
  return micros || (leaf.timeUnit === undefined && INTEGERS.has(type)) ? BigInt(value) : undefined;
}

/** `undefined` where the kinds differ. */
function compare(one: Value, other: Value): number | undefined {
  if (one instanceof Uint8Array || other instanceof Uint8Array) return one instanceof Uint8Array && other instanceof Uint8Array ? Buffer.compare(one, other) : undefined;
  if (typeof one !== typeof other) return undefined;
  return one < other ? -1 : Number(one > other);
}

/** `min_value` and `max_value` of the thrift struct `Statistics`; the older `min` and `max` have an order of their own. */
function readRange(statistics: Uint8Array, leaf: LeafColumn): Range | undefined {
  const reader = new CompactReader(statistics);
  let min: Uint8Array | undefined;
  let max: Uint8Array | undefined;
  reader.struct(({ id }) => {
    if (id === 5) max = reader.binary();
    else if (id === 6) min = reader.binary();
    else return false;
    return true;
  });
  const low = min && plainValue(min, leaf);
  const high = max && plainValue(max, leaf);
  return low === undefined || high === undefined ? undefined : { min: low, max: high };
}

/** Parquet's PLAIN encoding of one value. */
function plainValue(bytes: Uint8Array, { type, signed }: LeafColumn): Value | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 1:
      return signed && bytes.length === 4 ? BigInt(view.getInt32(0, true)) : undefined;
    case 2:
      return signed && bytes.length === 8 ? view.getBigInt64(0, true) : undefined;
    case 4:
      return bytes.length === 4 ? view.getFloat32(0, true) : undefined;
    case 5:
      return bytes.length === 8 ? view.getFloat64(0, true) : undefined;
    case 6:
      return bytes;
    default:
      return undefined;
  }
}
