import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { ensureVenv } from '../scripts/lib/toolchain/venv.mjs';
import { BufferPool } from '../src/core/arrow/bufferPool';
import type { ExecutionEvent } from '../src/core/contract/execution';
import { DuckDb, type DuckDbConnection } from '../src/duckdb/duckdb';
import { Engine } from '../src/engine/engine';
import type { EngineConnection } from '../src/engine/sources';
import { CannedTable } from '../test/engine/source/cannedTable';
import { SyntheticSession } from '../test/engine/source/session';
import { bareRates } from './engine/bare';
import { ratesOut } from './engine/out';
import { remoteParquet } from './engine/remote';

const ROWS = 5_000_000;
const BATCH = 65_536;
const LARGE = 100_000_000;
const RUNS = 3;
/** As much as the server keeps. */
const REUSED_BYTES = 256 * 1024 * 1024;
/** Statements before the latency is measured, and as many measured: the first ones are compiled. */
const WARM = 200;
const COLUMNS = `i AS a, i * 0.5::DOUBLE AS f, TIMESTAMP '2024-01-01' + to_seconds(i) AS ts, 'row-value-' || lpad(i::VARCHAR, 8, '0') AS s`;
const SHAPES: readonly (readonly [name: string, select: string])[] = [
  ['4 columns with strings', 'sum(a), sum(f), max(ts), max(s)'],
  ['3 numeric columns', 'sum(a), sum(f), max(ts)'],
];
const NEVER = new AbortController().signal;

/** Rows through the table function, beside DuckDB's own Parquet reader and beside pyarrow into DuckDB in Python; latency; cancelling; memory. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  // As in the server: memory is used again by whoever makes messages, sources and DuckDB alike.
  const memory = new BufferPool(REUSED_BYTES);
  const duckDb = await DuckDb.open({ workerPath: path.resolve('dist/duckdbWorker.js'), path: ':memory:', config: { threads: '2' }, memory });
  const plain = await duckDb.connect();
  const parquet = path.join(folder, 't.parquet');
  await plain.rows(`COPY (SELECT ${COLUMNS} FROM range(${ROWS}) t(i)) TO '${parquet}'`, 'Could not write', NEVER);
  const batch = await messages(plain, `SELECT ${COLUMNS} FROM range(${BATCH}) t(i)`);
  const session = new SyntheticSession(new Map([['db.t', new CannedTable(batch, ROWS, memory)], ['db.large', new CannedTable(batch, LARGE, memory)]]));
  const bound: EngineConnection = { id: 'src', name: 'src', session, protected: false };
  const engine = new Engine({
    workerPath: path.resolve('dist/engineWorker.js'),
    connections: { find: async (name) => (name === 'src' ? bound : undefined), names: () => ['src'] },
    settings: () => ({ storageFolder: folder, workspaceFolders: [], trusted: true, timeZone: 'UTC' }),
    release: (buffer) => {
      memory.give(buffer);
    },
    memory,
  });
  const ask = (statement: string, signal = NEVER) => drain(engine.run(statement, bound, { signal }).events, memory);
  try {
    await ask('SELECT count(*) FROM db.t');
    await manyRows(ask); // before anything else fills the process
    const python = await pythonRates();
    const bare = await bareRates(SHAPES.map(([, select]) => select), ROWS, RUNS);
    for (const [index, [name, select]] of SHAPES.entries()) {
      const ours = await best(() => ask(`SELECT ${select} FROM db.t`));
      const own = await best(() => plain.rows(`SELECT ${select} FROM '${parquet}'`, 'Could not read', NEVER));
      print({ metric: `aggregate, ${name}`, value: rate(ours), unit: 'million rows/s', peer: 'the same DuckDB from Parquet', peerValue: rate(own), ratio: own / ours, runs: RUNS });
      const least = bare[index] ?? NaN;
      print({ metric: `aggregate, ${name}`, value: rate(ours), unit: 'million rows/s', peer: 'a bare loop that fills from memory', peerValue: least, ratio: rate(ours) / least, runs: RUNS });
      const peer = python?.rates[name];
      if (peer !== undefined) print({ metric: `aggregate, ${name}`, value: rate(ours), unit: 'million rows/s', peer: python?.name, peerValue: peer, ratio: rate(ours) / peer, runs: RUNS });
    }
    const out = await best(() => ask('SELECT a, f, ts, s FROM db.t'));
    print({ metric: 'rows out as Arrow, 4 columns', value: rate(out), unit: 'million rows/s', runs: RUNS });
    const chunks = await ratesOut(plain, memory, `SELECT ${COLUMNS} FROM range(${ROWS}) t(i)`, ROWS, RUNS);
    print({ metric: 'Arrow out of a DuckDB table, 4 columns', value: chunks.arrow, unit: 'million rows/s', peer: 'bare chunks of the same table, at least 0.65 ×', peerValue: chunks.bare, ratio: chunks.arrow / chunks.bare, runs: RUNS });
    if (python) print({ metric: 'Arrow out of a DuckDB table, 4 columns', value: chunks.arrow, unit: 'million rows/s', peer: `fetch_record_batch, ${python.name}`, peerValue: python.out, ratio: chunks.arrow / python.out, runs: RUNS });
    const remote = await remoteParquet(plain, parquet, folder, ROWS, RUNS);
    print({ metric: 'remote Parquet, a tenth of 3 columns, first time', value: remote.first, unit: 'ms', peer: 'DuckDB from the local file', peerValue: remote.local, ratio: remote.local / remote.first, runs: 1 });
    print({ metric: 'remote Parquet, a tenth of 3 columns, parts here', value: remote.again, unit: 'ms', peer: 'DuckDB from the local file', peerValue: remote.local, ratio: remote.local / remote.again, runs: RUNS });
    print({ metric: 'remote Parquet, bytes fetched', value: remote.fetched / 1e6, unit: 'MB', peer: 'the whole object', peerValue: remote.whole / 1e6, ratio: remote.whole / remote.fetched, runs: 1 });
    await latency(ask, session);
    await cancels(engine, bound, session);
  } finally {
    await engine[Symbol.asyncDispose]();
    await duckDb.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function latency(ask: (statement: string) => Promise<unknown>, session: SyntheticSession): Promise<void> {
  const point = () => ask('SELECT * FROM db.t WHERE a = 0');
  const direct = () => drain(session.tables.scan({ table: ['db', 't'], columns: [0, 1, 2, 3], predicate: { op: 'compare', column: 0, comparison: '=', value: { type: 'BIGINT', value: '0' } }, signal: NEVER }).events);
  let key = 0;
  const next = () => ask(`SELECT * FROM db.t WHERE a = ${++key}`);
  for (const work of [point, direct, next]) for (let turn = 0; turn < WARM; turn++) await work();
  const [ours, theirs, other] = [await medianOf(point, WARM), await medianOf(direct, WARM), await medianOf(next, WARM)];
  const limit = 1.5 * theirs + 5;
  print({ metric: 'point lookup through SQL, the same statement again', value: ours, unit: 'ms', peer: '1.5 × the direct lookup + 5 ms', peerValue: limit, ratio: limit / ours, runs: WARM });
  print({ metric: 'point lookup through SQL, another key each time', value: other, unit: 'ms', peer: '1.5 × the direct lookup + 5 ms', peerValue: limit, ratio: limit / other, runs: WARM });
}

async function cancels(engine: Engine, bound: EngineConnection, session: SyntheticSession): Promise<void> {
  for (const silent of [true, false]) {
    session.faults.silent = silent;
    const times: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const controller = new AbortController();
      const run = drain(engine.run('SELECT sum(a), max(s) FROM db.large', bound, { signal: controller.signal }).events).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const asked = performance.now();
      controller.abort();
      await run;
      times.push(performance.now() - asked);
    }
    print({ metric: `cancel ${silent ? 'while the source is silent' : 'while rows stream'}`, value: Math.max(...times), unit: 'ms (slowest)', peer: 'the limit', peerValue: 200, ratio: 200 / Math.max(...times), runs: 5 });
  }
  session.faults.silent = false;
}

async function manyRows(ask: (statement: string) => Promise<unknown>): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const started = performance.now();
  await ask('SELECT a % 10, sum(f), max(ts), max(s) FROM db.large GROUP BY 1');
  clearInterval(watching);
  print({ metric: '100 M rows aggregated to 10', value: LARGE / (performance.now() - started) / 1000, unit: 'million rows/s', runs: 1 });
  print({ metric: 'peak memory of 100 M rows, whole process', value: peak / 1e6, unit: 'MB', before: before / 1e6, runs: 1 });
}

/** @param memory takes back what the rows were in */
async function drain(events: AsyncIterable<ExecutionEvent>, memory?: BufferPool): Promise<number> {
  let rows = 0;
  for await (const event of events) {
    if (event.kind !== 'batch') continue;
    rows += event.rows;
    const { buffer } = event.bytes;
    if (buffer instanceof ArrayBuffer) memory?.give(buffer);
  }
  return rows;
}

async function messages(connection: DuckDbConnection, query: string) {
  const found = [];
  for await (const event of connection.run(query, { signal: NEVER, batchRows: BATCH })) if (event.kind === 'schema' || event.kind === 'batch') found.push(event);
  return joined(found);
}

/** The first batch of a run is small: the second is whole. */
function joined<T extends { readonly kind: string }>(found: readonly T[]): readonly T[] {
  const schema = found.filter(({ kind }) => kind === 'schema');
  const batches = found.filter(({ kind }) => kind === 'batch').toSorted((one, other) => rowsOf(other) - rowsOf(one));
  return [...schema, ...batches.slice(0, 1)];
}

function rowsOf(message: object): number {
  return 'rows' in message && typeof message.rows === 'number' ? message.rows : 0;
}

/** Milliseconds of the median run. */
async function best(work: () => Promise<unknown>): Promise<number> {
  return medianOf(work, RUNS);
}

async function medianOf(work: () => Promise<unknown>, runs: number): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.toSorted((one, other) => one - other)[runs >> 1] ?? NaN;
}

function rate(ms: number): number {
  return ROWS / ms / 1000;
}

const SCRIPT = `
import json, time, duckdb, pyarrow as pa
con = duckdb.connect(config={'threads': 2})
con.execute('SET enable_progress_bar = false')
batch = con.execute("SELECT ${COLUMNS} FROM range(${BATCH}) t(i)").fetch_record_batch(${BATCH}).read_next_batch()
def reader():
    left = ${ROWS}
    while left > 0:
        rows = min(left, batch.num_rows)
        yield batch.slice(0, rows)
        left -= rows
rates = {}
for name, select in json.loads('''${JSON.stringify(SHAPES)}'''):
    times = []
    for _ in range(${RUNS}):
        t = pa.RecordBatchReader.from_batches(batch.schema, reader())
        started = time.perf_counter()
        con.execute(f'SELECT {select} FROM t').fetchall()
        times.append(time.perf_counter() - started)
    rates[name] = ${ROWS} / sorted(times)[len(times) // 2] / 1e6
con.execute("CREATE TABLE rows_out AS SELECT ${COLUMNS} FROM range(${ROWS}) t(i)")
times = []
for _ in range(${RUNS}):
    started = time.perf_counter()
    for _ in con.execute('FROM rows_out').fetch_record_batch(${BATCH}):
        pass
    times.append(time.perf_counter() - started)
out = ${ROWS} / sorted(times)[len(times) // 2] / 1e6
print(json.dumps({'out': out, 'name': f'pyarrow {pa.__version__} into duckdb {duckdb.__version__}, Python', 'rates': rates}))
`;

/** Million rows a second: into DuckDB by query, and out of a table as record batches. */
interface PythonRates {
  readonly name: string;
  readonly rates: Readonly<Record<string, number>>;
  readonly out: number;
}

async function pythonRates(): Promise<PythonRates | undefined> {
  try {
    const { python } = await ensureVenv('engine-bench', ['duckdb==1.3.2', 'pyarrow==21.0.0']);
    const child = spawn(python, ['-W', 'ignore', '-c', SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
    return z.parse(z.object({ name: z.string(), out: z.number(), rates: z.record(z.string(), z.number()) }), JSON.parse(await text(child.stdout)));
  } catch (error) {
    print({ metric: 'peer', note: `Python with duckdb and pyarrow is not here: ${error instanceof Error ? error.message : String(error)}` });
    return undefined;
  }
}

function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'engine', ...line }));
}
