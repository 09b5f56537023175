import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { ensureVenv } from '../../scripts/lib/toolchain/venv.mjs';
import type { ArrowMessage } from '../../src/core/contract/execution';
import type { DuckDbConnection } from '../../src/duckdb/duckdb';
import { ParquetWriter } from '../../src/duckdb/parquet';
import { exportResult } from '../../src/server/results/export/export';
import type { FileFormat } from '../../src/server/results/export/formats';
import { Pacer } from '../../src/server/results/pacer';
import { NodeDisk } from '../../src/server/results/store/disk';
import type { ResultStore } from '../../src/server/results/store/resultStore';

const RUNS = 3;
const NEVER = new AbortController().signal;
/** How DuckDB writes the same. */
const COPIES: Readonly<Record<string, string>> = { csv: 'FORMAT csv', jsonl: 'FORMAT json', parquet: 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1' };

/** Whole results written to files, beside DuckDB's COPY of the same table and pyarrow, in the same run: MB of Arrow data a second. */
export async function exportsBeside(connection: DuckDbConnection, rows: ResultStore, table: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  const megabytes = rows.kept.bytes / 1_000_000;
  await using parquet = new ParquetWriter(path.resolve('dist/duckdbWorker.js'));
  try {
    const own = new Map<string, number>();
    for (const format of ['csv', 'jsonl', 'arrow', 'parquet', 'xlsx'] as const) {
      const times: number[] = [];
      const theirs: number[] = [];
      const copy = COPIES[format];
      for (let turn = 0; turn < RUNS; turn++) {
        times.push(await secondsOf(() => write(rows, format, path.join(folder, `own.${format}`), parquet)));
        if (copy !== undefined) theirs.push(await secondsOf(() => connection.rows(`COPY ${table} TO '${path.join(folder, `their.${format}`)}' (${copy})`, 'Could not write', NEVER)));
      }
      own.set(format, megabytes / median(times));
      tell(format, megabytes / median(times), copy === undefined ? undefined : ['DuckDB COPY, 2 threads', megabytes / median(theirs)]);
    }
    for (const [format, seconds] of Object.entries(await pyarrowSeconds(path.join(folder, 'own.arrow'), folder))) tell(format, own.get(format) ?? 0, ['pyarrow', megabytes / seconds]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(rows: ResultStore, format: FileFormat | 'parquet', file: string, parquet: ParquetWriter): Promise<void> {
  if (format === 'parquet') await parquet.write({ path: file, messages: messagesOf(rows), signal: NEVER });
  else await exportResult(rows, new NodeDisk(), format, file, { pacer: new Pacer(NEVER), timeZone: 'UTC', progress: () => undefined });
}

async function* messagesOf(rows: ResultStore): AsyncGenerator<ArrowMessage> {
  const { messages } = rows;
  yield { kind: 'schema', bytes: messages.schema.slice() };
  for (let index = 0; index < messages.length; index++) {
    const bytes = (await messages.read(index)).slice();
    yield messages.kindOf(index) === 'batch' ? { kind: 'batch', rows: rows.rowsOfMessage(index), bytes } : { kind: 'dictionary', bytes };
  }
}

const SCRIPT = `
import json, statistics, sys, time
import pyarrow, pyarrow.csv, pyarrow.ipc, pyarrow.parquet
table = pyarrow.ipc.open_file(sys.argv[1]).read_all()
folder = sys.argv[2]
def arrow():
    with pyarrow.ipc.new_file(folder + '/py.arrow', table.schema) as writer:
        writer.write_table(table)
works = {'csv': lambda: pyarrow.csv.write_csv(table, folder + '/py.csv'), 'arrow': arrow, 'parquet': lambda: pyarrow.parquet.write_table(table, folder + '/py.parquet', compression='zstd')}
def seconds(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
print(json.dumps({name: statistics.median(seconds(work) for _ in range(${RUNS})) for name, work in works.items()}))
`;

/**
 * Ten million rows, of which no format may hold all once more: the most memory of this process while a file is written, above what it was before,
 * as a share of the rows' own bytes.
 */
export async function exportsOfMany(rows: ResultStore): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-bench-'));
  await using parquet = new ParquetWriter(path.resolve('dist/duckdbWorker.js'));
  try {
    for (const format of ['csv', 'parquet', 'arrow'] as const) {
      const before = memory();
      let most = before;
      const watch = setInterval(() => { most = Math.max(most, process.memoryUsage.rss()); }, 20);
      const seconds = await secondsOf(() => write(rows, format, path.join(folder, `many.${format}`), parquet));
      clearInterval(watch);
      const grown = most - before;
      console.log(JSON.stringify({ bench: 'results', metric: `export ${rows.rows / 1_000_000} M rows as ${format}: memory above the rows`, value: grown / rows.kept.bytes, unit: '× the rows', peer: 'the rows held twice', peerValue: 1, ratio: rows.kept.bytes / Math.max(1, grown), runs: 1 }));
      console.log(JSON.stringify({ bench: 'results', metric: `export ${rows.rows / 1_000_000} M rows as ${format}`, value: rows.kept.bytes / 1_000_000 / seconds, unit: 'MB/s', runs: 1 }));
      await rm(path.join(folder, `many.${format}`), { force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

/** Nothing where Python cannot be had. */
async function pyarrowSeconds(file: string, folder: string): Promise<Readonly<Record<string, number>>> {
  try {
    const { python } = await ensureVenv('exports', ['duckdb==2.0.0', 'openpyxl==3.1.5', 'pandas==3.1.1', 'pyarrow==26.0.1']);
    const { stdout } = await promisify(execFile)(python, ['-c', SCRIPT, file, folder]);
    return z.parse(z.record(z.string(), z.number()), JSON.parse(stdout));
  } catch (error) {
    console.log(JSON.stringify({ bench: 'results', metric: 'export peer', note: `Python with pyarrow is not here: ${error instanceof Error ? error.message : String(error)}` }));
    return {};
  }
}

function tell(format: string, value: number, peer: readonly [name: string, value: number] | undefined): void {
  console.log(JSON.stringify({ bench: 'results', metric: `export 1 M rows as ${format}`, value, unit: 'MB/s', ...(peer && { peer: peer[0], peerValue: peer[1], ratio: value / peer[1] }), runs: RUNS }));
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}
