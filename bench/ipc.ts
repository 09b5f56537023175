import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { EchoForTests } from '../src/protocol/lifecycle';
import { CancelRun, CloseResult, GetWindow, ReadOn, ResultChanged, StartRunRequest } from '../src/protocol/results';
import { OpenSession } from '../src/protocol/sessions';
import { ForkedServer, TEST_LIMITS } from '../test/support/forkServer';

const ROUNDS = 600;
const WARM = 100;
const ROWS = 128;
const COLUMNS = Array.from({ length: 20 }, (_, index) => index);
const GIB = 1_073_741_824;

interface Measured {
  readonly p50: number;
  readonly p95: number;
}

/**
 * Over the pipe of the product: windows of 128 × 20 against an echo of as many bytes, asked in turns so that both see the same machine;
 * memory of the server for 10 M rows against their Arrow bytes; time to cancel.
 */
export async function run(): Promise<void> {
  for (const part of [windows, memory, cancelling]) {
    // A server of its own for each: what one has used and let go would make another look better.
    const server = await ForkedServer.start(path.resolve('dist/server.js'), { limits: { ...TEST_LIMITS, memoryPerResult: 4 * GIB } });
    try {
      await server.request(OpenSession, { profile: { id: 'bench', name: 'Bench', backend: 'local', values: { database: ':memory:' } }, secrets: {} });
      await part(server);
    } finally {
      await server[Symbol.asyncDispose]();
    }
  }
}

async function start(server: ForkedServer, statement: string): Promise<string> {
  const { resultId } = await server.request(StartRunRequest, { connectionId: 'bench', statement, title: 'Bench' });
  return resultId;
}

async function windows(server: ForkedServer): Promise<void> {
  const columns = COLUMNS.map((index) => (index % 4 === 3 ? `'row ' || (i % 1000) AS c${index}` : `i * ${index + 1} / 7.0 AS c${index}`));
  const resultId = await start(server, `SELECT ${columns.join(', ')} FROM range(500000) t(i)`);
  await server.request(ReadOn, { resultId, rows: null });
  const { bytes } = await server.request(GetWindow, { resultId, row: 0, rows: ROWS, columns: COLUMNS });
  const size = bytes.byteLength;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < WARM + ROUNDS; round += 1) {
    const row = (round * 7919 * ROWS) % 490_000;
    const window = await timed(() => server.connection.sendRequest(GetWindow.method, { resultId, row, rows: ROWS, columns: COLUMNS }));
    const echo = await timed(() => server.connection.sendRequest(EchoForTests.method, { size }));
    if (round < WARM) continue;
    ours.push(window);
    theirs.push(echo);
  }
  const [one, other] = [summary(ours), summary(theirs)];
  const peer = `echo of ${size} bytes by the same server`;
  print('window 128 × 20, p50', one.p50, 'ms', peer, other.p50, ROUNDS);
  print('window 128 × 20, p95', one.p95, 'ms', peer, other.p95, ROUNDS);
  await server.request(CloseResult, { resultId });
}

async function memory(server: ForkedServer): Promise<void> {
  let arrow = 0;
  server.on(ResultChanged, ({ bytes }) => {
    arrow = bytes;
  });
  const before = residentBytes(server.child.pid);
  const resultId = await start(server, 'SELECT i, i * 2 AS two, i / 7.0 AS part, (i % 100)::INTEGER AS small FROM range(10000000) t(i)');
  const asked = performance.now();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, residentBytes(server.child.pid));
  }, 100);
  const { rows } = await server.request(ReadOn, { resultId, rows: null });
  const seconds = (performance.now() - asked) / 1_000;
  clearInterval(watch);
  const after = residentBytes(server.child.pid);
  print(`memory of the server for ${rows} rows kept in memory`, (after - before) / GIB, 'GiB', 'their Arrow bytes', arrow / GIB, 1);
  print(`most memory while reading ${rows} rows`, (Math.max(most, after) - before) / GIB, 'GiB', 'their Arrow bytes', arrow / GIB, 1);
  console.log(JSON.stringify({ bench: 'ipc', metric: 'rows read into the result', value: round3(rows / seconds / 1e6), unit: 'M rows/s', runs: 1 }));
  await server.request(CloseResult, { resultId });
}

async function cancelling(server: ForkedServer): Promise<void> {
  const times: number[] = [];
  for (let runs = 0; runs < 10; runs += 1) {
    const resultId = await start(server, 'SELECT count(*) FROM range(100000000000) a(i) WHERE hash(i) = 42');
    await new Promise((resolve) => setTimeout(resolve, 100));
    times.push(await timed(() => server.request(CancelRun, { resultId })));
    await server.request(CloseResult, { resultId });
  }
  print('cancel of a running statement, p95', summary(times).p95, 'ms', 'limit of 200 ms', 200, times.length);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const asked = performance.now();
  await work();
  return performance.now() - asked;
}

function summary(times: readonly number[]): Measured {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

function residentBytes(pid: number | undefined): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1_024;
}

/** All of these are better the smaller they are. */
function print(metric: string, value: number, unit: string, peer: string, peerValue: number, runs: number): void {
  console.log(JSON.stringify({ bench: 'ipc', metric, value: round3(value), unit, peer, peerValue: round3(peerValue), ratio: round3(peerValue / value), runs }));
}

function round3(value: number): number {
  return Number(value.toPrecision(3));
}
