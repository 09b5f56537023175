import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LocalBackend } from '../../../src/backends/local/backend';
import type { RowChange } from '../../../src/core/contract/tables';
import type { Session } from '../../../src/core/contract/session';
import { answer, type Bench, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';
import { ArrowTable } from '../../engine/source/arrowTable';
import { SyntheticSession } from '../../engine/source/session';
import { bundleWorker } from '../support/bundleWorker';

const NEVER = new AbortController().signal;
let bench: Bench;
let local: Session;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'headwater-local-'));
  const backend = new LocalBackend(await bundleWorker('src/duckdb/worker.ts'));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
  local = await backend.connect({ id: 'l', name: 'Local', backend: 'local', values: {} }, {}, { log, signal: NEVER, storageFolder: folder, workspaceFolders: [folder], trusted: true, timeZone: 'UTC' });
  const seed = await startEngine({});
  const keys = new ArrowTable(await plainMessages(seed.plain, "SELECT i::INTEGER AS id, 'r' || i AS region FROM range(5) t(i)"), 'exact');
  await seed.stop();
  bench = await startEngine({ Local: local, kv: new SyntheticSession(new Map([['db.regions', keys]])) });
  for await (const event of local.statements!.run(
    `CREATE TABLE orders AS SELECT i AS id, i % 5 AS region, i * 1.5 AS price, ('m' || i % 3) AS m, i::HUGEINT << 70 AS big, INTERVAL (i) DAY AS span, ['a', 'b'][i % 2 + 1]::ENUM('b', 'a') AS mood,
       TIMETZ '12:00:00+02' AS tz, {a: i, b: [i::VARCHAR]} AS st, uuid() AS u FROM range(1000) t(i);
     CREATE TABLE keyed(k INTEGER PRIMARY KEY, v VARCHAR COLLATE NOCASE)`,
    { signal: NEVER },
  ).events)
    expect(['message', 'done']).toContain(event.kind);
}, 60_000);

afterAll(async () => {
  await bench.stop();
  await local[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('tables of a Local connection', () => {
  it('join those of another connection', async () => {
    const joined = await answer(bench, 'SELECT r.region, count(*) FROM orders o JOIN kv.db.regions r ON r.id = o.region WHERE o.id < 100 GROUP BY ALL ORDER BY 1', 'Local');
    expect(rowTexts(joined.messages)).toEqual([0, 1, 2, 3, 4].map((region) => [`r${region}`, '20']));
    const other = await answer(bench, 'SELECT count(*) FROM Local.main.orders o, Local.orders p WHERE o.id = p.id', 'kv');
    expect(rowTexts(other.messages)).toEqual([['1000']]);
  });

  it('come with every type as it is', async () => {
    const through = await answer(bench, 'SELECT o.* FROM orders o JOIN kv.db.regions r ON r.id = o.id ORDER BY o.id', 'Local');
    const own = await answer(bench, 'SELECT * FROM orders WHERE id < 5 ORDER BY id', 'Local');
    expect(rowTexts(through.messages)).toEqual(rowTexts(own.messages));
    const sum = await answer(bench, "SELECT sum(o.big), max(o.span), count(*) FILTER (o.mood = 'a') FROM orders o CROSS JOIN (SELECT 1 FROM kv.db.regions LIMIT 1)", 'Local');
    expect(rowTexts(sum.messages)).toEqual([['589705514548346946060288000', '999 days', '500']]);
  });

  it('are written in one transaction, by key where they have one', async () => {
    const tables = local.tables!;
    const table = (await tables.resolve!(['keyed'], NEVER))!;
    const given = await plainMessages(bench.plain, "SELECT i::INTEGER AS k, 'v' || i AS v FROM range(3) t(i)");
    const writer = tables.writer!({ table, kind: 'insert', columns: [0, 1], signal: NEVER });
    await writer.write(given[1]!.bytes);
    expect(await writer.finish()).toMatchObject({ written: 3n });
    const again = tables.writer!({ table, kind: 'insert', columns: [0, 1], signal: NEVER });
    const repeated = (await plainMessages(bench.plain, "SELECT 2::INTEGER AS k, 'x' AS v"))[1]!.bytes;
    await expect(again.write(repeated).then(() => again.finish())).rejects.toThrow(/[Dd]uplicate|primary key|PRIMARY KEY/u);
    const upsert = tables.writer!({ table, kind: 'upsert', columns: [0, 1], signal: NEVER });
    await upsert.write((await plainMessages(bench.plain, "SELECT 2::INTEGER AS k, 'X' AS v"))[1]!.bytes);
    await upsert.finish();
    const removed = tables.writer!({ table, kind: 'delete', columns: [0], signal: NEVER });
    await removed.write((await plainMessages(bench.plain, 'SELECT 0::INTEGER AS k'))[1]!.bytes);
    expect(await removed.finish()).toMatchObject({ written: 1n });
    expect(rowTexts((await answer(bench, 'SELECT * FROM keyed ORDER BY k', 'Local')).messages)).toEqual([['1', 'v1'], ['2', 'X']]);
    // The column's own order of letters is not the engine's.
    expect(rowTexts((await answer(bench, "SELECT k.v FROM keyed k JOIN kv.db.regions r ON r.id = k.k WHERE k.v <> 'x'", 'Local')).messages)).toEqual([['v1'], ['X']]);
  });

  describe('are changed all together or not at all', () => {
    const row = async (select: string): Promise<Uint8Array> => {
      const [schema, ...batches] = await plainMessages(bench.plain, select);
      return Buffer.concat([schema!.bytes, ...batches.map(({ bytes }) => bytes), Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)]);
    };
    const before = async (k: number, v: string) => ({ before: await row(`SELECT ${k}::INTEGER AS k, '${v}' AS v`) });
    const update = async (k: number, v: string, was: string): Promise<RowChange> => ({ kind: 'update', columns: [0, 1], row: await row(`SELECT ${k}::INTEGER AS k, '${v}' AS v`), ...(await before(k, was)) });
    const remove = async (k: number, was: string): Promise<RowChange> => ({ kind: 'delete', columns: [0], row: await row(`SELECT ${k}::INTEGER AS k`), ...(await before(k, was)) });
    const insert = async (k: number, v: string): Promise<RowChange> => ({ kind: 'insert', columns: [0, 1], row: await row(`SELECT ${k}::INTEGER AS k, '${v}' AS v`) });
    const stands = async () => rowTexts((await answer(bench, 'SELECT * FROM changed ORDER BY k', 'Local')).messages).map((cells) => cells.join(' '));
    const apply = async (...changes: RowChange[]) => local.tables!.applyAtomically!({ table: (await local.tables!.resolve!(['changed'], NEVER))!, changes, signal: NEVER });

    beforeEach(async () => {
      for await (const event of local.statements!.run("CREATE OR REPLACE TABLE changed(k INTEGER PRIMARY KEY, v VARCHAR NOT NULL); INSERT INTO changed VALUES (1, 'a'), (2, 'b'), (3, 'c')", { signal: NEVER }).events) expect(['message', 'done']).toContain(event.kind);
    });

    it('where all can be made', async () => {
      expect(await apply(await update(1, 'A', 'a'), await remove(2, 'b'), await insert(4, 'd'))).toEqual({ written: 3n, rejected: [], rejectedRows: 0n, unknown: 0n });
      expect(await stands()).toEqual(['1 A', '3 c', '4 d']);
    });

    it('where one is refused, which is told with its reason', async () => {
      expect(await apply(await update(1, 'A', 'a'), await insert(3, 'again'))).toMatchObject({ written: 0n, rejected: [{ row: 1n, why: expect.stringMatching(/[Dd]uplicate key/u) as string }] });
      expect(await apply(await update(1, 'A', 'a'), await update(2, 'B', 'not b'))).toMatchObject({ written: 0n, rejected: [{ row: 1n, why: 'The row has changed since it was read.' }] });
      expect(await apply(await insert(5, 'e'), await remove(9, 'z'))).toMatchObject({ written: 0n, rejected: [{ row: 1n, why: 'The row has been deleted since it was read.' }] });
      expect(await stands()).toEqual(['1 a', '2 b', '3 c']);
    });

    it('where the key of a row is given to another', async () => {
      expect(await apply(await remove(2, 'b'), await insert(2, 'new'))).toMatchObject({ written: 2n });
      expect(await stands()).toEqual(['1 a', '2 new', '3 c']);
    });

    it('where it is cancelled', async () => {
      const cancelled = AbortSignal.abort();
      const table = (await local.tables!.resolve!(['changed'], NEVER))!;
      await expect(local.tables!.applyAtomically!({ table, changes: [await remove(1, 'a')], signal: cancelled })).rejects.toThrow();
      expect(await stands()).toEqual(['1 a', '2 b', '3 c']);
    });
  });
});
