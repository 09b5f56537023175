import { type RecordBatch, type Table, tableFromIPC } from 'apache-arrow';
import { makeCellFormatter } from '../../../src/core/format/cell';
import { DuckDb, type DuckDbConnection, type DuckDbRunOptions } from '../../../src/duckdb/duckdb';
import type { RunSummary } from '../../../src/duckdb/messages';
import { bundleWorker } from '../support/bundleWorker';

export const never = new AbortController().signal;

export function bundleDuckDb(): Promise<string> {
  return bundleWorker('src/duckdb/worker.ts');
}

export async function openMemory(workerPath: string): Promise<DuckDb> {
  return DuckDb.open({ workerPath, path: ':memory:' });
}

export interface Read {
  readonly table: Table;
  readonly batches: readonly number[];
  readonly summary: RunSummary;
}

export async function read(connection: DuckDbConnection, text: string, options: Partial<DuckDbRunOptions> = {}): Promise<Read> {
  const parts: Uint8Array[] = [];
  const batches: number[] = [];
  let summary: RunSummary = { statement: '' };
  for await (const event of connection.run(text, { signal: never, ...options })) {
    if (event.kind === 'ended') summary = event.summary;
    else if (event.kind !== 'progress') parts.push(event.bytes);
    if (event.kind === 'batch') batches.push(event.rows);
  }
  return { table: tableFromIPC(parts), batches, summary };
}

/** The texts of a column, as the grid shows them. */
export function texts(table: Table, index: number): readonly string[] {
  const formatter = makeCellFormatter(table.schema.fields[index]!, { timeZone: 'UTC' });
  return table.batches.flatMap((batch: RecordBatch) => Array.from({ length: batch.numRows }, (_, row) => formatter.format(batch.data.children[index]!, row).text));
}

export async function textsOf(connection: DuckDbConnection, sql: string): Promise<readonly string[]> {
  return texts((await read(connection, sql)).table, 0);
}

export async function rows(connection: DuckDbConnection, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  return connection.rows(sql, 'Could not read', never);
}

export async function reason(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}
