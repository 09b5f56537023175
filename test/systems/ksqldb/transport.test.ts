import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KsqlBackend } from '../../../src/backends/ksqldb/backend';
import { HeadwaterError } from '../../../src/core/errors';
import type { Session } from '../../../src/core/contract/session';
import { writeCertificates } from '../../servers/flightsql/start';
import { type KsqldbOptions, type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { connectTo, context, rowsOf, run } from './support';

/** Ways to the server: through TLS, with client certificates, behind a path, and where a proxy lets no HTTP/2 through. */

let certificates: Awaited<ReturnType<typeof writeCertificates>>;
const running: { readonly server: KsqldbServer; readonly sessions: Session[] }[] = [];

beforeAll(async () => {
  certificates = await writeCertificates();
});
afterAll(() => certificates.remove());
afterEach(async () => {
  for (const { server, sessions } of running.splice(0)) {
    for (const session of sessions) await session[Symbol.asyncDispose]();
    await server.stop();
  }
});

async function started(options: KsqldbOptions): Promise<{ readonly server: KsqldbServer; readonly open: (values?: Parameters<typeof connectTo>[1]) => Promise<Session> }> {
  const server = await startKsqldb(options);
  server.execute("CREATE STREAM s (k INT KEY, v VARCHAR) WITH (KAFKA_TOPIC='s', FORMAT='JSON', PARTITIONS=1); INSERT INTO s VALUES (1, 'one');");
  const sessions: Session[] = [];
  running.push({ server, sessions });
  return {
    server,
    open: async (values = {}) => {
      const session = await connectTo(server.url, values);
      sessions.push(session);
      return session;
    },
  };
}

const tls = async (clientCa = false): Promise<NonNullable<KsqldbOptions['tls']>> => ({
  cert: await readFile(certificates.file('server.pem')),
  key: await readFile(certificates.file('server.key')),
  ...(clientCa ? { clientCa: await readFile(certificates.file('ca.pem')) } : {}),
});
const failure = async (work: Promise<unknown>): Promise<HeadwaterError['failure']> => {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`A failure was expected, not ${String(error)}`);
};

describe('Through TLS', () => {
  test('statements, queries and push queries work with the authority of the server', async () => {
    const { server, open } = await started({ tls: await tls() });
    const session = await open({ caFile: certificates.file('ca.pem'), offset: 'earliest' });
    expect(rowsOf(await run(session, 'SELECT * FROM s'))).toEqual([['1', 'one']]);
    expect(rowsOf(await run(session, 'SELECT * FROM s EMIT CHANGES LIMIT 1'))).toEqual([['1', 'one']]);
    await expect.poll(() => server.pushQueries()).toEqual([]);
  });
  test('an authority that is not known is told', async () => {
    const { open } = await started({ tls: await tls() });
    expect((await failure(open())).why).toMatch(/certificate/iu);
  });
  test('http:// where the server wants TLS is told with what to write', async () => {
    const { server, open } = await started({ tls: await tls() });
    const session = open({ url: server.url.replace('https:', 'http:') });
    expect((await failure(session)).todo).toContain('https://');
  });
  test('trusting any certificate works, and is said loudly', async () => {
    const { server } = await started({ tls: await tls() });
    const warned: string[] = [];
    const session = await new KsqlBackend({}).connect(
      { id: '1', name: 'test', backend: 'ksqldb', values: { url: server.url, insecure: true, proxyMode: 'none' } },
      {},
      { ...context, log: { ...context.log, warn: (text) => void warned.push(text) } },
    );
    expect(rowsOf(await run(session, 'SELECT v FROM s'))).toEqual([['one']]);
    await session[Symbol.asyncDispose]();
    expect(warned.join()).toMatch(/not checked: anybody on the way can read the password/u);
  });
  test('a client certificate is shown where it is asked for, and missed where it is not there', async () => {
    const { open } = await started({ tls: await tls(true) });
    const session = await open({ caFile: certificates.file('ca.pem'), certFile: certificates.file('client.pem'), keyFile: certificates.file('client.key') });
    expect(rowsOf(await run(session, 'SELECT v FROM s'))).toEqual([['one']]);
    await failure(open({ caFile: certificates.file('ca.pem') }));
  });
});

test('behind a path, every call goes below it', async () => {
  const { server, open } = await started({ pathPrefix: '/kafka/ksqldb' });
  const session = await open();
  expect(rowsOf(await run(session, 'SELECT v FROM s'))).toEqual([['one']]);
  expect(server.requests().filter(({ path }) => !path.startsWith('/kafka/ksqldb/'))).toEqual([]);
});

test('where only HTTP/1.1 comes through, queries, statements and stopping work', async () => {
  const { server, open } = await started({ http1Only: true });
  const session = await open();
  await run(session, "INSERT INTO s VALUES (2, 'two')");
  expect(rowsOf(await run(session, 'SELECT v FROM s'))).toEqual([['one'], ['two']]);
  const execution = session.statements!.run('SELECT * FROM s EMIT CHANGES', { signal: new AbortController().signal });
  await execution.events[Symbol.asyncIterator]().next();
  expect(server.pushQueries()).toHaveLength(1);
  await execution.cancel();
  await expect.poll(() => server.pushQueries()).toEqual([]);
});
