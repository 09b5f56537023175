import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Imports } from '../../../src/backends/lakefs/imports';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { type Failure, HeadwaterError } from '../../../src/core/errors';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { bundleWorker } from '../../unit/support/bundleWorker';
import { downloadWithLimit } from './support/downloadWithLimit';
import { callsOf, createRepository } from './support/repository';
import { bytesOf, never, openSession } from './support/session';

describe('When a disk is full or a server dies at work', () => {
  let server: LakeFsServer;
  let session: LakeFsSession;

  beforeAll(async () => {
    server = await startLakeFs();
    await createRepository(server, 'lake');
    session = await openSession(server);
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
  });

  test('a full disk fails a download in words, and keeps nothing of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headwater-full-'));
    try {
      await session.objects.write(['lake', 'main', 'big.bin'], bytesOf(new Uint8Array(3_000_000)), { size: 3_000_000 }, never);
      await session.versions.save(['lake'], 'main', { message: 'big', metadata: {} }, never);
      const file = join(folder, 'big.bin');
      const child = await downloadWithLimit(await bundleWorker('test/systems/lakefs/support/downloadChild.ts'), { endpoint: server.endpoint, accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey, from: ['lake', 'main', 'big.bin'], file });
      expect(child).toMatchObject({ objects: 0, failed: 1, failures: [{ failure: { why: expect.stringContaining('The disk does not allow files this large. Nothing of it was kept.'), code: 'EFBIG' } }] });
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a server killed in the middle of an import: nothing of it is on the branch, and who waits is told', async () => {
    const source = join(server.importFolder, 'many');
    await mkdir(source);
    for (let at = 0; at < 8_000; at += 1_000) await Promise.all(Array.from({ length: 1_000 }, (_, index) => writeFile(join(source, `f-${at + index}`), '')));
    const calls = callsOf(server);
    const imports = new Imports(calls, '', 2_000);
    const before = (await session.versions.resolve(['lake'], 'main', never)).commit;
    const started = await imports.start('lake', 'main', [{ type: 'common_prefix', path: `local://${source}/`, destination: 'many/' }], { message: 'many' }, never);
    const ending = failed(imports.wait(started, never));
    await server.kill();
    await server.restart();
    const failure = await ending;
    // Told by the connection that broke, or by the silence after it.
    expect(failure.outcomeUnknown === true || failure.kind === 'unreachable', JSON.stringify(failure)).toBe(true);
    expect((await session.versions.resolve(['lake'], 'main', never)).commit).toBe(before);
    expect((await session.objects.list(['lake', 'main', 'many/'], { limit: 1, recursive: true }, never)).objects).toEqual([]);
    expect((await failed(imports.wait(started, never))).todo).toContain('import again');
    await calls[Symbol.asyncDispose]();
  });
});

async function failed(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`It should have failed with words for people, not with ${String(error)}`);
}
