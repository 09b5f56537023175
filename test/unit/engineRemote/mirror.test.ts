import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench, never, query } from './support';

const ROWS = 200_000;
const WIDE = `SELECT range AS id, range % 7 AS k, 'name ' || range AS name, {'a': range, 'b': 'x' || range} AS st, [range, range + 1] AS l, (range * 1.5)::DECIMAL(18, 2) AS d,
  TIMESTAMP '2024-01-01' + to_seconds(range) AS ts, CASE WHEN range % 3 = 0 THEN NULL ELSE range::DOUBLE END AS maybe FROM range(${ROWS})`;

describe('a Parquet object read in parts', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
    await bench.make('wide.parquet', WIDE, '(ROW_GROUP_SIZE 20000, COMPRESSION zstd)');
  });
  afterAll(async () => bench[Symbol.asyncDispose]());

  it('counts rows from the footer alone', async () => {
    const source = await bench.source('wide.parquet');
    expect(await query(bench, source, 'SELECT count(*) FROM t')).toEqual([[String(ROWS)]]);
    expect(source.fetched().bytes).toBeLessThanOrEqual(65_536);
    source.release();
  });

  it('fetches only the columns that the statement reads, and each once', async () => {
    const source = await bench.source('wide.parquet');
    expect(await query(bench, source, 'SELECT sum(k), count(maybe) FROM t')).toEqual([['599994', String(Math.floor((ROWS * 2) / 3))]]);
    const { bytes } = source.fetched();
    expect(bytes).toBeLessThan((bench.objects.get('repo/main/wide.parquet')?.length ?? 0) / 3);
    await query(bench, source, 'SELECT max(k), min(maybe) FROM t');
    expect(source.fetched().bytes).toBe(bytes);
    source.release();
  });

  it('leaves out row groups that statistics rule out', async () => {
    await bench.make('sorted.parquet', `SELECT range AS id, hash(range)::VARCHAR AS noise FROM range(${ROWS})`, '(ROW_GROUP_SIZE 20000)');
    const source = await bench.source('sorted.parquet');
    expect(await query(bench, source, 'SELECT count(*) FROM t WHERE id BETWEEN 50000 AND 50009 AND length(noise) > 0')).toEqual([['10']]);
    expect(source.fetched().bytes).toBeLessThan((bench.objects.get('repo/main/sorted.parquet')?.length ?? 0) / 5);
    source.release();
  });

  it('reads nested, decimal and time values as they are', async () => {
    const source = await bench.source('wide.parquet');
    const sql = (from: string) => `SELECT sum(st.a), max(st.b), sum(list_sum(l)), sum(d), max(ts), count(DISTINCT name) FROM ${from}`;
    const direct = await bench.duckDb.connect();
    expect(await query(bench, source, sql('t'))).toEqual(await direct.rows(sql(`'${bench.local('wide.parquet')}'`), 'direct', never));
    source.release();
  });
});
