import type { MessagePort } from 'node:worker_threads';
import duckdb from '@duckdb/node-bindings';
import { BatchSource } from './fill/batchSource';
import { BatchTable } from './fill/batchTable';

const TABLE = 'headwater_rows';

/** Writes a stream of Arrow messages as a Parquet file. Blocks the thread while it waits for rows. */
export async function writeParquetFile(database: duckdb.Database, path: string, port: MessagePort, shared: SharedArrayBuffer): Promise<void> {
  const connection = await duckdb.connect(database);
  try {
    const table = new BatchTable(new BatchSource(port, shared));
    table.register(connection, TABLE);
    const copied = duckdb.query(connection, `COPY (${table.select(TABLE)}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
    await copied.catch((error: unknown) => {
      throw table.error ?? error;
    });
  } finally {
    duckdb.disconnect_sync(connection);
    port.close();
  }
}
