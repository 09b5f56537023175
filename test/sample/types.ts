import {
  Binary, Bool, DataType, DateDay, Decimal, Dictionary, Field, FixedSizeBinary, Float32, Float64, Int16, Int32, Int64, Int8, List, makeData, makeVector, type RecordBatch, Schema, Struct,
  Table, TimestampMicrosecond, TimestampNanosecond, Uint64, Utf8, type Vector, vectorFromArray,
} from 'apache-arrow';
import { typeLabel } from '../../src/core/format/column';

interface Sample {
  readonly name: string;
  readonly type: DataType;
  readonly values: readonly unknown[];
  /** As the grid shows them. */
  readonly texts: readonly string[];
}

const inner = [new Field('a', new Int32(), true), new Field('b', new Utf8(), true)];

/** One column per type: a value, an extreme, a NULL. */
export const SAMPLE_TYPES: readonly Sample[] = [
  { name: 'bool', type: new Bool(), values: [true, false, null], texts: ['true', 'false', 'NULL'] },
  { name: 'int8', type: new Int8(), values: [1, -128, null], texts: ['1', '-128', 'NULL'] },
  { name: 'int16', type: new Int16(), values: [1, 32767, null], texts: ['1', '32767', 'NULL'] },
  { name: 'int64', type: new Int64(), values: [1n, -9223372036854775808n, null], texts: ['1', '-9223372036854775808', 'NULL'] },
  { name: 'uint64', type: new Uint64(), values: [1n, 18446744073709551615n, null], texts: ['1', '18446744073709551615', 'NULL'] },
  { name: 'float32', type: new Float32(), values: [0.1, -1.5, null], texts: ['0.1', '-1.5', 'NULL'] },
  { name: 'float64', type: new Float64(), values: [0.1, Number.NaN, null], texts: ['0.1', 'NaN', 'NULL'] },
  { name: 'decimal', type: new Decimal(2, 10, 128), values: [Uint32Array.of(12345, 0, 0, 0), Uint32Array.of(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff), null], texts: ['123.45', '-0.01', 'NULL'] },
  { name: 'utf8', type: new Utf8(), values: ['ä🙂', '', null], texts: ['ä🙂', '', 'NULL'] },
  { name: 'date', type: new DateDay(), values: [new Date('2024-02-29T00:00:00Z'), new Date('1969-12-31T00:00:00Z'), null], texts: ['2024-02-29', '1969-12-31', 'NULL'] },
  { name: 'micros', type: new TimestampMicrosecond(), values: [1_700_000_000_123_456n, -1n, null], texts: ['2023-11-14 22:13:20.123456', '1969-12-31 23:59:59.999999', 'NULL'] },
  { name: 'nanos', type: new TimestampNanosecond(), values: [1_700_000_000_123_456_789n, -1n, null], texts: ['2023-11-14 22:13:20.123456789', '1969-12-31 23:59:59.999999999', 'NULL'] },
  { name: 'binary', type: new Binary(), values: [Uint8Array.of(0, 255), new Uint8Array(0), null], texts: [] },
  { name: 'fixed', type: new FixedSizeBinary(2), values: [Uint8Array.of(0, 255), Uint8Array.of(1, 2), null], texts: [] },
  { name: 'list', type: new List(new Field('item', new Int32(), true)), values: [[1, null], [], null], texts: ['[1,null]', '[]', 'NULL'] },
  { name: 'struct', type: new Struct(inner), values: [{ a: 1, b: 'x' }, { a: null, b: null }, null], texts: ['{"a":1,"b":"x"}', '{"a":null,"b":null}', 'NULL'] },
  { name: 'dictionary', type: new Dictionary(new Utf8(), new Int32(), 1), values: ['red', 'green', null], texts: ['red', 'green', 'NULL'] },
];

/** The library's builder takes milliseconds for timestamps of every unit: those are laid out here. */
function vectorOf({ type, values }: Sample): Vector {
  if (!DataType.isTimestamp(type)) return vectorFromArray(values, type);
  const data = BigInt64Array.from(values, (value) => (typeof value === 'bigint' ? value : 0n));
  const valid = values.reduce<number>((bits, value, index) => (value === null ? bits : bits | (1 << index)), 0);
  return makeVector(makeData({ type, length: values.length, nullCount: values.filter((value) => value === null).length, nullBitmap: Uint8Array.of(valid), data }));
}

export function typesBatch(): RecordBatch {
  const fields = SAMPLE_TYPES.map(({ name, type }) => new Field(name, type, true, new Map([['headwater:type', typeLabel(new Field(name, type, true))]])));
  const vectors = Object.fromEntries(SAMPLE_TYPES.map((sample) => [sample.name, vectorOf(sample)]));
  return new Table(new Schema(fields), vectors).batches[0]!;
}
