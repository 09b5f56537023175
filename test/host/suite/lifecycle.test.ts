import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CancellationTokenSource, type LogOutputChannel, window, workspace } from 'vscode';
import type { ServerState } from '../../../src/extension/server/api';
import { ServerProcess, type ServerProcessOptions } from '../../../src/extension/server/serverProcess';
import { ScriptedServers } from '../support/scriptedServer';
import { failureOf, isAlive, until } from '../support/waiting';

/** The process and its pipe, with small servers that misbehave. */
describe('The life of the server process', () => {
  const scripts = new ScriptedServers();
  const never = new CancellationTokenSource().token;
  let log: LogOutputChannel;
  let server: ServerProcess | undefined;
  let states: ServerState[] = [];
  let pids: number[] = [];

  function make(script: string, options: Partial<ServerProcessOptions> = {}): ServerProcess {
    server = new ServerProcess({
      path: scripts.write(script),
      log,
      execArgv: () => ['--max-old-space-size=64'],
      env: () => ({ ...process.env, ELECTRON_RUN_AS_NODE: '1' }),
      client: { documentSelector: [{ language: 'sql' }], outputChannel: log },
      maxRestarts: 3,
      startMs: 5_000,
      stopMs: 500,
      onState: (state) => states.push(state),
      ...options,
    });
    return server;
  }

  async function ask(of: ServerProcess, method: string): Promise<unknown> {
    return of.request(method, {}, never);
  }

  async function pidOf(of: ServerProcess): Promise<number> {
    const pid = await ask(of, 'pid');
    assert.ok(typeof pid === 'number');
    pids.push(pid);
    return pid;
  }

  async function gone(pid: number, limitMs = 5_000): Promise<void> {
    await until(`process ${pid} is gone`, () => !isAlive(pid), limitMs);
  }

  before(() => {
    log = window.createOutputChannel('Lifecycle tests', { log: true });
  });
  afterEach(async () => {
    await server?.dispose();
    for (const pid of pids) await gone(pid);
    server = undefined;
    states = [];
    pids = [];
  });
  after(() => {
    scripts.dispose();
    log.dispose();
  });

  it('starts on the first request and is gone after a stop', async () => {
    const made = make('');
    assert.equal(made.pid, undefined);
    const pid = await pidOf(made);
    assert.equal(made.generation, String(pid));
    await made.stop();
    assert.equal(isAlive(pid), false);
    assert.deepEqual(states, ['starting', 'running', 'stopped']);
  });

  it('starts again after a stop', async () => {
    const made = make('');
    const first = await pidOf(made);
    await made.stop();
    assert.notEqual(await pidOf(made), first);
  });

  it('refuses everything after it was disposed, and leaves no process', async () => {
    const made = make('');
    const pid = await pidOf(made);
    await made.dispose();
    assert.equal(isAlive(pid), false);
    await failureOf(ask(made, 'pid'));
  });

  for (const how of ['kill', 'throw', 'memory']) {
    it(`is started again by itself after its end by “${how}”`, async () => {
      const made = make('');
      const first = await pidOf(made);
      const inFlight = failureOf(ask(made, 'never'));
      void ask(made, how).catch(() => undefined);
      await gone(first, 20_000);
      assert.match(JSON.stringify(await inFlight), /-32097/u);
      await until('it runs again', () => states.filter((state) => state === 'running').length === 2);
      assert.notEqual(await pidOf(made), first);
      assert.deepEqual(states, ['starting', 'running', 'restarting', 'running']);
    });
  }

  it('is started again although a grandchild still holds its output', async () => {
    const made = make(`on.grandchild = (message) => { const child = require('node:child_process').spawn('sleep', ['20'], { stdio: ['ignore', 'inherit', 'inherit'], detached: true }); reply(message, child.pid); };`);
    const first = await pidOf(made);
    const grandchild = await ask(made, 'grandchild');
    assert.ok(typeof grandchild === 'number');
    process.kill(first, 'SIGKILL');
    await until('it runs again', () => states.filter((state) => state === 'running').length === 2, 3_000);
    assert.notEqual(await pidOf(made), first);
    process.kill(grandchild, 'SIGKILL');
  });

  it('fails requests around a crash or answers them from the next server, and never leaves one hanging', async () => {
    const made = make('');
    const first = await pidOf(made);
    process.kill(first, 'SIGKILL');
    const settled = await Promise.allSettled(Array.from({ length: 20 }, () => ask(made, 'pid')));
    assert.equal(settled.length, 20);
    assert.notEqual(await pidOf(made), first);
  });

  it('says that it could not start when the server ends while starting, leaves no process, and can be tried again', async () => {
    const flag = path.join(scripts.folder, 'starts');
    const made = make(`const fs = require('node:fs'); if (!fs.existsSync(${JSON.stringify(flag)})) { fs.writeFileSync(${JSON.stringify(flag)}, ''); on.initialize = () => process.exit(1); }`);
    await failureOf(made.ready());
    assert.equal(made.pid, undefined);
    assert.equal(states.at(-1), 'failed');
    await pidOf(made);
    assert.equal(states.at(-1), 'running');
  });

  it('says that it could not start when the file of the server is missing', async () => {
    const made = make('', { path: path.join(scripts.folder, 'missing.js') });
    await failureOf(made.ready());
    assert.equal(made.pid, undefined);
  });

  it('ends a server that hangs in its start after the limit', async () => {
    const pidFile = path.join(scripts.folder, 'hanging');
    const made = make(`on.initialize = () => require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`, { startMs: 700 });
    const asked = Date.now();
    await failureOf(made.ready());
    assert.ok(Date.now() - asked < 4_000);
    assert.equal(isAlive(Number(readFileSync(pidFile, 'utf8'))), false);
    assert.equal(states.at(-1), 'failed');
  });

  it('ends a server that does not stop in time', async () => {
    const made = make('on.shutdown = () => undefined;');
    const pid = await pidOf(made);
    const asked = Date.now();
    await made.stop();
    assert.equal(isAlive(pid), false);
    assert.ok(Date.now() - asked < 4_000);
  });

  it('ends a server whose thread is busy when it should stop', async () => {
    const made = make('');
    const pid = await pidOf(made);
    void ask(made, 'hang').catch(() => undefined);
    await made.stop();
    assert.equal(isAlive(pid), false);
  });

  it('stops in the middle of a start', async () => {
    const made = make('const answer = on.initialize; on.initialize = (message) => setTimeout(answer, 300, message);');
    const starting = made.ready();
    await made.stop();
    await starting;
    assert.equal(made.pid, undefined);
    assert.equal(states.at(-1), 'stopped');
  });

  it('stays down after the fourth crash in three minutes, until something asks for it', async () => {
    const made = make('');
    for (let crash = 1; crash <= 4; crash += 1) {
      const pid = await pidOf(made);
      process.kill(pid, 'SIGKILL');
      await until(`crash ${crash} is noticed`, () => states.filter((state) => state === 'restarting' || state === 'failed').length === crash);
      if (crash < 4) await until('it runs again', () => states.at(-1) === 'running');
    }
    assert.deepEqual(states.filter((state) => state === 'failed').length, 1);
    assert.equal(states.at(-1), 'failed');
    await pidOf(made);
    assert.equal(states.at(-1), 'running');
  });

  it('ends a server that is alive but does not answer, and starts it again', async () => {
    const made = make('', { watchdog: { everyMs: 100, limitMs: 400 } });
    const first = await pidOf(made);
    const hanging = failureOf(ask(made, 'hang'));
    await hanging;
    await gone(first);
    assert.notEqual(await pidOf(made), first);
  });

  it('leaves a busy server alone that answers in time', async () => {
    const made = make('on.busy = (message) => { const end = Date.now() + 200; while (Date.now() < end); reply(message, null); };', { watchdog: { everyMs: 50, limitMs: 1_000 } });
    const first = await pidOf(made);
    for (let round = 0; round < 8; round += 1) await ask(made, 'busy');
    assert.equal(await pidOf(made), first);
  });

  it('opens the documents again after a restart', async () => {
    const document = await workspace.openTextDocument({ language: 'sql', content: 'SELECT 1' });
    const made = make('');
    const opened = async (): Promise<boolean> => JSON.stringify(await ask(made, 'opened').catch(() => [])).includes(document.uri.toString());
    await window.showTextDocument(document);
    await until('the document is opened', opened);
    process.kill(await pidOf(made), 'SIGKILL');
    await until('it is opened again', async () => states.filter((state) => state === 'running').length === 2 && (await opened()));
  });

  it('gives the server neither the flags nor the special variables of the host', async () => {
    const { serverEnvironment } = await import('../../../src/extension/server/environment');
    const made = make('on.look = (message) => reply(message, { argv: process.execArgv, env: Object.keys(process.env) });', {
      env: () => serverEnvironment({ ...process.env, NODE_OPTIONS: '--no-warnings', VSCODE_ESM_ENTRYPOINT: 'x', VSCODE_HANDLES_UNCAUGHT_ERRORS: 'true', VSCODE_NLS_CONFIG: '{}' }, {}),
    });
    const seen = JSON.stringify(await ask(made, 'look'));
    assert.match(seen, /"argv":\["--max-old-space-size=64"\]/u);
    assert.doesNotMatch(seen, /NODE_OPTIONS|VSCODE_ESM_ENTRYPOINT|VSCODE_HANDLES_UNCAUGHT_ERRORS|VSCODE_NLS_CONFIG/u);
  });

  it('ends with its parent when the extension host is killed', async () => {
    const serverFile = process.env['HEADWATER_SERVER_PATH'];
    assert.ok(serverFile);
    const host = scripts.write(`
      const server = require('node:child_process').fork(${JSON.stringify(serverFile)}, [], { serialization: 'advanced', execArgv: [] });
      server.on('message', (message) => { if (message.id === 1) process.send(server.pid); });
      server.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions: ${JSON.stringify({
        storageFolder: scripts.folder,
        workspaceFolders: [],
        trusted: true,
        timeZone: 'UTC',
        limits: { memoryPerResult: 1_000_000, spillQuota: 0, firstRows: 10, pausedMs: 1_000 },
        wireLog: false,
      })} } });`);
    const parent = fork(host, [], { execArgv: [], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
    const [pid]: unknown[] = await once(parent, 'message');
    assert.ok(typeof pid === 'number' && isAlive(pid));
    parent.kill('SIGKILL');
    await gone(pid, 3_000);
  });
});
