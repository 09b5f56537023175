import { Binary, Dictionary, Field, Int32, Int64, List, makeData, RecordBatch, Schema, Struct, Utf8, Vector, vectorFromArray, type Data, type DataType } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { CellReader } from '../../../src/server/results/cells/cell';
import { copyCells } from '../../../src/server/results/cells/copy';
import { Pacer } from '../../../src/server/results/pacer';
import { storeOf } from './support';

const pacer = () => new Pacer(new AbortController().signal);
const data = (values: readonly unknown[], type: DataType): Data => vectorFromArray(values as never[], type as never).data[0]! as Data;

function table(columns: Readonly<Record<string, Data>>): RecordBatch {
  const all = Object.values(columns);
  const schema = new Schema(Object.entries(columns).map(([name, { type }]) => new Field(name, type, true)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: all[0]!.length, children: all }));
}

const SIZE = 50_000_000;

function huge(type: Utf8 | Binary): Data {
  const bytes = new Uint8Array(SIZE);
  for (let at = 0; at < SIZE; at += 4) bytes.set([0xc3, 0xbc, 0x61, 0x62], at); // üab
  return makeData({ type: type as Utf8, length: 1, nullCount: 0, valueOffsets: Int32Array.of(0, SIZE), data: bytes });
}

describe('a cell of 50 MB', () => {
  it('is read in pages of text, in any order', async () => {
    const cells = new CellReader(await storeOf([table({ t: huge(new Utf8()) })]));
    const page = (from: number, length: number) => cells.read({ row: 0, column: 0, as: 'text', from, length }, 'UTC', pacer());
    const total = (SIZE / 4) * 3;
    expect(await page(0, 6)).toEqual({ isNull: false, family: 'text', total, text: 'üabüab' });
    expect((await page(total - 4, 100)).text).toBe('büab');
    const middle = await page(15_000_001, 100_000);
    expect(middle.text).toBe('abü'.repeat(33_334).slice(0, 100_000));
    expect((await page(total + 5, 5)).text).toBe('');
  });

  it('is read in pages of bytes and of hex', async () => {
    const cells = new CellReader(await storeOf([table({ b: huge(new Binary() ) })]));
    const raw = await cells.read({ row: 0, column: 0, as: 'raw', from: SIZE - 3, length: 10 }, 'UTC', pacer());
    expect(raw).toEqual({ isNull: false, family: 'binary', total: SIZE, bytes: Uint8Array.of(0xbc, 0x61, 0x62) });
    const text = (from: number, length: number) => cells.read({ row: 0, column: 0, as: 'text', from, length }, 'UTC', pacer()).then((part) => part.text);
    expect(await text(0, 8)).toBe('0xc3bc61');
    expect([await text(0, 1), await text(1, 3), await text(3, 4), await text(2 + SIZE * 2 - 3, 9)]).toEqual(['0', 'xc3', '3bc6', '162']);
  });
});

describe('a cell', () => {
  it('is null, nested or a dictionary value', async () => {
    const list = data([[1, null], null], new List(new Field('item', new Int32(), true)));
    const type = new Dictionary(new Utf8(), new Int32(), 4);
    const coded = makeData({ type, length: 2, data: Int32Array.of(1, 0), dictionary: new Vector([data(['zero', 'one'], new Utf8())]) as never }) as Data;
    const cells = new CellReader(await storeOf([table({ list, coded })]));
    const read = (row: number, column: number, as: 'text' | 'json') => cells.read({ row, column, as, from: 0, length: 99 }, 'UTC', pacer());
    expect(await read(0, 0, 'json')).toMatchObject({ text: '[\n  1,\n  null\n]', total: 15, family: 'nested' });
    expect(await read(0, 0, 'text')).toMatchObject({ text: '[1,null]' });
    expect(await read(1, 0, 'text')).toEqual({ isNull: true, total: 0, family: 'nested' });
    expect(await read(0, 1, 'text')).toMatchObject({ text: 'one', total: 3 });
    await expect(read(2, 0, 'text')).rejects.toMatchObject({ failure: { code: 'no-row' } });
  });
});

describe('copied cells', () => {
  const batch = () => table({ n: data([1n, null, 9007199254740993n], new Int64()), t: data(['a\tb', '', 'x|y'], new Utf8()) });
  const copy = async (format: 'tsv' | 'csv' | 'json' | 'markdown' | 'html', headers: boolean, ranges = [{ row: 0, rows: 3, columns: [0, 1] }]) =>
    copyCells(await storeOf([batch()]), { ranges, format, headers }, 'UTC', pacer());

  it('are text of every format', async () => {
    expect(await copy('tsv', true)).toEqual({ cells: 6, text: 'n\tt\n1\t"a\tb"\n\t\n9007199254740993\tx|y' });
    expect((await copy('csv', false)).text).toBe('1,a\tb\n,""\n9007199254740993,x|y');
    expect((await copy('json', true)).text).toBe('[\n  {"n":1,"t":"a\\tb"},\n  {"n":null,"t":""},\n  {"n":9007199254740993,"t":"x|y"}\n]');
    expect((await copy('html', true, [{ row: 0, rows: 2, columns: [0, 1] }])).text).toBe(
      '<table>\n<thead><tr><th scope="col" style="text-align:right">n</th><th scope="col">t</th></tr></thead>\n<tbody>\n<tr><td style="text-align:right">1</td><td>a\tb</td></tr>\n<tr><td style="text-align:right"><i>NULL</i></td><td></td></tr>\n</tbody>\n</table>',
    );
    expect((await copy('markdown', false)).text).toBe('| n | t |\n| ---: | --- |\n| 1 | a b |\n| *NULL* |  |\n| 9007199254740993 | x\\|y |');
  });

  it('are the value itself where there is only one', async () => {
    expect((await copy('tsv', false, [{ row: 0, rows: 1, columns: [1] }])).text).toBe('a\tb');
  });

  it('follow each other where several ranges are selected', async () => {
    expect((await copy('tsv', true, [{ row: 0, rows: 1, columns: [0] }, { row: 2, rows: 9, columns: [0] }])).text).toBe('n\n1\n9007199254740993');
  });

  it('are refused when they are too much for a clipboard', async () => {
    const store = await storeOf([table({ t: huge(new Utf8()) })]);
    const twice = [0, 0, 0].map(() => ({ row: 0, rows: 1, columns: [0] }));
    await expect(copyCells(store, { ranges: twice, format: 'csv', headers: false }, 'UTC', pacer())).rejects.toMatchObject({ failure: { code: 'too-large', todo: expect.stringContaining('Export') } });
  });
});
