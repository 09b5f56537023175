import type { MessagePort } from 'node:worker_threads';
import duckdb from '@duckdb/node-bindings';
import { BatchSource } from './fill/batchSource';
import { BatchTable } from './fill/batchTable';

/** Of zstd. The next two take twice the time and, on numbers and short texts, make nothing smaller. */
const LEVEL = 1;

/**
 * Writes a stream of Arrow messages as a Parquet file. Blocks the thread while it waits for rows.
 * @param name of the table function that gives the rows: another one for each file of a database
 */
export async function writeParquetFile(database: duckdb.Database, name: string, path: string, port: MessagePort, shared: SharedArrayBuffer, metadata: readonly (readonly [key: string, value: string])[]): Promise<void> {
  const connection = await duckdb.connect(database);
  try {
    const table = new BatchTable(new BatchSource(port, shared));
    table.register(connection, name);
    const copied = duckdb.query(connection, `COPY (${table.select(name)}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL ${LEVEL}${keyValues(metadata)})`);
    await copied.catch((error: unknown) => {
      throw table.error ?? error;
    });
  } finally {
    duckdb.disconnect_sync(connection);
    port.close();
  }
}

function keyValues(metadata: readonly (readonly [key: string, value: string])[]): string {
  return metadata.length === 0 ? '' : `, KV_METADATA {${metadata.map(([key, value]) => `${literal(key)}: ${literal(value)}`).join(', ')}}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
