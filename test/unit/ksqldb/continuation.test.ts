// A server of a few lines that gives continuation tokens, as the reference has them: no client but ours has judged that it gives them as a real one does.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import { failed, open, run } from './support/open';

const HEADER = '[{"header":{"queryId":"SCALABLE_PUSH_QUERY_1","schema":"`N` BIGINT"}}';
const ROWS = ',\n{"row":{"columns":[1]}},\n{"continuationToken":{"continuationToken":"dG9rZW4="}},\n{"row":{"columns":[2]}},\n{"continuationToken":{"continuationToken":"bmV4dA=="}}';

let http: Server;
let session: Session;
const asked: Readonly<Record<string, unknown>>[] = [];
let breaks = false;

beforeAll(async () => {
  http = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.url === '/info') response.end('{"KsqlServerInfo":{"version":"0.29.0"}}');
      else if (request.url === '/ksql') response.end('[]');
      else if (request.url === '/query-stream') {
        asked.push(JSON.parse(body) as Readonly<Record<string, unknown>>);
        response.write(HEADER + ROWS);
        if (breaks) setTimeout(() => response.destroy(), 50);
        else response.end(',\n{"finalMessage":"Limit Reached"}]');
      } else response.writeHead(404).end('Not Found');
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  session = await open({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

describe('a scalable push query', () => {
  const text = 'SELECT N FROM S EMIT CHANGES LIMIT 2';

  test('tells the token with which it goes on, and its rows are those of the query alone', async () => {
    const { rows, facts } = await run(session, text);
    expect(rows).toEqual(['[1]', '[2]']);
    expect(facts['Continuation token']).toBe('bmV4dA==');
    expect(asked.at(-1)).not.toHaveProperty('requestProperties');
  });

  test('goes on where another ended, by the token in its settings', async () => {
    await run(session, text, { settings: { continuation: 'bmV4dA==' } });
    expect(asked.at(-1)).toMatchObject({ sql: `${text};`, requestProperties: { 'request.ksql.query.push.continuation.token': 'bmV4dA==' } });
  });

  test('tells the newest token where its connection is lost', async () => {
    breaks = true;
    const failure = await failed(run(session, text));
    expect(failure.why).toContain('2 rows were received');
    expect(failure.detail).toContain('bmV4dA==');
  });
});
