// A double of an S3 store: proves what is asked and what is made of the answers, not that a real store takes the signature.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import { RemoteLogReader } from '../../../src/backends/fluss/client/remoteLog';
import type { S3Access } from '../../../src/backends/fluss/client/s3File';
import { unsentLogBatch } from '../../../src/backends/fluss/log/logBatch';
import { sealed } from './sealed';

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A batch of so many rows from an offset, as it stands in a segment. */
function batchAt(offset: bigint, rows: number): Uint8Array {
  const batch = sealed(unsentLogBatch({ schemaId: 1, count: rows, records: [new Uint8Array(40)] }));
  new DataView(batch.buffer).setBigInt64(0, offset, true);
  return batch;
}

async function store(answer: (request: IncomingMessage) => { readonly status: number; readonly body: Uint8Array | string }): Promise<S3Access> {
  const server = createServer((request, response) => {
    const { status, body } = answer(request);
    response.writeHead(status).end(body);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place = server.address();
  return { keys: { accessKeyId: 'reader', secretAccessKey: 'secret' }, region: 'eu-central-1', endpoint: `http://127.0.0.1:${typeof place === 'object' && place ? place.port : 0}` };
}

const INFO = { dir: 's3://rows/log/shop/clicks-1/0', segments: [{ id: 'a b', start: 0n, end: 20n, size: 0 }, { id: 'c', start: 20n, end: 30n, size: 0 }] };
const never = new AbortController().signal;

async function offsets(access: S3Access | undefined, from: bigint, info: Parameters<RemoteLogReader['batches']>[0]): Promise<readonly bigint[]> {
  const found: bigint[] = [];
  for await (const batch of new RemoteLogReader(() => Promise.resolve(access)).batches(info, from, never)) found.push(batch.baseOffset);
  return found;
}

const failureOf = (work: Promise<unknown>): Promise<HeadwaterError['failure'] | undefined> => work.then(() => undefined, (error: unknown) => (error instanceof HeadwaterError ? error.failure : undefined));

test('segments in S3 are asked for in parts, signed with the keys of the connection, and read in order', async () => {
  const first = new Uint8Array(Buffer.concat([batchAt(0n, 10), batchAt(10n, 10)]));
  const objects = new Map([['/rows/log/shop/clicks-1/0/a%20b/00000000000000000000.log', first], ['/rows/log/shop/clicks-1/0/c/00000000000000000020.log', batchAt(20n, 10)]]);
  const asked: (readonly [string | undefined, string | undefined])[] = [];
  const access = await store(({ url, headers }) => {
    asked.push([headers.range, headers.authorization]);
    const [, start = '0', end = '0'] = /^bytes=(\d+)-(\d+)$/u.exec(headers.range ?? '') ?? [];
    return { status: 206, body: objects.get(url ?? '')?.subarray(Number(start), Number(end) + 1) ?? '' };
  });
  const [one, two] = INFO.segments;
  const info = { ...INFO, firstStart: first.length / 2, segments: [{ ...one!, size: first.length }, { ...two!, size: batchAt(20n, 10).length }] };
  expect(await offsets(access, 10n, info)).toEqual([10n, 20n]);
  expect(asked.map(([range]) => range)).toEqual([`bytes=${first.length / 2}-${first.length - 1}`, `bytes=0-${batchAt(20n, 10).length - 1}`]);
  for (const [, authorization] of asked) expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=reader\/\d{8}\/eu-central-1\/s3\/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/u);
});

test('a store that refuses the keys is told with what it says, and what to check', async () => {
  const access = await store(() => ({ status: 403, body: '<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>' }));
  const info = { ...INFO, segments: [{ id: 'c', start: 0n, end: 20n, size: 100 }] };
  expect(await failureOf(offsets(access, 0n, info))).toMatchObject({ kind: 'forbidden', why: expect.stringContaining('403') as unknown, todo: expect.stringContaining('access key') as unknown });
});

test('without keys, and in stores of other kinds, it is said where the rows are', async () => {
  expect(await failureOf(offsets(undefined, 0n, INFO))).toMatchObject({ kind: 'unsupported', why: expect.stringContaining('s3://rows/log') as unknown, todo: expect.stringContaining('access key') as unknown });
  expect(await failureOf(offsets(undefined, 0n, { ...INFO, dir: 'hdfs://rows/log' }))).toMatchObject({ kind: 'unsupported', why: expect.stringContaining('hdfs://rows/log') as unknown });
});
