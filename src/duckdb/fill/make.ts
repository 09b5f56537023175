import duckdb from '@duckdb/node-bindings';
import { type Data, DataType, DateUnit, type Field, IntervalUnit, Precision, TimeUnit } from 'apache-arrow';
import { offsetsOf } from '../../core/arrow/pieces';
import { makeCellFormatter } from '../../core/format/cell';
import { kindOf } from '../../core/format/metadata';
import { uuidBytes, widen } from '../columns/conversions';
import { DictionaryFill } from './dictionary';
import { BoolFill, daysOfMillis, FixedFill, microsOfNanos, narrow, scaled, widenedTimes } from './fixed';
import { IntervalFill } from './interval';
import { ListFill, NullFill, StructFill, TextFill } from './nested';
import { fixedRows, offsetRows, StringFill } from './strings';
import type { VectorFill } from './vectorFill';

/**
 * What the vectors are for. `parquet`: types that DuckDB would write there as something lossy (128-bit integers become doubles,
 * intervals lose microseconds, times lose their zone) are text. `exact`: DuckDB's own types, as far as it has them.
 */
export type FillMode = 'parquet' | 'exact';

/** How a column is read without losing anything. */
export function makeFill(field: Field, mode: FillMode = 'parquet'): VectorFill {
  const type: unknown = field.type;
  const own = mode === 'exact' ? exactFill(field, type) : undefined;
  return own ?? kindFill(field, type) ?? numberFill(type) ?? timeFill(type) ?? bytesFill(field, type) ?? nestedFill(type, mode) ?? textFill(field);
}

function exactFill(field: Field, type: unknown): VectorFill | undefined {
  switch (kindOf(field)) {
    case 'timetz':
      return DataType.isInt(type) && type.bitWidth === 64 ? new FixedFill(plain(duckdb.Type.TIME_TZ), 8) : undefined;
    case 'interval':
      if (DataType.isStruct(type) && type.children.length === 3) return new IntervalFill(plain(duckdb.Type.INTERVAL));
      return undefined;
    case 'integer':
      return DataType.isDecimal(type) && type.scale === 0 && type.bitWidth === 256 ? new FixedFill(plain(wholeType(field)), 32, 16, narrow(32, 16)) : undefined;
    default:
      if (DataType.isInterval(type) && type.unit === IntervalUnit.MONTH_DAY_NANO) return new FixedFill(plain(duckdb.Type.INTERVAL), 16, 16, microsOfNanos);
      if (DataType.isDictionary(type) && (DataType.isUtf8(type.dictionary) || DataType.isLargeUtf8(type.dictionary))) return new DictionaryFill(plain(duckdb.Type.VARCHAR));
      if (DataType.isTime(type) && type.unit === TimeUnit.NANOSECOND) return new FixedFill(plain(duckdb.Type.TIME_NS), 8);
      return undefined;
  }
}

function wholeType(field: Field): duckdb.Type {
  return field.metadata.get('headwater:type') === 'UHUGEINT' ? duckdb.Type.UHUGEINT : duckdb.Type.HUGEINT;
}

function plain(type: duckdb.Type): duckdb.LogicalType {
  return duckdb.create_logical_type(type);
}

function textFill(field: Field): VectorFill {
  const format = makeCellFormatter(field, { timeZone: 'UTC' });
  return new TextFill(plain(duckdb.Type.VARCHAR), (data, row) => {
    const { text, kind } = format.format(data, row);
    return kind === 'null' ? undefined : text;
  });
}

function kindFill(field: Field, type: unknown): VectorFill | undefined {
  const kind = kindOf(field);
  if (kind === 'timetz' || kind === 'union') return textFill(field);
  if (kind === 'uuid' && DataType.isFixedSizeBinary(type) && type.byteWidth === 16) return new FixedFill(plain(duckdb.Type.UUID), 16, 16, uuidFromBytes);
  if (kind === 'json' && DataType.isUtf8(type)) {
    const json = plain(duckdb.Type.VARCHAR);
    duckdb.logical_type_set_alias(json, 'JSON');
    return new StringFill(json, offsetRows, true);
  }
  return undefined;
}

function numberFill(type: unknown): VectorFill | undefined {
  if (DataType.isBool(type)) return new BoolFill(plain(duckdb.Type.BOOLEAN));
  if (DataType.isInt(type)) return new FixedFill(plain(INTEGERS[type.isSigned ? 'signed' : 'unsigned'][type.bitWidth]), type.bitWidth / 8);
  if (DataType.isFloat(type)) {
    if (type.precision === Precision.HALF) return undefined;
    return type.precision === Precision.SINGLE ? new FixedFill(plain(duckdb.Type.FLOAT), 4) : new FixedFill(plain(duckdb.Type.DOUBLE), 8);
  }
  if (!DataType.isDecimal(type) || type.precision > 38 || type.scale < 0 || type.scale > type.precision) return undefined;
  const from = type.bitWidth / 8;
  const to = type.precision <= 4 ? 2 : type.precision <= 9 ? 4 : type.precision <= 18 ? 8 : 16;
  const decimal = duckdb.create_decimal_type(type.precision, type.scale);
  return new FixedFill(decimal, from, to, from === to ? undefined : from < to ? widen(from, to, true) : narrow(from, to));
}

const INTEGERS = {
  signed: { 8: duckdb.Type.TINYINT, 16: duckdb.Type.SMALLINT, 32: duckdb.Type.INTEGER, 64: duckdb.Type.BIGINT },
  unsigned: { 8: duckdb.Type.UTINYINT, 16: duckdb.Type.USMALLINT, 32: duckdb.Type.UINTEGER, 64: duckdb.Type.UBIGINT },
} as const;

function timeFill(type: unknown): VectorFill | undefined {
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? new FixedFill(plain(duckdb.Type.DATE), 4) : new FixedFill(plain(duckdb.Type.DATE), 8, 4, daysOfMillis);
  if (DataType.isTime(type)) {
    const time = plain(duckdb.Type.TIME);
    if (type.unit === TimeUnit.SECOND) return new FixedFill(time, 4, 8, widenedTimes(1_000_000n));
    if (type.unit === TimeUnit.MILLISECOND) return new FixedFill(time, 4, 8, widenedTimes(1000n));
    return type.unit === TimeUnit.MICROSECOND ? new FixedFill(time, 8) : undefined;
  }
  if (!DataType.isTimestamp(type)) return undefined;
  const zoned = typeof type.timezone === 'string' && type.timezone !== '';
  switch (type.unit) {
    case TimeUnit.SECOND:
      return zoned ? new FixedFill(plain(duckdb.Type.TIMESTAMP_TZ), 8, 8, scaled(1_000_000n)) : new FixedFill(plain(duckdb.Type.TIMESTAMP_S), 8);
    case TimeUnit.MILLISECOND:
      return zoned ? new FixedFill(plain(duckdb.Type.TIMESTAMP_TZ), 8, 8, scaled(1000n)) : new FixedFill(plain(duckdb.Type.TIMESTAMP_MS), 8);
    case TimeUnit.MICROSECOND:
      return new FixedFill(plain(zoned ? duckdb.Type.TIMESTAMP_TZ : duckdb.Type.TIMESTAMP), 8);
    case TimeUnit.NANOSECOND:
      return new FixedFill(plain(duckdb.Type.TIMESTAMP_NS), 8);
  }
}

function bytesFill(field: Field, type: unknown): VectorFill | undefined {
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return new StringFill(plain(duckdb.Type.VARCHAR), offsetRows, true);
  if (kindOf(field) !== 'bit' && (DataType.isBinary(type) || DataType.isLargeBinary(type))) return new StringFill(plain(duckdb.Type.BLOB), offsetRows, false);
  if (DataType.isFixedSizeBinary(type)) return new StringFill(plain(duckdb.Type.BLOB), fixedRows(type.byteWidth), false);
  return undefined;
}

function nestedFill(type: unknown, mode: FillMode): VectorFill | undefined {
  if (DataType.isNull(type)) return new NullFill(plain(duckdb.Type.INTEGER));
  if (DataType.isMap(type)) return mapFill(type.children[0], mode);
  if (DataType.isList(type) || DataType.isLargeList(type)) return listFill(type.children[0], offsetAt, mode);
  if (DataType.isFixedSizeList(type)) {
    const size = type.listSize;
    return listFill(type.children[0], (_, row) => row * size, mode);
  }
  return DataType.isStruct(type) && type.children.length > 0 ? structFill(type.children, mode) : undefined;
}

function offsetAt(data: Data, row: number): number {
  return Number(offsetsOf(data)[row] ?? 0);
}

function listFill(item: Field | undefined, rangeOf: (data: Data, row: number) => number, mode: FillMode): VectorFill | undefined {
  if (!item) return undefined;
  const child = makeFill(item, mode);
  return new ListFill(duckdb.create_list_type(child.type), child, rangeOf);
}

function structFill(fields: readonly Field[], mode: FillMode): StructFill {
  const children = fields.map((field) => makeFill(field, mode));
  const names = distinctNames(fields.map((field) => field.name));
  return new StructFill(
    duckdb.create_struct_type(
      children.map((child) => child.type),
      names,
    ),
    children,
  );
}

function mapFill(entries: Field | undefined, mode: FillMode): VectorFill | undefined {
  const type: unknown = entries?.type;
  const [key, value] = DataType.isStruct(type) ? type.children : [];
  if (!key || !value) return undefined;
  const pair = [makeFill(key, mode), makeFill(value, mode)] as const;
  const map = duckdb.create_map_type(pair[0].type, pair[1].type);
  return new ListFill(map, new StructFill(map, pair), offsetAt);
}

/** DuckDB wants the members of a struct named, and distinct whatever their case. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const base = name === '' ? `f${index + 1}` : name;
    let distinct = base;
    for (let nth = 1; taken.has(distinct.toLowerCase()); nth++) distinct = `${base}_${nth}`;
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}

/** Sixteen bytes in reading order to a 128-bit number with its top bit flipped: the same steps as back. */
function uuidFromBytes(source: Uint8Array, target: Uint8Array, count: number): void {
  const flipped = Uint8Array.from(source);
  for (let row = 0; row < count; row++) flipped[row * 16] = (flipped[row * 16] ?? 0) ^ 0x80;
  uuidBytes(flipped, target, count);
  for (let row = 0; row < count; row++) target[row * 16] = (target[row * 16] ?? 0) ^ 0x80;
}
