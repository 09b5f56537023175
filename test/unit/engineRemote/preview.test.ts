import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import { random } from '../support/random';
import { FUZZ_TABLE } from './randomQuery';
import { Bench, never, reason } from './support';

describe('the first rows of an object', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  afterAll(async () => bench[Symbol.asyncDispose]());

  async function preview(key: string, rows = 1_000) {
    const made = await bench.files.preview(bench.objects, ['repo', 'main', key], `mem://repo/main/${key}`, rows, never);
    if (!made) return undefined;
    const connection = await bench.duckDb.connect();
    try {
      return { ...made, held: await connection.rows(made.query, 'Could not read', never) };
    } finally {
      connection.close();
      await made.discard();
    }
  }

  async function direct(sql: string) {
    const connection = await bench.duckDb.connect();
    const rows = await connection.rows(sql, 'direct', never);
    connection.close();
    return rows;
  }

  it.each([
    ['snappy', '(ROW_GROUP_SIZE 2048, COMPRESSION snappy)'],
    ['one group', '(ROW_GROUP_SIZE 100000, COMPRESSION zstd)'],
    ['plain v2', '(ROW_GROUP_SIZE 100000, COMPRESSION uncompressed, PARQUET_VERSION v2)'],
    ['gzip', '(ROW_GROUP_SIZE 10000, COMPRESSION gzip)'],
  ])('of Parquet are those of the file, written as %s', async (_name, options) => {
    const path = await bench.make('h.parquet', FUZZ_TABLE, options);
    for (const rows of [1, 100, 3_000]) {
      const found = await preview('h.parquet', rows);
      expect(found?.rows).toBe(20_000);
      expect(found?.held).toEqual(await direct(`FROM '${path}' LIMIT ${found?.held.length}`));
      expect(found?.held.length).toBe(Math.min(rows, options.includes('2048') ? 2_048 : 20_000));
      expect(found?.complete).toBe(false);
    }
  });

  it('of a Parquet file cost a part of it', async () => {
    await bench.make('long.parquet', `SELECT range AS id, hash(range) AS a, hash(range + 1)::VARCHAR AS b FROM range(500000)`, '(ROW_GROUP_SIZE 50000)');
    const found = await preview('long.parquet', 100);
    expect(found?.held.length).toBe(100);
    expect(found?.traffic.bytes).toBeLessThan((bench.objects.get('repo/main/long.parquet')?.length ?? 0) / 3);
  });

  it('of a Parquet file without rows are none', async () => {
    await bench.make('empty.parquet', 'SELECT 1 AS a WHERE false');
    expect(await preview('empty.parquet')).toMatchObject({ held: [], rows: 0, complete: true });
  });

  it('of a damaged Parquet file are an error, never garbage or a hang', async () => {
    const good = await readFile(await bench.make('broken.parquet', FUZZ_TABLE, '(ROW_GROUP_SIZE 5000)'));
    const seed = Date.now() % 1_000_000;
    const pick = random(seed);
    for (let round = 0; round < 60; round++) {
      const bad = Buffer.from(good);
      const from = good.length - 8 - good.readUInt32LE(good.length - 8);
      for (let flips = 1 + pick(4); flips > 0; flips--) bad[from + pick(good.length - 8 - from)] = pick(256);
      bench.objects.put('repo/main/broken.parquet', bad);
      const outcome = await reason(preview('broken.parquet'));
      if (outcome !== undefined) expect(outcome, `seed ${seed}, round ${round}`).toBeInstanceOf(HeadwaterError);
      const read = await reason(bench.source('broken.parquet').then((source) => source.release()));
      if (read !== undefined) expect(read, `seed ${seed}, round ${round}`).toBeInstanceOf(HeadwaterError);
    }
  });

  it('of CSV end with a whole record, wherever the beginning is cut', async () => {
    const record = (row: number) => `${row},"line one ${row}\nline ""two""",${row * 29_364_102}\n`;
    const count = 60_000;
    bench.objects.put('repo/main/long.csv', Buffer.from(`id,text,number\n${Array.from({ length: count }, (_, row) => record(row)).join('')}`));
    const found = await preview('long.csv');
    expect(found?.complete).toBe(false);
    expect(found?.held.length).toBeGreaterThan(10_000);
    found?.held.forEach((row, index) => {
      expect(row).toEqual([String(index), `line one ${index}\nline "two"`, String(index * 29_364_102)]);
    });
  });

  it('of packed CSV, of CSV in UTF-16 and of short CSV are read', async () => {
    const text = `a;b\n${Array.from({ length: 200_000 }, (_, row) => `${row};name ${(row * 7919) % 1_000_003}\n`).join('')}`;
    bench.objects.put('repo/main/packed.csv.gz', gzipSync(Buffer.from(text)));
    bench.objects.put('repo/main/wide.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
    bench.objects.put('repo/main/short.csv', Buffer.from('a,b\n1,2\n3,4'));
    expect((await preview('packed.csv.gz'))?.held[1]).toEqual(['1', 'name 7919']);
    expect((await preview('wide.csv'))?.held[2]).toEqual(['2', 'name 15838']);
    expect(await preview('short.csv')).toMatchObject({ complete: true, held: [['1', '2'], ['3', '4']] });
  });

  it('of JSON, one array or one object a line, end with a whole element', async () => {
    const items = Array.from({ length: 40_000 }, (_, row) => ({ id: row, text: `a "quoted], } \\ text" ${row}`, list: [row, [row]] }));
    bench.objects.put('repo/main/array.json', Buffer.from(JSON.stringify(items)));
    bench.objects.put('repo/main/lines.jsonl', Buffer.from(items.map((item) => JSON.stringify(item)).join('\n')));
    for (const key of ['array.json', 'lines.jsonl']) {
      const found = await preview(key);
      expect(found?.complete, key).toBe(false);
      expect(found?.held.length, key).toBeGreaterThan(5_000);
      found?.held.slice(-2).forEach((row) => expect(row[1], key).toBe(`a "quoted], } \\ text" ${row[0]}`));
    }
  });

  it('of text without a whole record are not shown', async () => {
    bench.objects.put('repo/main/odd.csv', Buffer.from(`"${'x'.repeat(2_000_000)}`));
    expect(await preview('odd.csv')).toBeUndefined();
  });
});
