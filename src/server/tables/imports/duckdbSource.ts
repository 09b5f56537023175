import path from 'node:path';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { HeadwaterError } from '../../../core/errors';
import { DuckDb, type DuckDbConnection } from '../../../duckdb/duckdb';
import type { DuckDbRunEvent } from '../../../duckdb/runChannel';
import type { ImportFile } from '../../../protocol/imports';
import type { ImportSource, SourceBatch } from './importSource';

const BATCH_ROWS = 8_192;

/**
 * A file that the embedded DuckDB reads, in a database of its own. All values of CSV files stay text: what they become is for the table to say,
 * not for the first lines of the file.
 */
export async function openDuckDbFile(file: ImportFile, format: 'csv' | 'json' | 'parquet', workerPath: string, signal: AbortSignal): Promise<ImportSource> {
  const what = `Could not read \`${path.basename(file.path)}\``;
  const duckDb = await DuckDb.open({ workerPath, path: ':memory:', config: { threads: '2' } });
  try {
    const connection = await duckDb.connect();
    const events = connection.run(`FROM ${reader(file, format)}`, { signal, onlyReading: true, batchRows: BATCH_ROWS });
    const decoder = await firstSchema(events);
    return {
      format,
      schema: decoder.schema,
      batches: () => batchesOf(decoder, events),
      unreadable: () => (format === 'csv' ? rejects(connection, signal) : Promise.resolve([])),
      close: () => duckDb.close(),
    };
  } catch (error) {
    await duckDb.close();
    throw error instanceof HeadwaterError ? new HeadwaterError({ ...error.failure, what }, { cause: error }) : error;
  }
}

function reader({ path: file, header, delimiter }: ImportFile, format: 'csv' | 'json' | 'parquet'): string {
  switch (format) {
    case 'csv':
      return `read_csv(${literal(file)}, all_varchar = true, allow_quoted_nulls = false, header = ${header}, store_rejects = true${delimiter === undefined ? '' : `, delim = ${literal(delimiter)}`})`;
    case 'json':
      return `read_json_auto(${literal(file)})`;
    case 'parquet':
      return `read_parquet(${literal(file)})`;
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

type Events = AsyncGenerator<DuckDbRunEvent, void, undefined>;

async function firstSchema(events: Events): Promise<ArrowDecoder> {
  for (;;) {
    const step = await events.next();
    if (step.done) throw new HeadwaterError({ what: 'Could not read the file', why: 'It has no table.', kind: 'invalid' });
    if (step.value.kind === 'schema') return new ArrowDecoder(step.value.bytes);
  }
}

async function* batchesOf(decoder: ArrowDecoder, events: Events): AsyncGenerator<SourceBatch, undefined> {
  try {
    for (;;) {
      const step = await events.next();
      if (step.done) return;
      const event = step.value;
      if (event.kind === 'dictionary') decoder.dictionary(event.bytes);
      else if (event.kind === 'batch' && event.rows > 0) yield decoder.batch(event.bytes);
    }
  } finally {
    await events.return();
  }
}

const MOST_REJECTS = 10_000;

async function rejects(connection: DuckDbConnection, signal: AbortSignal): Promise<readonly { readonly line: number; readonly why: string }[]> {
  const rows = await connection.rows(`SELECT line, any_value(error_message) FROM reject_errors GROUP BY line ORDER BY line LIMIT ${MOST_REJECTS}`, 'Could not read the lines that are no rows', signal).catch(() => []);
  return rows.map(([line, why]) => ({ line: Number(line ?? 0), why: (why ?? 'The line is no row.').split('\n')[0] ?? '' }));
}
