import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import type { Execution } from '../../../src/core/contract/execution';
import { type Failure, HeadwaterError } from '../../../src/core/errors';
import { RemoteFiles } from '../../../src/engine/remote/remoteFiles';
import type { ObjectsRead } from '../../../src/protocol/data';
import { DataEngine } from '../../../src/server/data/dataEngine';
import { ObjectData } from '../../../src/server/data/objectData';
import { collect } from '../../contract/gather';
import { type Bench, startEngine } from '../../engine/source/start';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { bundleWorker } from '../../unit/support/bundleWorker';
import { createRepository } from './support/repository';
import { bytesOf, gather, never, openSession } from './support/session';

const MIB = 1024 * 1024;

/** Objects of a real server as tables: in statements, at several refs, and compared. */
describe('Rows in the objects of a lakeFS', () => {
  let server: LakeFsServer;
  let session: LakeFsSession;
  let folder: string;
  let files: RemoteFiles;
  let dataEngine: DataEngine;
  let data: ObjectData;
  let bench: Bench;

  /** Rows as texts, in the order of their columns. */
  const rows = async (execution: Execution) => {
    const told: string[] = [];
    async function* events() {
      for await (const event of execution.events) {
        if (event.kind === 'message') told.push(event.text);
        yield event;
      }
    }
    const { texts, done } = await collect({ events: events(), cancel: () => execution.cancel() });
    const [first] = texts;
    return { rows: (first?.values ?? []).map((_, row) => texts.map(({ values }) => values[row] ?? '').join('|')), told, done };
  };
  const run = (text: string) => rows(bench.engine.run(text, bench.connection('lake'), { signal: never }));
  const query = async (text: string): Promise<readonly string[]> => (await run(text)).rows;
  const put = (branch: string, key: string, text: string) => session.objects.write(['shop', branch, key], bytesOf(text), { size: Buffer.byteLength(text) }, never);
  const save = (branch: string, message: string) => session.versions.save(['shop'], branch, { message, metadata: {} }, never);
  const read = (wanted: ObjectsRead) => rows(data.read(wanted, 'id-lake', never));
  const at = (ref: string, key: string) => ({ connectionId: 'id-lake', object: ['shop', ref, key] });

  beforeAll(async () => {
    server = await startLakeFs();
    await createRepository(server, 'shop');
    session = await openSession(server);
    folder = await mkdtemp(path.join(tmpdir(), 'headwater-lake-engine-'));
    const workerPath = await bundleWorker('src/duckdb/worker.ts');
    const cacheFolder = path.join(folder, 'objects');
    files = new RemoteFiles({ folder: cacheFolder, workerPath, limits: () => ({ quota: 256 * MIB, askAbove: 64 * MIB, wholeBelow: 4096 }) });
    bench = await startEngine({ lake: session }, files);
    dataEngine = new DataEngine({ workerPath, cacheFolder, temporaryFolder: path.join(folder, 'duckdb'), timeZone: () => 'UTC' });
    data = new ObjectData({ files, engine: dataEngine, connection: (id) => (id === 'id-lake' ? bench.connection('lake') : undefined), askAbove: () => 64 * MIB });

    await put('main', 'orders.csv', 'id,name\n1,ada\n2,grace\n3,linus\n');
    await put('main', 'parts/day=1/a.csv', 'id,v\n1,10\n2,20\n');
    await put('main', 'parts/day=2/b.csv', 'id,v\n3,30\n');
    await put('main', 'parts/_SUCCESS', '');
    await put('main', 'parts/readme.md', '# parts\n');
    await save('main', 'first');
    await session.versions.createRef(['shop'], 'tag', 'v1', 'main', never);
    await put('main', 'orders.csv', 'id,name\n1,ada\n2,grace hopper\n4,mary\n');
    await put('main', 'parts/day=2/b.csv', 'id,v\n3,31\n4,40\n');
    await save('main', 'second');
  });
  afterAll(async () => {
    await bench.stop();
    await dataEngine.dispose();
    await files.dispose();
    await session[Symbol.asyncDispose]();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('are tables at any ref, and at two refs in one statement', async () => {
    expect(await query("SELECT * FROM 'lakefs://shop/main/orders.csv' ORDER BY id")).toEqual(['1|ada', '2|grace hopper', '4|mary']);
    expect(await query("SELECT n.id, o.name, n.name FROM 'lakefs://shop/main/orders.csv' n JOIN 'lakefs://shop/v1/orders.csv' o USING (id) WHERE n.name <> o.name")).toEqual(['2|grace|grace hopper']);
    expect(await query("SELECT id FROM 'lakefs://shop/main~1/orders.csv' EXCEPT SELECT id FROM 'lakefs://shop/main/orders.csv'")).toEqual(['3']);
  });

  test('are one table below a prefix, with the folders as columns and without what is no data', async () => {
    expect(await query("SELECT id, v, day FROM 'lakefs://shop/main/parts/' ORDER BY id")).toEqual(['1|10|1', '2|20|1', '3|31|2', '4|40|2']);
    expect(await query("SELECT count(*) FROM 'lakefs://shop/v1/parts/**/*.csv'")).toEqual(['3']);
  });

  test('are written as one object by COPY, and read back in parts', async () => {
    await query("COPY (SELECT range AS id, 'n' || range AS name, hash(range) AS noise FROM range(200000)) TO 'lakefs://shop/main/made/big.parquet' (ROW_GROUP_SIZE 20000)");
    const { size } = await session.objects.stat(['shop', 'main', 'made/big.parquet'], never);
    expect(await query("SELECT count(*), sum(id), max(name) FROM 'lakefs://shop/main/made/big.parquet' WHERE id < 1000")).toEqual(['1000|499500|n999']);
    const info = await data.describe(at('main', 'made/big.parquet'), never);
    expect(info).toMatchObject({ size, rows: 200_000, preview: true });
    expect(JSON.stringify((await read({ kind: 'object', object: ['shop', 'main', 'made/big.parquet'], rows: 'first' })).done?.facts)).toContain('200,000');
    await query("COPY (SELECT * FROM 'lakefs://shop/v1/orders.csv' WHERE id > 1) TO 'lakefs://shop/main/made/orders.csv' (HEADER, DELIMITER ';')");
    expect((await gather(session.objects.read(['shop', 'main', 'made/orders.csv'], {}, never))).toString()).toBe('id;name\n2;grace\n3;linus\n');
  });

  test('are not written where nothing can be written: a tag, a commit, no branch at all', async () => {
    for (const ref of ['v1', 'main~1', 'nowhere']) expect(await failed(query(`COPY (SELECT 1) TO 'lakefs://shop/${ref}/x.parquet'`)), ref).toMatchObject({ kind: 'readOnly' });
  });

  test('are named in words where they are not there', async () => {
    expect(await failed(query("FROM 'lakefs://shop/main/nothing.csv'"))).toMatchObject({ kind: 'notFound' });
    expect(await failed(query("FROM 'lakefs://shop/main/nothing/'"))).toMatchObject({ kind: 'notFound' });
    expect(await failed(query("FROM 'lakefs://shop/nowhere/orders.csv'"))).toMatchObject({ kind: 'notFound' });
  });

  test('are compared between two refs by a key, with the changed cells named', async () => {
    const { rows: different, told } = await read({ kind: 'compare', left: at('v1', 'orders.csv'), right: at('main', 'orders.csv'), key: ['id'] });
    expect(told.at(-1)).toMatch(/^1 removed, 1 added, 1 changed; 1 equal\./u);
    expect(different).toEqual([expect.stringMatching(/before\|.*name.*\|2\|grace$/u), expect.stringMatching(/after\|.*name.*\|2\|grace hopper$/u), expect.stringMatching(/removed\|.*\|3\|linus$/u), expect.stringMatching(/added\|.*\|4\|mary$/u)]);
  });

  test('are compared without a key by how often they stand there', async () => {
    const { rows: different } = await read({ kind: 'compare', left: at('v1', 'orders.csv'), right: at('main', 'orders.csv'), key: [] });
    expect(different).toHaveLength(4);
  });

  test('are compared below a prefix, over all its files', async () => {
    const info = await data.describe(at('main', 'parts/'), never);
    expect(info.columns?.map(({ name }) => name)).toEqual(['id', 'v', 'day']);
    expect(info.facts).toEqual([['Objects', '2']]);
    const { rows: different, told } = await read({ kind: 'compare', left: at('v1', 'parts/'), right: at('main', 'parts/'), key: ['id'] });
    expect(told.at(-1)).toMatch(/^0 removed, 1 added, 1 changed; 2 equal\./u);
    expect(different).toHaveLength(3);
    expect((await failed(data.describe(at('main', 'nothing/'), never))).why).toBe('There are no data files below it.');
  });

  test('are shown below a prefix', async () => {
    const { rows: shown } = await read({ kind: 'object', object: ['shop', 'v1', 'parts/'], rows: 'all' });
    expect(shown).toHaveLength(3);
  });
});

async function failed(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`It should have failed with words for people, not with ${String(error)}`);
}
