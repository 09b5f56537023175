import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Agent } from 'undici';
import * as z from 'zod/mini';
import { ensureVenv } from '../scripts/lib/toolchain/venv.mjs';
import type { LakeFsSession } from '../src/backends/lakefs/session';
import { download } from '../src/server/objects/download';
import { Tally } from '../src/server/objects/tally';
import { type LakeFsServer, startLakeFs } from '../test/servers/lakefs/start';
import { PYTHON_PACKAGES } from '../test/systems/lakefs/support/python';
import { createRepository } from '../test/systems/lakefs/support/repository';
import { never, openSession } from '../test/systems/lakefs/support/session';

/** HEADWATER_BENCH=short: a tenth of everything. */
const SHORT = process.env['HEADWATER_BENCH'] === 'short';
const MIB = 1024 * 1024;
const LARGE = (SHORT ? 100 : 1000) * MIB;
const SMALL = { count: SHORT ? 1_000 : 10_000, bytes: 10_000 };
const LISTED = SHORT ? 10_000 : 100_000;
/** Small objects on their way at once, on every side. */
const PARALLEL = 16;
const RUNS = SHORT ? 2 : 3;
/** Seconds of one side at one metric after which it has no further round: the slowest peers need a minute for one. */
const LONG = 15;

const REPOSITORY = 'bench';
const CHUNK = randomBytes(MIB);
const SMALL_CONTENT = Buffer.from(CHUNK.subarray(0, SMALL.bytes));
const SHARED = ['upload large', 'download large', 'upload small', 'download small', 'list'] as const;
const METRICS = ['upload large', 'download large', 'upload small', 'download small', 'download small to files', 'list'] as const;
type Metric = (typeof METRICS)[number];

/** Seconds by the clock, and of the client's own processor. */
const timing = z.object({ seconds: z.number(), cpu: z.number() });
type Timing = z.infer<typeof timing>;

interface Contestant {
  readonly name: string;
  readonly metrics: readonly Metric[];
  run(metric: Metric, round: number): Promise<Timing>;
  stop(): Promise<void>;
}

/**
 * Contents and listings on one real server, by Headwater, by the official Python SDK, by boto3, and by a loop of bare requests, in turns.
 * What each needed of its processor is told too: it says the same on a busy machine.
 */
export async function run(): Promise<void> {
  const { python } = await ensureVenv('lakefs', PYTHON_PACKAGES);
  const server = await startLakeFs();
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  const session = await openSession(server);
  const peers: Contestant[] = [];
  try {
    await createRepository(server, REPOSITORY);
    await importMany(server, session);
    const script = path.join(folder, 'peer.py');
    await writeFile(script, PEER);
    const ours = headwater(session, folder);
    for (const name of ['lakefs (Python SDK)', 'boto3']) peers.push(pythonPeer(python, script, server, name));
    peers.push(bareLoop(server, folder));
    const had: Rounds = new Map();
    for (const metric of METRICS) await compete(metric, ours, peers.filter(({ metrics }) => metrics.includes(metric)), had);
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
    await session[Symbol.asyncDispose]();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function importMany(server: LakeFsServer, session: LakeFsSession): Promise<void> {
  for (let at = 0; at < LISTED; at += 1000) await Promise.all(Array.from({ length: Math.min(1000, LISTED - at) }, (_, index) => writeFile(path.join(server.importFolder, `file-${at + index}`), '')));
  const action = session.actions.find(({ id }) => id === 'import');
  await action?.run([`r:${REPOSITORY}`, 'branches', 'b:main'], { sources: [`local://${server.importFolder}/`], destination: 'listed/' }, never);
}

/** Rounds that each contestant has had, by metric and name. */
type Rounds = Map<string, number>;

async function compete(metric: Metric, ours: Contestant, peers: readonly Contestant[], had: Rounds): Promise<void> {
  const all = [ours, ...peers];
  const timings = new Map<Contestant, Timing[]>(all.map((one) => [one, []]));
  for (let round = 0; round < RUNS; round++) {
    // Each comes first once: what one wrote, the disk still works on while the next one runs.
    for (const one of [...all.slice(round % all.length), ...all.slice(0, round % all.length)]) {
      const own = timings.get(one) ?? [];
      if (own.reduce((sum, { seconds }) => sum + seconds, 0) > LONG) continue;
      // A slow side wrote in fewer rounds than it reads in: it reads the last ones again.
      const written = had.get(`${metric === 'download large' ? 'upload large' : 'upload small'} ${one.name}`) ?? RUNS;
      const needed = await one.run(metric, metric.startsWith('download') ? Math.min(round, written - 1) : round);
      own.push(needed);
      had.set(`${metric} ${one.name}`, own.length);
      console.error(`${metric}, ${one.name}, round ${round + 1}: ${needed.seconds.toFixed(2)} s, ${needed.cpu.toFixed(2)} s of processor`);
    }
  }
  for (const peer of peers) report(metric, timings.get(ours) ?? [], peer.name, timings.get(peer) ?? []);
}

function headwater(session: LakeFsSession, folder: string): Contestant {
  const at = (key: string) => [REPOSITORY, 'main', key];
  const write = (key: string, content: AsyncIterable<Uint8Array>, size: number) => session.objects.write(at(key), content, { size }, never);
  const work = async (metric: Metric, round: number): Promise<unknown> => {
    switch (metric) {
      case 'upload large':
        return write(`large-ours-${round}`, chunks(LARGE), LARGE);
      case 'download large':
        // As a download to a file reads it.
        return counted(session.objects.read(at(`large-ours-${round}`), { transient: true }, never), LARGE);
      case 'upload small':
        return parallel(names('ours', round), (name) => write(name, chunksOf(SMALL_CONTENT), SMALL.bytes));
      case 'download small':
        return parallel(names('ours', round), (name) => counted(session.objects.read(at(name), {}, never), SMALL.bytes));
      case 'download small to files':
        return toFiles(session, `small-ours-${round}/`, path.join(folder, 'ours', String(round)));
      case 'list':
        return list(session);
    }
  };
  return { name: 'Headwater', metrics: METRICS, run: (metric, round) => timed(() => work(metric, round)), stop: () => Promise.resolve() };
}

async function list(session: LakeFsSession): Promise<void> {
  let found = 0;
  for (let cursor: string | undefined; ; ) {
    const page = await session.objects.list([REPOSITORY, 'main', 'listed/'], { limit: 1000, recursive: true, ...(cursor === undefined ? {} : { cursor }) }, never);
    found += page.objects.length;
    if (page.next === undefined) break;
    cursor = page.next;
  }
  if (found !== LISTED) throw new Error(`${found} objects were listed, not ${LISTED}.`);
}

/** As a person downloads a prefix. */
async function toFiles(session: LakeFsSession, prefix: string, folder: string): Promise<void> {
  const { objects, bytes } = await download(session.objects, [{ from: [REPOSITORY, 'main', prefix], file: folder }], 'keep', new Tally('', () => undefined), never);
  if (objects !== SMALL.count || bytes !== SMALL.count * SMALL.bytes) throw new Error(`${objects} objects of ${bytes} bytes were written.`);
}

/** The least that a loader in this process can do: requests in a loop, nothing looked at but their status. */
function bareLoop({ endpoint, accessKeyId, secretAccessKey }: LakeFsServer, folder: string): Contestant {
  const agent = new Agent({ connections: PARALLEL });
  const authorization = `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString('base64')}`;
  const target = (kind: string, key: string): string => `/api/v1/repositories/${REPOSITORY}/${kind}/main/objects?path=${encodeURIComponent(key)}`;
  const send = async (method: 'GET' | 'POST', requested: string, body: Buffer | null): Promise<Uint8Array> => {
    const reply = await agent.request({ origin: endpoint, path: requested, method, headers: { authorization, ...(body === null ? {} : { 'content-type': 'application/octet-stream' }) }, body });
    const content = await reply.body.bytes();
    if (reply.statusCode >= 300) throw new Error(`${method} ${requested}: ${reply.statusCode}`);
    return content;
  };
  const work = async (metric: Metric, round: number): Promise<void> => {
    const files = path.join(folder, 'bare', String(round));
    if (metric === 'download small to files') await mkdir(files, { recursive: true });
    await parallel(names('bare', round), async (name) => {
      const content = metric === 'upload small' ? await send('POST', target('branches', name), SMALL_CONTENT) : await send('GET', target('refs', name), null);
      if (metric === 'download small to files') await writeFile(path.join(files, path.basename(name)), content);
    });
  };
  return { name: 'a bare parallel loop', metrics: ['upload small', 'download small', 'download small to files'], run: (metric, round) => timed(() => work(metric, round)), stop: () => agent.close() };
}

function names(own: string, round: number): readonly string[] {
  return Array.from({ length: SMALL.count }, (_, index) => `small-${own}-${round}/${index}`);
}

async function timed(work: () => Promise<unknown>): Promise<Timing> {
  const begun = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - begun) / 1000, cpu: (user + system) / 1e6 };
}

async function* chunks(bytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < bytes; sent += CHUNK.length) yield CHUNK;
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

async function counted(content: AsyncIterable<Uint8Array>, wanted: number): Promise<void> {
  let bytes = 0;
  for await (const chunk of content) bytes += chunk.byteLength;
  if (bytes !== wanted) throw new Error(`${bytes} bytes came, not ${wanted}.`);
}

async function parallel(keys: readonly string[], work: (key: string) => Promise<unknown>): Promise<void> {
  const left = keys.values();
  const worker = async (): Promise<void> => {
    for (const key of left) await work(key);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

/** One process for all its work: what is asked for goes in as a line, what it needed comes out as one. */
function pythonPeer(python: string, script: string, server: LakeFsServer, name: string): Contestant {
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env['PATH'], HOME: path.dirname(script) } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const given = { endpoint: server.endpoint, key: server.accessKeyId, secret: server.secretAccessKey, repository: REPOSITORY, large: LARGE, small: SMALL, listed: LISTED, parallel: PARALLEL, peer: name };
  child.stdin.write(`${JSON.stringify(given)}\n`);
  return {
    name,
    metrics: SHARED,
    run: async (metric, round) => {
      child.stdin.write(`${JSON.stringify({ metric, round })}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error(`${name} ended at “${metric}”.`);
      return z.parse(timing, JSON.parse(line.value));
    },
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await end;
}

function report(metric: Metric, ours: readonly Timing[], peer: string, theirs: readonly Timing[]): void {
  const unit = metric === 'list' ? 'keys' : metric.endsWith('large') ? 'MB' : 'objects';
  const [how, theirHow] = [parallelism(metric, 'Headwater'), parallelism(metric, peer)];
  for (const [what, per, of] of [['', 's', 'seconds'], [', processor', 'CPU s', 'cpu']] as const) {
    const rate = (timings: readonly Timing[]): number => amount(metric) / median(timings.map((one) => one[of]));
    const [value, peerValue] = [rate(ours), rate(theirs)];
    console.log(JSON.stringify({ bench: 'lakefs', metric: `${metric}${how}${what}`, value: round1(value), unit: `${unit}/${per}`, peer: `${peer}${theirHow}`, peerValue: round1(peerValue), ratio: Number((value / peerValue).toFixed(2)), runs: Math.min(ours.length, theirs.length) }));
  }
}

/** What each side has on its way at once; large objects go as each client sends them by itself. */
function parallelism(metric: Metric, side: string): string {
  if (metric.includes('small')) return `, ${PARALLEL} at once`;
  if (metric !== 'upload large') return '';
  switch (side) {
    case 'Headwater':
      return ', 4 parts at once';
    case 'boto3':
      return ', 10 parts at once';
    default:
      return ', one stream';
  }
}

function amount(metric: Metric): number {
  if (metric === 'list') return LISTED;
  return metric.endsWith('large') ? LARGE / 1e6 : SMALL.count;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round1(value: number): number {
  return Number(value.toFixed(1));
}

const PEER = `
import io, json, os, sys, time
from concurrent.futures import ThreadPoolExecutor
import boto3, lakefs
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from lakefs.client import Client

given = json.loads(sys.stdin.readline())
name, sdk = given["repository"], given["peer"].startswith("lakefs")
client = Client(host=given["endpoint"], username=given["key"], password=given["secret"])
branch = lakefs.repository(name, client=client).branch("main")
s3 = boto3.client("s3", endpoint_url=given["endpoint"], aws_access_key_id=given["key"], aws_secret_access_key=given["secret"], region_name="us-east-1",
                  config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, max_pool_connections=64))
chunk = os.urandom(1 << 20)
small = chunk[: given["small"]["bytes"]]
pool = ThreadPoolExecutor(given["parallel"])


class Source(io.RawIOBase):
    def __init__(self, size):
        self.left = size

    def readable(self):
        return True

    def readinto(self, into):
        n = min(len(into), self.left, len(chunk))
        into[:n] = chunk[:n]
        self.left -= n
        return n


def upload_large(own):
    key = "large-" + own
    if sdk:
        with branch.object(key).writer(mode="wb") as writer:
            for _ in range(given["large"] // len(chunk)):
                writer.write(chunk)
    else:
        s3.upload_fileobj(io.BufferedReader(Source(given["large"]), 1 << 20), name, "main/" + key)


def download_large(own):
    key, got = "large-" + own, 0
    if sdk:
        with branch.object(key).reader(mode="rb") as reader:
            while True:
                piece = reader.read(8 << 20)
                if not piece:
                    break
                got += len(piece)
    else:
        for piece in s3.get_object(Bucket=name, Key="main/" + key)["Body"].iter_chunks(1 << 20):
            got += len(piece)
    assert got == given["large"], got


def put(key):
    branch.object(key).upload(small, mode="wb") if sdk else s3.put_object(Bucket=name, Key="main/" + key, Body=small)


def get(key):
    got = branch.object(key).reader(mode="rb").read() if sdk else s3.get_object(Bucket=name, Key="main/" + key)["Body"].read()
    assert len(got) == len(small)


def each(work):
    return lambda own: list(pool.map(work, ["small-" + own + "/" + str(i) for i in range(given["small"]["count"])]))


def listing(own):
    if sdk:
        got = sum(1 for _ in branch.objects(prefix="listed/", max_amount=None))
    else:
        got = sum(len(p.get("Contents", [])) for p in s3.get_paginator("list_objects_v2").paginate(Bucket=name, Prefix="main/listed/"))
    assert got == given["listed"], got


works = {"upload large": upload_large, "download large": download_large, "upload small": each(put), "download small": each(get), "list": listing}
for line in sys.stdin:
    asked = json.loads(line)
    begun, cpu = time.perf_counter(), time.process_time()
    works[asked["metric"]](("sdk-" if sdk else "boto3-") + str(asked["round"]))
    print(json.dumps({"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}), flush=True)
`;
