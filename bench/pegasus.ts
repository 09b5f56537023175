import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { PegasusClient } from '../src/backends/pegasus/client/pegasusClient';
import type { PegasusTable } from '../src/backends/pegasus/client/pegasusTable';
import type { Scanner } from '../src/backends/pegasus/client/scanner';
import { PegasusTables } from '../src/backends/pegasus/tables/pegasusTables';
import { TableFormats } from '../src/backends/pegasus/values/tableFormats';
import { parseAddress } from '../src/backends/pegasus/wire/address';
import { at } from '../scripts/lib/paths.mjs';
import { ensureGo } from '../scripts/lib/toolchain/go.mjs';
import { ensureVenv } from '../scripts/lib/toolchain/venv.mjs';

const ROUNDS = 3;
const VALUE_BYTES = 100;
const MULTI_ROWS = 100;
const BATCHES = 20;
const SCAN_ROWS = 8 * BATCHES * 1_000;

/** Calls by client: the Python client is given fewer, so that each takes about as long. */
const TASKS = [
  { kind: 'get', inFlight: 1, count: 8_000, slower: 2 },
  { kind: 'get', inFlight: 64, count: 60_000, slower: 10 },
  { kind: 'set', inFlight: 1, count: 8_000, slower: 2 },
  { kind: 'set', inFlight: 64, count: 60_000, slower: 10 },
  { kind: 'multi_get', inFlight: 16, count: 3_000, slower: 10 },
  { kind: 'scan', inFlight: 8, count: 1, slower: 1 },
] as const;
type Task = (typeof TASKS)[number];

const Sample = z.array(z.object({ ms: z.number(), cpu: z.number(), done: z.number() }));
type Sample = z.infer<typeof Sample>;

/** Against the official Go and Python clients, each in a process of its own and in turns, over a server that answers with the same bytes each time. */
export async function run(): Promise<void> {
  const module = at('test/servers/pegasus/go');
  const [responder, go] = [await ensureGo('pegasus-responder', module, './cmd/responder'), await ensureGo('pegasus-measure', module, './cmd/measure')];
  const { python } = await ensureVenv('pegasus', ['pypegasus3==0.0.1.1', 'setuptools==68.2.2']);
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  const server = spawn(responder, ['-value', String(VALUE_BYTES), '-multi', String(MULTI_ROWS), '-batches', String(BATCHES)], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const address = await addressOf(server);
    const script = path.join(folder, 'peer.py');
    await writeFile(script, PEER);
    for (const task of TASKS) {
      const samples = { ours: [] as Sample[], arrow: [] as Sample[], go: [] as Sample[], python: [] as Sample[] };
      for (let round = 0; round < ROUNDS; round += 1) {
        samples.ours.push(await measured(process.execPath, ['-e', OURS, ...words(address, task)], folder));
        if (task.kind === 'scan') samples.arrow.push(await measured(process.execPath, ['-e', OURS, address, 'arrow', '1', '1'], folder));
        samples.go.push(await measured(go, words(address, task), folder));
        samples.python.push(await measured(python, ['-W', 'ignore', script, ...words(address, { ...task, count: task.count / task.slower })], folder));
      }
      for (const peer of ['go', 'python'] as const) {
        report(task, 'client', samples.ours, peer, samples[peer]);
        if (task.kind === 'scan') report(task, 'into Arrow', samples.arrow, peer, samples[peer]);
      }
    }
  } finally {
    server.stdin.end();
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

const words = (address: string, { kind, inFlight, count }: { readonly kind: string; readonly inFlight: number; readonly count: number }): readonly string[] => [address, kind, String(inFlight), String(count)];

function report({ kind, inFlight }: Task, how: string, ours: readonly Sample[], peer: 'go' | 'python', theirs: readonly Sample[]): void {
  const unit = kind === 'get' || kind === 'set' ? 'ops' : 'rows';
  const name = `${kind}, ${how === 'client' ? `${inFlight} in flight` : how}`;
  // the second turn of each process: the first is cold
  const speed = (sample: Sample): number => ((sample[1]?.done ?? 0) / (sample[1]?.ms ?? NaN)) * 1000;
  const processor = (sample: Sample): number => ((sample[1]?.cpu ?? NaN) * 1e6) / (sample[1]?.done ?? NaN);
  const line = (metric: string, own: number, other: number, ratio: number, of: string): void =>
    console.log(JSON.stringify({ bench: 'pegasus', metric: `${name}${metric}`, value: round(own), unit: of, peer, peerValue: round(other), ratio: round(ratio), runs: ROUNDS }));
  const pairs = ours.map((sample, index) => [sample, theirs[index] ?? []] as const);
  line('', median(ours.map(speed)), median(theirs.map(speed)), median(pairs.map(([own, other]) => speed(own) / speed(other))), `${unit}/s`);
  line(', processor', median(ours.map(processor)), median(theirs.map(processor)), median(pairs.map(([own, other]) => processor(other) / processor(own))), `µs/${unit === 'ops' ? 'op' : 'row'}`);
}

const OURS = `import(${JSON.stringify(import.meta.url)}).then((bench) => bench.task(...process.argv.slice(1))).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); })`;

/** One process of ours: does one thing twice and prints what it took. */
export async function task(address: string, kind: string, inFlight: string, count: string): Promise<void> {
  const metas = [parseAddress(address)].filter((one) => one !== undefined);
  const client = new PegasusClient({ metas, addressMap: new Map(), connectTimeoutMs: 5_000, timeoutMs: 10_000, scanTimeoutMs: 30_000, maxFrameBytes: 1 << 28 });
  const table = client.table('temp');
  await table.calls.routes.current({});
  const samples: Sample = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const cpu = process.cpuUsage();
    const started = performance.now();
    const done = kind === 'scan' ? await scanned(table) : kind === 'arrow' ? await intoArrow(client) : await called(table, kind, Number(inFlight), Number(count));
    const used = process.cpuUsage(cpu);
    samples.push({ ms: performance.now() - started, cpu: (used.user + used.system) / 1e6, done });
  }
  console.log(JSON.stringify(samples));
  client.close();
}

async function called(table: PegasusTable, kind: string, inFlight: number, count: number): Promise<number> {
  const hashes = Array.from({ length: 1024 }, (_, index) => Buffer.from(`user${index}`));
  const [sort, value] = [Buffer.from('field'), new Uint8Array(VALUE_BYTES)];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const hash = hashes[(next += 1) & 1023] ?? sort;
      if (kind === 'get') await table.get(hash, sort);
      else if (kind === 'set') await table.set(hash, sort, value);
      const rows = kind === 'multi_get' ? [...(await table.multiGet(hash, undefined)).rows].length : 1;
      done += rows;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return done;
}

async function scanned(table: PegasusTable): Promise<number> {
  const scanners = await table.unorderedScanners(8, { batchSize: 1000 });
  let bytes = 0;
  const read = async (scanner: Scanner): Promise<number> => {
    let rows = 0;
    for (let page = await scanner.next(); page; page = await scanner.next()) {
      for (let row = 0; row < page.rows.length; row += 1) bytes += page.rows.key(row).byteLength + page.rows.value(row).byteLength;
      rows += page.count;
    }
    return rows;
  };
  const rows = (await Promise.all(scanners.map(read))).reduce((sum, one) => sum + one, 0);
  if (bytes === 0) throw new Error('Nothing was read.');
  return rows;
}

async function intoArrow(client: PegasusClient): Promise<number> {
  const formats = new TableFormats(client, { hashKey: 'utf8', sortKey: 'utf8', value: 'utf8' }, new Map());
  let rows = 0;
  for await (const event of new PegasusTables(client, formats, SCAN_ROWS * 2).scan({ table: ['temp'], columns: [0, 1, 2], signal: new AbortController().signal }).events) if (event.kind === 'batch') rows += event.rows;
  return rows;
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('The responder has no output.');
  const [line]: unknown[] = await once(server.stdout, 'data');
  return String(line).trim();
}

function measured(program: string, args: readonly string[], folder: string): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: folder });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(z.parse(Sample, JSON.parse(text.trim().split('\n').at(-1) ?? '')));
      else reject(new Error(`${path.basename(program)} ${args.slice(-3).join(' ')} ended with code ${String(code)}.`));
    });
  });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const round = (value: number): number => Number(value.toPrecision(4));

const PEER = `
import json, resource, sys, time
from twisted.internet import reactor
from twisted.internet.defer import inlineCallbacks, DeferredList
from pypegasus.pgclient import Pegasus
from pypegasus.utils.tools import ScanOptions
address, kind, in_flight, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(float(sys.argv[4]))
samples, value = [], "v" * ${VALUE_BYTES}

@inlineCallbacks
def worker(client, state):
    while state["next"] < count:
        state["next"] += 1
        key = "user%d" % (state["next"] & 1023)
        if kind == "get":
            code, _ = yield client.get(key, "field")
            state["done"] += 1
        elif kind == "set":
            code, _ = yield client.set(key, "field", value)
            state["done"] += 1
        else:
            code, rows = yield client.multi_get(key, None)
            state["done"] += len(rows)
        assert code == 0, code

@inlineCallbacks
def reader(scanner, state):
    while True:
        row = yield scanner.get_next()
        if row is None: break
        state["done"] += 1

@inlineCallbacks
def main():
    client = Pegasus([address], "temp", 10000)
    assert (yield client.init())
    for _ in range(2):
        state = {"next": 0, "done": 0}
        usage, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        work = [reader(one, state) for one in client.get_unordered_scanners(8, ScanOptions())] if kind == "scan" else [worker(client, state) for _ in range(in_flight)]
        yield DeferredList(work, fireOnOneErrback=True)
        end = resource.getrusage(resource.RUSAGE_SELF)
        samples.append({"ms": (time.perf_counter() - started) * 1000, "cpu": end.ru_utime + end.ru_stime - usage.ru_utime - usage.ru_stime, "done": state["done"]})
    print(json.dumps(samples), flush=True)
    client.close()
    reactor.stop()

main().addErrback(lambda failure: (failure.printTraceback(), reactor.stop()))
reactor.run()
`;
