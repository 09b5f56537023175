import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectLakeFs } from '../../../src/backends/lakefs/connect';
import { lakeFsSettings } from '../../../src/backends/lakefs/settings/form';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { type Failure, HeadwaterError } from '../../../src/core/errors';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { startConnectProxy } from './support/connectProxy';
import { startFaultyProxy } from './support/faultyProxy';
import { createRepository } from './support/repository';
import { bytesOf, contextOf, copies, gather, never, openSession, profileOf } from './support/session';

describe('Wrong input to a lakeFS', () => {
  let server: LakeFsServer;
  let session: LakeFsSession;
  const write = (key: string, text = 'x', branch = 'main') => session.objects.write(['lake', branch, key], bytesOf(text), { size: Buffer.byteLength(text) }, never);

  const mergeIntoDirty = async (): Promise<unknown> => {
    await session.versions.createRef(['lake'], 'branch', 'ahead', 'main', never);
    await write('ahead.txt', 'x', 'ahead');
    await session.versions.save(['lake'], 'ahead', { message: 'ahead', metadata: {} }, never);
    await write('dirty.txt');
    return session.versions.merge(['lake'], 'ahead', 'main', {}, never).finally(() => session.versions.discard(['lake'], 'main', { kind: 'all' }, never));
  };

  beforeAll(async () => {
    server = await startLakeFs();
    await createRepository(server, 'lake');
    session = await openSession(server);
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
  });

  test.each([
    ['a wrong access key', { accessKeyId: 'AKIANOBODY' }, 'unauthorized'],
    ['no address at all', { endpoint: 'what is this' }, 'invalid'],
    ['a host that is not known', { endpoint: 'http://no-such-host.invalid' }, 'unreachable'],
    ['a port where nothing listens', { endpoint: 'http://127.0.0.1:1' }, 'unreachable'],
  ])('%s is told with what to do', async (_, values, kind) => {
    const failure = await failed(openSession(server, values));
    expect(failure.kind).toBe(kind);
    expect(failure.todo).toBeTruthy();
  });

  test('a wrong secret is told, and stands in no word of it', async () => {
    const failure = await failed(openSession({ ...server, secretAccessKey: 'wrong-secret-value' }));
    expect(failure.kind).toBe('unauthorized');
    expect(JSON.stringify(failure)).not.toContain('wrong-secret-value');
  });

  test.each(['', '/', '/api/v1', '/api/v1/'])('the endpoint may end with “%s”', async (end) => {
    const own = await openSession(server, { endpoint: `${server.endpoint}${end}` });
    await own.ping(never);
    await own[Symbol.asyncDispose]();
  });

  test.each([
    ['a missing repository', () => session.versions.refs(['nowhere-at-all'], 'branch', { limit: 10 }, never), 'notFound'],
    ['a missing branch', () => session.versions.save(['lake'], 'nowhere', { message: 'x', metadata: {} }, never), 'notFound'],
    ['a missing ref', () => session.versions.resolve(['lake'], 'nowhere', never), 'notFound'],
    ['an empty ref', () => session.versions.resolve(['lake'], '', never), 'notFound'],
    ['a missing object', () => session.objects.stat(['lake', 'main', 'nowhere'], never), 'notFound'],
    ['a path without a key', () => session.objects.stat(['lake', 'main'], never), 'invalid'],
    ['a bad name of a branch', () => session.versions.createRef(['lake'], 'branch', 'a/b', 'main', never), 'invalid'],
    ['nothing to commit', () => session.versions.save(['lake'], 'main', { message: 'x', metadata: {} }, never), 'invalid'],
    ['a branch that is there already', () => session.versions.createRef(['lake'], 'branch', 'main', 'main', never), 'exists'],
    ['a write to a commit', async () => write('x', 'x', (await session.versions.resolve(['lake'], 'main', never)).commit), 'notFound'],
    ['a key of 1,025 bytes', () => write('k'.repeat(1025)), 'invalid'],
    ['a key of 1,024 bytes in 512 letters and more', () => write('ü'.repeat(513)), 'invalid'],
    ['a key with half a character', () => write('\ud800'), 'invalid'],
    ['a ref with half a character', () => session.objects.stat(['lake', '\ud800', 'x'], never), 'invalid'],
    ['a merge into a branch with uncommitted changes', () => mergeIntoDirty(), 'invalid'],
    ['deleting the default branch', () => session.versions.deleteRef(['lake'], 'branch', 'main', never), 'forbidden'],
    ['staging as a commit', () => session.versions.commit(['lake'], 'main$', never), 'invalid'],
  ] as const)('%s is refused in words', async (_, work, kind) => {
    const failure = await failed(work());
    expect(failure.kind).toBe(kind);
    expect(failure.why).toMatch(/\S.*[.!?…]$/su);
  });

  test.each(['a//b', 'a?b=c', 'a#b', 'a%2Fb', 'a b', 'emoji 🦆', 'ends/', 'a', 'a/b', '../up', './here', '/root', 'new\nline', "quo'te", '\\back', 'k'.repeat(1024)])('the key %j is kept as it is', async (key) => {
    await write(key, `content of ${key}`);
    expect((await session.objects.stat(['lake', 'main', key], never)).path).toEqual(['lake', 'main', key]);
    expect((await gather(session.objects.read(['lake', 'main', key], {}, never))).toString()).toBe(`content of ${key}`);
    const { objects } = await session.objects.list(['lake', 'main', key], { limit: 100, recursive: true }, never);
    expect(objects.map(({ path }) => path[2])).toContain(key);
    await session.objects.delete([['lake', 'main', key]], never);
  });

  test('an object stands beside others below its own name, and one may end with a slash', async () => {
    for (const key of ['side', 'side/b', 'slash/', 'slash/c', 'twice//d']) await write(key, key);
    const below = async (...path: readonly string[]) => (await session.catalog.children(['r:lake', 'branches', 'b:main', ...path], { limit: 100 }, never)).nodes;
    const keys = (nodes: Awaited<ReturnType<typeof below>>) => nodes.flatMap(({ object }) => (object === undefined ? [] : [object[2]]));
    const top = await below();
    expect(keys(top)).toEqual(expect.arrayContaining(['side', 'side/', 'slash/', 'twice/']));
    expect(new Set(top.map(({ path }) => JSON.stringify(path))).size).toBe(top.length);
    expect(keys(await below('p:side/'))).toEqual(['side/b']);
    expect(keys(await below('p:slash/'))).toEqual(['slash/', 'slash/c']);
    expect(keys(await below('p:twice/'))).toEqual(['twice//']);
    await session.objects.delete(['side', 'side/b', 'slash/', 'slash/c', 'twice//d'].map((key) => ['lake', 'main', key]), never);
  });

  test('an object without bytes is read whole and in ranges', async () => {
    await write('empty', '');
    expect(await gather(session.objects.read(['lake', 'main', 'empty'], {}, never))).toHaveLength(0);
    expect(await gather(session.objects.read(['lake', 'main', 'empty'], { range: { start: 0, end: 10 } }, never))).toHaveLength(0);
    expect(await gather(session.objects.read(['lake', 'main', 'empty'], { range: { start: 5, end: 5 } }, never))).toHaveLength(0);
  });

  test('a range beyond the end gives what there is', async () => {
    await write('short', 'abc');
    expect((await gather(session.objects.read(['lake', 'main', 'short'], { range: { start: 1, end: 100 } }, never))).toString()).toBe('bc');
    expect(await gather(session.objects.read(['lake', 'main', 'short'], { range: { start: 100, end: 200 } }, never))).toHaveLength(0);
  });

  test('a save over a change made meanwhile is refused', async () => {
    const { contentId = '' } = await write('shared.txt', 'one');
    await write('shared.txt', 'somebody else');
    const failure = await failed(session.objects.write(['lake', 'main', 'shared.txt'], bytesOf('mine'), { size: 4, ifContentId: contentId }, never));
    expect(failure.kind).toBe('changed');
    expect((await gather(session.objects.read(['lake', 'main', 'shared.txt'], {}, never))).toString()).toBe('somebody else');
  });

  test('the keys of lakectl’s configuration are used where they lie', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headwater-lakectl-'));
    const file = join(folder, 'lakectl.yaml');
    await writeFile(file, `credentials:\n  access_key_id: ${server.accessKeyId}\n  secret_access_key: "${server.secretAccessKey}" # not for others\nserver:\n  endpoint_url: ${server.endpoint}/api/v1\n`);
    const open = (values: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>>) => connectLakeFs(lakeFsSettings({ credentials: 'lakectl', proxyMode: 'none', ...values }), {}, contextOf(), environment);
    const byFile = await open({ configFile: file }, {});
    await byFile.ping(never);
    await byFile[Symbol.asyncDispose]();
    const byEnvironment = await open({}, { LAKECTL_CONFIG_FILE: file, LAKECTL_SERVER_ENDPOINT_URL: server.endpoint });
    await byEnvironment[Symbol.asyncDispose]();
    expect((await failed(open({ configFile: file }, { LAKECTL_CREDENTIALS_SESSION_TOKEN: 'a token wins over keys' }))).kind).toBe('unauthorized');
    expect((await failed(open({ configFile: join(folder, 'none.yaml') }, {}))).kind).toBe('notFound');
    await rm(folder, { recursive: true });
  });

  test.each(['awsRole', 'webIdentity'])('a login by %s is asked for, and this server says that it has none', async (credentials) => {
    const environment = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' };
    const settings = lakeFsSettings({ ...profileOf(server).values, credentials, webState: 's', webRedirect: 'http://r' });
    expect(await failed(connectLakeFs(settings, { webCode: 'code' }, contextOf(), environment))).toMatchObject({ kind: 'unsupported', code: '501' });
  });

  test('a certificate of one’s own authority is trusted where it is named, and only there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headwater-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
    const front = await startFaultyProxy(server.endpoint, { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') });
    const secure = { ...server, endpoint: front.endpoint };
    try {
      const refused = await failed(openSession(secure));
      expect(refused.why).toContain('not trusted');
      expect(refused.todo).toContain('CA certificates');
      for (const values of [{ caFile: cert }, { insecure: true }]) {
        const lines: string[] = [];
        const { log } = contextOf();
        const own = await openSession(secure, values, { log: { ...log, wire: (line) => lines.push(line()) } });
        await own.ping(never);
        const content = randomBytes(3_000_000);
        await own.objects.write(['lake', 'main', 'secure.bin'], bytesOf(content), { size: content.length }, never);
        for (const transient of [false, true]) expect((await gather(copies(own.objects.read(['lake', 'main', 'secure.bin'], { transient }, never)))).equals(content)).toBe(true);
        expect(lines.filter((line) => line.includes('over a connection of its own'))).toHaveLength(1);
        await own[Symbol.asyncDispose]();
      }
      expect((await failed(openSession(secure, { endpoint: secure.endpoint.replace('https', 'http') }))).why).toBeTruthy();
    } finally {
      await front.stop();
      await rm(folder, { recursive: true });
    }
  });

  test('a proxy that is named is used, or the editor’s own, but for the hosts that it leaves out', async () => {
    const proxy = await startConnectProxy();
    const tunnelsOf = async (values: Readonly<Record<string, string>>, except?: readonly string[]): Promise<number> => {
      const before = proxy.tunnels();
      const own = await openSession(server, values, except === undefined ? {} : { proxy: { url: proxy.url, except } });
      await own.ping(never);
      await own[Symbol.asyncDispose]();
      return proxy.tunnels() - before;
    };
    try {
      expect(await tunnelsOf({ proxyMode: 'url', proxy: proxy.url })).toBeGreaterThan(0);
      expect(await tunnelsOf({ proxyMode: 'environment' }, [])).toBeGreaterThan(0);
      expect(await tunnelsOf({ proxyMode: 'environment' }, ['localhost', '127.0.0.1'])).toBe(0);
      expect(await tunnelsOf({ proxyMode: 'none' }, [])).toBe(0);
    } finally {
      proxy.stop();
    }
  });
});

async function failed(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`It should have failed with words for people, not with ${String(error)}`);
}
