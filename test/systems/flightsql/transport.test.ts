import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FieldValue } from '../../../src/core/contract/profile';
import { type ScriptedServer, startScripted } from '../../servers/flightsql/doubles';
import { startFlightsqld, startTestServer, type WatchedServer, writeCertificates } from '../../servers/flightsql/start';
import { connectTo, failureOf, never, run, valuesOf } from './support';

describe('Encryption', () => {
  let certificates: Awaited<ReturnType<typeof writeCertificates>>;
  const servers: WatchedServer[] = [];

  const start = async (certificate: string, clientCa = false): Promise<WatchedServer> => {
    const file = certificates.file(`${certificate}.pem`);
    const server = await startFlightsqld({ certificate: file, key: certificates.file(`${certificate}.key`), ...(clientCa ? { clientCa: certificates.file('ca.pem') } : {}) });
    servers.push(server);
    return server;
  };
  const stations = async (server: WatchedServer, values: Readonly<Record<string, FieldValue>>): Promise<number | undefined> => {
    const session = await connectTo({ ...server.address, tls: true, ...values });
    try {
      return (await run(session, 'SELECT * FROM stations')).table?.numRows;
    } finally {
      await session[Symbol.asyncDispose]();
    }
  };

  beforeAll(async () => {
    certificates = await writeCertificates();
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
    await certificates.remove();
  });

  test('trusts an authority that the connection names, and no unknown one', async () => {
    const server = await start('server');
    expect(await stations(server, { caFile: certificates.file('ca.pem') })).toBe(3);
    expect(await failureOf(stations(server, {}))).toMatchObject({ todo: expect.stringMatching(/CA file|certificate/iu) as unknown });
    expect(await stations(server, { skipVerify: true })).toBe(3);
  });
  test('refuses a certificate that has expired', async () => {
    expect((await failureOf(stations(await start('expired'), { caFile: certificates.file('ca.pem') }))).why).toMatch(/expired/u);
  });
  test('refuses a certificate of another name, unless the connection gives that name', async () => {
    const server = await start('elsewhere');
    expect((await failureOf(stations(server, { caFile: certificates.file('ca.pem') }))).why).toMatch(/another name/u);
    expect(await stations(server, { caFile: certificates.file('ca.pem'), serverName: 'elsewhere.test' })).toBe(3);
  });
  test('shows a client certificate where one is asked for', async () => {
    const server = await start('server', true);
    const caFile = certificates.file('ca.pem');
    expect(await stations(server, { caFile, clientCertificate: certificates.file('client.pem'), clientKey: certificates.file('client.key') })).toBe(3);
    expect((await failureOf(stations(server, { caFile }))).what).not.toBe('');
  });
  test('says so where the server does not encrypt, and where only it does', async () => {
    const plain = await startFlightsqld();
    servers.push(plain);
    expect((await failureOf(stations(plain, { caFile: certificates.file('ca.pem') }))).todo).toMatch(/\S/u);
    expect((await failureOf(connectTo({ ...servers[0]!.address, tls: false }))).todo).toMatch(/\S/u);
  });
});

describe('What servers do besides rows', () => {
  let server: ScriptedServer;
  let session: Awaited<ReturnType<typeof connectTo>>;

  beforeAll(async () => {
    server = await startScripted();
    session = await connectTo({ ...server.address, auth: 'token' }, { token: 'a secret token' });
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
  });

  test('cookies that were set come back', async () => {
    const { cookie } = valuesOf(await run(session, 'session'));
    expect((cookie ?? []).join('; ').split('; ').sort()).toEqual(['session=one', 'tab=two']);
  });
  test('rows are fetched from another server without the credentials of the first', async () => {
    expect((await run(session, 'locations to=foreign')).table?.numRows).toBe(7);
    const calls = await server.calls();
    const elsewhere = calls.filter((call) => call.server === 'elsewhere');
    expect(elsewhere.map(({ method }) => method)).toContain('DoGet');
    for (const { headers } of elsewhere) expect(Object.keys(headers)).not.toContain('authorization');
    expect(calls.find((call) => call.server === 'main')?.headers['authorization']).toEqual(['Bearer a secret token']);
  });
  test.each(['dead', 'unknown', 'reuse', 'deadthenreuse'])('where a location cannot be used (%s), the first server is asked for the rows', async (to) => {
    expect((await run(session, `locations to=${to}`)).table?.numRows).toBe(7);
  });
  test('the handle that binding gives back is the one that is run', async () => {
    const { table } = await run(session, 'rows count=?', { parameters: [{ name: '1', type: 'integer', value: '17' }] });
    expect(table?.numRows).toBe(17);
  });
  test('a message that is larger than 4 MiB arrives', async () => {
    expect((await run(session, 'big bytes=6000000')).table?.numRows).toBe(8);
  });
  test('a damaged message and an empty stream end in words', async () => {
    expect((await failureOf(run(session, 'garbage'))).why).toMatch(/\S/u);
    await run(session, 'no_schema').catch((error: unknown) => expect(error).toHaveProperty('failure'));
  });
  test.each(['silent', 'endless', 'slow seconds=60'])('stopping `%s` ends the call on the server', async (statement) => {
    const execution = session.statements!.run(statement, { signal: never });
    const iterator = execution.events[Symbol.asyncIterator]();
    const first = iterator.next();
    first.catch(() => undefined);
    await expect.poll(async () => (await server.calls()).at(-1)?.method).toBe(statement.startsWith('slow') ? 'GetFlightInfo' : 'DoGet');
    await execution.cancel();
    await expect.poll(() => server.openStreams()).toBe(0);
  });
});

test('details of an error are shown', async () => {
  const server = await startTestServer();
  const session = await connectTo({ ...server.address });
  try {
    // This server knows its scripts by prepared statements only.
    const failure = await failureOf(run(session, 'error_do_get_detail', { parameters: [] }).then(() => run(session, 'error_create_prepared_statement_detail', { parameters: [{ name: '1', type: 'integer', value: '1' }] })));
    expect(failure).toMatchObject({ code: 'INVALID_ARGUMENT', why: expect.stringContaining('expected error (DoAction)') as unknown });
  } finally {
    await session[Symbol.asyncDispose]();
    await server.stop();
  }
});
