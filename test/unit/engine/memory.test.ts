import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BufferPool, FRESH_MEMORY, isPooled } from '../../../src/core/arrow/bufferPool';
import { CannedTable } from '../../engine/source/cannedTable';
import { KeyedTable } from '../../engine/source/keyedTable';
import { SyntheticSession, type SyntheticTable } from '../../engine/source/session';
import { answer, type Bench, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';

const ROWS = 20_000;
const BATCHES = 20;
const COLUMNS = `i AS a, 'a text of some length ' || i AS s, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 7 END AS few FROM range(${ROWS}) t(i)`;

let bench: Bench;
const pool = new BufferPool(64 << 20);
let taken = 0;
let given = 0;
const memory = {
  take: (size: number): Uint8Array => {
    taken++;
    return pool.take(size);
  },
};
const tables = new Map<string, SyntheticTable>();

beforeAll(async () => {
  const release = (buffer: ArrayBuffer): void => {
    expect(isPooled(buffer)).toBe(true);
    // Whoever still looked at it would see this.
    new Uint8Array(buffer).fill(0xdb);
    given++;
    pool.give(buffer);
  };
  bench = await startEngine({ src: new SyntheticSession(tables) }, undefined, { release });
  const messages = await plainMessages(bench.plain, `SELECT ${COLUMNS}`);
  const one = [messages.find(({ kind }) => kind === 'schema')!, messages.filter(({ kind }) => kind === 'batch').at(-1)!];
  const rows = one[1]!.kind === 'batch' ? one[1]!.rows : 0;
  tables.set('db.pooled', new CannedTable(one, rows * BATCHES, memory));
  tables.set('db.fresh', new CannedTable(one, rows * BATCHES, FRESH_MEMORY));
  tables.set('db.keys', new CannedTable(await plainMessages(bench.plain, 'SELECT i AS k FROM range(5000) t(i)'), 5000, memory));
  tables.set('db.big', new KeyedTable(await plainMessages(bench.plain, "SELECT i AS k, 'v' || i AS v FROM range(9000) t(i)")));
}, 120_000);

afterAll(async () => {
  await bench.stop();
});

async function rows(text: string): Promise<string[]> {
  return rowTexts((await answer(bench, text, 'src')).messages).map((row) => row.join(' '));
}

describe('the memory of batches that DuckDB has read', () => {
  it('goes back to where it came from, and the rows are right', async () => {
    const query = 'SELECT few, count(*), sum(a), min(s), max(s), count(DISTINCT s) FROM db.? GROUP BY few ORDER BY few';
    const fresh = await rows(query.replace('?', 'fresh'));
    expect(given).toBe(0);
    expect(fresh.length).toBe(8);
    expect(await rows(query.replace('?', 'pooled'))).toEqual(fresh);
    expect(taken).toBe(BATCHES);
    expect(given).toBe(BATCHES);
    expect(await rows('SELECT s FROM db.pooled WHERE a > 4999 AND a < 5001 LIMIT 1')).toEqual(['a text of some length 5000']);
  });

  it('stays where keys for a lookup are noted from it', async () => {
    given = 0;
    expect(await rows('SELECT count(*), min(b.v), max(b.v) FROM db.keys q JOIN db.big b ON b.k = q.k')).toEqual(['5000 v0 v999']);
    expect(given).toBe(0);
  });
});
