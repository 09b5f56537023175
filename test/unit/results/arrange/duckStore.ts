import type { DuckDbConnection } from '../../../../src/duckdb/duckdb';
import { ResultStore } from '../../../../src/server/results/store/resultStore';
import { never } from '../../duckdb/support';
import { nodeCodecs } from '../../../../src/core/arrow/nodeCodecs';
import { NodeDisk } from '../../../../src/server/results/store/disk';
import { MessageLog } from '../../../../src/server/results/store/messageLog';
import { SpillFolder } from '../../../../src/server/results/store/spillFolder';
import { SpillQuota } from '../../../../src/server/results/store/spillQuota';
import { makeStore, type StoreOptions } from '../support';

/** The rows of a statement in memory, for all tests of a file: nothing of them is to be removed. */
export async function keepForAll(connection: DuckDbConnection, sql: string): Promise<ResultStore> {
  return filled(connection, sql, async (schema) => new ResultStore(new MessageLog(schema, Infinity, new SpillFolder(new NodeDisk(), 'unused'), new SpillQuota(0)), nodeCodecs()));
}

/** The rows of a statement as they are kept. */
export async function keep(connection: DuckDbConnection, sql: string, options: StoreOptions = {}): Promise<ResultStore> {
  return filled(connection, sql, (schema) => makeStore(schema, options));
}

async function filled(connection: DuckDbConnection, sql: string, make: (schema: Uint8Array) => Promise<ResultStore>): Promise<ResultStore> {
  let store: ResultStore | undefined;
  for await (const event of connection.run(sql, { signal: never })) {
    if (event.kind === 'schema') store = await make(event.bytes);
    else if (event.kind === 'batch' || event.kind === 'dictionary') await store?.append(event.kind, event.bytes, Infinity);
  }
  if (!store) throw new Error('The statement gave no rows.');
  return store;
}

/** The numbers in the only column of a statement. */
export async function numbersOf(connection: DuckDbConnection, sql: string): Promise<Uint32Array> {
  const store = await keep(connection, sql);
  const all = new Uint32Array(store.rows);
  let at = 0;
  for await (const { batch, start, count } of store.eachSpan(0, store.rows)) {
    const values: unknown = batch.column(0).values;
    if (!(values instanceof BigInt64Array) && !(values instanceof Int32Array)) throw new Error('The column holds no integers.');
    for (let index = start; index < start + count; index++) all[at++] = Number(values[index]);
  }
  return all;
}
