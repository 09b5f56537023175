import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CancelRun, CloseResult, GetWindow, ReadOn, ResultChanged, ResultColumns, type ResultState, type StartRun, StartRunRequest, WINDOW_BYTES } from '../../../src/protocol/results';
import { CloseSession, FAILURE_CODE, OpenSession } from '../../../src/protocol/sessions';
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
