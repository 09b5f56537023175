import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Imports } from '../../../src/backends/lakefs/imports';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { callsOf, createRepository } from './support/repository';
import { never, openSession } from './support/session';

const KEYS = 1_000_000;
const REMOVED = 100_000;
const PAGE = 1_000;
/** Milliseconds: a person's patience with one page, on a machine that does other things too. */
const PATIENCE_MS = 10_000;
const HOUR_MS = 3_600_000;

/** A million keys below one prefix, from empty files that are imported, and a hundred thousand uncommitted changes. */
describe('A lakeFS repository with very many objects', () => {
  let server: LakeFsServer;
  let session: LakeFsSession;
  const prefix = ['r:lake', 'branches', 'b:main', 'p:many/'];

  beforeAll(async () => {
    server = await startLakeFs();
    await createRepository(server, 'lake');
    session = await openSession(server);
    const source = join(server.importFolder, 'many');
    await mkdir(source);
    await promisify(execFile)('bash', ['-c', `cd "$0" && seq -f 'f-%07.0f' 1 ${KEYS} | xargs touch`, source]);
    const calls = callsOf(server);
    const imports = new Imports(calls, '');
    const told: number[] = [];
    const started = await imports.start('lake', 'main', [{ type: 'common_prefix', path: `local://${source}/`, destination: 'many/' }], { message: 'many' }, never);
    const { ingested_objects } = await imports.wait(started, never, (status) => told.push(status.ingested_objects));
    expect(ingested_objects).toBe(KEYS);
    // It was told how far it is, and never went back.
    expect(told.length).toBeGreaterThan(1);
    expect(told.toSorted((one, other) => one - other)).toEqual(told);
    await calls[Symbol.asyncDispose]();
  }, HOUR_MS);
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
  }, HOUR_MS);

  test('shows the first page of the prefix at once, and a page in its middle', async () => {
    const begun = performance.now();
    const first = await session.catalog.children(prefix, { limit: 200 }, never);
    expect(performance.now() - begun).toBeLessThan(PATIENCE_MS);
    expect(first.nodes[0]?.label).toBe('f-0000001');
    expect(first.nodes).toHaveLength(200);
    const next = await session.catalog.children(prefix, { limit: 200, ...(first.next === undefined ? {} : { cursor: first.next }) }, never);
    expect(next.nodes[0]?.label).toBe('f-0000201');
  });

  test('lists every key once', async () => {
    let count = 0;
    let last = '';
    for (let cursor: string | undefined; ; ) {
      const page = await session.objects.list(['lake', 'main', 'many/'], { limit: PAGE, recursive: true, ...(cursor === undefined ? {} : { cursor }) }, never);
      for (const { path } of page.objects) {
        const key = path[2] ?? '';
        if (key <= last) throw new Error(`${key} comes after ${last}.`);
        last = key;
        count++;
      }
      if (page.next === undefined) break;
      cursor = page.next;
    }
    expect(count).toBe(KEYS);
  }, HOUR_MS);

  test('tells the first of a hundred thousand uncommitted changes, and that there are more', async () => {
    const keys = Array.from({ length: REMOVED }, (_, index) => ['lake', 'main', `many/f-${String(index + 1).padStart(7, '0')}`]);
    await session.objects.delete(keys, never);
    const begun = performance.now();
    const { changes, next } = await session.versions.uncommitted(['lake'], 'main', { limit: PAGE, recursive: true }, never);
    expect(performance.now() - begun).toBeLessThan(PATIENCE_MS);
    expect(changes).toHaveLength(PAGE);
    expect(changes[0]).toMatchObject({ path: 'many/f-0000001', change: 'removed' });
    expect(next).toBeDefined();
    const folder = await session.versions.uncommitted(['lake'], 'main', { limit: PAGE, recursive: false }, never);
    expect(folder.changes.map(({ path }) => path)).toEqual(['many/']);
    expect((await session.catalog.children(prefix, { limit: 50 }, never)).nodes[0]?.label).toBe('f-0100001');
  }, HOUR_MS);

  test('commits them as one', async () => {
    await session.versions.save(['lake'], 'main', { message: 'fewer', metadata: {} }, never);
    expect((await session.versions.uncommitted(['lake'], 'main', { limit: 1, recursive: true }, never)).changes).toEqual([]);
  }, HOUR_MS);
});
