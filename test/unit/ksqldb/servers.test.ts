// Runs against the double of test/servers/ksqldb, and servers of a few lines where that one is too new; its first lines say what that cannot prove.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { failed, open, run, runOf } from './support/open';

const earliest = { settings: { offset: 'earliest' } };
const LARGE = 20 * 1024 * 1024;

/** A server that says its version, and answers queries as it is told. */
async function serving(version: string, answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ readonly session: Session; readonly stop: () => Promise<void> }> {
  const http = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.url === '/info') response.end(JSON.stringify({ KsqlServerInfo: { version } }));
      else if (request.url === '/ksql') response.end('[]');
      else if (request.url?.startsWith('/query') === true) answer(request, response);
      else response.writeHead(404).end('Not Found');
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const session = await open({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
  return {
    session,
    stop: async () => {
      await session[Symbol.asyncDispose]();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

describe('what a server serves is taken', () => {
  test('delimited rows, where it refuses the framing with deletions; and it is not asked for that again', async () => {
    const accepted: (string | undefined)[] = [];
    const { session, stop } = await serving('0.29.0', (request, response) => {
      accepted.push(request.headers.accept);
      if (request.headers.accept === 'application/vnd.ksqlapi.delimited.v1') response.end('{"queryId":"q","columnNames":["N"],"columnTypes":["BIGINT"]}\n[9007199254740993]\n[2]\n');
      else response.writeHead(406).end();
    });
    try {
      expect((await run(session, 'SELECT N FROM S')).rows).toEqual(['[9007199254740993]', '[2]']);
      expect((await run(session, 'SELECT N FROM S')).rows).toHaveLength(2);
      expect(accepted).toEqual(['application/vnd.ksql.v1+json', 'application/vnd.ksqlapi.delimited.v1', 'application/vnd.ksqlapi.delimited.v1']);
    } finally {
      await stop();
    }
  });

  test('/query, where a version that cannot be read hides an old server', async () => {
    const paths: (string | undefined)[] = [];
    const { session, stop } = await serving('unknown', (request, response) => {
      paths.push(request.url);
      if (request.url === '/query') response.end('[{"header":{"queryId":"q","schema":"`N` BIGINT"}},\n{"row":{"columns":[1]}},\n\n{"row":{"columns":[2]}}]');
      else response.writeHead(400, { 'content-type': 'application/json' }).end('{"@type":"generic_error","error_code":40004,"message":"only HTTP2"}');
    });
    try {
      expect((await run(session, 'SELECT N FROM S')).rows).toEqual(['[1]', '[2]']);
      expect(paths).toEqual(['/query-stream', '/query']);
    } finally {
      await stop();
    }
  });

  test('a row of 20 MB, whole', { timeout: 120_000 }, async () => {
    const { session, stop } = await serving('0.29.0', (_, response) => {
      response.write('[{"header":{"queryId":"q","schema":"`V` STRING"}},\n{"row":{"columns":["');
      for (let piece = 0; piece < 20; piece++) response.write('ä'.repeat(LARGE / 40));
      response.end('"]}},\n{"row":{"columns":["after it"]}},\n{"finalMessage":"Limit Reached"}]');
    });
    try {
      const { rows, facts } = await run(session, 'SELECT V FROM S EMIT CHANGES LIMIT 2');
      expect([rows.map((row) => row.length), facts['End']]).toEqual([[LARGE / 2 + 4, 12], 'Limit reached']);
    } finally {
      await stop();
    }
  });

  test('a call that is sent elsewhere while the session is open is told with where', async () => {
    const { session, stop } = await serving('0.29.0', (_, response) => response.writeHead(307, { location: 'https://elsewhere.example/query-stream' }).end());
    try {
      const failure = await failed(run(session, 'SELECT N FROM S'));
      expect([failure.why, failure.detail]).toEqual([expect.stringContaining('sends the call elsewhere'), expect.stringContaining('https://elsewhere.example')]);
    } finally {
      await stop();
    }
  });

  test('what does not work before 0.24 says so, and what works does: the tree, statements, inserts one by one', async () => {
    const old = await startKsqldb({ version: '0.19.0' });
    const session = await open({ url: old.url });
    try {
      expect(session.server.features.join()).toContain('no query ends with a reason');
      await run(session, "CREATE STREAM S (K INT KEY, N INT) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1)");
      await run(session, 'INSERT INTO S VALUES (1, 2)');
      expect((await session.catalog.children(['streams'], { limit: 10 }, new AbortController().signal)).nodes.map(({ label }) => label)).toEqual(['S']);
      expect((await run(session, 'DESCRIBE S')).rows).toHaveLength(2);
      const execution = runOf(session, 'SELECT * FROM S EMIT CHANGES', earliest);
      for await (const event of execution.events) if (event.kind === 'batch') break;
      await vi.waitFor(() => expect(old.pushQueries()).toEqual([]), 10_000);
    } finally {
      await session[Symbol.asyncDispose]();
      await old.stop();
    }
  });
});

describe('on one server', () => {
  let server: KsqldbServer;
  let session: Session;
  beforeAll(async () => {
    server = await startKsqldb();
    session = await open({ url: server.url, properties: { 'auto.offset.reset': 'earliest' }, variables: { wanted: 'k1' } });
    await run(session, "CREATE STREAM S (K STRING KEY, V STRING) WITH (KAFKA_TOPIC='s', VALUE_FORMAT='JSON', PARTITIONS=1)");
    for (const at of [1_000, 2_000, 61_000]) server.execute(`INSERT INTO S (ROWTIME, K, V) VALUES (${at}, 'k1', 'v');`);
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
  });

  test('properties and variables of the connection go with every statement', async () => {
    const { rows, facts } = await run(session, "SELECT K FROM S WHERE K = '${wanted}' EMIT CHANGES LIMIT 3");
    expect([rows, facts['Offset']]).toEqual([['["k1"]', '["k1"]', '["k1"]'], 'earliest']);
    expect((await run(session, 'SELECT K FROM S EMIT CHANGES LIMIT 1', earliest)).rows).toHaveLength(1);
  });

  test('rows of a windowed table have the bounds of their window', async () => {
    await run(session, 'CREATE TABLE W AS SELECT K, COUNT(*) AS N FROM S WINDOW TUMBLING (SIZE 1 MINUTE) GROUP BY K EMIT CHANGES', earliest);
    const { names, rows } = await run(session, "SELECT * FROM W WHERE K = 'k1'");
    expect(names).toEqual(['K', 'WINDOWSTART', 'WINDOWEND', 'N']);
    expect(rows).toEqual(['["k1",0,60000,2]', '["k1",60000,120000,1]']);
  });

  test.each([
    ["SELECT K FROM S WHERE V = 'not closed", "'not closed"],
    ['SELECT `K FROM S', '`K FROM S'],
    ['TERMINATE "CSAS_X', '"CSAS_X'],
    ['TERMINATE CSAS_NOWHERE_9', undefined],
    ['SELECT K FROM S /* no end', undefined],
  ])('what is not closed, or not there, is told and nothing runs: %s', async (text, at) => {
    const failure = await failed(run(session, text));
    expect(failure.why).toMatch(/\S/u);
    if (at !== undefined) expect(text.slice(failure.position?.start)).toBe(at);
    expect(server.pushQueries()).toEqual([]);
  });

  test('a statement that ends without a semicolon runs as it stands', async () => {
    expect((await run(session, 'SELECT K FROM S LIMIT 1')).rows).toEqual(['["k1"]']);
    expect(session.language?.terminatorNeeded).toBe(true);
  });
});
