import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Int64, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DuckDb } from '../../../src/duckdb/duckdb';
import { HeadwaterError, isCancelled } from '../../../src/core/errors';
import { rowsOverFiles } from '../../../src/engine/remote/overFiles';
import { globPattern } from '../../../src/engine/remote/glob';
import { Bench, never, query, reason, viewsOf } from './support';

const TABLE = 'SELECT range AS id, hash(range)::VARCHAR AS noise, range % 3 AS k FROM range(50000)';
const WRITTEN = '(ROW_GROUP_SIZE 10000)';

async function failure(work: Promise<unknown>) {
  const error = await reason(work);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`No failure: ${String(error)}`);
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('objects as files', () => {
  let duckDb: DuckDb;
  let bench: Bench;
  beforeAll(async () => {
    duckDb = await Bench.start();
  });
  beforeEach(async () => {
    bench = await Bench.open(duckDb);
  });
  afterEach(async () => bench[Symbol.asyncDispose]());
  afterAll(async () => duckDb.close());

  describe('kept on disk', () => {
    it('are not fetched again by a later process', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      const first = await bench.source('a.parquet');
      await query(bench, first, 'SELECT sum(id) FROM t');
      first.release();
      await bench.restart();
      const before = bench.objects.bytesRead;
      const second = await bench.source('a.parquet');
      expect(await query(bench, second, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      expect(bench.objects.bytesRead).toBe(before);
      expect(await query(bench, second, 'SELECT count(DISTINCT noise) FROM t')).toEqual([['50000']]);
      second.release();
    });

    it('are begun anew where a crash left them broken', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      const first = await bench.source('a.parquet');
      await query(bench, first, 'SELECT sum(id) FROM t');
      const [folder = ''] = first.folders;
      first.release();
      await bench.restart();
      await truncate(join(folder, 'content.parquet'), 1_000);
      const second = await bench.source('a.parquet');
      expect(await query(bench, second, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      second.release();
      await bench.restart();
      await writeFile(join(folder, 'state.json'), '{"end": 4, "placed": [[1, 900000000]]}');
      const third = await bench.source('a.parquet');
      expect(await query(bench, third, 'SELECT sum(id), max(k) FROM t')).toEqual([['1249975000', '2']]);
      third.release();
    });

    it('are cut back to the last whole state where a crash left more', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      const first = await bench.source('a.parquet');
      await query(bench, first, 'SELECT sum(id) FROM t');
      const [folder = ''] = first.folders;
      first.release();
      await bench.restart();
      const path = join(folder, 'content.parquet');
      await writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(100_000)]));
      const before = bench.objects.bytesRead;
      const second = await bench.source('a.parquet');
      expect(await query(bench, second, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      expect(bench.objects.bytesRead).toBe(before);
      second.release();
    });

    it('are evicted, the longest unused first, when they exceed the quota; never while in use', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      await bench.make('b.parquet', TABLE.replace('50000', '50001'), WRITTEN);
      bench.limits = { ...bench.limits, quota: 1_500_000 };
      const used = await bench.source('a.parquet');
      await query(bench, used, 'SELECT max(noise), sum(id) FROM t');
      const other = await bench.source('b.parquet');
      await query(bench, other, 'SELECT max(noise), sum(id) FROM t');
      bench.limits = { ...bench.limits, quota: 0 };
      other.release();
      await bench.files.settled();
      await expect(readdir(other.folders[0] ?? '')).rejects.toThrow();
      expect(await query(bench, used, 'SELECT count(k) FROM t')).toEqual([['50000']]);
      used.release();
      await bench.files.settled();
      expect(await filesUnder(bench.local('cache'))).toEqual([]);
    });

    it('are private to the second of two processes that have them open', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      const first = await bench.source('a.parquet');
      await writeFile(join(first.folders[0] ?? '', 'owner'), String(process.ppid)); // as if another process had made it
      const others = bench.another();
      const second = await others.open(bench.connection, bench.objects, ['repo', 'main', 'a.parquet'], 'a', never);
      expect(second?.folders).not.toEqual(first.folders);
      expect(await query(bench, second!, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      second!.release();
      first.release();
      await others.dispose();
    });

    it('are shared by statements, and by names of the same content', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      const [one, two] = await Promise.all([bench.source('a.parquet'), bench.source('a.parquet')]);
      expect(one.folders).toEqual(two.folders);
      one.release();
      expect(await query(bench, two, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      two.release();
    });

    it('are not kept where the system does not tell one content from another', async () => {
      bench.objects.hasContentIds = false;
      await bench.make('a.parquet', TABLE, WRITTEN);
      const source = await bench.source('a.parquet');
      expect(await query(bench, source, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      source.release();
      await bench.files.settled();
      expect(await filesUnder(bench.local('cache'))).toEqual([]);
    });
  });

  describe('whose content changes', () => {
    it('while a statement fetches, are an error of their own and never mixed', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      const source = await bench.source('a.parquet');
      bench.objects.put('repo/main/a.parquet', bench.objects.get('repo/main/a.parquet')!);
      expect(await failure(query(bench, source, 'SELECT sum(id) FROM t'))).toMatchObject({ kind: 'changed' });
      source.release();
      const again = await bench.source('a.parquet');
      expect(await query(bench, again, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      again.release();
    });

    it('stay readable as they were where all parts are there', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      const source = await bench.source('a.parquet');
      await query(bench, source, 'SELECT sum(id) FROM t');
      await bench.make('a.parquet', 'SELECT 1 AS id');
      expect(await query(bench, source, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      source.release();
    });
  });

  describe('that cannot be had', () => {
    it('are not there where nothing has the name', async () => {
      expect(await bench.files.open(bench.connection, bench.objects, ['repo', 'main', 'none.parquet'], 'x', never)).toBeUndefined();
      expect(await bench.files.open(bench.connection, bench.objects, ['repo', 'main', 'none/*.parquet'], 'x', never)).toBeUndefined();
    });

    it('say so where their name is none of a data file', async () => {
      bench.objects.put('repo/main/readme.txt', Buffer.from('hello'));
      expect(await failure(bench.source('readme.txt'))).toMatchObject({ code: 'no-table', todo: expect.stringContaining('.parquet') as string });
    });

    it('say how much would be fetched beyond the bound, and fetch it where that is allowed', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      bench.limits = { ...bench.limits, askAbove: 100_000 };
      const source = await bench.source('a.parquet');
      expect(await query(bench, source, 'SELECT count(*) FROM t')).toEqual([['50000']]);
      const told = await failure(query(bench, source, 'SELECT max(noise) FROM t'));
      expect(told).toMatchObject({ code: 'much-to-fetch', why: expect.stringMatching(/needs \d.* of it, more than the 97.7 KiB/u) as string });
      expect(Number(told.detail)).toBeGreaterThan(100_000);
      expect(await query(bench, source, 'SELECT count(DISTINCT noise) FROM t', { fetchLimit: Number(told.detail) })).toEqual([['50000']]);
      source.release();
      bench.objects.put('repo/main/long.csv', Buffer.alloc(200_000, 'a,b\n'));
      expect(await failure(bench.source('long.csv'))).toMatchObject({ code: 'much-to-fetch', detail: '200000' });
    });

    it('are cancelled at once while they are fetched, and can be read afterwards', async () => {
      await bench.make('a.parquet', TABLE, WRITTEN);
      const source = await bench.source('a.parquet');
      const controller = new AbortController();
      bench.objects.beforeRead = () => new Promise((resolve) => {
        controller.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      const { connection, sources } = await viewsOf(bench, { t: source });
      const work = reason(rowsOverFiles(connection, 'SELECT sum(id) FROM t', sources, { signal: controller.signal }));
      setTimeout(() => controller.abort(), 20);
      expect(isCancelled(await work)).toBe(true);
      bench.objects.beforeRead = () => undefined;
      expect(await query(bench, source, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      connection.close();
      source.release();
    });

    it('are told by their own names in errors', async () => {
      bench.objects.put('repo/main/bad.csv', Buffer.from('a,b\n1,2\n'));
      const source = await bench.source('bad.csv');
      const told = source.told({ what: 'x', why: `Could not read ${source.folders[0] ?? ''}/content.csv: bad` });
      expect(told.why).toBe('Could not read mem://repo/main/bad.csv: bad');
      source.release();
    });
  });

  describe('by format', () => {
    it('are CSV, packed or not, JSON and lines of JSON', async () => {
      await bench.make('a.csv', TABLE);
      await bench.make('a.csv.gz', TABLE, '(FORMAT csv, COMPRESSION gzip)');
      await bench.make('a.jsonl', TABLE, '(FORMAT json)');
      await bench.make('a.json', TABLE, '(FORMAT json, ARRAY true)');
      for (const key of ['a.csv', 'a.csv.gz', 'a.jsonl', 'a.json']) {
        const source = await bench.source(key);
        expect(await query(bench, source, 'SELECT count(*), sum(id), max(k) FROM t'), key).toEqual([['50000', '1249975000', '2']]);
        source.release();
      }
    });

    it('are Arrow files and streams', async () => {
      const table = new Table({ id: vectorFromArray([1n, 2n, null], new Int64()), name: vectorFromArray(['a', null, 'ü'], new Utf8()) });
      bench.objects.put('repo/main/a.arrow', tableToIPC(table, 'file'));
      bench.objects.put('repo/main/a.arrows', tableToIPC(table, 'stream'));
      for (const key of ['a.arrow', 'a.arrows']) {
        const source = await bench.source(key);
        expect(await query(bench, source, 'SELECT * FROM t'), key).toEqual([['1', 'a'], ['2', null], [null, 'ü']]);
        source.release();
      }
      bench.objects.put('repo/main/bad.arrow', Buffer.from('no arrow at all, whatever its name says'));
      expect((await failure(bench.source('bad.arrow'))).why).toMatch(/Arrow/u);
    });

    it('are small Parquet files, fetched whole', async () => {
      bench.limits = { ...bench.limits, wholeBelow: 10_000_000 };
      await bench.make('a.parquet', TABLE, WRITTEN);
      const source = await bench.source('a.parquet');
      expect(await query(bench, source, 'SELECT sum(id) FROM t')).toEqual([['1249975000']]);
      expect(source.fetched()).toEqual({ bytes: bench.objects.get('repo/main/a.parquet')?.length, requests: 1 });
      source.release();
    });
  });

  describe('by patterns', () => {
    it('are one table of all that match, with the columns of their folders', async () => {
      await bench.make('one.parquet', 'SELECT 1 AS id, 10 AS v');
      await bench.make('two.parquet', 'SELECT 2 AS id, 20 AS v');
      for (const [day, name] of [['2024-01-01', 'one'], ['2024-01-02', 'two']] as const) bench.objects.put(`repo/main/events/day=${day}/${name}.parquet`, bench.objects.get(`repo/main/${name}.parquet`)!);
      const source = await bench.source('events/**/*.parquet');
      expect(await query(bench, source, 'SELECT id, v, day::VARCHAR FROM t ORDER BY id')).toEqual([['1', '10', '2024-01-01'], ['2', '20', '2024-01-02']]);
      expect(await query(bench, source, "SELECT id FROM t WHERE day = '2024-01-02'")).toEqual([['2']]);
      source.release();
    });

    it('fetch of each object only what the statement needs', async () => {
      for (let part = 0; part < 4; part++) await bench.make(`p${part}.parquet`, `SELECT range + ${part * 50_000} AS id, hash(range)::VARCHAR AS noise FROM range(50000)`, WRITTEN);
      const source = await bench.source('p[0-3].parquet');
      expect(await query(bench, source, 'SELECT count(*), min(id), max(id) FROM t WHERE id >= 149990 AND id < 150010')).toEqual([['20', '149990', '150009']]);
      expect(source.fetched().bytes).toBeLessThan(900_000);
      source.release();
    });

    it.each([
      ['a/*.parquet', 'a/b.parquet', true],
      ['a/*.parquet', 'a/b/c.parquet', false],
      ['a/**/*.parquet', 'a/b/c.parquet', true],
      ['a/**/*.parquet', 'a/c.parquet', true],
      ['a/?.csv', 'a/bb.csv', false],
      ['[a-c]+.csv', 'b+.csv', true],
      ['[!a-c].csv', 'b.csv', false],
      ['a.(b).csv', 'a.(b).csv', true],
      ['a.(b).csv', 'aXb.csv', false],
    ])('%s and %s: %s', (glob, key, matches) => {
      expect(globPattern(glob).test(key)).toBe(matches);
    });
  });

  describe('written', () => {
    it('arrive whole, as DuckDB made them', async () => {
      const target = await bench.files.target(bench.connection, bench.objects, ['repo', 'main', 'out/new file.parquet'], 'x', never);
      const connection = await bench.duckDb.connect();
      await connection.rows(`COPY (${TABLE}) TO '${target.path}'`, 'Could not copy', never);
      const steps: number[] = [];
      const facts = await target.send(never, (_text, fraction) => steps.push(fraction ?? 0));
      expect(facts[0]?.[0]).toBe('Sent');
      expect(steps.at(-1)).toBe(1);
      await target.discard();
      const source = await bench.source('out/new file.parquet');
      expect(await query(bench, source, 'SELECT count(*), sum(id) FROM t')).toEqual([['50000', '1249975000']]);
      source.release();
      connection.close();
    });

    it('are refused where nothing can be written, and where they would be several', async () => {
      const target = await bench.files.target(bench.connection, bench.objects, ['repo', 'main', 'out'], 'x', never);
      const connection = await bench.duckDb.connect();
      await connection.rows(`COPY (${TABLE}) TO '${target.path}' (FORMAT parquet, PARTITION_BY k)`, 'Could not copy', never);
      expect(await failure(target.send(never, () => undefined))).toMatchObject({ code: 'several-files' });
      expect(bench.objects.get('repo/main/out')).toBeUndefined();
      await target.discard();
      connection.close();
      bench.objects.isReadOnly = true;
      expect(await failure(bench.files.target(bench.connection, bench.objects, ['repo', 'tag', 'a.csv'], 'x', never))).toMatchObject({ kind: 'readOnly' });
    });
  });
});
