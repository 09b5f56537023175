import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type LogOutputChannel, window } from 'vscode';
import { HeadwaterError } from '../../../src/core/errors';
import { ServerConnection } from '../../../src/extension/server/serverConnection';
import { ServerProcess } from '../../../src/extension/server/serverProcess';
import { CrashForTests, Ping, type ServerSettings } from '../../../src/protocol/lifecycle';
import { GetWindow, ReadOn, ResultChanged, type ResultState, StartRunRequest } from '../../../src/protocol/results';
import { OpenSession } from '../../../src/protocol/sessions';
import { failureOf, isAlive, until } from '../support/waiting';

/** The product's server and façade over real runs, killed in the middle. */
describe('A crash of the server in mid-query', () => {
  let log: LogOutputChannel;
  let folder: string;
  let server: ServerConnection;
  let states: ResultState[] = [];

  before(() => {
    log = window.createOutputChannel('Crash tests', { log: true });
    folder = mkdtempSync(path.join(os.tmpdir(), 'headwater-crash-'));
  });
  after(() => {
    log.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    states = [];
    const settings: ServerSettings = {
      storageFolder: folder,
      workspaceFolders: [],
      trusted: true,
      timeZone: 'UTC',
      limits: { memoryPerResult: 1_048_576, spillQuota: 1_073_741_824, firstRows: 1_000, pausedMs: 60_000 },
      wireLog: false,
    };
    server = new ServerConnection({
      warn: (message) => log.warn(message),
      load: async (onState) =>
        new ServerProcess({
          path: process.env['HEADWATER_SERVER_PATH'] ?? '',
          log,
          execArgv: () => ['--max-old-space-size=128'],
          env: () => ({ ...process.env, ELECTRON_RUN_AS_NODE: '1', HEADWATER_TEST: '1' }),
          client: { documentSelector: [{ language: 'none' }], outputChannel: log, initializationOptions: settings },
          maxRestarts: 3,
          startMs: 10_000,
          stopMs: 2_000,
          watchdog: { everyMs: 200, limitMs: 1_500 },
          onState,
        }),
    });
    server.on(ResultChanged, (state) => states.push(state));
  });
  afterEach(async () => {
    const { pid } = server;
    await server.dispose();
    if (pid !== undefined) assert.equal(isAlive(pid), false);
  });

  async function open(): Promise<void> {
    await server.request(OpenSession, { profile: { id: 'p', name: 'Sample', backend: 'sample', values: {} }, secrets: {} });
  }

  async function run(statement: string): Promise<string> {
    return (await server.request(StartRunRequest, { connectionId: 'p', statement, title: 'T' })).resultId;
  }

  for (const how of ['exit', 'throw', 'hang', 'memory'] as const) {
    it(`by “${how}” is told to who waits; the next run works, and the lost result is known as lost`, async () => {
      await open();
      const lost = await run('endless every 5ms');
      const { generation } = server;
      const waiting = failureOf(server.request(ReadOn, { resultId: lost, rows: null }));
      void server.request(CrashForTests, { how }).catch(() => undefined);
      const error = await waiting;
      assert.ok(error instanceof HeadwaterError, String(error));
      assert.equal(error.failure.code, 'server-ended');
      await until('the server runs again', () => server.state === 'running' && server.generation !== generation, 20_000);

      const asked = await failureOf(server.request(GetWindow, { resultId: lost, row: 0, rows: 1, columns: [0] }));
      assert.ok(asked instanceof HeadwaterError);
      assert.equal(asked.failure.code, 'result-lost');
      const notOpen = await failureOf(run('rows 10'));
      assert.ok(notOpen instanceof HeadwaterError);
      assert.equal(notOpen.failure.code, 'no-session');

      await open();
      const next = await run('rows 10');
      await until('the next run is done', () => states.some((state) => state.resultId === next && state.phase === 'done' && state.rows === 10));
    });
  }

  it('leaves no file of a spilled result behind once the next server has started', async () => {
    await open();
    const spilled = await run('rows 1000000 cols 6');
    await server.request(ReadOn, { resultId: spilled, rows: null });
    assert.ok((states.findLast((state) => state.resultId === spilled)?.spilledBytes ?? 0) > 0);
    const { pid } = await server.request(Ping, {});
    process.kill(pid, 'SIGKILL');
    await until('the server runs again', () => server.state === 'running' && server.pid !== pid);
    await open();
    const next = await run('rows 10');
    await until('the next run is done', () => states.some((state) => state.resultId === next && state.phase === 'done'));
    const left = (): readonly string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(`.${pid}.`));
    await until('the spill files are gone', () => left().length === 0);
  });
});
