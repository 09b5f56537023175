import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { ensureVenv } from '../scripts/lib/toolchain/venv.mjs';
import type { LakeFsSession } from '../src/backends/lakefs/session';
import { type LakeFsServer, startLakeFs } from '../test/servers/lakefs/start';
import { PYTHON_PACKAGES } from '../test/systems/lakefs/support/python';
import { createRepository } from '../test/systems/lakefs/support/repository';
import { openSession } from '../test/systems/lakefs/support/session';

/** HEADWATER_BENCH=short: a tenth of everything. */
const SHORT = process.env['HEADWATER_BENCH'] === 'short';
const MIB = 1024 * 1024;
const LARGE = (SHORT ? 100 : 1000) * MIB;
const SMALL = { count: SHORT ? 1_000 : 10_000, bytes: 10_000 };
const LISTED = SHORT ? 10_000 : 100_000;
/** Small objects on their way at once, on every side. */
const PARALLEL = 16;
const RUNS = SHORT ? 1 : 3;

const never = new AbortController().signal;
const REPOSITORY = 'bench';
const CHUNK = randomBytes(MIB);
const METRICS = ['upload large', 'download large', 'upload small', 'download small', 'list'] as const;
type Metric = (typeof METRICS)[number];
const PEERS = ['lakefs (Python SDK)', 'boto3'] as const;

/** Seconds by what was done. */
type Sample = ReadonlyMap<Metric, number>;

/** Contents and listings on one real server, by Headwater, by the official Python SDK and by boto3, in turns. */
export async function run(): Promise<void> {
  const { python } = await ensureVenv('lakefs', PYTHON_PACKAGES);
  const server = await startLakeFs();
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  const session = await openSession(server);
  try {
    await createRepository(server, REPOSITORY);
    await importMany(server, session);
    const script = path.join(folder, 'peer.py');
    await writeFile(script, PEER);
    const ours: Sample[] = [];
    const theirs = new Map<string, Sample[]>(PEERS.map((peer) => [peer, []]));
    for (let round = 0; round < RUNS; round++) {
      ours.push(await measureOurs(session, round));
      for (const peer of PEERS) theirs.get(peer)?.push(await measurePeer(python, script, server, peer, round));
    }
    for (const metric of METRICS) for (const peer of PEERS) report(metric, ours, peer, theirs.get(peer) ?? []);
  } finally {
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

async function measureOurs(session: LakeFsSession, round: number): Promise<Sample> {
  const at = (key: string) => [REPOSITORY, 'main', key];
  const small = Buffer.from(CHUNK.subarray(0, SMALL.bytes));
  const names = Array.from({ length: SMALL.count }, (_, index) => `small-ours-${round}/${index}`);
  const sample = new Map<Metric, number>();
  const timed = async (metric: Metric, work: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now();
    await work();
    sample.set(metric, (performance.now() - begun) / 1000);
  };
  await timed('upload large', () => session.objects.write(at(`large-ours-${round}`), chunks(LARGE), { size: LARGE }, never));
  await timed('download large', () => counted(session.objects.read(at(`large-ours-${round}`), {}, never), LARGE));
  await timed('upload small', () => parallel(names, (name) => session.objects.write(at(name), chunksOf(small), { size: small.length }, never)));
  await timed('download small', () => parallel(names, (name) => counted(session.objects.read(at(name), {}, never), small.length)));
  await timed('list', async () => {
    let found = 0;
    for (let cursor: string | undefined; ; ) {
      const page = await session.objects.list(at('listed/'), { limit: 1000, recursive: true, ...(cursor === undefined ? {} : { cursor }) }, never);
      found += page.objects.length;
      if (page.next === undefined) break;
      cursor = page.next;
    }
    if (found !== LISTED) throw new Error(`${found} objects were listed, not ${LISTED}.`);
  });
  return sample;
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

async function parallel(names: readonly string[], work: (name: string) => Promise<unknown>): Promise<void> {
  const left = names.values();
  const worker = async (): Promise<void> => {
    for (const name of left) await work(name);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

const peerSample = z.record(z.string(), z.number());

async function measurePeer(python: string, script: string, server: LakeFsServer, peer: string, round: number): Promise<Sample> {
  const given = { endpoint: server.endpoint, key: server.accessKeyId, secret: server.secretAccessKey, repository: REPOSITORY, large: LARGE, small: SMALL, listed: LISTED, parallel: PARALLEL, peer, round };
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env['PATH'], HOME: path.dirname(script) } });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(JSON.stringify(given));
  const code = await ended;
  if (code !== 0) throw new Error(`${peer} ended with code ${code}.`);
  const sample = z.parse(peerSample, JSON.parse(Buffer.concat(output).toString('utf8')));
  return new Map(METRICS.flatMap((metric) => (sample[metric] === undefined ? [] : [[metric, sample[metric]] as const])));
}

function report(metric: Metric, ours: readonly Sample[], peer: string, theirs: readonly Sample[]): void {
  const rate = (samples: readonly Sample[]): number => amount(metric) / median(samples.map((sample) => sample.get(metric) ?? Number.NaN));
  const [value, peerValue] = [rate(ours), rate(theirs)];
  const unit = metric === 'list' ? 'keys/s' : metric.endsWith('large') ? 'MB/s' : 'objects/s';
  const parallelism = metric.endsWith('small') ? `, ${PARALLEL} at once` : '';
  console.log(JSON.stringify({ bench: 'lakefs', metric: `${metric}${parallelism}`, value: round1(value), unit, peer, peerValue: round1(peerValue), ratio: Number((value / peerValue).toFixed(2)), runs: ours.length }));
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

given = json.load(sys.stdin)
name, rnd, sdk = given["repository"], given["round"], given["peer"].startswith("lakefs")
client = Client(host=given["endpoint"], username=given["key"], password=given["secret"])
branch = lakefs.repository(name, client=client).branch("main")
s3 = boto3.client("s3", endpoint_url=given["endpoint"], aws_access_key_id=given["key"], aws_secret_access_key=given["secret"], region_name="us-east-1",
                  config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, max_pool_connections=64))
own = ("sdk" if sdk else "boto3") + "-" + str(rnd)
chunk = os.urandom(1 << 20)
small = chunk[: given["small"]["bytes"]]
names = ["small-" + own + "/" + str(i) for i in range(given["small"]["count"])]
pool = ThreadPoolExecutor(given["parallel"])
times = {}


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


def timed(metric, work):
    begun = time.perf_counter()
    work()
    times[metric] = time.perf_counter() - begun


def upload_large():
    key = "large-" + own
    if sdk:
        with branch.object(key).writer(mode="wb") as writer:
            for _ in range(given["large"] // len(chunk)):
                writer.write(chunk)
    else:
        s3.upload_fileobj(io.BufferedReader(Source(given["large"]), 1 << 20), name, "main/" + key)


def download_large():
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


def listing():
    if sdk:
        got = sum(1 for _ in branch.objects(prefix="listed/", max_amount=None))
    else:
        got = sum(len(p.get("Contents", [])) for p in s3.get_paginator("list_objects_v2").paginate(Bucket=name, Prefix="main/listed/"))
    assert got == given["listed"], got


timed("upload large", upload_large)
timed("download large", download_large)
timed("upload small", lambda: list(pool.map(put, names)))
timed("download small", lambda: list(pool.map(get, names)))
timed("list", listing)
print(json.dumps(times))
`;
