import { tableFromIPC } from 'apache-arrow';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReadObject } from '../../../src/protocol/objects';
import { CloseResult, CopyCells, ExportProgress, ExportResult, type ExportStep, ResultChanged, type ResultState, type StartRun, StartRunRequest } from '../../../src/protocol/results';
import { ArrangeRows } from '../../../src/protocol/resultsArrange';
import { ExportObject, ExportText } from '../../../src/protocol/resultsExport';
import { CloseSession, OpenSession } from '../../../src/protocol/sessions';
import { bundleServer } from '../../support/bundleServer';
import { ForkedServer } from '../../support/forkServer';

let server: ForkedServer;
let folder: string;
const states: ResultState[] = [];
const steps: ExportStep[] = [];

async function settled(resultId: string): Promise<ResultState> {
  for (;;) {
    const state = states.findLast((candidate) => candidate.resultId === resultId);
    if (state && state.phase !== 'running') return state;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function run(statement: string, more: Partial<StartRun> = {}): Promise<string> {
  const { resultId } = await server.request(StartRunRequest, { connectionId: 'local', statement, title: 'T', ...more });
  await settled(resultId);
  return resultId;
}

const rowsOf = async (resultId: string, columns: number): Promise<readonly string[]> => {
  const { text } = await server.request(CopyCells, { resultId, ranges: [{ row: 0, rows: 1_000, columns: Array.from({ length: columns }, (_, index) => index) }], format: 'csv', headers: false });
  return text.split('\n');
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-exports-'));
  server = await ForkedServer.start(await bundleServer('test/sample/server.ts', 'sample-exports'));
  server.on(ResultChanged, (state) => states.push(state));
  server.on(ExportProgress, (step) => steps.push(step));
  await server.request(OpenSession, { profile: { id: 'local', name: 'Local', backend: 'local', values: {} }, secrets: {} });
  await server.request(OpenSession, { profile: { id: 'shop', name: 'Shop', backend: 'sample', values: { shop: true } }, secrets: {} });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('a part of a result', () => {
  test('is written as it was selected, rows below each other, in every kind of file', async () => {
    const resultId = await run("SELECT i AS a, 'x' || i AS b, i * 2 AS c FROM range(1000) t(i)");
    const ranges = [{ row: 990, rows: 100, columns: [2, 0] }, { row: 5, rows: 2, columns: [2, 0] }];
    const csv = path.join(folder, 'part.csv');
    expect(await server.request(ExportResult, { resultId, ranges, format: 'csv', path: csv, token: 't' })).toMatchObject({ rows: 12 });
    expect((await readFile(csv, 'utf8')).split('\n').slice(0, 2)).toEqual(['c,a', '1980,990']);
    expect((await readFile(csv, 'utf8')).trimEnd().split('\n').slice(-2)).toEqual(['10,5', '12,6']);
    const arrow = path.join(folder, 'part.arrow');
    await server.request(ExportResult, { resultId, ranges, format: 'arrow', path: arrow, token: 't' });
    expect(tableFromIPC(await readFile(arrow)).toArray().map((row) => String(row)).at(-1)).toBe('{"c": 12, "a": 6}');
    const parquet = path.join(folder, 'part.parquet');
    expect(await server.request(ExportResult, { resultId, ranges, format: 'parquet', path: parquet, token: 't' })).toMatchObject({ rows: 12 });
    expect(await rowsOf(await run(`FROM '${parquet}'`), 2)).toContain('12,6');
  });

  test('of parts with different columns is refused, and leaves no file', async () => {
    const resultId = await run('SELECT 1 AS a, 2 AS b');
    const ranges = [{ row: 0, rows: 1, columns: [0] }, { row: 0, rows: 1, columns: [1] }];
    await expect(server.request(ExportResult, { resultId, ranges, format: 'csv', path: path.join(folder, 'odd.csv'), token: 't' })).rejects.toMatchObject({ data: { code: 'not-one-table' } });
    expect(await readdir(folder)).not.toContain('odd.csv');
  });
});

describe('what a file tells of its rows', () => {
  const note = { statement: 'SELECT 1 AS one\n-- `two`', connection: 'Local' };
  const written = async (format: 'csv' | 'sql' | 'markdown' | 'html' | 'jsonl' | 'arrow' | 'parquet' | 'xlsx'): Promise<Buffer> => {
    const resultId = await run('SELECT 1 AS one');
    const file = path.join(folder, `note.${format}`);
    await server.request(ExportResult, { resultId, note, format, path: file, token: 't' });
    return readFile(file);
  };

  test('stands in comments, where the format has any', async () => {
    expect((await written('csv')).toString()).toBe('# Local\n# SELECT 1 AS one\n# -- `two`\none\n1\n');
    expect((await written('sql')).toString()).toMatch(/^-- Local\n-- SELECT 1 AS one\n-- -- `two`\nINSERT/u);
    expect((await written('markdown')).toString()).toMatch(/^Local\n\n```sql\nSELECT 1 AS one\n-- `two`\n```\n\n\| one \|/u);
    expect((await written('html')).toString()).toMatch(/^<p>Local<\/p>\n<pre>SELECT 1 AS one<br>-- `two`<\/pre>\n<table>/u);
    expect((await written('jsonl')).toString()).toBe('{"one":1}\n');
  });

  test('is metadata of Arrow and Parquet', async () => {
    const { schema, numRows } = tableFromIPC(await written('arrow'));
    expect([schema.metadata.get('headwater:statement'), schema.metadata.get('headwater:connection'), numRows]).toEqual([note.statement, 'Local', 1]);
    const { buffer, byteOffset, byteLength } = await written('parquet');
    const { key_value_metadata: pairs } = parquetMetadata(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
    expect(pairs).toEqual(expect.arrayContaining([{ key: 'headwater:statement', value: note.statement }, { key: 'headwater:connection', value: 'Local' }]));
  });
});

describe('the rows as one text', () => {
  test('are all rows, also those not read yet', async () => {
    const resultId = await run('SELECT i FROM range(30000) t(i)');
    const { text, rows } = await server.request(ExportText, { resultId, format: 'csv', most: 1_000_000, token: 't' });
    expect(rows).toBe(30_000);
    expect(text.split('\n').slice(-2)).toEqual(['29999', '']);
  });

  test('are refused where they are too many, before all are read', async () => {
    const resultId = await run('SELECT i FROM range(100_000_000) t(i)');
    await expect(server.request(ExportText, { resultId, format: 'json', most: 10_000, token: 't' })).rejects.toMatchObject({ data: { code: 'too-large', todo: expect.stringContaining('file') as string } });
    expect(states.findLast((state) => state.resultId === resultId)?.rows).toBeLessThan(1_000_000);
    await server.request(CloseResult, { resultId });
  });
});

describe('rows that become an object of a connection', () => {
  const object = ['books', 'main', 'out/rows.csv'];
  const content = async (): Promise<string> => Buffer.from((await server.request(ReadObject, { connectionId: 'shop', path: object, start: 0, end: 1_000 })).bytes).toString();

  test('are sent whole, with progress', async () => {
    const resultId = await run("SELECT 7 AS a, 'é' AS b");
    expect(await server.request(ExportObject, { resultId, format: 'csv', connectionId: 'shop', object, replace: false, token: 'sent' })).toEqual({ rows: 1, bytes: 9 });
    expect(await content()).toBe('a,b\n7,é\n');
    expect(steps.findLast(({ token }) => token === 'sent')).toMatchObject({ sent: 9, size: 9 });
  });

  test('replace another one only where that is wanted', async () => {
    const resultId = await run('SELECT 8 AS a');
    const ask = { resultId, format: 'csv', connectionId: 'shop', object, token: 't' } as const;
    await expect(server.request(ExportObject, { ...ask, replace: false })).rejects.toMatchObject({ data: { kind: 'exists' } });
    expect(await content()).toBe('a,b\n7,é\n');
    await server.request(ExportObject, { ...ask, replace: true });
    expect(await content()).toBe('a\n8\n');
  });

  test('are refused where nothing can be written', async () => {
    const resultId = await run('SELECT 8 AS a');
    await expect(server.request(ExportObject, { resultId, format: 'csv', connectionId: 'local', object, replace: false, token: 't' })).rejects.toMatchObject({ data: { kind: 'unsupported' } });
    await expect(server.request(ExportObject, { resultId, format: 'csv', connectionId: 'shop', object: ['books', 'nowhere', 'x.csv'], replace: false, token: 't' })).rejects.toMatchObject({ data: { kind: 'notFound' } });
  });
});

describe('rows that go into a table of another connection', () => {
  test('are inserted by a statement that names the result', async () => {
    const source = await run("SELECT 'IT' AS country, 'Rome' AS city, 2_800_000 AS people");
    const into = await run('INSERT INTO "shop"."cities" ("country", "city", "people")\nSELECT "country", "city", "people"\nFROM "result"', { connectionId: 'shop', named: { result: source }, writes: true });
    expect(await settled(into)).toMatchObject({ phase: 'done', rowsAffected: '1' });
    const read = await run('', { connectionId: 'shop', read: { kind: 'scan', table: ['shop', 'cities'] } });
    expect(await rowsOf(read, 3)).toContain('IT,Rome,2800000');
  });
});

describe('a connection that is closed', () => {
  test('gets neither an object nor rows, which is told', async () => {
    await server.request(OpenSession, { profile: { id: 'gone', name: 'Gone', backend: 'sample', values: { shop: true } }, secrets: {} });
    await server.request(CloseSession, { connectionId: 'gone' });
    const resultId = await run("SELECT 'IT' AS country, 'Bari' AS city, 320_000 AS people");
    const told = { data: { code: 'no-session', todo: 'Open the connection and try again.' } };
    await expect(server.request(ExportObject, { resultId, format: 'csv', connectionId: 'gone', object: ['books', 'main', 'out/gone.csv'], replace: false, token: 't' })).rejects.toMatchObject(told);
    await expect(server.request(StartRunRequest, { connectionId: 'gone', statement: 'INSERT INTO "shop"."cities" ("country", "city", "people") SELECT "country", "city", "people" FROM "result"', title: 'T', named: { result: resultId }, writes: true })).rejects.toMatchObject(told);
  });
});

describe('two results compared', () => {
  const compare = async (left: string, right: string, key: readonly string[]): Promise<ResultState> => {
    const resultId = await run('-- compared', { data: { kind: 'compareResults', left: { resultId: left, label: 'before' }, right: { resultId: right, label: 'after' }, key } });
    return settled(resultId);
  };

  test('by a key: rows removed, added and changed, with the changed columns named', async () => {
    const left = await run("SELECT * FROM (VALUES (1, 'a', 1.5), (2, 'b', NULL), (3, 'c', 'nan'::DOUBLE)) t(id, name, x)");
    const right = await run("SELECT * FROM (VALUES (2, 'B', NULL), (3, 'c', 'nan'::DOUBLE), (4, 'd', 0)) t(id, name, x)");
    const state = await compare(left, right, ['id']);
    expect(state.facts).toEqual([['Removed', '1'], ['Added', '1'], ['Changed', '1'], ['Equal', '1'], ['Left', '3 rows'], ['Right', '3 rows']]);
    expect(await rowsOf(state.resultId, 5)).toEqual(['removed,,1,a,1.5', 'before,"[""name""]",2,b,', 'after,"[""name""]",2,B,', 'added,,4,d,0']);
    expect(state.messages[0]?.text).toContain('1 removed, 1 added, 1 changed; 1 equal');
  });

  test('without a key: rows are counted; columns of one side are told', async () => {
    const left = await run('SELECT i % 3 AS k, 1 AS old FROM range(7) t(i)');
    const right = await run('SELECT i % 3 AS k FROM range(6) t(i)');
    const state = await compare(left, right, []);
    expect(await rowsOf(state.resultId, 3)).toEqual(['removed,1,0']);
    expect(state.messages.map(({ severity }) => severity)).toEqual(['warning', 'info']);
  });

  test('read rows that were not read yet, from systems of different kinds', async () => {
    const left = await run('SELECT i AS c0 FROM range(20000) t(i)');
    const right = await run('rows 20001 cols 1', { connectionId: 'shop' });
    expect((await compare(left, right, [])).messages.at(-1)?.text).toContain('20,000 rows on the left, 20,001 on the right');
  });

  test('say so where one is gone, or the key is not unique', async () => {
    const left = await run('SELECT 1 AS a FROM range(2)');
    const right = await run('SELECT 1 AS a');
    expect((await compare(left, right, ['a'])).failure).toMatchObject({ code: 'key-not-unique', why: expect.stringContaining('before') as string });
    await server.request(CloseResult, { resultId: right });
    expect((await compare(left, right, [])).failure).toMatchObject({ code: 'no-result', todo: 'Run the statement again.' });
  });
});

describe('a snapshot', () => {
  test('holds the rows of a live result as they were, and stays when that goes on and ends', async () => {
    const { resultId: live } = await server.request(StartRunRequest, { connectionId: 'shop', statement: '', title: 'T', read: { kind: 'live', table: ['shop', 'events'], start: { at: 'earliest' } } });
    await expect.poll(() => states.findLast((state) => state.resultId === live)?.rows ?? 0).toBeGreaterThan(20);
    const snapshot = await run('', { connectionId: 'shop', data: { kind: 'snapshot', resultId: live }, readAll: true });
    const { rows, complete, live: still } = await settled(snapshot);
    expect([complete, still, rows > 0]).toEqual([true, undefined, true]);
    const before = await rowsOf(snapshot, 4);
    await expect.poll(() => states.findLast((state) => state.resultId === live)?.rows ?? 0).toBeGreaterThan(rows);
    await server.request(CloseResult, { resultId: live });
    expect(await rowsOf(snapshot, 4)).toEqual(before);
  });

  test('of arranged rows holds those', async () => {
    const resultId = await run('SELECT i FROM range(100) t(i)');
    const { view } = await server.request(ArrangeRows, { resultId, sort: [{ column: 0, descending: true }], filters: [{ column: 0, is: { test: 'range', from: '97' } }] });
    const snapshot = await run('', { data: { kind: 'snapshot', resultId, view } });
    expect(await rowsOf(snapshot, 1)).toEqual(['99', '98', '97']);
  });

  test('of selected cells holds those, and none where they make no table', async () => {
    const resultId = await run("SELECT i AS a, 'x' || i AS b, i * 2 AS c FROM range(100) t(i)");
    const ranges = [{ row: 90, rows: 2, columns: [2, 1] }, { row: 5, rows: 1, columns: [2, 1] }];
    const snapshot = await run('', { data: { kind: 'snapshot', resultId, ranges } });
    expect(await rowsOf(snapshot, 2)).toEqual(['180,x90', '182,x91', '10,x5']);
    const torn = await run('', { data: { kind: 'snapshot', resultId, ranges: [...ranges, { row: 0, rows: 1, columns: [0] }] } });
    expect((await settled(torn)).failure).toMatchObject({ code: 'not-one-table', todo: 'Select cells of the same columns.' });
  });
});
