import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import type { RemoteSource } from '../../../src/engine/remote/remoteSource';
import { Bench, never, viewsOf } from './support';

const ROWS = 30_000;
const COLUMNS = {
  id: 'range',
  small: '(range % 100)::TINYINT',
  text: `'row ' || range`,
  few: `['red', 'green', 'blue'][1 + range % 3]`,
  flag: 'range % 2 = 0',
  dbl: 'range * 0.25::DOUBLE',
  dec: '(range / 8)::DECIMAL(30, 4)',
  day: `DATE '2020-01-01' + (range % 1000)::INTEGER`,
  moment: `TIMESTAMP_NS '2020-01-01 00:00:00' + to_seconds(range)`,
  bin: `encode('b' || range)`,
  list: '[range, range + 1]',
  nest: `{'a': range, 'b': [{'c': 'x' || range}]}`,
  pairs: `MAP {'k': range}`,
  maybe: 'CASE WHEN range % 5 = 0 THEN range END',
} as const;

const SELECT = `SELECT ${Object.entries(COLUMNS).map(([name, sql]) => `${sql} AS ${name}`).join(', ')} FROM range(${ROWS})`;

/** Ways of writing a file: pages, codecs, dictionaries and Bloom filters differ. */
const WRITTEN: Readonly<Record<string, string>> = {
  'snappy.parquet': '(ROW_GROUP_SIZE 10000, COMPRESSION snappy)',
  'zstd.parquet': '(ROW_GROUP_SIZE 10000, COMPRESSION zstd, PARQUET_VERSION v2)',
  'gzip.parquet': '(ROW_GROUP_SIZE 30000, COMPRESSION gzip)',
  'plain.parquet': '(ROW_GROUP_SIZE 10000, COMPRESSION uncompressed)',
  'bloom.parquet': '(ROW_GROUP_SIZE 10000, DICTIONARY_SIZE_LIMIT 30000)',
};

describe('a chunk that was not fetched', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
    for (const [name, options] of Object.entries(WRITTEN)) await bench.make(name, SELECT, options);
  });
  afterAll(async () => bench[Symbol.asyncDispose]());

  /** What DuckDB says of a scan that nothing was fetched for, and whether the source knows what to do. */
  async function scanUnprepared(source: RemoteSource, sql: string): Promise<{ error: unknown; recovered: boolean }> {
    const { connection } = await viewsOf(bench, { t: source });
    try {
      await connection.rows(sql, 'Could not scan', never);
      return { error: undefined, recovered: false };
    } catch (error) {
      if (!(error instanceof HeadwaterError)) throw error;
      return { error, recovered: await source.recover(error, never) };
    } finally {
      connection.close();
    }
  }

  it.each(Object.keys(WRITTEN))('is an error that names its place, for every column of %s', async (name) => {
    for (const column of Object.keys(COLUMNS)) {
      bench.objects.put(`repo/main/${name}`, bench.objects.get(`repo/main/${name}`)!); // another content: nothing is there yet
      const source = await bench.source(name);
      const { error, recovered } = await scanUnprepared(source, `SELECT max(hash(${column})) FROM t`);
      expect(error, column).toBeInstanceOf(HeadwaterError);
      expect(recovered, column).toBe(true);
      source.release();
    }
  });

  it.each(Object.keys(WRITTEN))('is found by the error alone, without any plan, until the statement runs: %s', async (name) => {
    const source = await bench.source(name);
    const { connection } = await viewsOf(bench, { t: source });
    const sql = 'SELECT count(*), sum(id), max(text), max(nest.b[1].c) FROM %';
    const rows = async (from: string) => connection.rows(sql.replace('%', from), 'Could not scan', never);
    let tries = 0;
    for (;;) {
      try {
        expect(await rows('t')).toEqual(await rows(`'${bench.local(name)}'`));
        break;
      } catch (error) {
        if (!(error instanceof HeadwaterError)) throw error;
        expect(await source.recover(error, never)).toBe(true);
        expect(++tries).toBeLessThan(10);
      }
    }
    expect(tries).toBeGreaterThan(0);
    connection.close();
    source.release();
  });

  it('does not hide rows by a Bloom filter that is not there', async () => {
    const source = await bench.source('bloom.parquet');
    const { connection } = await viewsOf(bench, { t: source });
    await source.prepare({ query: undefined, rows: async () => [], progress: () => undefined }, never);
    expect(await connection.rows(`SELECT count(*) FROM t WHERE text = 'row 12345'`, 'x', never)).toEqual([['1']]);
    expect(await connection.rows(`SELECT count(*) FROM t WHERE few = 'red'`, 'x', never)).toEqual([['10000']]);
    connection.close();
    source.release();
  });
});
