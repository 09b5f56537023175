import { DateDay, Decimal, Dictionary, Field, Float32, Float64, Int16, Int32, Int64, makeData, RecordBatch, Schema, Struct, TimestampNanosecond, Uint64, Utf8, Vector, vectorFromArray, type Data, type DataType } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { Pacer } from '../../../src/server/results/pacer';
import { totalsOf } from '../../../src/server/results/totals/totals';
import { Random } from '../arrow/samples';
import { storeOf } from './support';

function table(columns: Readonly<Record<string, Data>>): RecordBatch {
  const data = Object.values(columns);
  const schema = new Schema(Object.entries(columns).map(([name, { type }]) => new Field(name, type, true)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: data[0]!.length, children: data }));
}

const data = (values: readonly unknown[], type: DataType): Data => vectorFromArray(values as never[], type as never).data[0]! as Data;

async function totals(batches: readonly RecordBatch[], ranges: readonly { row: number; rows: number; columns: readonly number[] }[]) {
  return totalsOf(await storeOf(batches), ranges, 'UTC', new Pacer(new AbortController().signal));
}

const all = (...columns: number[]) => [{ row: 0, rows: 1e9, columns }];

describe('totals of a selection', () => {
  it('are exact for integers beyond what a double can hold', async () => {
    const values = [2n ** 63n - 1n, 2n ** 63n - 1n, -1n, null, 5n];
    expect(await totals([table({ a: data(values, new Int64()) })], all(0))).toEqual({
      cells: 5, nulls: 1, numbers: 4, sum: '18446744073709551618', average: '4611686018427387904.5', min: '-1', max: '9223372036854775807',
    });
    expect(await totals([table({ a: data([2n ** 64n - 1n, 1n], new Uint64()) })], all(0))).toMatchObject({ sum: '18446744073709551616', max: '18446744073709551615', min: '1' });
  });

  it('are exact for decimals, also with other columns of other scales', async () => {
    const words = (value: bigint) => Uint32Array.from({ length: 4 }, (_, word) => Number(BigInt.asUintN(32, value >> BigInt(32 * word))));
    const decimals = makeData({ type: new Decimal(2, 38, 128), length: 3, data: Uint32Array.from([10n, -(10n ** 30n), 3n].flatMap((value) => [...words(value)])) });
    expect(await totals([table({ d: decimals, n: data([7, null, 2], new Int32()) })], all(0, 1))).toEqual({
      cells: 6, nulls: 1, numbers: 5, sum: '-9999999999999999999999999990.87', average: '-1999999999999999999999999998.174', min: '-10000000000000000000000000000.00', max: '7',
    });
  });

  it('keep the small parts of sums of doubles', async () => {
    expect(await totals([table({ a: data([1e16, 1, -1e16, 1], new Float64()) })], all(0))).toMatchObject({ sum: '2', average: '0.5', min: '-10000000000000000', max: '10000000000000000' });
    expect(await totals([table({ a: data([0.1, NaN], new Float32()) })], all(0))).toMatchObject({ sum: 'NaN', min: '0.1', max: '0.1' });
  });

  it('order times and text', async () => {
    const when = table({ t: data([1, 3, null, 2], new TimestampNanosecond()), d: data([new Date(0), new Date(86_400_000), null, null], new DateDay()), s: data(['b', 'ä', 'Z', null], new Utf8()) });
    expect(await totals([when], all(0))).toMatchObject({ cells: 4, nulls: 1, numbers: 0, min: '1970-01-01 00:00:00.001', max: '1970-01-01 00:00:00.003' });
    expect(await totals([when], all(1))).toMatchObject({ min: '1970-01-01', max: '1970-01-02' });
    expect(await totals([when], all(2))).toMatchObject({ min: 'Z', max: 'ä' });
    expect(await totals([when], all(0, 2))).toEqual({ cells: 8, nulls: 2, numbers: 0 });
  });

  it('follow dictionaries', async () => {
    const type = new Dictionary(new Utf8(), new Int16(), 9);
    const column = makeData({ type, length: 4, nullCount: 1, nullBitmap: Uint8Array.of(0b1011), data: Int16Array.of(1, 0, 0, 1), dictionary: new Vector([data(['x', 'y'], new Utf8())]) as never });
    expect(await totals([table({ s: column as Data })], all(0))).toMatchObject({ cells: 4, nulls: 1, min: 'x', max: 'y' });
  });

  it('agree with plain addition over random ranges and nulls', async () => {
    const random = new Random(11);
    const columns = [0, 1, 2].map((nth) => Array.from({ length: 1000 }, () => (random.int(nth + 2) === 0 ? null : random.int(2 ** 31) - 2 ** 30)));
    const batches = [0, 300, 317].map((from, index) => table(Object.fromEntries(columns.map((values, nth) => [`c${nth}`, data(values.slice(from, [300, 317, 1000][index]), new Int32())]))));
    for (let round = 0; round < 50; round++) {
      const range = { row: random.int(1000), rows: 1 + random.int(1000), columns: [0, 1, 2].filter(() => random.int(2) === 0) };
      const cells = range.columns.flatMap((column) => columns[column]!.slice(range.row, range.row + range.rows));
      const numbers = cells.filter((value) => value !== null);
      expect(await totals(batches, [range])).toMatchObject({
        cells: cells.length,
        nulls: cells.length - numbers.length,
        ...(numbers.length === 0 ? {} : { sum: String(numbers.reduce((sum, value) => sum + value, 0)), min: String(Math.min(...numbers)), max: String(Math.max(...numbers)) }),
      });
    }
  });
});
