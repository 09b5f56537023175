import { tableFromIPC } from 'apache-arrow';
import { readFile, stat } from 'node:fs/promises';
import { parquetMetadata, parquetSchema } from 'hyparquet';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CUT_KEY } from '../../../src/core/format/metadata';
import { type ResultState, WINDOW_BYTES } from '../../../src/protocol/results';
import { bundleWorkers, failureFrom, LocalParts, type LocalWorkers } from './localParts';

let workers: LocalWorkers;
beforeAll(async () => {
  workers = await bundleWorkers();
});

async function window(parts: LocalParts, { resultId }: ResultState, row: number, rows: number, columns: readonly number[]) {
  const cut = await parts.results.window({ resultId, row, rows, columns });
  expect(cut.bytes.byteLength).toBeLessThanOrEqual(WINDOW_BYTES);
  return { ...cut, table: tableFromIPC(new Uint8Array(cut.bytes)) };
}

async function parquet(file: string): Promise<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = await readFile(file);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

function columnsOf(file: ArrayBuffer): readonly string[] {
  return parquetSchema(parquetMetadata(file)).children.map(({ element }) => element.name);
}

describe('a result of no rows', () => {
  test('has its columns, an empty window, an empty copy and exports that say its columns', async () => {
    const parts = await LocalParts.start(workers);
    const state = await parts.run("SELECT 1 AS a, 'x' AS b WHERE false");
    expect(state).toMatchObject({ phase: 'done', complete: true, rows: 0, columns: 2 });
    expect((await window(parts, state, 0, 128, [0, 1])).table.schema.fields.map(({ name }) => name)).toEqual(['a', 'b']);
    expect((await parts.results.copy({ resultId: state.resultId, ranges: [{ row: 0, rows: 10, columns: [0, 1] }], format: 'csv', headers: true })).text).toBe('a,b');
    const at = (name: string): string => path.join(parts.workspace, name);
    for (const format of ['csv', 'jsonl', 'arrow', 'parquet'] as const) expect(await parts.export(state, format, at(`none.${format}`))).toMatchObject({ rows: 0 });
    expect(await readFile(at('none.csv'), 'utf8')).toBe('a,b\n');
    expect(await readFile(at('none.jsonl'), 'utf8')).toBe('');
    expect(tableFromIPC(await readFile(at('none.arrow'))).numCols).toBe(2);
    expect(columnsOf(await parquet(at('none.parquet')))).toEqual(['a', 'b']);
  });
});

describe('a statement without a table', () => {
  test('says what it did; windows, cells and exports of it say that there are no rows', async () => {
    const parts = await LocalParts.start(workers);
    const state = await parts.run('CREATE TABLE t (a INTEGER)');
    expect(state).toMatchObject({ phase: 'done', complete: true, rows: 0, columns: 0, messages: [{ severity: 'info', text: 'Table created.' }] });
    const { resultId } = state;
    expect(await parts.results.columns({ resultId, from: 0, count: 10 })).toEqual([]);
    expect(await failureFrom(parts.results.window({ resultId, row: 0, rows: 1, columns: [] }))).toMatchObject({ code: 'no-result', todo: expect.stringMatching(/\w/u) as string });
    for (const format of ['csv', 'parquet'] as const) {
      expect(await failureFrom(parts.export(state, format, path.join(parts.workspace, 'x')))).toMatchObject({ code: 'no-rows', todo: expect.stringMatching(/\w/u) as string });
    }
  });
});

describe('a result of 5,000 columns', () => {
  const COLUMNS = 5_000;
  const all = Array.from({ length: COLUMNS }, (_, index) => index);
  const statement = `SELECT ${all.map((index) => (index % 2 === 0 ? `i + ${index} AS c${index}` : `'text ' || (i + ${index}) AS c${index}`)).join(', ')} FROM range(40) t(i)`;

  test('gives windows of those in sight, all columns on request, copies and exports', { timeout: 60_000 }, async () => {
    const parts = await LocalParts.start(workers);
    const state = await parts.run(statement, { readAll: true });
    expect(state).toMatchObject({ phase: 'done', rows: 40, columns: COLUMNS });
    const { resultId } = state;
    const columns = await parts.results.columns({ resultId, from: 4_990, count: 1_000 });
    expect(columns.map(({ name }) => name)).toEqual(all.slice(4_990).map((index) => `c${index}`));
    const right = await window(parts, state, 0, 40, [4_998, 4_999, 0]);
    expect(right.rows).toBe(40);
    expect(right.table.get(39)?.toArray().map(String)).toEqual(['5037', 'text 5038', '39']);
    const { text, cells } = await parts.results.copy({ resultId, ranges: [{ row: 1, rows: 2, columns: all }], format: 'tsv', headers: true });
    expect(cells).toBe(2 * COLUMNS);
    expect(text.split('\n').map((line) => line.split('\t').length)).toEqual([COLUMNS, COLUMNS, COLUMNS]);
    const at = (name: string): string => path.join(parts.workspace, name);
    for (const format of ['csv', 'parquet'] as const) expect(await parts.export(state, format, at(`wide.${format}`))).toMatchObject({ rows: 40 });
    const lines = (await readFile(at('wide.csv'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => line.split(',').length)).toEqual(Array.from({ length: 41 }, () => COLUMNS));
    expect(columnsOf(await parquet(at('wide.parquet')))).toEqual(all.map((index) => `c${index}`));
    const back = await parts.run("SELECT sum(c4998), max(c4999) FROM 'wide.parquet'");
    expect([await parts.cell(back), await parts.cell(back, 0, 1)]).toEqual(['200700', 'text 5038']);
  });

  test('gives one row where all columns are asked for at once, which no grid does', async () => {
    const parts = await LocalParts.start(workers);
    const state = await parts.run(statement);
    const cut = await parts.results.window({ resultId: state.resultId, row: 3, rows: 128, columns: all });
    expect(cut.rows).toBe(1);
    expect(tableFromIPC(new Uint8Array(cut.bytes)).numCols).toBe(COLUMNS);
  });
});

describe('a cell of 50 MB', () => {
  const SIZE = 50_000_000;
  const statement = `SELECT 7 AS n, repeat('0123456789', ${SIZE / 10}) AS big UNION ALL SELECT 8, 'small'`;

  test('comes cut in windows, page by page in its detail, and whole in exports', { timeout: 60_000 }, async () => {
    const parts = await LocalParts.start(workers);
    const state = await parts.run(statement, { readAll: true });
    expect(state).toMatchObject({ phase: 'done', rows: 2 });
    const { resultId } = state;
    const { table, rows } = await window(parts, state, 0, 128, [0, 1]);
    expect(rows).toBe(2);
    expect(table.schema.fields[1]?.metadata.get(CUT_KEY)).toBe(`[[0,${SIZE}]]`);
    expect(table.get(1)?.toArray().map(String)).toEqual(['8', 'small']);
    const page = await parts.results.cell({ resultId, row: 0, column: 1, as: 'text', from: SIZE - 15, length: 100 });
    expect(page).toMatchObject({ total: SIZE, text: '567890123456789' });
    expect((await parts.results.cell({ resultId, row: 0, column: 1, as: 'raw', from: 10, length: 4 })).bytes).toEqual(Uint8Array.from([0x30, 0x31, 0x32, 0x33]));
    for (const [format, least] of [['csv', SIZE], ['jsonl', SIZE], ['parquet', 100]] as const) {
      const file = path.join(parts.workspace, `big.${format}`);
      await parts.export(state, format, file);
      expect((await stat(file)).size).toBeGreaterThan(least);
    }
    expect(await parts.cell(await parts.run("SELECT max(length(big)) AS l FROM 'big.parquet'"))).toBe(String(SIZE));
  });

  test('is copied alone, and two of them are too much for the clipboard', { timeout: 60_000 }, async () => {
    const parts = await LocalParts.start(workers);
    const { resultId } = await parts.run(`SELECT repeat('x', ${SIZE}) AS big FROM range(2)`, { readAll: true });
    const copy = (rows: number) => parts.results.copy({ resultId, ranges: [{ row: 0, rows, columns: [0] }], format: 'tsv', headers: false });
    expect((await copy(1)).text).toHaveLength(SIZE);
    expect(await failureFrom(copy(2))).toMatchObject({ code: 'too-large', todo: expect.stringContaining('Export') as string });
    expect((await copy(1)).cells).toBe(1);
  });
});

describe('NUL characters and bytes that are no characters', () => {
  const VALUES = "SELECT 'a' || chr(0) || 'b' AS t, '\\x00\\xFF\\x00'::BLOB AS b, [chr(0)] AS l";

  test('in values come through window, detail, copy and every export', async () => {
    const parts = await LocalParts.start(workers);
    const state = await parts.run(VALUES);
    const { resultId } = state;
    expect((await window(parts, state, 0, 1, [0])).table.get(0)?.toArray()).toEqual(['a\0b']);
    expect(await parts.results.cell({ resultId, row: 0, column: 0, as: 'text', from: 0, length: 10 })).toMatchObject({ total: 3, text: 'a\0b' });
    expect((await parts.results.cell({ resultId, row: 0, column: 1, as: 'raw', from: 0, length: 10 })).bytes).toEqual(Uint8Array.from([0, 255, 0]));
    expect(await parts.cell(state)).toBe('a\0b');
    expect(await parts.cell(state, 0, 1)).toBe('0x00ff00');
    const at = (name: string): string => path.join(parts.workspace, name);
    for (const format of ['csv', 'jsonl', 'arrow', 'parquet'] as const) await parts.export(state, format, at(`nul.${format}`));
    expect((await readFile(at('nul.csv'), 'utf8')).split('\n')[1]).toContain('a\0b');
    expect(JSON.parse(await readFile(at('nul.jsonl'), 'utf8'))).toMatchObject({ t: 'a\0b', l: ['\0'] });
    expect(tableFromIPC(await readFile(at('nul.arrow'))).getChildAt(0)?.get(0)).toBe('a\0b');
    const back = await parts.run("SELECT t = 'a' || chr(0) || 'b' AND b = '\\x00\\xFF\\x00'::BLOB AND l = [chr(0)] AS same FROM 'nul.parquet'");
    expect(await parts.cell(back)).toBe('true');
  });

  test('in a statement are refused with their place, since DuckDB would run something else', async () => {
    const parts = await LocalParts.start(workers);
    await parts.run('CREATE TABLE kept AS SELECT unnest(range(3)) AS n');
    for (const [statement, character] of [['DELETE FROM kept \0 WHERE n = 1', '\0'], ["INSERT INTO kept SELECT length('\udc00')", '\udc00']] as const) {
      const { why, todo, position } = await parts.failing(statement);
      expect(why).toMatch(/NUL character|surrogate/u);
      expect(todo).toContain('Remove the character');
      expect(statement.slice(position?.start, position?.end)).toBe(character);
    }
    expect(await parts.cell(await parts.run('SELECT count(*) FROM kept'))).toBe('3');
  });

  test('in parameters come through where UTF-8 has them, and are refused where it has not', async () => {
    const parts = await LocalParts.start(workers);
    const run = (value: string) => parts.run('SELECT $1 AS v, length($1) AS l', { parameters: [{ name: '1', type: 'text', value }] });
    const kept = await run('a\0b🦆');
    expect([await parts.cell(kept), await parts.cell(kept, 0, 1)]).toEqual(['a\0b🦆', '4']);
    expect((await run('a\ud83e')).failure).toMatchObject({ why: expect.stringContaining('surrogate') as string, todo: expect.stringMatching(/\w/u) as string });
  });
});

describe('what is asked of a result beyond it', () => {
  test('gets what there is, or a clear error, and never ends the worker that holds the rows', async () => {
    const parts = await LocalParts.start(workers);
    const state = await parts.run("SELECT i AS n, 'row ' || i AS t FROM range(1000) t(i)", { readAll: true });
    const { resultId } = state;
    const huge = Number.MAX_SAFE_INTEGER;
    expect((await window(parts, state, 1_000, 128, [0])).rows).toBe(0);
    expect((await window(parts, state, huge, huge, [0])).rows).toBe(0);
    expect((await window(parts, state, 990, huge, [1])).rows).toBe(10);
    const { table } = await window(parts, state, 0, huge, [1, 1, 0, 1]);
    expect([0, 1, 2, 3].map((column) => String(table.getChildAt(column)?.get(5)))).toEqual(['row 5', 'row 5', '5', 'row 5']);
    expect((await window(parts, state, 0, 10, [])).table.numCols).toBe(0);
    expect((await window(parts, state, 0, 0, [0])).rows).toBe(0);
    const ask = parts.results;
    expect(await failureFrom(ask.window({ resultId, row: 0, rows: 1, columns: [2] }))).toMatchObject({ code: 'no-column', why: expect.stringContaining('2 columns') as string });
    expect(await failureFrom(ask.window({ resultId, view: 'sorted', row: 0, rows: 1, columns: [0] }))).toMatchObject({ code: 'no-view' });
    expect(await failureFrom(ask.cell({ resultId, row: 1_000, column: 0, as: 'text', from: 0, length: 1 }))).toMatchObject({ code: 'no-row' });
    expect(await failureFrom(ask.cell({ resultId, row: 0, column: huge, as: 'raw', from: 0, length: 1 }))).toMatchObject({ code: 'no-column' });
    expect(await ask.cell({ resultId, row: 0, column: 1, as: 'text', from: huge, length: huge })).toMatchObject({ total: 5, text: '' });
    expect(await failureFrom(ask.copy({ resultId, ranges: [{ row: 0, rows: 1, columns: [9] }], format: 'csv', headers: true }))).toMatchObject({ code: 'no-column' });
    expect(await ask.copy({ resultId, ranges: [{ row: 998, rows: huge, columns: [0, 0] }, { row: huge, rows: huge, columns: [1] }], format: 'csv', headers: false })).toMatchObject({ text: '998,998\n999,999', cells: 4 });
    expect(await failureFrom(ask.totals({ resultId, ranges: [{ row: 0, rows: 1, columns: [5] }] }))).toMatchObject({ code: 'no-column' });
    expect(await ask.totals({ resultId, ranges: [{ row: 0, rows: huge, columns: [0] }] })).toMatchObject({ cells: 1_000, sum: '499500' });
    expect(await ask.columns({ resultId, from: huge, count: huge })).toEqual([]);
    expect(await ask.copy({ resultId, ranges: [], format: 'markdown', headers: true })).toEqual({ text: '', cells: 0 });
  });

  test('is refused where its shape is wrong', async () => {
    const parts = await LocalParts.start(workers);
    const { resultId } = await parts.run('SELECT 1 AS n');
    for (const [row, rows] of [[-1, 1], [0, -1], [0.5, 1], [NaN, 1], [0, Infinity]] as const) {
      expect(await failureFrom(parts.results.window({ resultId, row, rows, columns: [0] }))).toMatchObject({ code: 'bad-request' });
    }
    expect((await parts.results.window({ resultId, row: 0, rows: 1, columns: [0] })).rows).toBe(1);
  });
});
