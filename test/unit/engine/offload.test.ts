import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalBackend } from '../../../src/backends/local/backend';
import type { Session } from '../../../src/core/contract/session';
import { ArrowTable } from '../../engine/source/arrowTable';
import { SyntheticSession } from '../../engine/source/session';
import { type Answer, answer, type Bench, failureOfRun, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';
import { bundleWorker } from '../support/bundleWorker';

const NEVER = new AbortController().signal;
const SMALL = "SELECT i::INTEGER AS id, 'r' || i AS region, i * 2 AS unused FROM range(20) t(i)";
const LARGE = 'SELECT i::INTEGER AS id FROM range(100001) t(i)';

let bench: Bench;
let guarded: Bench;
let cluster: Session;
let kv: SyntheticSession;
let folder: string;

/** The embedded database stands for a cluster: what is asked of it is only what its capabilities say. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'headwater-offload-'));
  const seed = await startEngine({});
  const table = async (sql: string) => new ArrowTable(await plainMessages(seed.plain, sql), 'exact');
  kv = new SyntheticSession(new Map([['db.small', await table(SMALL)], ['db.large', await table(LARGE)]]));
  await seed.stop();
  const backend = new LocalBackend(await bundleWorker('src/duckdb/worker.ts'));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
  cluster = await backend.connect({ id: 'c', name: 'cluster', backend: 'local', values: {} }, {}, { log, signal: NEVER, storageFolder: folder, workspaceFolders: [folder], trusted: true, timeZone: 'UTC' });
  bench = await startEngine({ cluster, kv }, undefined, { settings: { offload: 'Cluster' } });
  guarded = await startEngine({ cluster, kv }, undefined, { settings: { offload: 'cluster' }, protected: ['cluster'] });
  await answer(bench, 'CREATE TABLE facts AS SELECT i AS id, (i % 30)::INTEGER AS region FROM range(10000) t(i); CREATE MACRO only_here(x) AS x + 1', 'cluster');
}, 60_000);
afterEach(async () => {
  kv.log.length = 0;
  for (const name of Object.keys(kv.faults)) Reflect.deleteProperty(kv.faults, name);
  expect(rowTexts((await answer(bench, "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'headwater%'", 'cluster')).messages)).toEqual([]);
});
afterAll(async () => {
  await bench.stop();
  await guarded.stop();
  await cluster[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function ranBy({ done }: Answer): string | undefined {
  return done?.facts?.find(([label]) => label === 'Run by')?.[1];
}

describe('a statement over a connection that runs such statements', () => {
  it.each([
    ['SELECT count(*) FROM cluster.main.facts f JOIN kv.db.small s ON s.id = f.region', 'kv'],
    ['SELECT count(*) FROM facts JOIN kv.db.small ON small.id = facts.region', 'cluster'],
    ['SELECT count(*) FROM cluster.facts, kv.db.small /* no alias */ WHERE small.id = facts.region', 'kv'],
    ['SELECT count(*) FROM facts f WHERE f.region IN (SELECT "small".id FROM kv.db."small")', 'cluster'],
    ['SELECT count(*) FROM db.small AS s RIGHT JOIN cluster.main.facts f ON s.id = f.region WHERE s.id IS NOT NULL', 'kv'],
  ])('is run there, after what is small has been uploaded: %s', async (text, bound) => {
    const ran = await answer(bench, text, bound);
    expect(rowTexts(ran.messages)).toEqual([['6670']]);
    expect(ranBy(ran)).toBe('cluster');
    expect(ran.done?.facts).toContainEqual(['kv.db.small', '20 rows uploaded']);
    const columns = kv.log.flatMap((entry) => (entry.kind === 'scan' ? entry.columns : []));
    expect(columns).toEqual(['id']);
  });

  it('is explained with what is uploaded and what is asked there, and nothing is uploaded by that', async () => {
    const explained = rowTexts((await answer(bench, 'EXPLAIN SELECT count(*) FROM cluster.main.facts f JOIN kv.db.small s ON s.id = f.region', 'kv')).messages);
    expect(explained[0]).toEqual(['cluster', expect.stringContaining('runs this statement') as string]);
    expect(explained[1]).toEqual(['kv.db.small', expect.stringMatching(/^uploaded as headwater_\w+: SELECT "id" FROM kv\.db\.small LIMIT 100001$/u) as string]);
    expect(explained[2]).toEqual(['cluster', expect.stringMatching(/^SELECT count\(\*\) FROM main\.facts f JOIN headwater_\w+ s ON s\.id = f\.region$/u) as string]);
    expect(kv.log.filter(({ kind }) => kind === 'scan')).toEqual([]);
    const here = rowTexts((await answer(guarded, 'EXPLAIN SELECT count(*) FROM cluster.main.facts f JOIN kv.db.small s ON s.id = f.region', 'kv')).messages);
    expect(here.flat().filter((text) => text.includes('runs this statement'))).toEqual([]);
  });

  it('may use what only that connection knows', async () => {
    // Here DuckDB has no plan for it, so all columns are uploaded.
    const ran = await answer(bench, 'SELECT max(only_here(f.id)) FROM facts f JOIN kv.db.small s ON s.id = f.region', 'cluster');
    expect([rowTexts(ran.messages), ranBy(ran)]).toEqual([[['10000']], 'cluster']);
  });

  it('is run here, and that is said, where the connection refuses it', async () => {
    const ran = await answer(bench, 'SELECT max(kv.db.small.id) FROM facts JOIN kv.db.small ON kv.db.small.id = facts.region', 'cluster');
    expect(rowTexts(ran.messages)).toEqual([['19']]);
    expect(ranBy(ran)).toBeUndefined();
    expect(ran.told.join()).toMatch(/\*cluster\* does not run this statement, so it runs here/u);
  });

  it.each([
    ['SELECT count(*) FROM kv.db.large l JOIN facts f ON f.id = l.id', 'is not small'],
    ['WITH s AS (SELECT 1 AS id) SELECT count(*) FROM s JOIN kv.db.large USING (id)', 'needs nothing of it'],
  ])('is run here where the other side %s', async (text) => {
    const ran = await answer(bench, text, 'cluster');
    expect(ranBy(ran)).toBeUndefined();
    expect(kv.log.filter(({ kind }) => kind === 'scan')).toHaveLength(1);
  });

  it('is run here where a line says so, and where the connection is protected', async () => {
    const text = 'SELECT count(*) FROM facts f JOIN kv.db.small s ON s.id = f.region';
    for (const [where, settings] of [[bench, { offload: 'off' }], [guarded, {}]] as const) {
      const labels: string[] = [];
      for await (const event of where.engine.run(text, where.connection('cluster'), { signal: NEVER, settings }).events) if (event.kind === 'done') labels.push(...(event.facts ?? []).map(([label]) => label));
      expect(labels).toContain('kv.db.small');
      expect(labels).not.toContain('Run by');
    }
  });

  it('leaves nothing there when the upload fails; what is wrong is told here', async () => {
    kv.faults.failAfter = 0;
    expect(await failureOfRun(answer(bench, 'SELECT count(*) FROM facts f JOIN kv.db.small s ON s.id = f.region', 'cluster'))).toMatchObject({ why: 'The tablet server 10.0.0.3 is gone.' });
  });
});
