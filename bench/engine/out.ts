import { DuckDBInstance } from '@duckdb/node-api';
import type { BufferPool } from '../../src/core/arrow/bufferPool';
import type { DuckDbConnection } from '../../src/duckdb/duckdb';

const NEVER = new AbortController().signal;

export interface OutRates {
  /** Million rows a second. */
  readonly arrow: number;
  /** DuckDB's own chunks, fetched and looked at no further. */
  readonly bare: number;
}

/** Rows of a table out of DuckDB: as our Arrow messages, and as bare chunks, in turns. `memory` is what the connection's messages come from, and gets them back, as in the server. */
export async function ratesOut(connection: DuckDbConnection, memory: BufferPool, select: string, rows: number, runs: number): Promise<OutRates> {
  await connection.rows(`CREATE OR REPLACE TABLE rows_out AS ${select}`, 'Could not make the table', NEVER);
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const plain = await instance.connect();
  await plain.run(`CREATE TABLE rows_out AS ${select}`);
  const arrow: number[] = [];
  const bare: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    let started = performance.now();
    let given = 0;
    for await (const event of connection.run('FROM rows_out', { signal: NEVER })) {
      if (event.kind !== 'batch') continue;
      given += event.rows;
      const { buffer } = event.bytes;
      if (buffer instanceof ArrayBuffer) memory.give(buffer);
    }
    if (given !== rows) throw new Error(`${given} rows came of ${rows}.`);
    arrow.push(performance.now() - started);
    started = performance.now();
    const result = await plain.stream('FROM rows_out');
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
    }
    bare.push(performance.now() - started);
  }
  await connection.rows('DROP TABLE rows_out', 'Could not drop the table', NEVER);
  plain.closeSync();
  instance.closeSync();
  return { arrow: rows / median(arrow) / 1000, bare: rows / median(bare) / 1000 };
}

export function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[times.length >> 1] ?? NaN;
}
