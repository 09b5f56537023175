import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { HeadwaterError, isCancelled } from '../../../src/core/errors';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { type FaultyProxy, startFaultyProxy } from './support/faultyProxy';
import { createRepository } from './support/repository';
import { type S3Server, startS3 } from './support/s3';
import { bytesOf, copies, gather, never, openSession } from './support/session';

const MIB = 1024 * 1024;

/** A real lakeFS over an S3 server, which signs URLs of a proxy of ours before that server: each request to the store is seen. */
describe('Straight to the block store', () => {
  let s3: S3Server;
  let store: FaultyProxy;
  let server: LakeFsServer;
  let session: LakeFsSession;
  const content = randomBytes(16 * MIB + 12_345);
  const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

  beforeAll(async () => {
    s3 = await startS3();
    store = await startFaultyProxy(s3.endpoint);
    server = await startLakeFs({ blockstore: { kind: 's3', endpoint: store.endpoint, accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey } });
    await createRepository(server, 'lake');
    session = await openSession(server);
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
    await store.stop();
    await s3.stop();
  });

  test('the server says that it signs URLs and takes uploads in parts', () => {
    expect(session.server.features).toEqual(expect.arrayContaining(['presigned URLs', 'multipart uploads']));
  });

  test('a small object goes by a presigned URL both ways, with type and metadata', async () => {
    const from = store.seen.length;
    const stat = await session.objects.write(['lake', 'main', 'small.txt'], bytesOf('hello'), { size: 5, contentType: 'text/plain', metadata: { Upper: 'Case', ünï: 'cödé' } }, never);
    expect(stat).toMatchObject({ size: 5, contentId: md5(Buffer.from('hello')), contentType: 'text/plain', metadata: { Upper: 'Case', ünï: 'cödé' } });
    expect((await gather(session.objects.read(['lake', 'main', 'small.txt'], { range: { start: 1, end: 3 } }, never))).toString()).toBe('el');
    const signed = store.seen.slice(from).filter((line) => line.includes('X-Amz-Signature='));
    expect(signed.map((line) => line.split(' ')[0])).toEqual(['PUT', 'GET']);
  });

  test('what is there already is not replaced where that was asked', async () => {
    const error: unknown = await session.objects.write(['lake', 'main', 'small.txt'], bytesOf('other'), { size: 5, ifAbsent: true }, never).catch((reason: unknown) => reason);
    expect(error instanceof HeadwaterError && error.failure.kind).toBe('exists');
    expect((await gather(session.objects.read(['lake', 'main', 'small.txt'], {}, never))).toString()).toBe('hello');
  });

  test('a large object goes in parts, with progress, and comes back the same', async () => {
    const from = store.seen.length;
    const sent: number[] = [];
    await session.objects.write(['lake', 'main', 'large.bin'], bytesOf(content), { size: content.length, progress: (bytes) => sent.push(bytes) }, never);
    expect(store.seen.slice(from).filter((line) => line.includes('partNumber=')).length).toBe(3);
    expect(sent.at(-1)).toBe(content.length);
    for (const transient of [false, true]) expect((await gather(copies(session.objects.read(['lake', 'main', 'large.bin'], { transient }, never)))).equals(content)).toBe(true);
  });

  test('an upload in parts that failed sends only the missing parts when it is repeated', async () => {
    store.fault = ({ path }) => (path.includes('partNumber=3') ? { kind: 'answer', status: 500, body: '<Error><Code>InternalError</Code></Error>' } : undefined);
    const write = () => session.objects.write(['lake', 'main', 'resumed.bin'], bytesOf(content), { size: content.length }, never);
    const error: unknown = await write().catch((reason: unknown) => reason);
    expect(error instanceof HeadwaterError && error.failure.todo).toContain('2 of 3 parts');
    store.fault = () => undefined;
    const from = store.seen.length;
    await write();
    expect(store.seen.slice(from).filter((line) => line.startsWith('PUT') && line.includes('partNumber='))).toHaveLength(1);
    expect((await gather(session.objects.read(['lake', 'main', 'resumed.bin'], {}, never))).equals(content)).toBe(true);
  });

  test('an expired URL of a part is asked for again', async () => {
    let refused = 0;
    store.fault = ({ path }) => (path.includes('partNumber=2') && refused++ === 0 ? { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>' } : undefined);
    await session.objects.write(['lake', 'main', 'expired.bin'], bytesOf(content), { size: content.length }, never);
    store.fault = () => undefined;
    expect((await session.objects.stat(['lake', 'main', 'expired.bin'], never)).size).toBe(content.length);
    expect(refused).toBe(2);
  });

  test('an expired URL of a read is asked for again once, then told', async () => {
    const expired = { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>' } as const;
    let refused = 0;
    store.fault = ({ path }) => (path.includes('X-Amz-Signature=') && refused++ === 0 ? expired : undefined);
    expect((await gather(session.objects.read(['lake', 'main', 'small.txt'], {}, never))).toString()).toBe('hello');
    store.fault = ({ path }) => (path.includes('X-Amz-Signature=') ? expired : undefined);
    const error: unknown = await gather(session.objects.read(['lake', 'main', 'small.txt'], {}, never)).catch((reason: unknown) => reason);
    store.fault = () => undefined;
    expect(error instanceof HeadwaterError && error.failure.why).toContain('expired');
  });

  test('a cancelled upload in parts is taken back', async () => {
    const controller = new AbortController();
    const from = store.seen.length;
    const uploading = session.objects.write(['lake', 'main', 'cancelled.bin'], bytesOf(content), { size: content.length, progress: () => controller.abort() }, controller.signal);
    const error: unknown = await uploading.catch((reason: unknown) => reason);
    expect(isCancelled(error), String(error)).toBe(true);
    expect(store.seen.slice(from).some((line) => line.startsWith('DELETE') && line.includes('uploadId='))).toBe(true);
  });

  test('credentials of lakeFS never go to the store, and signed URLs into no message', async () => {
    store.fault = ({ path }) => (path.includes('X-Amz-Signature=') ? { kind: 'answer', status: 500, body: '' } : undefined);
    const error: unknown = await gather(session.objects.read(['lake', 'main', 'small.txt'], {}, never)).catch((reason: unknown) => reason);
    store.fault = () => undefined;
    expect(JSON.stringify(error instanceof HeadwaterError ? error.failure : {})).not.toContain('X-Amz-');
    expect(error instanceof HeadwaterError).toBe(true);
  });

  test('a store that cannot be reached from here is gone around, once and for all', async () => {
    const own = await openSession(server);
    store.fault = ({ path }) => (path.includes('X-Amz-Signature=') ? { kind: 'reset' } : undefined);
    expect((await gather(own.objects.read(['lake', 'main', 'small.txt'], {}, never))).toString()).toBe('hello');
    const from = store.seen.length;
    await own.objects.write(['lake', 'main', 'around.txt'], bytesOf('around'), { size: 6 }, never);
    expect(store.seen.slice(from).filter((line) => line.includes('X-Amz-Signature='))).toEqual([]);
    store.fault = () => undefined;
    await own[Symbol.asyncDispose]();
  });

  test.each(['server', 'gateway', 'presigned'])('the way “%s” can be chosen, and reads what others wrote', async (transfer) => {
    const own = await openSession(server, { transfer });
    const key = `by-${transfer}.txt`;
    const stat = await own.objects.write(['lake', 'main', key], bytesOf('chosen'), { size: 6, contentType: 'text/x-test', metadata: { way: transfer } }, never);
    expect(stat).toMatchObject({ size: 6, contentId: md5(Buffer.from('chosen')), contentType: 'text/x-test', metadata: { way: transfer } });
    expect((await gather(own.objects.read(['lake', 'main', key], { range: { start: 2, end: 4 } }, never))).toString()).toBe('os');
    expect((await gather(session.objects.read(['lake', 'main', key], {}, never))).toString()).toBe('chosen');
    await own[Symbol.asyncDispose]();
  });

  test('objects of the bucket are imported', async () => {
    await fetch(`${s3.endpoint}/headwater/outside/a.csv`, { method: 'PUT', body: 'x\n1\n' });
    await fetch(`${s3.endpoint}/headwater/outside/b/c.csv`, { method: 'PUT', body: 'x\n2\n' });
    await session.versions.save(['lake'], 'main', { message: 'before the import', metadata: {} }, never);
    const action = session.actions.find(({ id }) => id === 'import');
    const outcome = await action?.run(['r:lake', 'branches', 'b:main'], { sources: ['s3://headwater/outside/'], destination: 'in/', message: 'import' }, never);
    expect(outcome?.message).toBe('2 objects imported.');
    expect((await gather(session.objects.read(['lake', 'main', 'in/b/c.csv'], {}, never))).toString()).toBe('x\n2\n');
  });
});
