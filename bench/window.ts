import { Field, Float64, Int32, makeData, RecordBatch, Schema, Struct, Utf8 } from 'apache-arrow';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { ArrowEncoder } from '../src/core/arrow/messages';
import { ResultsClient } from '../src/server/results/client';

const ROWS = 2_000_000;
const BATCH_ROWS = 20_000;
const COLUMNS = 20;
const RUNS = 1500;

/** What a window costs in the results worker, beside an echo of equal bytes by a worker; what a result takes in memory; totals of ten million cells. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-window-'));
  const client = new ResultsClient(path.resolve('dist/resultsWorker.js'), { folder, memoryPerResult: 4e9, spillQuota: 8e9, timeZone: 'UTC' });
  try {
    const { bytes, grown } = await fill(client, 'result');
    print({ metric: 'memory of a result', value: grown / bytes, unit: '× Arrow bytes', peer: 'Arrow bytes', peerValue: 1, ratio: bytes / grown, runs: 1, limit: 1.5 });
    await windows(client, 'in memory', 'result');
    const ranges = [{ row: 0, rows: ROWS, columns: [0, 1, 2, 3, 4] }];
    const started = performance.now();
    const { cells } = await client.totals({ resultId: 'result', ranges });
    print({ metric: 'totals', value: cells / (performance.now() - started) / 1000, unit: 'million cells/s', peer: 'the wanted rate', peerValue: 10, ratio: cells / (performance.now() - started) / 10_000, runs: 1 });
    await client.close('result');
    await client.configure({ folder, memoryPerResult: 0, spillQuota: 8e9, timeZone: 'UTC' });
    await fill(client, 'spilled');
    await windows(client, 'spilled', 'spilled');
  } finally {
    await client.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(client: ResultsClient, resultId: string): Promise<{ readonly bytes: number; readonly grown: number }> {
  const encoder = new ArrowEncoder(batch(0, 1).schema);
  const before = rss();
  const sink = client.open(resultId);
  const schema = encoder.schema();
  if (schema.kind === 'schema') await sink.begin(schema);
  let bytes = 0;
  for (let row = 0; row < ROWS; row += BATCH_ROWS) {
    for (const message of encoder.write(batch(row, BATCH_ROWS))) if (message.kind !== 'schema') bytes = (await sink.append(message, Infinity)).bytes;
  }
  await sink.end();
  return { bytes, grown: rss() - before };
}

function rss(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

/** Two numbers and one string of every three columns. */
function batch(from: number, rows: number): RecordBatch {
  const columns = Array.from({ length: COLUMNS }, (_, column) => {
    if (column % 3 === 0) return makeData({ type: new Int32(), length: rows, data: Int32Array.from({ length: rows }, (_, row) => from + row + column) });
    if (column % 3 === 1) return makeData({ type: new Float64(), length: rows, data: Float64Array.from({ length: rows }, (_, row) => (from + row) / (column + 1)) });
    const size = 11;
    const data = new Uint8Array(rows * size);
    for (let row = 0; row < rows; row++) for (let at = 0, rest = from + row; at < size; at++, rest = Math.floor(rest / 10)) data[row * size + at] = 48 + (rest % 10);
    return makeData({ type: new Utf8(), length: rows, valueOffsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * size), data });
  });
  const schema = new Schema(columns.map(({ type }, index) => new Field<Int32 | Float64 | Utf8>(`column ${index}`, type, true)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children: columns }));
}

async function windows(client: ResultsClient, where: string, resultId: string): Promise<void> {
  const columns = Array.from({ length: COLUMNS }, (_, index) => index);
  const times: number[] = [];
  let size = 0;
  for (let run = -50; run < RUNS; run++) {
    const row = (run + 50) % 10 === 0 ? Math.floor(Math.random() * (ROWS - 128)) : ((run + 50) * 128) % (ROWS - 128);
    const started = performance.now();
    size = (await client.window({ resultId, row, rows: 128, columns })).bytes.byteLength;
    if (run >= 0) times.push(performance.now() - started);
  }
  const echoes = await echo(size);
  for (const share of [0.5, 0.95]) {
    const [value, peerValue] = [quantile(times, share), quantile(echoes, share)];
    print({ metric: `window 128 × 20 ${where} p${share * 100}`, value, unit: 'ms', peer: `echo of ${size} bytes by a worker`, peerValue, ratio: peerValue / value, runs: RUNS });
  }
}

async function echo(size: number): Promise<number[]> {
  const source = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ size }) => { const bytes = new Uint8Array(size); parentPort.postMessage(bytes, [bytes.buffer]); });`;
  const worker = new Worker(source, { eval: true });
  const times: number[] = [];
  try {
    for (let run = -50; run < RUNS; run++) {
      const started = performance.now();
      await new Promise((resolve) => {
        worker.once('message', resolve);
        worker.postMessage({ size });
      });
      if (run >= 0) times.push(performance.now() - started);
    }
  } finally {
    await worker.terminate();
  }
  return times;
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * share)] ?? NaN;
}

function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'window', ...line }));
}
