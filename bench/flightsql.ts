import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { ensureWorkbench } from '../scripts/lib/workbench.mjs';
import { EndpointReader } from '../src/backends/flightsql/client/endpointReader';
import { FlightClient } from '../src/backends/flightsql/client/flightClient';
import { FlightSqlClient } from '../src/backends/flightsql/client/sqlClient';
import { BufferPool, FRESH_MEMORY } from '../src/core/arrow/bufferPool';
import { ArrowDecoder } from '../src/core/arrow/decode';
import type { ArrowMessage } from '../src/core/contract/execution';
import { failureOf } from '../src/core/errors';
import { serverFlags } from '../src/extension/server/flags';
import { ResultsClient } from '../src/server/results/client';
import type { RowSink } from '../src/server/runs/rowSink';
import { Run } from '../src/server/runs/run';
import { flightPython } from '../test/servers/flightsql/python';
import { startFlightsqld } from '../test/servers/flightsql/start';

/** 46 bytes a row: a number, a fraction, a time, a name of 18 bytes. */
const ROWS = 10_000_000;
const BYTES = 460_000_000;
const BATCHES = [8_192, 65_536];
const ROUNDS = 3;
/** Each client, in a process of its own, reads the result so many times over one connection: the first is cold. */
const READS = 3;
/** As the setting has it by itself. */
const SERVER_MEMORY_MB = 4096;

const CLIENTS = ['kept', 'pooled', 'plain', 'store', 'pyarrow', 'adbc'] as const;
type Client = (typeof CLIENTS)[number];

const NAMES: Readonly<Record<Client, string>> = {
  kept: 'all batches kept',
  pooled: 'all batches kept, memory used again',
  plain: 'all batches kept, node:http2 only',
  store: 'into the result store',
  pyarrow: 'pyarrow, all batches kept',
  adbc: 'ADBC driver, all batches kept',
};

const Sample = z.array(z.object({ ms: z.number(), cpu: z.number(), first: z.number(), rss: z.number(), rows: z.number(), sum: z.string() }));
type Sample = z.infer<typeof Sample>;

/**
 * Reading a large result from the Go server, beside the C++ client and the Go driver in turns. Ours runs on the workbench's Node, as extensions do: that of the
 * scripts may be older, and Node 20 takes half as much processor time again, for optimizing functions that run a thousand times.
 */
export async function run(): Promise<void> {
  const { node } = await ensureWorkbench();
  const server = await startFlightsqld();
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  try {
    const { python } = await flightPython();
    const script = path.join(folder, 'peer.py');
    await writeFile(script, PEER);
    for (const batch of BATCHES) {
      const samples = new Map<Client, Sample[]>(CLIENTS.map((client) => [client, []]));
      for (let round = 0; round < ROUNDS; round++) {
        for (const client of round % 2 === 0 ? CLIENTS : [...CLIENTS].reverse()) {
          const args = [String(server.address.port), String(batch), client];
          const sample = client === 'pyarrow' || client === 'adbc' ? await measured(python, [script, ...args]) : await measured(node, ['--expose-gc', ...serverFlags(SERVER_MEMORY_MB), '-e', OURS, ...args]);
          samples.get(client)?.push(sample);
        }
      }
      report(batch, samples);
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const OURS = `import(${JSON.stringify(import.meta.url)}).then((bench) => bench.read(...process.argv.slice(1))).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); })`;

function report(batch: number, samples: ReadonlyMap<Client, readonly Sample[]>): void {
  const column = (client: Client, read: number, key: 'ms' | 'cpu' | 'first' | 'rss') => median((samples.get(client) ?? []).flatMap((sample) => sample[read]?.[key] ?? []));
  for (const peer of ['pyarrow', 'adbc'] as const) {
    for (const client of CLIENTS) {
      if (client === 'pyarrow' || client === 'adbc') continue;
      for (let read = 0; read < READS; read++) {
        // Of the same round, so that what else the machine does weighs on both.
        const ratios = (samples.get(client) ?? []).flatMap((sample, round) => {
          const other = samples.get(peer)?.[round]?.[read];
          const own = sample[read];
          return own && other ? [other.ms / own.ms] : [];
        });
        const value = BYTES / column(client, read, 'ms') / 1000;
        const peerValue = BYTES / column(peer, read, 'ms') / 1000;
        const shared = { peer: NAMES[peer], ratio: median(ratios), runs: ROUNDS };
        print({ metric: readName(client, batch, read), value, unit: 'MB/s', peerValue, ...shared });
        print({ metric: readName(client, batch, read), value: (value * 1e6 * ROWS) / BYTES, unit: 'rows/s', peerValue: (peerValue * 1e6 * ROWS) / BYTES, ...shared });
      }
    }
  }
  for (const [key, unit, reads] of [['cpu', 's of CPU', [0, 1, 2]], ['first', 'ms to the first batch', [0, 1]], ['rss', 'MB of memory at the end', [READS - 1]]] as const) {
    for (const client of CLIENTS) {
      if (client === 'pyarrow') continue;
      for (const read of reads) {
        const [value, peerValue] = [column(client, read, key), column('pyarrow', read, key)];
        print({ metric: readName(client, batch, read), value, unit, peer: NAMES.pyarrow, peerValue, ratio: peerValue / value, runs: ROUNDS });
      }
    }
  }
}

function readName(client: Client, batch: number, read: number): string {
  return `${NAMES[client]}, ${batch} rows a batch, ${read === 0 ? 'cold' : `read ${read + 1}`}`;
}

/** One process of ours: reads the result some times and prints what it took. */
export async function read(port: string, batch: string, client: string): Promise<void> {
  const pool = new BufferPool(1 << 30);
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  const settings = { folder, memoryPerResult: 4e9, spillQuota: 8e9, timeZone: 'UTC' };
  const results = client === 'store' ? new ResultsClient(path.resolve('dist/resultsWorker.js'), settings, (buffer) => pool.give(buffer)) : undefined;
  // As in the product, where the worker starts while the connection is opened.
  results?.warmUp();
  await results?.configure(settings);
  const flight = new FlightClient({
    address: { host: '127.0.0.1', port: Number(port) },
    credentials: { kind: 'anonymous' },
    receive: client === 'plain' ? 'plain' : 'direct',
    memory: client === 'pooled' || client === 'store' ? pool : FRESH_MEMORY,
  });
  const reader = new EndpointReader(flight, { parallel: 1, foreign: () => 'never', open: () => flight });
  const samples: Sample = [];
  const { signal } = new AbortController();
  for (let turn = 0; turn < READS; turn++) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    const info = await new FlightSqlClient(flight).query(`GENERATE numbers rows=${ROWS} batch=${batch}`, { signal });
    const { messages } = reader.read(info, { signal });
    const { kept, first } = results ? await store(results, `bench ${turn}`, messages) : await keep(messages);
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    const { rows, sum } = results ? { rows: await rowsIn(results, `bench ${turn}`), sum: '' } : total(kept);
    samples.push({ ms, cpu: (user + system) / 1e6, first: first - started, rss: process.memoryUsage.rss() / 1e6, rows, sum });
    await results?.close(`bench ${turn}`);
    for (const { bytes } of kept) if (client === 'pooled' && bytes.buffer instanceof ArrayBuffer) pool.give(bytes.buffer);
    kept.length = 0;
    globalThis.gc?.();
  }
  flight.close();
  await rm(folder, { recursive: true, force: true });
  process.stdout.write(`${JSON.stringify(samples)}\n`);
}

async function keep(messages: AsyncIterable<ArrowMessage>): Promise<{ readonly kept: ArrowMessage[]; readonly first: number }> {
  const kept: ArrowMessage[] = [];
  let first = 0;
  for await (const message of messages) {
    if (first === 0 && message.kind === 'batch') first = performance.now();
    kept.push(message);
  }
  return { kept, first };
}

/** By a run, as the product has it. */
async function store(results: ResultsClient, id: string, messages: AsyncIterable<ArrowMessage>): Promise<{ readonly kept: ArrowMessage[]; readonly first: number }> {
  const sink = results.open(id);
  let first = 0;
  const rows: RowSink = {
    ...sink,
    append: async (message, most) => {
      const kept = await sink.append(message, most);
      first ||= performance.now();
      return kept;
    },
  };
  const run = new Run({
    resultId: id,
    connectionId: 'bench',
    title: 'bench',
    execution: { events: messages, cancel: async () => undefined },
    rows,
    limits: { firstRows: Infinity, pausedMs: 60_000 },
    report: () => undefined,
    failureOf: (error) => failureOf(error, 'Could not read the rows'),
  });
  await run.work();
  if (run.state.failure) throw new Error(run.state.failure.why);
  return { kept: [], first };
}

async function rowsIn(results: ResultsClient, id: string): Promise<number> {
  const last = await results.window({ resultId: id, row: ROWS - 1, rows: 1, columns: [0] });
  return last.row + last.rows;
}

/** Read back from what was kept, so that a client that loses or mixes up bytes cannot win. */
function total(messages: readonly ArrowMessage[]): { readonly rows: number; readonly sum: string } {
  const [schema, ...rest] = messages;
  if (!schema) throw new Error('Nothing came.');
  const decoder = new ArrowDecoder(schema.bytes);
  let rows = 0;
  let sum = 0;
  for (const message of rest) {
    const { values } = decoder.batch(message.bytes).column(0);
    if (!(values instanceof BigInt64Array)) throw new Error('The first column has no numbers.');
    for (const value of values) sum += Number(value);
    rows += values.length;
  }
  return { rows, sum: String(sum) };
}

function measured(program: string, args: readonly string[]): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: process.cwd() });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) {
        reject(new Error(`${path.basename(program)} ended with code ${String(code)}.`));
        return;
      }
      const sample = z.parse(Sample, JSON.parse(text.trim().split('\n').at(-1) ?? ''));
      const [odd] = sample.filter(({ rows, sum }) => rows !== ROWS || (sum !== '' && Number(sum) !== (ROWS * (ROWS - 1)) / 2));
      if (odd) reject(new Error(`${args.join(' ')}: ${odd.rows} rows came, with the sum ${odd.sum}.`));
      else resolve(sample);
    });
  });
}

/** The peers, doing the same: one statement some times over one connection, every batch kept, then read back. */
const PEER = `
import json, resource, sys, time
import pyarrow as pa, pyarrow.compute as pc
port, batch, client = sys.argv[1:4]
query = "GENERATE numbers rows=${ROWS} batch=" + batch
uri = "grpc://127.0.0.1:" + port
def varint(n):
    out = b""
    while n > 127: out += bytes([n & 127 | 128]); n >>= 7
    return out + bytes([n])
def field(n, b): return varint(n << 3 | 2) + varint(len(b)) + b
if client == "adbc":
    import adbc_driver_flightsql.dbapi as dbapi
    connection = dbapi.connect(uri, autocommit=True)
    def batches():
        cursor = connection.cursor()
        cursor.execute(query)
        reader = cursor.fetch_record_batch()
        yield from reader
        cursor.close()
else:
    import pyarrow.flight as fl
    connection = fl.connect(uri)
    command = field(1, b"type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery") + field(2, field(1, query.encode()))
    def batches():
        info = connection.get_flight_info(fl.FlightDescriptor.for_command(command))
        for endpoint in info.endpoints:
            for chunk in connection.do_get(endpoint.ticket): yield chunk.data
samples = []
for turn in range(${READS}):
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    kept, first = [], 0
    for one in batches():
        first = first or time.perf_counter()
        kept.append(one)
    ms = (time.perf_counter() - started) * 1000
    after = resource.getrusage(resource.RUSAGE_SELF)
    rows = sum(one.num_rows for one in kept)
    total = sum(pc.sum(one.column(0)).as_py() for one in kept)
    samples.append({"ms": ms, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, "first": (first - started) * 1000, "rss": after.ru_maxrss / 1000, "rows": rows, "sum": str(total)})
    del kept, one
print(json.dumps(samples))
`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? NaN;
}

function print(line: Readonly<Record<string, unknown>>): void {
  const rounded = Object.fromEntries(Object.entries(line).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toPrecision(4)) : value]));
  process.stdout.write(`${JSON.stringify({ bench: 'flightsql', ...rounded })}\n`);
}

