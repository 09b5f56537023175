import { Field, Float64, Int32, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ArrowEncoder } from '../../src/core/arrow/messages';
import { ResultsClient } from '../../src/server/results/client';

const TABS = 1_000;
const ROWS = 1_000;
const COLUMNS = 8;
const WINDOWS = 500;

/** What a thousand results cost that stay open: memory beside the Arrow bytes of their rows, and a window of one of them beside a window of the only one. */
export async function tabs(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-tabs-'));
  const client = new ResultsClient(path.resolve('dist/resultsWorker.js'), { folder, memoryPerResult: 4e9, spillQuota: 8e9, timeZone: 'UTC' });
  try {
    await open(client, 0);
    const alone = await windowTimes(client, 1);
    const before = rss();
    const started = performance.now();
    let bytes = 0;
    for (let tab = 1; tab < TABS; tab++) bytes += await open(client, tab);
    const opened = (performance.now() - started) / (TABS - 1);
    const grown = rss() - before;
    print({ metric: `${TABS} results of ${ROWS} × ${COLUMNS}: memory`, value: grown / bytes, unit: '× Arrow bytes', peer: 'Arrow bytes', peerValue: 1, ratio: bytes / grown });
    print({ metric: `${TABS} results of ${ROWS} × ${COLUMNS}: keeping one`, value: opened, unit: 'ms', peer: 'limit', peerValue: 5, ratio: 5 / opened });
    const among = await windowTimes(client, TABS);
    print({ metric: `window of one of ${TABS} results p50`, value: quantile(among, 0.5), unit: 'ms', peer: 'of the only result', peerValue: quantile(alone, 0.5), ratio: quantile(alone, 0.5) / quantile(among, 0.5) });
  } finally {
    await client.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function open(client: ResultsClient, tab: number): Promise<number> {
  const columns = Array.from({ length: COLUMNS }, (_, column) =>
    column % 2 === 0 ? makeData({ type: new Int32(), length: ROWS, data: Int32Array.from({ length: ROWS }, (__, row) => row + tab) }) : makeData({ type: new Float64(), length: ROWS, data: Float64Array.from({ length: ROWS }, (__, row) => row / (tab + 1)) }));
  const schema = new Schema(columns.map(({ type }, index) => new Field<Int32 | Float64>(`column ${index}`, type, true)));
  const encoder = new ArrowEncoder(schema);
  const sink = client.open(`tab ${tab}`);
  const first = encoder.schema();
  if (first.kind === 'schema') await sink.begin(first);
  let bytes = 0;
  for (const message of encoder.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: ROWS, nullCount: 0, children: columns })))) {
    if (message.kind !== 'schema') bytes = (await sink.append(message, Infinity)).bytes;
  }
  await sink.end();
  return bytes;
}

async function windowTimes(client: ResultsClient, results: number): Promise<readonly number[]> {
  const columns = Array.from({ length: COLUMNS }, (_, index) => index);
  const times: number[] = [];
  for (let run = -50; run < WINDOWS; run++) {
    const started = performance.now();
    await client.window({ resultId: `tab ${((run + 50) * 37) % results}`, row: ((run + 50) * 61) % (ROWS - 128), rows: 128, columns });
    if (run >= 0) times.push(performance.now() - started);
  }
  return times;
}

function rss(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * share)] ?? NaN;
}

function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'results', ...line, runs: 1 }));
}
