import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ArrowTable } from '../../engine/source/arrowTable';
import { KeyedTable } from '../../engine/source/keyedTable';
import { SyntheticSession } from '../../engine/source/session';
import { answer, type Bench, failureOfRun, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';

const NEVER = new AbortController().signal;
const FEW = "SELECT (i * 3)::INTEGER AS key, 'f' || i AS name FROM range(20) t(i) UNION ALL SELECT NULL, 'none'";
const BIG = "SELECT i::INTEGER AS k, 'v' || i AS v, (i % 7)::INTEGER AS g FROM range(50000) t(i)";

let bench: Bench;
let kv: SyntheticSession;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'headwater-lookups-'));
  const seed = await startEngine({});
  const few = new ArrowTable(await plainMessages(seed.plain, FEW), 'exact');
  kv = new SyntheticSession(new Map<string, KeyedTable | ArrowTable>([['db.big', new KeyedTable(await plainMessages(seed.plain, BIG))], ['db.few', few]]));
  await seed.stop();
  bench = await startEngine({ kv });
  await bench.plain.rows(`CREATE SCHEMA db; CREATE TABLE db.few AS ${FEW}; CREATE TABLE db.big AS ${BIG}`, 'Could not load', NEVER);
}, 60_000);
afterEach(() => {
  kv.log.length = 0;
});
afterAll(async () => {
  await bench.stop();
  await rm(folder, { recursive: true, force: true });
});

async function reads(text: string, settings?: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const rows: string[] = [];
  const messages = [];
  for await (const event of bench.engine.run(text, bench.connection('kv'), { signal: NEVER, ...(settings ? { settings } : {}) }).events) if (event.kind === 'schema' || event.kind === 'batch') messages.push(event);
  rows.push(...rowTexts(messages).map((row) => row.join(' ')).toSorted());
  const expected = rowTexts(await plainMessages(bench.plain, text)).map((row) => row.join(' ')).toSorted();
  expect(rows).toEqual(expected);
  return kv.log.flatMap((entry) => (entry.kind === 'scan' || entry.kind === 'lookup' ? [`${entry.kind} ${entry.table}`] : []));
}

describe('a join with a table that has lookups', () => {
  it.each([
    'SELECT f.name, b.v FROM db.few f JOIN db.big b ON b.k = f.key',
    'SELECT f.name, b.v FROM db.big b JOIN db.few f ON f.key = b.k WHERE b.g > 2',
    'SELECT f.name, b.v FROM db.few f LEFT JOIN db.big b ON b.k = f.key AND b.g = 3',
    'SELECT f.name, b.v FROM db.few f, db.big b WHERE b.k = f.key',
    'SELECT b.v FROM db.big b SEMI JOIN db.few f ON f.key = b.k',
  ])('asks for the keys of the small side: %s', async (text) => {
    expect(await reads(text)).toEqual(['scan db.few', 'lookup db.big']);
  });

  it.each([
    'SELECT f.name, b.v FROM db.big b LEFT JOIN db.few f ON f.key = b.k WHERE b.k < 9',
    'SELECT f.name, b.v FROM db.few f FULL JOIN db.big b ON b.k = f.key WHERE b.k < 9 OR b.k IS NULL',
    'SELECT f.name, b.v FROM db.few f JOIN db.big b ON b.g = f.key',
    'SELECT f.name, b.v FROM db.few f JOIN db.big b ON b.k = f.key + 1',
    'SELECT f.name, b.v FROM db.few f JOIN db.big b ON b.k = f.key OR b.k = 1',
    'SELECT b.v, c.v FROM db.few f JOIN db.big b ON b.k = f.key JOIN db.big c ON c.k = f.key',
    "WITH few AS (SELECT 1 AS key) SELECT f.name, b.v FROM db.few f JOIN db.big b ON b.k = f.key",
  ])('reads it whole where a lookup might miss rows: %s', async (text) => {
    expect(await reads(text)).not.toContain('lookup db.big');
  });

  it('reads it whole where there are more keys than the limit', async () => {
    expect(await reads('SELECT f.name, b.v FROM db.few f JOIN db.big b ON b.k = f.key', { lookupkeys: '10' })).toEqual(['scan db.few', 'scan db.big']);
    kv.log.length = 0;
    expect(await reads('SELECT f.name, b.v FROM db.few f JOIN db.big b ON b.k = f.key', { lookupkeys: '0' })).toEqual(['scan db.few', 'scan db.big']);
  });

  it('asks for the keys of a file', async () => {
    const file = path.join(folder, 'few.csv');
    const parquet = path.join(folder, 'few.parquet');
    await writeFile(file, 'key,name\n3,three\n99999999999,none\n6,six\n3,again\n,nobody\n');
    await bench.plain.rows(`COPY (SELECT (i * 4)::INTEGER AS key FROM range(100) t(i)) TO '${parquet}'`, 'Could not write', NEVER);
    for (const text of [
      `SELECT f.name, b.v FROM '${file}' f JOIN db.big b ON b.k = f.key`,
      `SELECT f.name, b.v FROM '${file}' f LEFT JOIN db.big b ON b.k = f.key`,
      `SELECT b.v FROM db.big b JOIN '${parquet}' p ON p.key = b.k WHERE b.g = 2`,
    ]) {
      kv.log.length = 0;
      expect(await reads(text), text).toEqual(['lookup db.big']);
    }
    for (const [text, settings] of [
      [`SELECT b.v FROM db.big b JOIN '${parquet}' p ON p.key = b.k`, { lookupkeys: '99' }],
      [`SELECT f.name, b.v FROM db.big b LEFT JOIN '${file}' f ON b.k = f.key WHERE b.k < 9`, {}],
      [`SELECT f.name FROM '${file}' f JOIN db.big b ON b.k = f.key JOIN db.big c ON c.k = f.key`, {}],
      [`SELECT f.name FROM '${file}' f JOIN db.big b ON b.v = f.key::VARCHAR`, {}],
    ] as const) {
      kv.log.length = 0;
      expect(await reads(text, settings), text).not.toContain('lookup db.big');
    }
    expect(await failureOfRun(reads(`SELECT b.v FROM db.big b JOIN '${folder}/none.csv' n ON n.key = b.k`))).toMatchObject({ why: expect.stringMatching(/none\.csv/u) });
  });

  it('gives each key once, whatever the parameters', async () => {
    const { messages } = await answer(bench, 'SELECT f.name, b.v FROM db.few f JOIN db.big b ON b.k = f.key WHERE f.name = $1', 'kv', { parameters: [{ name: '1', type: 'text', value: 'f3' }] });
    expect(rowTexts(messages)).toEqual([['f3', 'v9']]);
    expect(kv.log.filter(({ kind }) => kind === 'lookup')).toHaveLength(1);
  });
});
