import { spawn } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod/mini';
import { addressOf } from '../src/backends/ksqldb/client/address';
import { KsqlHttp } from '../src/backends/ksqldb/client/http';
import { KsqlClient, NO_CONTEXT } from '../src/backends/ksqldb/client/ksqlClient';
import { openConnections } from '../src/backends/ksqldb/client/transport';
import { ResultReader } from '../src/backends/ksqldb/rows/resultReader';
import { BatchParts, encodeBatch } from '../src/core/arrow/batchMessage';
import { ensureGo } from '../scripts/lib/toolchain/go.mjs';
import { ensureNpm } from '../scripts/lib/toolchain/npm.mjs';
import { at } from '../scripts/lib/paths.mjs';
import { type KsqldbServer, startKsqldb } from '../test/servers/ksqldb/start';

const ROUNDS = 3;
/** Of the decoders alone. */
const DECODED = 1_000_000;
/** Over a connection. */
const READ = 1_000_000;
/** For the memory of a query that does not end. */
const LONG = 10_000_000;
const CHUNK = 64 * 1024;
const BATCH = 8_192;

const TYPES = 'K BIGINT KEY, A DECIMAL(12, 2), T STRING, D DOUBLE';
const STATEMENT = 'SELECT K, A, T, D FROM S EMIT CHANGES';

/** `cpu`: milliseconds that processors worked for the process. */
const Sample = z.object({ ms: z.number(), cpu: z.number(), rows: z.number() });
const Memory = z.object({ rows: z.number(), early: z.number(), late: z.number() });
type Sample = z.infer<typeof Sample>;

/** Rows of push queries into Arrow: beside JSON.parse of each row into the same columns, and beside other clients on the same server; and the way of a row to the screen. */
export async function run(): Promise<void> {
  decoders();
  const server = await startKsqldb();
  try {
    server.execute(`CREATE STREAM S (${TYPES}) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1);`);
    server.generate('S', { rows: LONG });
    await clients(server.url);
    const { early, late } = z.parse(Memory, await child(process.execPath, ['--expose-gc', '-e', OURS, 'memory', server.url, String(LONG)]));
    print({ metric: 'memory after 1 M and after 10 M rows', value: late, unit: 'MiB of RSS', peer: 'after 1 M rows', peerValue: early, ratio: early / late, runs: 1 });
    await painted(server);
  } finally {
    await server.stop();
  }
}

async function painted(server: KsqldbServer): Promise<void> {
  // What the processes of other measurements need not load.
  const { paint } = await import('./ksqldb/paint');
  const { ours, bare } = await paint(server);
  for (const share of [50, 99]) {
    const [value, peerValue] = [percentile(ours, share), percentile(bare, share)];
    print({ metric: `row arrival to painted frame, p${share}`, value, unit: 'ms', peer: 'a bare page in the same browser that reads the same query and shows each row as text', peerValue, ratio: peerValue / value, runs: ours.length });
  }
}

function decoders(): void {
  const bytes = sampleBytes(DECODED);
  const ours: number[] = [];
  const parsed: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(timed(() => decode(bytes)));
    parsed.push(timed(() => parseEach(bytes)));
  }
  report('rows into Arrow, BIGINT and DECIMAL exact', DECODED, median(ours), 'JSON.parse per row into the same columns, BIGINT as double', median(parsed), bytes.byteLength);
}

async function clients(url: string): Promise<void> {
  const go = await ensureGo('ksqldbtimed', at('test/servers/ksqldb/judges/go'), './timed');
  const rx = await ensureNpm('ksqldb-rx-client', ['ksqldb-rx-client@1.1.1', 'rxjs@7.8.1']);
  const sql = `${STATEMENT} LIMIT ${READ};`;
  const runners = {
    ours: () => child(process.execPath, ['-e', OURS, 'read', url, String(READ)]),
    'thmeitz/ksqldb-go': () => child(go, [url, sql]),
    'ksqldb-rx-client': () => child(process.execPath, ['-e', RX, path.join(rx.folder, 'package.json'), url, sql]),
  };
  const samples = new Map<string, Sample[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, measure] of Object.entries(runners)) {
      const sample = z.parse(Sample, await measure());
      if (sample.rows !== READ) throw new Error(`${name} read ${sample.rows} rows instead of ${READ}`);
      samples.set(name, [...(samples.get(name) ?? []), sample]);
    }
  }
  const taken = (name: string, what: 'ms' | 'cpu'): number => median((samples.get(name) ?? []).map((sample) => sample[what]));
  for (const peer of Object.keys(runners).filter((name) => name !== 'ours')) {
    report('rows of a push query over one connection', READ, taken('ours', 'ms'), peer, taken(peer, 'ms'));
    print({ metric: 'processor time for them', value: taken('ours', 'cpu'), unit: 'ms of CPU', peer, peerValue: taken(peer, 'cpu'), ratio: taken(peer, 'cpu') / taken('ours', 'cpu'), runs: ROUNDS });
  }
}

const OURS = `import(${JSON.stringify(import.meta.url)}).then((bench) => bench[process.argv[1]](...process.argv.slice(2))).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); })`;

/** One process of ours that reads rows and prints what it took; as each client here it reads them twice, and the first time is cold. */
export async function read(url: string, rows: string): Promise<void> {
  await follow(url, Number(rows), () => undefined);
  const [started, before] = [performance.now(), process.cpuUsage()];
  const count = await follow(url, Number(rows), () => undefined);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ ms: performance.now() - started, cpu: (user + system) / 1000, rows: count })}\n`);
}

/** One process of ours that reads very many rows and prints its memory on the way. */
export async function memory(url: string, rows: string): Promise<void> {
  let early = 0;
  const resident = (): number => {
    globalThis.gc?.();
    return process.memoryUsage().rss / 2 ** 20;
  };
  const count = await follow(url, Number(rows), (done) => {
    if (early === 0 && done >= 1_000_000) early = resident();
  });
  process.stdout.write(`${JSON.stringify({ rows: count, early, late: resident() })}\n`);
}

async function follow(url: string, rows: number, look: (done: number) => void): Promise<number> {
  const address = addressOf(url);
  if (!address) throw new Error(`${url} is no address`);
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
  const http = new KsqlHttp(await openConnections({ verify: true }, 'calls'), () => openConnections({ verify: true }, 'result'), address, {}, silent);
  const result = await new KsqlClient(http).query({ sql: `${STATEMENT} LIMIT ${rows};`, ...NO_CONTEXT }, { what: 'bench', live: true }, () => undefined, new AbortController().signal);
  let done = 0;
  for await (const message of result.messages()) {
    if (message.kind !== 'batch') continue;
    done += message.rows;
    look(done);
  }
  await http.close();
  return done;
}

/** A process of ksqldb-rx-client, which reads lines over HTTP/2 whatever their chunks. */
const RX = `
const [manifest, url, sql] = process.argv.slice(1);
const { KsqlDBClient } = require('node:module').createRequire(manifest)('ksqldb-rx-client');
const client = new KsqlDBClient(url);
const read = (then) => {
  const started = performance.now();
  const before = process.cpuUsage();
  let rows = 0;
  client.queryStream({ sql, properties: { 'auto.offset.reset': 'earliest' } }).subscribe({
    next: () => rows++,
    error: (error) => { console.error(error); process.exit(1); },
    complete: () => {
      const { user, system } = process.cpuUsage(before);
      then({ ms: performance.now() - started, cpu: (user + system) / 1000, rows });
    },
  });
};
read(() => read((sample) => { console.log(JSON.stringify(sample)); process.exit(0); }));
`;

function decode(bytes: Uint8Array): number {
  const reader = new ResultReader({ framing: 'array' });
  let rows = 0;
  const enough = (batch: { readonly rows: number }): boolean => batch.rows >= BATCH;
  for (let start = 0; start < bytes.byteLength; start += CHUNK) {
    for (let all = reader.feed(bytes.subarray(start, start + CHUNK), enough); !all; all = reader.feed(new Uint8Array(0), enough)) rows += reader.rows?.take().rows ?? 0;
  }
  rows += reader.rows?.take().rows ?? 0;
  return rows;
}

/** The straightforward way: split at line ends, parse each row, append its values to columns of the same types. */
function parseEach(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let columns = new PlainColumns();
  let rows = 0;
  for (let start = buffer.indexOf(10) + 1, end = buffer.indexOf(10, start); start > 0; start = end + 1, end = buffer.indexOf(10, start)) {
    const last = end < 0;
    const text = buffer.toString('utf8', start, last ? buffer.length : end).replace(/[,\]]\s*$/u, '');
    const value = JSON.parse(text) as { readonly row?: { readonly columns: readonly [number, number, string, number] } };
    if (value.row) columns.add(value.row.columns);
    if (columns.rows === BATCH || last) {
      rows += columns.rows;
      columns.encode();
      columns = new PlainColumns();
    }
    if (last) break;
  }
  return rows;
}

class PlainColumns {
  rows = 0;
  readonly #k = new BigInt64Array(BATCH);
  readonly #a = new BigInt64Array(BATCH * 2);
  readonly #offsets = new Int32Array(BATCH + 1);
  readonly #d = new Float64Array(BATCH);
  #text = Buffer.alloc(BATCH * 32);
  #length = 0;

  add([k, a, t, d]: readonly [number, number, string, number]): void {
    const row = this.rows++;
    this.#k[row] = BigInt(k);
    const units = BigInt(Math.round(a * 100));
    this.#a[row * 2] = units;
    this.#a[row * 2 + 1] = units < 0n ? -1n : 0n;
    if (this.#length + t.length * 3 > this.#text.length) this.#text = Buffer.concat([this.#text, Buffer.alloc(this.#text.length)]);
    this.#length += this.#text.write(t, this.#length);
    this.#offsets[row + 1] = this.#length;
    this.#d[row] = d;
  }

  encode(): Uint8Array {
    const none = new Uint8Array(0);
    const view = (values: BigInt64Array | Int32Array | Float64Array, count: number): Uint8Array => new Uint8Array(values.buffer, 0, count * values.BYTES_PER_ELEMENT);
    const parts = new BatchParts();
    parts.node(this.rows, 0).buffer(none).buffer(view(this.#k, this.rows));
    parts.node(this.rows, 0).buffer(none).buffer(view(this.#a, this.rows * 2));
    parts.node(this.rows, 0).buffer(none).buffer(view(this.#offsets, this.rows + 1)).buffer(this.#text.subarray(0, this.#length));
    parts.node(this.rows, 0).buffer(none).buffer(view(this.#d, this.rows));
    return encodeBatch(this.rows, parts);
  }
}

function sampleBytes(rows: number): Uint8Array {
  const lines = ['[{"header":{"queryId":"q","schema":"`K` BIGINT, `A` DECIMAL(12, 2), `T` STRING, `D` DOUBLE"}}'];
  for (let row = 0; row < rows; row++) lines.push(`{"row":{"columns":[${9_007_199_254_740_993n + BigInt(row)},${(row % 1_000_000) + 0.25},"${row % 97 === 0 ? 'naïve 日本' : 'value'} ${row}",${row / 7}]}}`);
  return Buffer.from(`${lines.join(',\n')}]`);
}

function timed(work: () => number): number {
  globalThis.gc?.();
  const started = performance.now();
  const rows = work();
  if (rows !== DECODED) throw new Error(`${rows} rows instead of ${DECODED}`);
  return performance.now() - started;
}

function report(metric: string, rows: number, ms: number, peer: string, peerMs: number, bytes?: number): void {
  print({ metric, value: Math.round((rows / ms) * 1000), unit: 'rows/s', peer, peerValue: Math.round((rows / peerMs) * 1000), ratio: peerMs / ms, runs: ROUNDS });
  if (bytes !== undefined) print({ metric: `${metric}: bytes`, value: bytes / ms / 1000, unit: 'MB/s', peer, peerValue: bytes / peerMs / 1000, ratio: peerMs / ms, runs: ROUNDS });
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((one, next) => one - next)[Math.min(values.length - 1, Math.floor((values.length * share) / 100))] ?? NaN;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, next) => one - next)[Math.floor(values.length / 2)] ?? NaN;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify({ bench: 'ksqldb', ...line })}\n`);
}

/** The JSON of the last line that a process prints. */
function child(program: string, args: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    process_.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    process_.on('error', reject);
    process_.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(text.trim().split('\n').at(-1) ?? ''));
      else reject(new Error(`${path.basename(program)} ended with ${code}`));
    });
  });
}
