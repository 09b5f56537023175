import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { HeadwaterError } from '../../../../src/core/errors';
import { parseLines } from '../../../../src/core/lineProtocol/parse';
import { chunksOf } from '../../../../src/backends/flightsql/influx/chunks';
import { listDatabases } from '../../../../src/backends/flightsql/influx/databases';
import { InfluxHttp } from '../../../../src/backends/flightsql/influx/http';
import { readRefusal } from '../../../../src/backends/flightsql/influx/rejections';
import { LineWriter } from '../../../../src/backends/flightsql/influx/writer';

// A double of the HTTP API: it proves what we send and how answers are read, not what InfluxDB accepts.

interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const never = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function serve(answer: (seen: Seen) => { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> } | 'hang up'): Promise<{ readonly http: InfluxHttp; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = { url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) };
      seen.push(one);
      const told = answer(one);
      if (told === 'hang up') response.destroy();
      else response.writeHead(told.status, told.headers).end(told.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const http = new InfluxHttp({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'apiv3_x', timeoutMs: 5_000, proxy: undefined, tls: { rejectUnauthorized: true } });
  closing.push(async () => {
    await http.close();
    await new Promise((resolve) => server.close(resolve));
  });
  return { http, seen };
}

const failed = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof HeadwaterError)) throw new Error(`No failure: ${String(error)}`);
  return error.failure;
};

describe('Writing line protocol', () => {
  const connection = { database: 'sensors', write: 'v3', gzip: true } as const;

  test('sends the rows to the v3 endpoint with precision and token', async () => {
    const { http, seen } = await serve(() => ({ status: 204 }));
    const report = await new LineWriter(http, connection).write({ text: '# headwater: precision=ms\nm f=1 5\n\nm f=2 6\n', settings: { precision: 'ms' }, signal: never });
    expect(report).toEqual({ lines: 2, rejected: [], destination: 'database `sensors`' });
    expect(seen[0]?.url).toBe('/api/v3/write_lp?db=sensors&precision=millisecond&accept_partial=true');
    expect(seen[0]?.headers.authorization).toBe('Bearer apiv3_x');
    expect(seen[0]?.body.toString()).toBe('m f=1 5\n\nm f=2 6');
  });

  test('sends to the v2 endpoint where the connection or the document says so', async () => {
    const { http, seen } = await serve(() => ({ status: 204 }));
    await new LineWriter(http, connection).write({ text: 'm f=1', settings: { endpoint: 'v2', database: 'other one', precision: 's' }, signal: never });
    expect(seen[0]?.url).toBe('/api/v2/write?bucket=other+one&precision=s');
    expect(seen[0]?.headers.authorization).toBe('Token apiv3_x');
  });

  test('packs large documents', async () => {
    const { http, seen } = await serve(() => ({ status: 204 }));
    const text = Array.from({ length: 500 }, (_, index) => `m f=${index}`).join('\n');
    await new LineWriter(http, connection).write({ text, settings: {}, signal: never });
    expect(seen[0]?.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(seen[0]!.body).toString()).toBe(text);
  });

  test('places a refusal in part on its lines of the document', async () => {
    const body = JSON.stringify({ error: 'partial write of line protocol occurred', data: [{ original_line: 'm f=x', line_number: 2, error_message: 'invalid field value' }] });
    const { http } = await serve(() => ({ status: 400, body }));
    const report = await new LineWriter(http, connection).write({ text: '# one\n# two\nm f=1\nm f=x\n', settings: {}, signal: never });
    expect(report.rejected).toEqual([{ line: 3, why: 'invalid field value' }]);
  });

  test('says that it does not know where the server hung up', async () => {
    const { http } = await serve(() => 'hang up');
    const failure = await failed(new LineWriter(http, connection).write({ text: 'm f=1', settings: {}, signal: never }));
    expect(failure.outcomeUnknown).toBe(true);
  });

  test('says that nothing was sent where nobody listens', async () => {
    const { http } = await serve(() => ({ status: 204 }));
    await closing.pop()?.();
    closing.push(() => http.close());
    const failure = await failed(new LineWriter(new InfluxHttp({ baseUrl: 'http://127.0.0.1:1', token: undefined, timeoutMs: 1_000, proxy: undefined, tls: { rejectUnauthorized: true } }), connection).write({ text: 'm f=1', settings: {}, signal: never }));
    expect(failure.kind).toBe('unreachable');
    expect(failure.outcomeUnknown).toBeUndefined();
  });

  test.each([
    [401, 'unauthorized', /token/u],
    [404, 'notFound', /database/u],
    [413, 'invalid', /larger/u],
    [429, 'timeout', /quota is used up for 30 s/u],
  ])('explains the answer %i', async (status, kind, why) => {
    const { http } = await serve(() => ({ status, body: '{"error":"no"}', headers: { 'retry-after': '30' } }));
    const failure = await failed(new LineWriter(http, connection).write({ text: 'm f=1', settings: {}, signal: never }));
    expect(failure.kind).toBe(kind);
    expect(failure.why).toMatch(why);
  });

  test('refuses a document without lines, without a database, with an unknown precision', async () => {
    const { http, seen } = await serve(() => ({ status: 204 }));
    const write = (text: string, settings: Record<string, string>, database?: string) => failed(new LineWriter(http, { ...connection, database }).write({ text, settings, signal: never }));
    expect((await write('# nothing\n', {}, 'a')).code).toBe('no-lines');
    expect((await write('m f=1', {})).code).toBe('no-database');
    expect((await write('m f=1', { precision: 'years' }, 'a')).code).toBe('bad-precision');
    expect(seen).toEqual([]);
  });

  test('cuts large documents between rows and counts on', () => {
    const text = 'm f="a\nb"\nm f=2\n\nm f=3\nm f=4';
    const chunks = chunksOf(text, parseLines(text).rows, 16);
    expect(chunks.map(({ line, rows }) => [line, rows])).toEqual([[0, 2], [4, 2]]);
    expect(chunks.map((chunk) => chunk.text)).toEqual(['m f="a\nb"\nm f=2', 'm f=3\nm f=4']);
  });
});

describe('Refusals', () => {
  const sent = 'cpu value=1\ncpu\ncpu value=2\ncpu value=';
  test.each([
    ['{"error":"partial write of line protocol occurred","data":[{"original_line":"cpu","line_number":2,"error_message":"no fields"}]}', [{ line: 1, why: 'no fields' }], true],
    ['{"error":"parsing failed for write_lp endpoint","data":{"original_line":"cpu","line_number":4,"error_message":"no value"}}', [{ line: 3, why: 'no value' }], false],
    ['{"code":"invalid","message":"failed to parse line protocol: errors encountered on line(s): line 2: no fields; line 4: no value"}', [{ line: 1, why: 'no fields' }, { line: 3, why: 'no value' }], false],
    ['{"code":"invalid","message":"bad line","line":4}', [{ line: 3, why: 'bad line' }], false],
    [JSON.stringify({ error: "partial write: unable to parse 'cpu': missing fields\nunable to parse 'cpu value=': missing field value dropped=0" }), [{ line: 1, why: 'missing fields' }, { line: 3, why: 'missing field value dropped=0' }], true],
    ['not json', [], false],
  ])('are read from %s', (body, rejected, partial) => {
    expect(readRefusal(body, sent)).toMatchObject({ rejected, partial });
  });
});

describe('Databases', () => {
  test('are listed with what is told of them', async () => {
    const { http } = await serve(() => ({ status: 200, body: '[{"iox::database":"sensors","retention_period":"30d","deleted":false},{"iox::database":"logs","deleted":false}]' }));
    expect(await listDatabases(http, never)).toEqual([{ name: 'sensors', facts: [['Retention period', '30d']] }, { name: 'logs', facts: [] }]);
  });
  test('that cannot be listed say why', async () => {
    const { http } = await serve(() => ({ status: 403, body: '{}' }));
    expect((await failed(listDatabases(http, never))).kind).toBe('forbidden');
  });
});
