import { Field, Int32, makeData, RecordBatch, Schema, Struct, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { WINDOW_BYTES } from '../../../src/protocol/results';
import { dictionaries, makeBatch, nested, Random, type Sample, scalars, schemaOf, unionBatch } from '../arrow/samples';
import { messagesOf, storeOf, window } from './support';

const FULL = process.env['HEADWATER_FULL'] === '1';

/** Comparable form of what the library's own reader says. */
function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return `${value}n`;
  if (ArrayBuffer.isView(value)) return `[${Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).join()}]`;
  if (typeof value !== 'object') return value;
  if (value instanceof Date) return value.getTime();
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plain);
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(Reflect.apply(value.toJSON, value, []));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function column(table: { getChildAt(index: number): { get(row: number): unknown } | null }, index: number, from: number, rows: number): unknown[] {
  return Array.from({ length: rows }, (_, row) => plain(table.getChildAt(index)?.get(from + row)));
}

async function roundTrip(sample: Sample, seed: number): Promise<void> {
  const random = new Random(seed);
  const schema = schemaOf([sample]);
  const batches = [17, 1, 40].map((rows) => makeBatch([sample], rows, random, 4, schema));
  const store = await storeOf(batches);
  const original = new Table(batches);
  for (const [row, rows] of [[0, 58], [3, 20], [16, 3], [17, 1], [50, 8]] as const) {
    const cut = await window(store, row, rows, [0]);
    expect(cut.rows).toBe(rows);
    expect(cut.table.numRows).toBe(rows);
    expect(column(cut.table, 0, 0, rows)).toEqual(column(original, 0, row, rows));
  }
}

describe('a window gives the values that were stored', () => {
  for (const sample of [...scalars, ...dictionaries, ...nested]) it(`of type ${sample.name}`, () => roundTrip(sample, 7));

  for (const kind of ['dense', 'sparse'] as const) {
    it(`of a ${kind} union`, async () => {
      const batch = unionBatch(kind, 30);
      const store = await storeOf([batch, unionBatch(kind, 12)]);
      const original = new Table([batch, unionBatch(kind, 12)]);
      const cut = await window(store, 7, 30, [0]);
      expect(column(cut.table, 0, 0, 30)).toEqual(column(original, 0, 7, 30));
      expect(new Set(column(cut.table, 0, 0, 30).map((value) => typeof value))).toEqual(new Set(['number', 'string']));
    });
  }

  it('of random columns, batches and ranges', async () => {
    const random = new Random(42);
    const all = [...scalars, ...nested, ...dictionaries];
    for (let round = 0; round < (FULL ? 300 : 25); round++) {
      const samples = Array.from({ length: 1 + random.int(6) }, () => random.pick([...scalars, ...nested])).concat(random.int(2) === 0 ? [random.pick(all)] : []);
      const schema = schemaOf(samples);
      const batches = Array.from({ length: 1 + random.int(4) }, () => makeBatch(samples, random.int(60), random, random.int(5), schema)).filter(({ numRows }) => numRows > 0);
      if (batches.length === 0) continue;
      const store = await storeOf(batches, random.int(2) === 0 ? { memory: 0 } : {});
      const original = new Table(batches);
      const row = random.int(original.numRows);
      const columns = samples.map((_, index) => index).filter(() => random.int(3) > 0).reverse();
      const cut = await window(store, row, 1 + random.int(80), columns);
      expect(cut.rows).toBe(Math.min(cut.rows, original.numRows - row));
      expect(cut.bytes.byteLength).toBeLessThanOrEqual(WINDOW_BYTES);
      columns.forEach((index, place) => expect(column(cut.table, place, 0, cut.rows)).toEqual(column(original, index, row, cut.rows)));
    }
  });
});

function texts(values: readonly (string | null)[]): RecordBatch {
  const vector = vectorFromArray(values, new Utf8());
  const schema = new Schema([new Field('t', new Utf8(), true, new Map([['origin', 'test']])), new Field('n', new Int32(), true)]);
  const numbers = makeData({ type: new Int32(), length: values.length, data: Int32Array.from(values, (_, index) => index) });
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: values.length, children: [vector.data[0]!, numbers] }));
}

describe('the bound of a window', () => {
  it('gives fewer rows where all would not fit', async () => {
    const store = await storeOf([texts(Array.from({ length: 400 }, (_, index) => `${index}`.repeat(200)))]);
    const cut = await window(store, 100, 256, [0, 1]);
    expect(cut.bytes.byteLength).toBeLessThanOrEqual(WINDOW_BYTES);
    expect(cut.rows).toBeGreaterThanOrEqual(32);
    expect(cut.rows).toBeLessThan(256);
    expect(cut.table.getChildAt(0)?.get(0)).toBe('100'.repeat(200));
  });

  it('keeps a screenful of rows by cutting large values, and says which were cut and how long they are', async () => {
    const store = await storeOf([texts(Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 'ü'.repeat(500_000) : index === 1 ? null : 'short')))]);
    const cut = await window(store, 0, 100, [0, 1]);
    expect(cut.rows).toBe(32);
    expect(cut.bytes.byteLength).toBeLessThanOrEqual(WINDOW_BYTES);
    const { metadata } = cut.table.schema.fields[0]!;
    expect(metadata.get('headwater:text')).toBe('1');
    expect(metadata.get('origin')).toBe('test');
    expect(JSON.parse(metadata.get('headwater:cut')!)).toEqual(Array.from({ length: 16 }, (_, index) => [index * 2, 1_000_000]));
    expect(cut.table.getChildAt(0)?.get(0)).toMatch(/^ü{300,}…$/u);
    expect(cut.table.getChildAt(0)?.get(1)).toBeNull();
    expect(cut.table.getChildAt(0)?.get(3)).toBe('short');
    expect(cut.table.getChildAt(1)?.get(31)).toBe(31);
  });

  it('gives one row of thousands of columns, cut where it must be', async () => {
    const samples = Array.from({ length: 5000 }, () => scalars.find(({ name }) => name === 'int64')!);
    const store = await storeOf([makeBatch(samples, 3, new Random(1), 0)]);
    const some = await window(store, 0, 3, Array.from({ length: 100 }, (_, index) => index * 50));
    expect(some.rows).toBe(3);
    expect(some.bytes.byteLength).toBeLessThanOrEqual(WINDOW_BYTES);
    const all = await window(store, 1, 1, samples.map((_, index) => index));
    expect([all.rows, all.table.numCols]).toEqual([1, 5000]);
  }, 120_000);

  it('gives rows without columns, and columns without rows', async () => {
    const store = await storeOf([texts(['a', 'b'])]);
    expect((await window(store, 0, 2, [])).rows).toBe(2);
    const behind = await window(store, 9, 10, [0]);
    expect([behind.row, behind.rows, behind.table.numRows, behind.table.numCols]).toEqual([2, 0, 0, 1]);
  });

  it('works for a result without columns', async () => {
    const [schema] = messagesOf([]);
    const { makeStore } = await import('./support');
    const store = await makeStore(schema!.bytes);
    expect(await window(store, 0, 10, [])).toMatchObject({ row: 0, rows: 0 });
  });

  it('refuses a column that does not exist', async () => {
    await expect(window(await storeOf([texts(['a'])]), 0, 1, [2])).rejects.toMatchObject({ failure: { code: 'no-column' } });
  });
});
