import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { transact } from '../../../src/backends/lakefs/transaction';
import { type Failure, HeadwaterError, isCancelled } from '../../../src/core/errors';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { type FaultyProxy, startFaultyProxy } from './support/faultyProxy';
import { callsOf, createRepository } from './support/repository';
import { bytesOf, copies, gather, never, openSession } from './support/session';

describe('When something breaks', () => {
  let server: LakeFsServer;
  let proxy: FaultyProxy;
  let session: LakeFsSession;
  const content = randomBytes(3_000_000);

  beforeAll(async () => {
    server = await startLakeFs();
    await createRepository(server, 'lake');
    proxy = await startFaultyProxy(server.endpoint);
    session = await openSession({ ...server, endpoint: proxy.endpoint });
    await session.objects.write(['lake', 'main', 'big.bin'], bytesOf(content), { size: content.length }, never);
    await session.versions.save(['lake'], 'main', { message: 'big', metadata: {} }, never);
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await proxy.stop();
    await server.stop();
  });

  test('a read that is cut in the middle goes on where it was', async () => {
    let cuts = 0;
    proxy.fault = ({ path }) => (path.includes('/objects?') && cuts++ < 2 ? { kind: 'cut', after: 700_001 } : undefined);
    expect((await gather(session.objects.read(['lake', 'main', 'big.bin'], {}, never))).equals(content)).toBe(true);
    expect(cuts).toBeGreaterThan(2);
  });

  test('so does one whose pieces share memory, over connections of its own', async () => {
    let reads = 0;
    proxy.fault = ({ path }) => (path.includes('/objects?') && reads++ < 2 ? { kind: 'cut', after: 700_001 } : undefined);
    expect((await gather(copies(session.objects.read(['lake', 'main', 'big.bin'], { transient: true }, never)))).equals(content)).toBe(true);
    expect(reads).toBe(3);
    const missing = await failed(gather(session.objects.read(['lake', 'main', 'nothing'], { transient: true }, never)));
    expect(missing.kind).toBe('notFound');
  });

  test('a range that is cut gives exactly the range', async () => {
    let cuts = 0;
    proxy.fault = ({ path }) => (path.includes('/objects?') && cuts++ === 0 ? { kind: 'cut', after: 1000 } : undefined);
    const part = await gather(session.objects.read(['lake', 'main', 'big.bin'], { range: { start: 100_000, end: 900_000 } }, never));
    expect(part.equals(content.subarray(100_000, 900_000))).toBe(true);
  });

  test('a read never mixes two contents', async () => {
    await session.objects.write(['lake', 'main', 'changing.bin'], bytesOf(content), { size: content.length }, never);
    let cuts = 0;
    proxy.fault = ({ path }) => (path.includes('/objects?') && cuts++ === 0 ? { kind: 'cut', after: 500_000 } : undefined);
    const reading = session.objects.read(['lake', 'main', 'changing.bin'], {}, never)[Symbol.asyncIterator]();
    await reading.next();
    const direct = await openSession(server);
    await direct.objects.write(['lake', 'main', 'changing.bin'], bytesOf(randomBytes(3_000_000)), { size: 3_000_000 }, never);
    await direct[Symbol.asyncDispose]();
    const failure = await failed(exhaust(reading));
    expect(failure.kind).toBe('changed');
    await session.versions.discard(['lake'], 'main', { kind: 'all' }, never);
  });

  test('a read of a content that is no longer there says so', async () => {
    for (const transient of [false, true]) {
      const failure = await failed(gather(session.objects.read(['lake', 'main', 'big.bin'], { ifContentId: '0'.repeat(32), transient }, never)));
      expect(failure.kind).toBe('changed');
    }
  });

  test.each([429, 503])('a busy server (%i) is asked again, after the time it names', async (status) => {
    let refused = 0;
    proxy.fault = ({ method }) => (method === 'GET' && refused++ < 2 ? { kind: 'answer', status, headers: { 'retry-after': '1' } } : undefined);
    const begun = performance.now();
    expect((await session.versions.refs(['lake'], 'branch', { limit: 10 }, never)).refs.length).toBe(1);
    expect(performance.now() - begun).toBeGreaterThan(900);
  });

  test.each([429, 503])('a write that is refused with %i is not sent again, and its outcome is called unknown', async (status) => {
    let posts = 0;
    proxy.fault = ({ method }) => (method === 'POST' && ++posts > 0 ? { kind: 'answer', status } : undefined);
    const failure = await failed(session.versions.save(['lake'], 'main', { message: 'x', metadata: {}, allowEmpty: true }, never));
    expect(failure.outcomeUnknown).toBe(true);
    expect(posts).toBe(1);
  });

  test('a commit whose answer is lost is not sent again: it may be there, and is', async () => {
    await session.objects.write(['lake', 'main', 'lost.txt'], bytesOf('x'), { size: 1 }, never);
    let posts = 0;
    proxy.fault = ({ method }) => (method === 'POST' && ++posts > 0 ? { kind: 'lost-answer' } : undefined);
    const failure = await failed(session.versions.save(['lake'], 'main', { message: 'lost answer', metadata: {} }, never));
    expect(failure.outcomeUnknown).toBe(true);
    expect(posts).toBe(1);
    proxy.fault = () => undefined;
    const { commits } = await session.versions.log(['lake'], 'main', { limit: 1 }, never);
    expect(commits[0]?.message).toBe('lost answer');
  });

  test('a connection that is reset before a read is tried again, before a write is not', async () => {
    let resets = 0;
    proxy.fault = () => (resets++ === 0 ? { kind: 'reset' } : undefined);
    expect((await session.objects.stat(['lake', 'main', 'big.bin'], never)).size).toBe(content.length);
    resets = 0;
    const failure = await failed(session.objects.write(['lake', 'main', 'reset.txt'], bytesOf('x'), { size: 1 }, never));
    expect(failure).toMatchObject({ kind: 'unreachable', outcomeUnknown: true });
    expect(resets).toBe(1);
  });

  test('cancelling is quick and silent, also while nothing answers', async () => {
    proxy.fault = () => ({ kind: 'hang' });
    for (const work of [
      (signal: AbortSignal) => session.objects.stat(['lake', 'main', 'big.bin'], signal),
      (signal: AbortSignal) => session.versions.save(['lake'], 'main', { message: 'x', metadata: {} }, signal),
      (signal: AbortSignal) => gather(session.objects.read(['lake', 'main', 'big.bin'], {}, signal)),
      (signal: AbortSignal) => session.objects.write(['lake', 'main', 'x'], bytesOf('x'), { size: 1 }, signal),
    ]) {
      const controller = new AbortController();
      const outcome = work(controller.signal).then(() => 'done', (error: unknown) => error);
      await delay(100);
      const asked = performance.now();
      controller.abort();
      const error = await outcome;
      expect(isCancelled(error), String(error)).toBe(true);
      expect(performance.now() - asked).toBeLessThan(500);
    }
  });

  test('a cancelled upload leaves nothing that can be seen', async () => {
    const controller = new AbortController();
    async function* slow(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 50; piece++) {
        yield content.subarray(0, 10_000);
        await delay(20);
        if (piece === 5) controller.abort();
      }
    }
    const error: unknown = await session.objects.write(['lake', 'main', 'cancelled.bin'], slow(), { size: 500_000 }, controller.signal).catch((reason: unknown) => reason);
    expect(isCancelled(error), String(error)).toBe(true);
    expect(await session.objects.stat(['lake', 'main', 'cancelled.bin'], never).then(() => 'there', (reason: unknown) => (reason as HeadwaterError).failure.kind)).toBe('notFound');
  });

  test('an upload that is cut in the middle is not sent again, and nothing of it can be seen', async () => {
    let posts = 0;
    proxy.fault = ({ method, path }) => (method === 'POST' && path.includes('/objects?') && ++posts > 0 ? { kind: 'cut-request', after: 1_000_000 } : undefined);
    const failure = await failed(session.objects.write(['lake', 'main', 'cut.bin'], bytesOf(content), { size: content.length }, never));
    expect(failure).toMatchObject({ kind: 'unreachable', outcomeUnknown: true });
    expect(posts).toBe(1);
    expect((await failed(session.objects.stat(['lake', 'main', 'cut.bin'], never))).kind).toBe('notFound');
  });

  test('an upload whose source fails says the reason of the source', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield content.subarray(0, 10_000);
      throw new HeadwaterError({ what: 'Could not read the file', why: 'The disk is gone.' });
    }
    const failure = await failed(session.objects.write(['lake', 'main', 'broken.bin'], broken(), { size: 500_000 }, never));
    expect(failure.why).toContain('The disk is gone.');
  });

  test('a page of something else is not taken for a lakeFS', async () => {
    proxy.fault = () => ({ kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' });
    const failure = await failed(openSession({ ...server, endpoint: proxy.endpoint }));
    expect(failure.why).toContain('text/html');
    expect(failure.todo).toContain('endpoint');
  });

  test('JSON of another shape is told apart from an answer', async () => {
    proxy.fault = () => ({ kind: 'answer', status: 200, body: '{"results": "none"}' });
    expect((await failed(session.versions.refs(['lake'], 'tag', { limit: 10 }, never))).why).toContain('shape');
  });

  test('a proxy that closes the API to contents is gone around by the S3 gateway', async () => {
    const own = await openSession({ ...server, endpoint: proxy.endpoint });
    const closed = ({ method, path }: { readonly method: string; readonly path: string }) => path.includes('/objects?') && path.includes('/api/v1/') && (method === 'POST' || method === 'GET');
    proxy.fault = (request) => (closed(request) ? { kind: 'answer', status: 403, headers: { 'content-type': 'text/html' }, body: '<html>Forbidden</html>' } : undefined);
    expect((await gather(own.objects.read(['lake', 'main', 'big.bin'], {}, never))).equals(content)).toBe(true);
    const from = proxy.seen.length;
    await own.objects.write(['lake', 'main', 'around.txt'], bytesOf('around'), { size: 6, metadata: { way: 'gateway' } }, never);
    expect(proxy.seen.slice(from).filter((line) => line.includes('/objects?') && line.startsWith('POST'))).toEqual([]);
    expect(await own.objects.stat(['lake', 'main', 'around.txt'], never)).toMatchObject({ size: 6, metadata: { way: 'gateway' } });
    await own[Symbol.asyncDispose]();
    const through = await openSession({ ...server, endpoint: proxy.endpoint }, { transfer: 'server' });
    expect((await failed(gather(through.objects.read(['lake', 'main', 'big.bin'], {}, never)))).code).toBe('403');
    await through[Symbol.asyncDispose]();
    const first = await openSession({ ...server, endpoint: proxy.endpoint });
    const refusal = await failed(first.objects.write(['lake', 'main', 'again.txt'], bytesOf('again'), { size: 5 }, never).then((stat) => Promise.reject(new HeadwaterError({ what: 'written', why: stat.path.join('/') }))));
    if (refusal.what !== 'written') {
      expect(refusal.todo).toContain('again');
      await first.objects.write(['lake', 'main', 'again.txt'], bytesOf('again'), { size: 5 }, never);
    }
    proxy.fault = () => undefined;
    expect((await gather(first.objects.read(['lake', 'main', 'again.txt'], {}, never))).toString()).toBe('again');
    await first[Symbol.asyncDispose]();
    await session.versions.discard(['lake'], 'main', { kind: 'all' }, never);
  });

  test('a server killed between commit and merge of a transaction leaves the branch as it was', async () => {
    const calls = callsOf({ ...server, endpoint: proxy.endpoint });
    const before = (await session.versions.resolve(['lake'], 'main', never)).commit;
    let killed: Promise<void> | undefined;
    proxy.fault = ({ path }) => {
      if (!path.includes('/merge/')) return undefined;
      killed = server.kill();
      return { kind: 'reset' };
    };
    const failure = await failed(transact(calls, 'lake', 'main', { message: 'never merged' }, async (branch) => {
      await session.objects.write(['lake', branch, 'half.txt'], bytesOf('half'), { size: 4 }, never);
    }, never));
    expect(failure.outcomeUnknown).toBe(true);
    await killed;
    proxy.fault = () => undefined;
    await server.restart();
    expect((await session.versions.resolve(['lake'], 'main', never)).commit).toBe(before);
    await calls[Symbol.asyncDispose]();
  });

  test('a server killed in the middle of an upload: nothing of it is seen, what was there is there', async () => {
    let killed: Promise<void> | undefined;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 100; piece++) {
        yield content.subarray(0, 50_000);
        if (piece === 20) killed = server.kill();
        await delay(5);
      }
    }
    const failure = await failed(session.objects.write(['lake', 'main', 'killed.bin'], endless(), { size: 5_000_000 }, never));
    expect(failure).toMatchObject({ kind: 'unreachable', outcomeUnknown: true });
    await killed;
    expect((await failed(session.ping(never))).kind).toBe('unreachable');
    await server.restart();
    await session.ping(never);
    expect(await session.objects.stat(['lake', 'main', 'killed.bin'], never).then(() => 'there', (reason: unknown) => (reason as HeadwaterError).failure.kind)).toBe('notFound');
    expect((await gather(session.objects.read(['lake', 'main', 'big.bin'], {}, never))).equals(content)).toBe(true);
  });
});

async function exhaust(iterator: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await iterator.next()).done);
}

async function failed(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`It should have failed with words for people, not with ${String(error)}`);
}
