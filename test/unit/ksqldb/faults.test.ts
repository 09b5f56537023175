// Runs against the double of test/servers/ksqldb; its first lines say what that cannot prove.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { failed, gather, open, run, runOf } from './support/open';

let server: KsqldbServer;
let session: Session;

beforeAll(async () => {
  server = await startKsqldb({ user: 'key', password: 'secret', pathPrefix: '/gate' });
  session = await open({ url: `${server.url}/`, auth: 'basic', user: 'key' }, { password: 'secret' });
  await run(session, "CREATE STREAM S (ID STRING KEY, N BIGINT) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1)");
  for (let n = 0; n < 5; n++) await run(session, `INSERT INTO S (ID, N) VALUES ('k${n}', ${n})`);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await server.stop();
});

const push = 'SELECT N FROM S EMIT CHANGES';
const earliest = { settings: { offset: 'earliest' } };

/** An HTTP server that gives one answer to everything. */
async function answering(status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly url: string; close(): Promise<void> }> {
  const http = createServer((_, response) => response.writeHead(status, { 'content-type': type, ...headers }).end(body));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => (http.closeAllConnections(), http.close(() => resolve()))) };
}

describe('connecting to what is no ksqlDB', () => {
  test('a wrong key is told, without the key', async () => {
    const failure = await failed(open({ url: server.url, auth: 'basic', user: 'key' }, { password: 'not-the-secret' }));
    expect(failure.kind).toBe('unauthorized');
    expect(JSON.stringify(failure)).not.toContain('not-the-secret');
  });

  test.each([
    ['an HTML page', 200, 'text/html', '<html><body>Welcome</body></html>', {}, 'text/html'],
    ['a page that is not there', 404, 'text/html', '<html>no</html>', {}, '404'],
    ['plain words', 404, 'text/plain', 'Not Found', {}, '404'],
    ['a redirect', 302, 'text/plain', '', { location: 'https://elsewhere.example/' }, 'elsewhere'],
    ['a proxy that reaches nobody', 502, 'text/html', '<html>Bad Gateway</html>', {}, '502'],
    ['other JSON', 200, 'application/json', '{"hello":1}', {}, 'shape'],
    ['nothing', 204, 'text/plain', '', {}, 'shape'],
  ])('%s', async (_, status, type, body, headers, says) => {
    const http = await answering(status, type, body, headers);
    try {
      const failure = await failed(open({ url: http.url }));
      expect(failure.what).toBe('Could not connect to ksqlDB');
      expect(`${failure.why} ${failure.detail ?? ''}`).toContain(says);
      expect(failure.todo ?? '').not.toBe('');
    } finally {
      await http.close();
    }
  });

  test('a port where nobody listens, and TLS where there is none', async () => {
    expect((await failed(open({ url: 'http://127.0.0.1:1' }))).why).toContain('Nothing listens');
    expect((await failed(open({ url: server.url.replace('http:', 'https:') }))).todo).toContain('http://');
    expect((await failed(open({ url: 'no address' }))).kind).toBe('invalid');
  });
});

describe('what goes wrong while rows come', () => {
  const broken = async (fault: Parameters<KsqldbServer['fault']>[1], text = push): Promise<{ readonly why: string; readonly rows: number; readonly code: string | undefined }> => {
    server.fault('/query-stream', fault);
    let rows = 0;
    const failure = await failed(
      (async () => {
        for await (const event of runOf(session, text, earliest).events) if (event.kind === 'batch') rows += event.rows;
      })(),
    );
    return { why: failure.why, rows, code: failure.code };
  };

  test.each([
    ['dies', /lost.*3 rows were received/u],
    ['halfRow', /Row 4 cannot be read|3 rows were received/u],
    ['cutShort', /Row 4 cannot be read|3 rows were received/u],
  ] as const)('%s: what happened is told, rows received stay', async (kind, says) => {
    const { why, rows } = await broken({ kind, afterRows: 3 });
    expect(rows).toBe(3);
    expect(why).toMatch(says);
    await vi.waitFor(() => expect(server.pushQueries()).toEqual([]), 10_000);
  });

  test('an error in the place of a row is the server’s own', async () => {
    const { why, rows, code } = await broken({ kind: 'errorRow', afterRows: 2, code: 50000, message: 'The disk is full' });
    expect([rows, code]).toEqual([2, '50000']);
    expect(why).toContain('The disk is full');
  });

  test('a page instead of rows', async () => {
    expect((await broken({ kind: 'answer', status: 200, type: 'text/html', body: '<html>hi</html>' })).why).toContain('did not answer as ksqlDB does');
    expect((await broken({ kind: 'answer', status: 503, type: 'application/json', body: '{"@type":"generic_error","error_code":50302,"message":"x"}' })).why).toContain('not ready');
  });

  test('a write that gets no answer says that its outcome is not known', async () => {
    server.fault('/ksql', { kind: 'reset' });
    expect((await failed(run(session, "INSERT INTO S (ID, N) VALUES ('x', 1)"))).outcomeUnknown).toBe(true);
    server.fault('/ksql', { kind: 'reset' });
    expect((await failed(run(session, 'LIST STREAMS'))).outcomeUnknown).toBeUndefined();
  });

  test('who waits for a silent server can stop', async () => {
    server.fault('/query-stream', { kind: 'silent' });
    const execution = runOf(session, push);
    const ended = gather(execution);
    ended.catch(() => undefined);
    setTimeout(() => void execution.cancel(), 200);
    await expect(ended).rejects.toThrow('Cancelled');
  });

  test('a producer of very many rows is held back while nobody reads on', async () => {
    server.generate('S', { rows: 5_000_000 });
    const events = runOf(session, push, earliest).events[Symbol.asyncIterator]();
    let rows = 0;
    while (rows < 10_000) {
      const step = await events.next();
      if (step.done === true) break;
      if (step.value.kind === 'batch') rows += step.value.rows;
    }
    let sent = -1;
    await vi.waitFor(async () => {
      const before = sent;
      sent = server.rowsSent();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(server.rowsSent()).toBe(before);
    }, 20_000);
    expect(sent).toBeLessThan(2_000_000);
    await events.return?.(undefined);
    await vi.waitFor(() => expect(server.pushQueries()).toEqual([]), 10_000);
    server.generate('S', { rows: 0 });
  });

  test('the end of the session ends its queries', async () => {
    const other = await open({ url: server.url, auth: 'basic', user: 'key' }, { password: 'secret' });
    const ended = gather(runOf(other, push, earliest));
    ended.catch(() => undefined);
    await vi.waitFor(() => expect(server.pushQueries()).toHaveLength(1), 10_000);
    await other[Symbol.asyncDispose]();
    await expect(ended).rejects.toThrow();
    await vi.waitFor(() => expect(server.pushQueries()).toEqual([]), 10_000);
  });
});

test('a server before 0.24 gives rows by /query', async () => {
  const old = await startKsqldb({ version: '0.19.0' });
  const other = await open({ url: old.url });
  try {
    expect(other.server.features.join()).toContain('older than 0.24');
    await run(other, "CREATE STREAM S (ID STRING KEY, N BIGINT) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1)");
    await run(other, "INSERT INTO S (ID, N) VALUES ('a', 1)");
    expect((await run(other, `${push} LIMIT 1`, earliest)).rows).toEqual(['[1]']);
    expect(old.requests().map(({ path }) => path)).toContain('/query');
    expect((await run(other, "PRINT 's' FROM BEGINNING LIMIT 1")).rows.join()).toContain('{\\"N\\":1}');
    expect(old.requests().at(-1)?.path).toBe('/query');
  } finally {
    await other[Symbol.asyncDispose]();
    await old.stop();
  }
});
