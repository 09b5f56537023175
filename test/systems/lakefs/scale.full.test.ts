import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Imports } from '../../../src/backends/lakefs/imports';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { countChanges } from '../../../src/server/versions/countChanges';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { callsOf, createRepository } from './support/repository';
import { never, openSession } from './support/session';

const KEYS = 1_000_000;
const REMOVED = 100_000;
const PAGE = 1_000;
/** Milliseconds: a person's patience with one page, on a machine that does other things too. */
const PATIENCE_MS = 10_000;
const HOUR_MS = 3_600_000;
/** What the server is asked for a page of the tree. */
const PAGE_OF_TREE = ['refs/main/objects/ls?prefix=many%2F&delimiter=%2F&amount=200', 'branches/main/diff?prefix=many%2F&delimiter=%2F&amount=1000'];

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
    const { result: first } = await measured('first page of 1 M keys', PAGE_OF_TREE, () => session.catalog.children(prefix, { limit: 200 }, never));
    expect(first.nodes[0]?.label).toBe('f-0000001');
    expect(first.nodes).toHaveLength(200);
    const next = await session.catalog.children(prefix, { limit: 200, ...(first.next === undefined ? {} : { cursor: first.next }) }, never);
    expect(next.nodes[0]?.label).toBe('f-0000201');
  });

  /** How long it takes, and how long the requests take that it waits for, sent together by themselves: what is left is ours. */
  async function measured<T>(what: string, requests: readonly string[], work: () => Promise<T>): Promise<{ readonly result: T }> {
    const begun = performance.now();
    const result = await work();
    const ours = performance.now() - begun;
    const asked = performance.now();
    await Promise.all(requests.map(ask));
    console.log(JSON.stringify({ scale: 'lakefs', what, ms: Math.round(ours), serverMs: Math.round(performance.now() - asked) }));
    expect(ours).toBeLessThan(PATIENCE_MS);
    return { result };
  }

  async function ask(path: string): Promise<void> {
    const authorization = `Basic ${Buffer.from(`${server.accessKeyId}:${server.secretAccessKey}`).toString('base64')}`;
    const reply = await fetch(`${server.endpoint}/api/v1/repositories/lake/${path}`, { headers: { authorization } });
    expect(reply.status).toBe(200);
    await reply.arrayBuffer();
  }

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
    const { result } = await measured('first 1,000 of 100,000 changes', ['branches/main/diff?amount=1000'], () => session.versions.uncommitted(['lake'], 'main', { limit: PAGE, recursive: true }, never));
    const { changes, next } = result;
    expect(changes).toHaveLength(PAGE);
    expect(changes[0]).toMatchObject({ path: 'many/f-0000001', change: 'removed' });
    expect(next).toBeDefined();
    const folder = await session.versions.uncommitted(['lake'], 'main', { limit: PAGE, recursive: false }, never);
    expect(folder.changes.map(({ path }) => path)).toEqual(['many/']);
    const { result: page } = await measured('first page of 1 M keys, 100,000 of them removed', PAGE_OF_TREE, () => session.catalog.children(prefix, { limit: 200 }, never));
    expect(page.nodes[0]?.label).toBe('f-0100001');
    const counted = await countChanges(session.versions, ['lake'], 'main', next ?? '', never);
    // On a slow machine counting ends before the last of them, and says so.
    expect(counted.atLeast ? REMOVED : counted.count + PAGE).toBe(REMOVED);
  }, HOUR_MS);

  test('commits them as one', async () => {
    await session.versions.save(['lake'], 'main', { message: 'fewer', metadata: {} }, never);
    expect((await session.versions.uncommitted(['lake'], 'main', { limit: 1, recursive: true }, never)).changes).toEqual([]);
  }, HOUR_MS);
});
