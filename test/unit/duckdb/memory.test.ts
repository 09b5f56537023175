import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BufferPool } from '../../../src/core/arrow/bufferPool';
import { DuckDb } from '../../../src/duckdb/duckdb';
import { GivenMemory } from '../../../src/duckdb/givenMemory';
import { bundleDuckDb, never } from './support';

const ROWS = 200_000;
const BATCH = 10_000;

const pool = new BufferPool(1 << 30);
let duckDb: DuckDb;
beforeAll(async () => {
  duckDb = await DuckDb.open({ workerPath: await bundleDuckDb(), path: ':memory:', memory: pool });
});
afterAll(async () => {
  await duckDb.close();
  pool[Symbol.dispose]();
});

interface Reused {
  readonly rows: number;
  /** Rows whose values are not those of their number. */
  readonly wrong: readonly number[];
  /** Bytes given back, and the most that lay unused more than before. */
  readonly given: number;
  readonly unused: number;
}

/** Rows whose texts begin with `word`, every `nth` with a number; each batch is given back once it is looked at. */
async function readAndGive(word: string, nth: number): Promise<Reused> {
  const connection = await duckDb.connect();
  let schema = new Uint8Array(0);
  const before = pool.bytes;
  let [rows, given, unused] = [0, 0, 0];
  const wrong: number[] = [];
  for await (const event of connection.run(`SELECT i, '${word}' || i AS s, CASE WHEN i % ${nth} = 0 THEN i END AS n FROM range(${ROWS}) t(i)`, { signal: never, batchRows: BATCH })) {
    if (event.kind === 'schema') schema = event.bytes.slice();
    if (event.kind !== 'batch') continue;
    const table = tableFromIPC([schema, event.bytes]);
    const [numbers, texts, some] = ['i', 's', 'n'].map((name) => table.getChild(name));
    for (let row = 0; row < event.rows; row++, rows++) {
      const right = numbers?.get(row) === BigInt(rows) && texts?.get(row) === `${word}${rows}` && some?.get(row) === (rows % nth === 0 ? BigInt(rows) : null);
      if (!right) wrong.push(rows);
    }
    const { buffer } = event.bytes;
    if (!(buffer instanceof ArrayBuffer)) throw new Error('A batch without memory of its own.');
    given += buffer.byteLength;
    pool.give(buffer);
    unused = Math.max(unused, pool.bytes - before);
  }
  connection.close();
  return { rows, wrong, given, unused };
}

describe('memory of batches that were read', () => {
  test('holds the next ones, whose values are right whatever was in it', async () => {
    for (const [word, nth] of [['row ', 3], ['another ', 2], ['x', 7]] as const) {
      const { rows, wrong, given, unused } = await readAndGive(word, nth);
      expect([rows, wrong]).toEqual([ROWS, []]);
      expect(given).toBeGreaterThan(5_000_000);
      expect(unused).toBeLessThan(given / 2);
    }
  });

  test('may have been given back by nobody', async () => {
    const connection = await duckDb.connect();
    let rows = 0;
    for await (const event of connection.run(`SELECT i FROM range(${ROWS}) t(i)`, { signal: never, batchRows: BATCH })) if (event.kind === 'batch') rows += event.rows;
    connection.close();
    expect(rows).toBe(ROWS);
  });
});

describe('memory that was given', () => {
  test('is used where it fits, else left; the oldest goes when more comes than can be asked for', () => {
    const memory = new GivenMemory();
    const [small, large, largest] = [new ArrayBuffer(20_000), new ArrayBuffer(100_000), new ArrayBuffer(200_000)];
    memory.give(small);
    memory.give(large);
    expect(memory.take(90_000).buffer).toBe(large);
    expect(memory.take(90_000).buffer).not.toBe(large);
    expect(memory.take(9_000).buffer).not.toBe(small);
    memory.give(large);
    memory.give(largest);
    expect(memory.take(20_000).buffer).not.toBe(small);
    expect(memory.take(150_000).buffer).toBe(largest);
  });
});
