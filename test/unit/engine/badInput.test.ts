import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalBackend } from '../../../src/backends/local/backend';
import type { Session } from '../../../src/core/contract/session';
import { ArrowTable } from '../../engine/source/arrowTable';
import { KeyedTable } from '../../engine/source/keyedTable';
import { SyntheticSession } from '../../engine/source/session';
import { answer, type Bench, failureOfRun, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';
import { bundleWorker } from '../support/bundleWorker';

const NEVER = new AbortController().signal;
const ORDERS = "SELECT i AS id, 'n' || (i % 100) AS name, (i % 37)::INTEGER AS cust FROM range(200000) t(i)";
const KEYED = "SELECT i::INTEGER AS k, 'v' || i AS v, i::BIGINT * 10 AS n, (i / 2)::DECIMAL(6,2) AS price, DATE '2024-01-01' AS day, [i] AS list, {'lat': i::DOUBLE, 'tags': [i::INTEGER]} AS place, MAP {'a': i::INTEGER} AS counts FROM range(10) t(i)";

let bench: Bench;
let prod: SyntheticSession;
let kv: SyntheticSession;
let keyed: KeyedTable;
let local: Session;
let folder: string;
let outside: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'headwater-bad-'));
  outside = await mkdtemp(path.join(tmpdir(), 'headwater-outside-'));
  await writeFile(path.join(folder, 'mine.csv'), 'a\n1\n');
  await writeFile(path.join(outside, 'secret.csv'), 'a\n42\n');
  const seed = await startEngine({});
  const orders = await plainMessages(seed.plain, ORDERS);
  keyed = new KeyedTable(await plainMessages(seed.plain, KEYED));
  await seed.stop();
  prod = new SyntheticSession(new Map([['db.orders', new ArrowTable(orders, 'exact')]]));
  kv = new SyntheticSession(new Map([['db.t', keyed]]), undefined, ({ schema }) => new KeyedTable([{ kind: 'schema', bytes: schema }]));
  const backend = new LocalBackend(await bundleWorker('src/duckdb/worker.ts'));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
  local = await backend.connect({ id: 'l', name: 'Local', backend: 'local', values: {} }, {}, { log, signal: NEVER, storageFolder: folder, workspaceFolders: [folder], trusted: true, timeZone: 'UTC' });
  bench = await startEngine({ prod, kv, Local: local });
}, 120_000);

afterEach(() => {
  keyed.written.length = 0;
  for (const faults of [prod.faults, kv.faults]) for (const name of Object.keys(faults)) Reflect.deleteProperty(faults, name);
});

afterAll(async () => {
  await bench.stop();
  await local[Symbol.asyncDispose]();
  for (const each of [folder, outside]) await rm(each, { recursive: true, force: true });
});

async function ofLocal(text: string): Promise<void> {
  for await (const event of local.statements!.run(text, { signal: NEVER }).events) expect(event.kind).toBeDefined();
}

describe('a value that does not fit its column', () => {
  it.each([
    ["INSERT INTO kv.db.t (k, v) SELECT CASE id WHEN 70001 THEN 'many' ELSE id::VARCHAR END, name FROM db.orders", 'Row 70,002, column `k`: “many” is no INTEGER.'],
    ["INSERT INTO kv.db.t (v, price) VALUES ('a', '1.50'), (NULL, NULL), ('c', '12345.00')", 'Row 3, column `price`: “12345.00” is no DECIMAL(6,2).'],
    ["INSERT INTO kv.db.t (k, n) VALUES (1, 2), (3, 99999999999999999999)", 'Row 2, column `n`: “99999999999999999999” is no BIGINT.'],
    ["INSERT INTO kv.db.t (k, day) VALUES (1, '2024-02-30')", 'Row 1, column `day`: “2024-02-30” is no DATE.'],
    [`INSERT INTO kv.db.t (k) VALUES ('${'x'.repeat(200)}')`, `Row 1, column \`k\`: “${'x'.repeat(60)}…” is no INTEGER.`],
    ["UPDATE kv.db.t SET n = CASE k WHEN 3 THEN 'three' ELSE '0' END", 'Row 4, column `n`: “three” is no BIGINT.'],
  ])('is named with its row: %.80s', async (text, told) => {
    const failure = await failureOfRun(answer(bench, text, 'prod'));
    expect(failure).toMatchObject({ what: 'Could not write to `kv.db.t`', why: expect.stringContaining(told), kind: 'invalid' });
  });

  it('is told with what was written before it', async () => {
    const text = "INSERT INTO kv.db.t (k) SELECT CASE id WHEN 190000 THEN 'x' ELSE id::VARCHAR END FROM db.orders";
    const failure = await failureOfRun(answer(bench, text, 'prod'));
    expect(failure).toMatchObject({ why: expect.stringMatching(/^Row 190,001, column `k`: “x” is no INTEGER\. (?:[\d,]+ rows had been written before, and stay|Nothing was written)\.$/u) });
    expect(keyed.written.length).toBeLessThan(190_000);
    if (keyed.written.length > 0) expect(failure).toMatchObject({ why: expect.stringContaining(`${keyed.written.length.toLocaleString('en-US')} rows had been written`) });
  });

  it('leaves values that fit as they are, nested ones and NULL among them', async () => {
    await answer(bench, "INSERT INTO kv.db.t (k, v, n, price, list) VALUES ('7', NULL, 1.0, '2.5', ['3', NULL]), ('8', 'x', NULL, NULL, NULL)", 'prod');
    expect(keyed.written).toEqual(['insert 7 NULL 1 2.50 [3,null]', 'insert 8 x NULL NULL NULL']);
    expect(await failureOfRun(answer(bench, "INSERT INTO kv.db.t (k, list) VALUES (1, ['x'])", 'prod'))).toMatchObject({ why: 'Row 1, column `list`: “[x]” is no BIGINT[]. Nothing was written.' });
    const third = "INSERT INTO kv.db.t (k, list) SELECT i, CASE i WHEN 2 THEN ['1', NULL, 'two'] WHEN 3 THEN NULL ELSE ['1', NULL] END FROM range(9) t(i)";
    expect(await failureOfRun(answer(bench, third, 'prod'))).toMatchObject({ why: 'Row 3, column `list`: “[1, NULL, two]” is no BIGINT[]. Nothing was written.' });
  });

  it('is named with its row where it is inside of a struct or a map, or in lists of them', async () => {
    await answer(bench, "INSERT INTO kv.db.t (k, place, counts) VALUES (1, {'lat': '1.5', 'tags': ['7', NULL]}, MAP {'b': '9'}), (2, NULL, NULL), (3, {'lat': NULL, 'tags': NULL}, MAP {})", 'prod');
    expect(keyed.written.map((row) => row.replaceAll(/\s+/gu, ' '))).toEqual(['insert 1 {"lat":1.5,"tags":[7,null]} {"b":9}', 'insert 2 NULL NULL', 'insert 3 {"lat":null,"tags":null} {}']);
    for (const [column, value, told] of [
      ['place', "{'lat': CASE i WHEN 4 THEN 'north' ELSE i::VARCHAR END, 'tags': [i]}", 'Row 5, column `place`: “{\'lat\': north, \'tags\': [4]}” is no STRUCT'],
      ['place', "{'lat': i, 'tags': [CASE i WHEN 3 THEN 'x' ELSE '1' END]}", 'Row 4, column `place`: “{\'lat\': 3, \'tags\': [x]}” is no STRUCT'],
      ['counts', "MAP {'a': CASE i WHEN 2 THEN 'many' ELSE '2' END}", 'Row 3, column `counts`: “{a=many}” is no MAP'],
    ] as const) {
      expect(await failureOfRun(answer(bench, `INSERT INTO kv.db.t (k, ${column}) SELECT i, ${value} FROM range(9) t(i)`, 'prod')), value).toMatchObject({ why: expect.stringContaining(told) });
    }
  });

  it('is no matter of the number of columns, which is said', async () => {
    const failure = await failureOfRun(answer(bench, 'INSERT INTO kv.db.t (k, v) SELECT id FROM db.orders', 'prod'));
    expect(failure).toMatchObject({ why: 'The query gives 1 column, and 2 are to be written: `k`, `v`. Nothing was written.', kind: 'invalid' });
  });
});

describe('names', () => {
  it('that are unknown or ambiguous are marked where they stand', async () => {
    for (const [text, word, why] of [
      ['SELECT o.id, nope FROM db.orders o', 'nope', /nope/u],
      ['SELECT id, cust FROM db.orders a JOIN db.orders b ON a.id = b.id', 'id', /[Aa]mbiguous/u],
      ['SELECT 1 FROM db.orders JOIN kv.db.gone g USING (id)', 'kv', /no such table on \*kv\*/u],
      ['SELECT 1 FROM nowhere.db.orders', 'nowhere', /no open connection “nowhere”/u],
      ['SELECT x.id FROM db.orders o', 'x', /x/u],
      ['INSERT INTO kv.db.t (k) SELECT nope FROM db.orders', 'nope', /nope/u],
      ['CREATE TABLE kv.db.made AS SELECT nope FROM db.orders', 'nope', /nope/u],
      ['EXPLAIN SELECT nope FROM db.orders', 'nope', /nope/u],
      ["COPY (SELECT nope FROM db.orders) TO '/tmp/never.csv'", 'nope', /nope/u],
    ] as const) {
      const start = text.indexOf(` ${word}`) < 0 ? text.indexOf(word) : text.search(new RegExp(`\\b${word}\\b`, 'u'));
      expect(await failureOfRun(answer(bench, text, 'prod')), text).toMatchObject({ why: expect.stringMatching(why), position: { start } });
    }
  });

  it('that two open connections have are refused at their place', async () => {
    const two = await startEngine({ prod }, undefined, { findFails: 'Two open connections have that name.' });
    const text = 'SELECT * FROM db.orders JOIN twice.db.x USING (id)';
    expect(await failureOfRun(answer(two, text, 'prod'))).toMatchObject({ why: 'Two open connections have that name.', position: { start: 29, end: 39 } });
    await two.stop();
  });

  it('of views in a circle end with an error that says so', async () => {
    await ofLocal('CREATE OR REPLACE VIEW one AS SELECT 1 AS id; CREATE OR REPLACE VIEW two AS FROM one; CREATE OR REPLACE VIEW one AS FROM two');
    expect(await failureOfRun(answer(bench, 'SELECT * FROM Local.main.one JOIN db.orders USING (id)', 'prod'))).toMatchObject({ why: expect.stringMatching(/recursi/iu) });
    expect(await failureOfRun(answer(bench, 'SELECT count(*) FROM one, kv.db.t', 'Local'))).toMatchObject({ why: expect.stringMatching(/recursi/iu) });
  });
});

describe('a statement of five megabytes', () => {
  const pieces = Array.from({ length: 20_000 }, (_, index) => `(${index}, 'value number ${index} ${'x'.repeat(220)}')`);
  it('is run', async () => {
    const text = `SELECT count(*), max(g.i) FROM (VALUES ${pieces.join(',\n')}) g(i, s) JOIN db.orders o ON o.id = g.i /* ${'-'.repeat(1_000_000)} */`;
    expect(text.length).toBeGreaterThan(5_000_000);
    expect(rowTexts((await answer(bench, text, 'prod')).messages)).toEqual([['20000', '19999']]);
  }, 120_000);

  it('is placed where it is wrong, at its very end', async () => {
    const text = `SELECT o.id FROM db.orders o WHERE o.name <> '${'ü'.repeat(3_000_000)}' AND nope = 1`;
    const start = text.indexOf('nope');
    expect(await failureOfRun(answer(bench, text, 'prod'))).toMatchObject({ position: { start, end: start + 4 } });
  }, 120_000);

  it('is written with INSERT', async () => {
    const text = `INSERT INTO kv.db.t (k, v) VALUES ${pieces.join(', ')}`;
    expect((await answer(bench, text, 'prod')).done?.rowsAffected).toBe(20_000n);
  }, 120_000);
});

describe('a source that is gone in the middle', () => {
  it('fails the join with its own words, and lets the others go', async () => {
    kv.faults.failAfter = 0;
    const failure = await failureOfRun(answer(bench, 'SELECT count(*) FROM db.orders o JOIN kv.db.t t ON t.k = o.cust', 'prod'));
    expect(failure).toMatchObject({ why: 'The tablet server 10.0.0.3 is gone.', code: 'SYNTHETIC' });
    expect([prod.running, kv.running]).toEqual([0, 0]);
  });

  it('fails an INSERT with what was written by then', async () => {
    prod.faults.failAfter = 2;
    const failure = await failureOfRun(answer(bench, 'INSERT INTO kv.db.t (k, v) SELECT id, name FROM db.orders', 'prod'));
    expect(failure).toMatchObject({ why: expect.stringMatching(/^The tablet server 10\.0\.0\.3 is gone\. (?:Nothing was written|[\d,]+ rows had been written before, and stay)\.$/u) });
  });

  it('leaves no table half made without saying so', async () => {
    prod.faults.failAfter = 0;
    const failure = await failureOfRun(answer(bench, 'CREATE TABLE kv.db.half AS SELECT id FROM db.orders', 'prod'));
    expect(failure).toMatchObject({ why: expect.stringMatching(/gone\. Nothing was written\. The table `kv\.db\.half` was created, and stays\./u) });
    expect(kv.all.has('db.half')).toBe(true);
  });
});

describe('in a workspace that is not trusted', () => {
  let closed: Bench;
  const before = process.cwd();
  beforeAll(async () => {
    process.chdir(folder); // as the server does
    closed = await startEngine({ prod, kv, guarded: kv }, undefined, { protected: ['guarded'], settings: { trusted: false, workspaceFolders: [folder] } });
  }, 60_000);
  afterAll(async () => {
    await closed.stop();
    process.chdir(before);
  });

  it('files of the workspace are read', async () => {
    expect(rowTexts((await answer(closed, `SELECT m.a FROM '${folder}/mine.csv' m JOIN db.orders o ON o.id = m.a`, 'prod')).messages)).toEqual([['1']]);
    expect(rowTexts((await answer(closed, "SELECT a FROM 'mine.csv'", 'prod')).messages)).toEqual([['1']]);
  });

  it.each([
    (there: string) => `SELECT * FROM '${there}/secret.csv'`,
    (there: string) => `SELECT * FROM read_csv('${there}/secret.csv'), db.orders`,
    (there: string) => `SELECT * FROM read_text('${there}/*')`,
    (there: string) => `SELECT * FROM glob('${there}/*')`,
    (there: string) => `SELECT * FROM '${folder}/../${path.basename(there)}/secret.csv'`,
    (there: string) => `COPY (SELECT id FROM db.orders LIMIT 1) TO '${there}/written.csv'`,
    (there: string) => `INSERT INTO kv.db.t (k) SELECT a FROM '${there}/secret.csv'`,
    (there: string) => `EXPLAIN ANALYZE SELECT * FROM '${there}/secret.csv'`,
  ])('no others are: %s', async (text) => {
    const failure = await failureOfRun(answer(closed, text(outside), 'prod'));
    expect(failure).toMatchObject({ code: 'Permission Error', todo: expect.stringContaining('Trust the workspace') });
    expect(await readdir(outside)).toEqual(['secret.csv']);
    expect(keyed.written).toEqual([]);
  });

  it.each([`ATTACH '/tmp/x.duckdb' AS x`, 'INSTALL httpfs', 'LOAD httpfs', 'SET enable_external_access = true', 'PRAGMA enable_external_access'])('nothing opens it: %s', async (text) => {
    expect(await failureOfRun(answer(closed, text, 'prod'))).toMatchObject({ kind: 'unsupported' });
  });

  it.each([
    'INSERT INTO guarded.db.t (k) VALUES (1)',
    "UPDATE guarded.db.t SET v = 'x' WHERE k = 1",
    'DELETE FROM guarded.db.t WHERE k = 1',
    'CREATE TABLE guarded.db.fresh AS SELECT 1 AS k',
  ])('and anywhere, protected connections are written only from their own documents: %s', async (text) => {
    expect(await failureOfRun(answer(closed, text, 'prod'))).toMatchObject({ kind: 'readOnly', todo: expect.stringContaining('*guarded*') });
    expect(keyed.written).toEqual([]);
    if (!text.startsWith('CREATE')) expect(await failureOfRun(answer(closed, text, 'guarded'))).toBeUndefined();
  });
});

describe('an order that the target refuses', () => {
  it('names the key that is there already, and nothing stays', async () => {
    await ofLocal('CREATE OR REPLACE TABLE pk(k INTEGER PRIMARY KEY, v VARCHAR); INSERT INTO pk VALUES (3, \'three\')');
    const failure = await failureOfRun(answer(bench, 'INSERT INTO Local.main.pk SELECT id, name FROM db.orders WHERE id < 10', 'prod'));
    expect(failure).toMatchObject({ why: expect.stringMatching(/[Dd]uplicate key.*3[^]*Nothing was written/u) });
    expect(rowTexts((await answer(bench, 'SELECT count(*) FROM pk', 'Local')).messages)).toEqual([['1']]);
  });

  it('tells of a quota with what was written by then', async () => {
    kv.faults.writeFailAfter = 1;
    expect(await failureOfRun(answer(bench, 'INSERT INTO kv.db.t (k) SELECT id FROM db.orders', 'prod'))).toMatchObject({ why: expect.stringMatching(/^The quota is exceeded\. [\d,]+ rows had been written before, and stay\.$/u) });
  });

  it('tells of disk space for what is sorted', async () => {
    const small = await startEngine({ prod }, undefined, { settings: { limits: { spillQuota: 1_000_000 }, memoryBytes: 32_000_000 } });
    const failure = await failureOfRun(answer(small, "SELECT id, name || repeat('x', 300) AS wide FROM db.orders ORDER BY wide, id DESC", 'prod'));
    await small.stop();
    expect(failure).toMatchObject({ code: 'Out of Memory Error', todo: expect.stringContaining('headwater.results.spillQuotaMb') });
  });
});
