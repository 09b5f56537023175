import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { type Failure, HeadwaterError, isCancelled } from '../../../src/core/errors';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { type FaultyProxy, startFaultyProxy } from './support/faultyProxy';
import { createRepository } from './support/repository';
import { bytesOf, copies, gather, never, openSession } from './support/session';

const MIB = 1024 * 1024;

/** A real lakeFS whose block store signs no URLs: large objects go in parts through its S3 gateway. */
describe('A large object, where no URLs are signed', () => {
  let server: LakeFsServer;
  let proxy: FaultyProxy;
  let session: LakeFsSession;
  const content = randomBytes(16 * MIB + 12_345);
  const write = (key: string, options: { readonly ifAbsent?: boolean; readonly progress?: (sent: number) => void } = {}, signal = never) =>
    session.objects.write(['lake', 'main', key], bytesOf(content.subarray(0, 5_000_001), content.subarray(5_000_001)), { size: content.length, ...options }, signal);
  const parts = (lines: readonly string[]) => lines.filter((line) => line.startsWith('PUT') && line.includes('partNumber='));
  const read = (key: string) => gather(copies(session.objects.read(['lake', 'main', key], { transient: true }, never)));

  beforeAll(async () => {
    server = await startLakeFs();
    await createRepository(server, 'lake');
    proxy = await startFaultyProxy(server.endpoint);
    session = await openSession({ ...server, endpoint: proxy.endpoint });
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await proxy.stop();
    await server.stop();
  });

  test('goes in parts through the gateway, with type, metadata and progress, and comes back the same', async () => {
    const from = proxy.seen.length;
    const sent: number[] = [];
    const options = { size: content.length, contentType: 'application/x-test', metadata: { Upper: 'Case', ünï: 'cödé' }, progress: (bytes: number) => sent.push(bytes) };
    const stat = await session.objects.write(['lake', 'main', 'large ü?.bin'], bytesOf(content), options, never);
    expect(stat).toMatchObject({ size: content.length, contentType: 'application/x-test', metadata: { Upper: 'Case', ünï: 'cödé' } });
    expect(parts(proxy.seen.slice(from))).toHaveLength(3);
    expect(sent.at(-1)).toBe(content.length);
    expect(sent.toSorted((one, other) => one - other)).toEqual(sent);
    expect((await read('large ü?.bin')).equals(content)).toBe(true);
  });

  test('goes as one where somebody closes the gateway', async () => {
    proxy.fault = ({ path }) => (path.includes('uploads=') ? { kind: 'answer', status: 403, body: '<html>Forbidden</html>' } : undefined);
    const from = proxy.seen.length;
    await write('whole.bin');
    expect(parts(proxy.seen.slice(from))).toEqual([]);
    expect((await read('whole.bin')).equals(content)).toBe(true);
  });

  test('sends only the missing parts when what failed is repeated', async () => {
    proxy.fault = ({ path }) => (path.includes('partNumber=2') ? { kind: 'reset' } : undefined);
    expect((await failed(write('resumed.bin'))).todo).toContain('2 of 3 parts');
    expect((await failed(session.objects.stat(['lake', 'main', 'resumed.bin'], never))).kind).toBe('notFound');
    proxy.fault = () => undefined;
    const from = proxy.seen.length;
    await write('resumed.bin');
    expect(parts(proxy.seen.slice(from))).toHaveLength(1);
    expect((await read('resumed.bin')).equals(content)).toBe(true);
  });

  test('begins anew where the server has forgotten the parts', async () => {
    proxy.fault = ({ path }) => (path.includes('partNumber=3') ? { kind: 'reset' } : undefined);
    expect((await failed(write('forgotten.bin'))).todo).toContain('2 of 3 parts');
    proxy.fault = ({ path }) => (path.includes('partNumber=3') ? { kind: 'answer', status: 404, body: '<Error><Code>NoSuchUpload</Code></Error>' } : undefined);
    await failed(write('forgotten.bin'));
    proxy.fault = () => undefined;
    const from = proxy.seen.length;
    await write('forgotten.bin');
    expect(parts(proxy.seen.slice(from))).toHaveLength(3);
  });

  test('is not put where something is already, if that was asked, and its parts are taken back', async () => {
    await session.objects.write(['lake', 'main', 'there.bin'], bytesOf('here'), { size: 4 }, never);
    const from = proxy.seen.length;
    expect((await failed(write('there.bin', { ifAbsent: true }))).kind).toBe('exists');
    expect(proxy.seen.slice(from).some((line) => line.startsWith('DELETE') && line.includes('uploadId='))).toBe(true);
    expect((await read('there.bin')).toString()).toBe('here');
  });

  test('is taken back where it is cancelled', async () => {
    const controller = new AbortController();
    const from = proxy.seen.length;
    const error: unknown = await write('cancelled.bin', { progress: () => controller.abort() }, controller.signal).catch((reason: unknown) => reason);
    expect(isCancelled(error), String(error)).toBe(true);
    expect(proxy.seen.slice(from).some((line) => line.startsWith('DELETE') && line.includes('uploadId='))).toBe(true);
    expect((await failed(session.objects.stat(['lake', 'main', 'cancelled.bin'], never))).kind).toBe('notFound');
  });

  test('may be there where the answer to its end is lost, and that is said', async () => {
    proxy.fault = ({ method, path }) => (method === 'POST' && path.includes('uploadId=') ? { kind: 'lost-answer' } : undefined);
    expect((await failed(write('lost.bin'))).outcomeUnknown).toBe(true);
    proxy.fault = () => undefined;
    expect((await read('lost.bin')).equals(content)).toBe(true);
  });

  test('goes on after the server was killed between its parts', async () => {
    let killed: Promise<void> | undefined;
    proxy.fault = ({ path }) => {
      if (!path.includes('partNumber=3')) return undefined;
      killed ??= server.kill();
      return { kind: 'reset' };
    };
    const failure = await failed(write('killed.bin'));
    expect(failure.todo).toMatch(/[012] of 3 parts/u);
    await killed;
    proxy.fault = () => undefined;
    await server.restart();
    expect((await failed(session.objects.stat(['lake', 'main', 'killed.bin'], never))).kind).toBe('notFound');
    await write('killed.bin');
    expect((await read('killed.bin')).equals(content)).toBe(true);
  });
});

async function failed(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`It should have failed with words for people, not with ${String(error)}`);
}
