import { Binary, Bool, Decimal, Field, Float64, Int64, makeData, RecordBatch, Schema, Struct, Table, tableToIPC, TimestampMicrosecond, Utf8, type Data, type DataType } from 'apache-arrow';
import type { ResultColumn } from '../../../src/protocol/results';

/** Columns of a made-up result whose every value can be told from its row and column. */
interface Kind {
  readonly name: string;
  readonly type: string;
  readonly align: 'left' | 'right';
  readonly arrow: DataType;
  values(row: number, rows: number, column: number): Data;
}

const encoder = new TextEncoder();

function strings(texts: readonly (string | null)[]): Data {
  const bytes = texts.map((text) => encoder.encode(text ?? ''));
  const valueOffsets = new Int32Array(texts.length + 1);
  bytes.forEach((value, index) => (valueOffsets[index + 1] = valueOffsets[index]! + value.length));
  const data = new Uint8Array(valueOffsets[texts.length]!);
  bytes.forEach((value, index) => {
    data.set(value, valueOffsets[index]);
  });
  return makeData({ type: new Utf8(), length: texts.length, valueOffsets, data, ...nulls(texts.map((text) => text === null)) });
}

function nulls(isNull: readonly boolean[]): { nullCount: number; nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(isNull.length / 8));
  isNull.forEach((empty, index) => {
    if (!empty) nullBitmap[index >> 3]! |= 1 << (index & 7);
  });
  return { nullCount: isNull.filter(Boolean).length, nullBitmap };
}

const each = <T>(row: number, rows: number, value: (row: number) => T): T[] => Array.from({ length: rows }, (_, index) => value(row + index));
const CITIES = ['Oslo', 'São Paulo', '東京', 'Reykjavík', 'Zürich', 'a longer name that does not fit in the column at its first width'];

const KINDS: readonly Kind[] = [
  { name: 'id', type: 'BIGINT', align: 'right', arrow: new Int64(), values: (row, rows) => makeData({ type: new Int64(), length: rows, data: BigInt64Array.from(each(row, rows, (at) => BigInt(at) * 1_000_003n)) }) },
  { name: 'city', type: 'VARCHAR', align: 'left', arrow: new Utf8(), values: (row, rows) => strings(each(row, rows, (at) => (at % 11 === 3 ? null : at % 13 === 5 ? '' : `${CITIES[at % CITIES.length]!} ${at}`))) },
  { name: 'amount', type: 'DOUBLE', align: 'right', arrow: new Float64(), values: (row, rows, column) => makeData({ type: new Float64(), length: rows, data: Float64Array.from(each(row, rows, (at) => (at * 37 + column) / 64)), ...nulls(each(row, rows, (at) => at % 17 === 4)) }) },
  { name: 'at', type: 'TIMESTAMP', align: 'left', arrow: new TimestampMicrosecond(), values: (row, rows) => makeData({ type: new TimestampMicrosecond(), length: rows, data: BigInt64Array.from(each(row, rows, (at) => 1_700_000_000_000_000n + BigInt(at) * 1_234_567n)) }) },
  { name: 'paid', type: 'BOOLEAN', align: 'left', arrow: new Bool(), values: (row, rows) => makeData({ type: new Bool(), length: rows, data: nulls(each(row, rows, (at) => at % 3 === 0)).nullBitmap }) },
  {
    name: 'price',
    type: 'DECIMAL(18,2)',
    align: 'right',
    arrow: new Decimal(2, 18, 128),
    values: (row, rows) => makeData({ type: new Decimal(2, 18, 128), length: rows, data: new Uint32Array(BigInt64Array.from(each(row, rows, (at) => [BigInt(at) * 199n, 0n]).flat()).buffer) }),
  },
  { name: 'hash', type: 'BLOB', align: 'left', arrow: new Binary(), values: (row, rows) => blobs(each(row, rows, (at) => Uint8Array.of(at & 255, (at >> 8) & 255, (at >> 16) & 255, 0xfe))) },
];

function blobs(values: readonly Uint8Array[]): Data {
  const valueOffsets = Int32Array.from({ length: values.length + 1 }, (_, index) => index * 4);
  const data = new Uint8Array(values.length * 4);
  values.forEach((value, index) => {
    data.set(value, index * 4);
  });
  return makeData({ type: new Binary(), length: values.length, valueOffsets, data });
}

export function columnOf(column: number): ResultColumn {
  const kind = KINDS[column % KINDS.length]!;
  const name = column < KINDS.length ? kind.name : `${kind.name}_${column}`;
  return { name, type: kind.type, align: kind.align, nullable: column !== 0, ...(column === 0 && { key: 'primary' }) };
}

/** The bytes of one window. */
export function windowOf(row: number, rows: number, columns: readonly number[]): Uint8Array {
  const fields = columns.map((column) => new Field(columnOf(column).name, KINDS[column % KINDS.length]!.arrow, true));
  const schema = new Schema(fields);
  const children = columns.map((column) => KINDS[column % KINDS.length]!.values(row, rows, column));
  const struct = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, struct)]), 'stream');
}
