import { tableFromIPC } from 'apache-arrow';
import { readFile, rm, readdir, mkdtemp, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CancelRun, CloseResult, CopyCells, ExportProgress, ExportResult, GetCell, GetTotals, GetWindow, ReadOn, ResultChanged, ResultColumns, type ResultState, type StartRun, StartRunRequest, WINDOW_BYTES } from '../../../src/protocol/results';
import { CANCELLED_CODE, CloseSession, FAILURE_CODE, OpenSession } from '../../../src/protocol/sessions';
import { bundleServer } from '../../support/bundleServer';
import { ForkedServer } from '../../support/forkServer';

let server: ForkedServer;
let states: ResultState[] = [];

async function run(statement: string, more: Partial<StartRun> = {}): Promise<string> {
  return (await server.request(StartRunRequest, { connectionId: 'p', statement, title: 'T', ...more })).resultId;
}

async function settled(resultId: string): Promise<ResultState> {
  for (;;) {
    const state = states.findLast((candidate) => candidate.resultId === resultId);
    if (state && state.phase !== 'running') return state;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeAll(async () => {
  server = await ForkedServer.start(await bundleServer('test/sample/server.ts', 'sample-results'));
  server.on(ResultChanged, (state) => states.push(state));
  await server.request(OpenSession, { profile: { id: 'p', name: 'One', backend: 'sample', values: {} }, secrets: {} });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});
beforeEach(() => {
  states = [];
});

describe('results over the pipe', () => {
  test('a run is told from its start to its end, and its rows come in windows', async () => {
    const id = await run('rows 100000 cols 20', { readAll: true });
    expect(states).toEqual([]); // the id is known before the first report
    expect(await settled(id)).toMatchObject({ phase: 'done', complete: true, rows: 100_000, columns: 20 });
    const columns = await server.request(ResultColumns, { resultId: id, from: 1, count: 2 });
    expect(columns.map(({ name, align }) => [name, align])).toEqual([['c1', 'right'], ['c2', 'left']]);
    const window = await server.request(GetWindow, { resultId: id, row: 99_950, rows: 128, columns: [0, 19] });
    expect(window).toMatchObject({ row: 99_950, rows: 50 });
    expect(window.bytes.byteLength).toBeLessThanOrEqual(WINDOW_BYTES);
    expect(tableFromIPC(new Uint8Array(window.bytes)).get(49)?.toArray()).toEqual([99_999, 99_999 / 8]);
    await server.request(CloseResult, { resultId: id });
  });

  test('reads on when somebody asks', async () => {
    const id = await run('rows 50000 cols 3');
    expect((await settled(id)).phase).toBe('paused');
    expect(await server.request(ReadOn, { resultId: id, rows: null })).toEqual({ rows: 50_000, complete: true });
    await server.request(CloseResult, { resultId: id });
  });

  test('an endless statement ends within 200 ms of a cancel', async () => {
    const id = await run('endless every 1ms', { readAll: true });
    await server.request(ReadOn, { resultId: id, rows: 1 });
    const asked = performance.now();
    await server.request(CancelRun, { resultId: id });
    expect(performance.now() - asked).toBeLessThan(200);
    expect((await settled(id)).phase).toBe('cancelled');
    await server.request(CloseResult, { resultId: id });
  });

  test('a closed result says so, and one of another server says that it was lost', async () => {
    const id = await run('affected 1');
    await settled(id);
    await server.request(CloseResult, { resultId: id });
    const ask = (resultId: string): Promise<unknown> => server.request(GetWindow, { resultId, row: 0, rows: 1, columns: [] });
    await expect(ask(id)).rejects.toMatchObject({ code: FAILURE_CODE, data: { code: 'no-result' } });
    await expect(ask('another.1')).rejects.toMatchObject({ code: FAILURE_CODE, data: { code: 'result-lost', todo: 'Run the statement again.' } });
  });

  test('a statement on a connection that is not open says so', async () => {
    await expect(run('affected 1', { connectionId: 'nobody' })).rejects.toMatchObject({ code: FAILURE_CODE, data: { code: 'no-session' } });
  });

  test.each([
    ['no rows', 'empty cols 3', { rows: 0, columns: 3 }],
    ['no columns', 'affected 7', { rows: 0, columns: 0, rowsAffected: '7' }],
    ['5,000 columns', 'wide 5000', { rows: 10, columns: 5_000 }],
    ['a cell of 50 MB', 'cell 50mb', { rows: 1, columns: 1 }],
    ['every type', 'types', { rows: 3 }],
  ])('%s', async (_, statement, wanted) => {
    const id = await run(statement);
    const state = await settled(id);
    expect(state).toMatchObject({ phase: 'done', complete: true, ...wanted });
    const columns = await server.request(ResultColumns, { resultId: id, from: 0, count: 5_000 });
    expect(columns).toHaveLength(state.columns);
    if (state.columns > 0) {
      const window = await server.request(GetWindow, { resultId: id, row: 0, rows: 128, columns: columns.slice(0, 20).map((_column, index) => index) });
      expect(window.bytes.byteLength).toBeLessThanOrEqual(WINDOW_BYTES);
      expect(tableFromIPC(new Uint8Array(window.bytes)).numRows).toBe(window.rows);
    }
    await server.request(CloseResult, { resultId: id });
  });

  test('a closed connection ends what runs on it and keeps the rows', async () => {
    await server.request(OpenSession, { profile: { id: 'q', name: 'Two', backend: 'sample', values: {} }, secrets: {} });
    const id = await run('rows 50000', { connectionId: 'q' });
    await settled(id);
    await server.request(CloseSession, { connectionId: 'q' });
    const state = states.findLast((candidate) => candidate.resultId === id);
    expect(state).toMatchObject({ phase: 'done', complete: false, endedEarly: 'The connection was closed.' });
    expect((await server.request(GetWindow, { resultId: id, row: 0, rows: 10, columns: [0] })).rows).toBe(10);
    await server.request(CloseResult, { resultId: id });
  });
});

describe('what is kept', () => {
  test('one value can be read whole, cells copied and added up', async () => {
    const id = await run('rows 100 cols 3');
    await settled(id);
    expect(await server.request(GetCell, { resultId: id, row: 7, column: 1, as: 'text', from: 0, length: 100 })).toMatchObject({ isNull: false, text: '0.875' });
    const ranges = [{ row: 0, rows: 3, columns: [0, 2] }];
    expect((await server.request(CopyCells, { resultId: id, ranges, format: 'csv', headers: true })).text.trim()).toBe('c0,c2\n0,amber\n1,basin\n2,cobalt');
    expect(await server.request(GetTotals, { resultId: id, ranges: [{ row: 0, rows: 100, columns: [0] }] })).toMatchObject({ cells: 100, numbers: 100, sum: '4950' });
    await server.request(CloseResult, { resultId: id });
  });
});

describe('exporting', () => {
  let folder: string;
  const steps: number[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-export-'));
    server.on(ExportProgress, ({ rows }) => steps.push(rows));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const readBack: Readonly<Record<'csv' | 'jsonl' | 'arrow' | 'parquet', (file: string) => Promise<number>>> = {
    csv: async (file) => (await readFile(file, 'utf8')).trimEnd().split('\n').length - 1,
    jsonl: async (file) => (await readFile(file, 'utf8')).trimEnd().split('\n').map((line): unknown => JSON.parse(line)).length,
    arrow: async (file) => tableFromIPC(await readFile(file)).numRows,
    parquet: async (file) => {
      const { buffer, byteOffset, byteLength } = await readFile(file);
      return Number(parquetMetadata(buffer.slice(byteOffset, byteOffset + byteLength)).num_rows);
    },
  };

  test.each(['csv', 'jsonl', 'arrow', 'parquet'] as const)('as %s reads the source to its end first and writes every row', async (format) => {
    const id = await run('rows 30000 cols 3');
    expect((await settled(id)).phase).toBe('paused');
    const file = path.join(folder, `rows.${format}`);
    const { rows, bytes } = await server.request(ExportResult, { resultId: id, format, path: file, token: format });
    expect(rows).toBe(30_000);
    expect(bytes).toBe((await stat(file)).size);
    expect(await readBack[format](file)).toBe(30_000);
    await server.request(CloseResult, { resultId: id });
  });

  test('that is cancelled leaves no file, and the source waits again', async () => {
    const id = await run('rows 100000000 batch 1000 every 1ms');
    await settled(id);
    const before = await readdir(folder);
    const source = new CancellationTokenSource();
    const exporting = server.request(ExportResult, { resultId: id, format: 'csv', path: path.join(folder, 'cancelled.csv'), token: 'x' }, source.token);
    setTimeout(() => {
      source.cancel();
    }, 50);
    await expect(exporting).rejects.toMatchObject({ code: CANCELLED_CODE });
    expect(await readdir(folder)).toEqual(before);
    await settled(id);
    expect(states.findLast((state) => state.resultId === id)?.phase).toBe('paused');
    await server.request(CloseResult, { resultId: id });
  });

  test.each([
    ['a folder that does not exist', (): string => path.join(folder, 'missing', 'rows.csv')],
    ['a path that is a folder', (): string => folder],
  ])('to %s says what to do', async (_, target) => {
    const id = await run('rows 10');
    await settled(id);
    for (const format of ['csv', 'parquet'] as const) {
      await expect(server.request(ExportResult, { resultId: id, format, path: target(), token: 'x' })).rejects.toMatchObject({ code: FAILURE_CODE, data: { what: expect.stringContaining('Could not') as string, todo: expect.stringMatching(/./u) as string } });
    }
    await server.request(CloseResult, { resultId: id });
  });

  test('of a statement without a table says so', async () => {
    const id = await run('affected 1');
    await settled(id);
    await expect(server.request(ExportResult, { resultId: id, format: 'csv', path: path.join(folder, 'none.csv'), token: 'x' })).rejects.toMatchObject({ data: { code: 'no-rows' } });
    await server.request(CloseResult, { resultId: id });
  });
});
