import { expect, test } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import { scanKeyed } from '../../../src/backends/fluss/client/limitScan';
import { Cluster } from '../../../src/backends/fluss/client/cluster';
import { TableMetadata } from '../../../src/backends/fluss/client/tableMetadata';
import type { TableInfo } from '../../../src/backends/fluss/types/table';
import { API_VERSIONS, GET_METADATA, SCAN_KV } from '../../../src/backends/fluss/wire/apis';
import { ScanKvRequest, ScanKvResponse } from '../../../src/backends/fluss/wire/messages/data';
import { type Answer, listening, metadata, versions } from './double';

// A double of a server: proves what the client makes of bytes, nothing of what real servers of 1.0 send.

const connect = (port: number, requestTimeoutMs = 20_000): Promise<Cluster> => Cluster.connect({ bootstrap: [{ host: '127.0.0.1', port }], addressMap: new Map(), connectTimeoutMs: 20_000, requestTimeoutMs, maxFrameBytes: 1 << 20 }, new AbortController().signal);
const failureOf = async (work: Promise<unknown>): Promise<HeadwaterError['failure']> => {
  const error: unknown = await work.then(() => undefined, (caught: unknown) => caught);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`it was ${String(error)}`);
};

test('a server that does not answer is given up, and that is said', async () => {
  const port = await listening((key) => (key === API_VERSIONS.key ? versions(GET_METADATA.key) : 'silence'));
  expect(await failureOf(connect(port, 300))).toMatchObject({ kind: 'timeout' });
});

test('a frame of two gigabytes ends the connection before anything is allocated', async () => {
  const port = await listening(() => ({ raw: Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0) }));
  expect((await failureOf(connect(port))).what).toContain('does not speak the protocol of Fluss');
});

const INFO: TableInfo = { schema: { columns: [{ name: 'i', type: { kind: 'INT', nullable: false }, id: 0 }], primaryKey: ['i'], autoIncrement: [] }, partitionKeys: [], bucketKeys: ['i'], properties: {}, customProperties: {}, database: 'd', table: 't', tableId: 1n, schemaId: 1, buckets: 1, createdMs: 0n, modifiedMs: 0n };
/** Values of one row each: length, magic, count, then length, schema id and row. */
const records = (value: number): Uint8Array => Uint8Array.of(13, 0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, value);

/** Runs a whole scan against what the server says to each request. */
async function scanned(answers: readonly Answer[], most = Infinity): Promise<{ readonly values: readonly number[]; readonly requests: readonly object[] }> {
  const requests: object[] = [];
  const port = await listening((key, body, own) => {
    if (key === API_VERSIONS.key) return versions(GET_METADATA.key, SCAN_KV.key);
    if (key === GET_METADATA.key) return metadata(own);
    requests.push(ScanKvRequest.decode(new Uint8Array(body)));
    return answers[requests.length - 1] ?? { bytes: ScanKvResponse.encode({}).bytes() };
  });
  const cluster = await connect(port);
  const values: number[] = [];
  try {
    expect(await cluster.offers(SCAN_KV, new AbortController().signal)).toBe(true);
    for await (const { rows } of scanKeyed(cluster, new TableMetadata(cluster), INFO, { bucket: 0, leader: 0, replicas: [0] }, new AbortController().signal)) {
      values.push(...rows.map(({ row }) => row[1] ?? -1));
      if (values.length >= most) break;
    }
    return { values, requests };
  } finally {
    cluster.close();
  }
}

const SCANNER = Uint8Array.of(9);
const part = (value: number, more: boolean): Answer => ({ bytes: ScanKvResponse.encode({ scanner: SCANNER, more, records: records(value) }).bytes() });

test('a whole scan of 1.0 asks on until the server has no more', async () => {
  const { values, requests } = await scanned([part(1, true), part(2, true), part(3, false)]);
  expect(values).toEqual([1, 2, 3]);
  expect(requests).toEqual([
    expect.objectContaining({ open: expect.objectContaining({ tableId: 1n, bucket: 0 }) as unknown, sequence: 0 }),
    expect.objectContaining({ scanner: SCANNER, sequence: 1 }),
    expect.objectContaining({ scanner: SCANNER, sequence: 2 }),
  ]);
});

test('a whole scan that is ended early closes its scanner', async () => {
  const { requests } = await scanned([part(1, true)], 1);
  await expect.poll(() => requests.at(-1)).toEqual(expect.objectContaining({ scanner: SCANNER, close: true }));
});

test('a server that has too many scanners is asked again', async () => {
  const { values } = await scanned([{ bytes: ScanKvResponse.encode({ code: 69, message: 'too many' }).bytes() }, part(7, false)]);
  expect(values).toEqual([7]);
});

test('an empty bucket has no scanner and no rows', async () => {
  expect(await scanned([{ bytes: ScanKvResponse.encode({ more: false }).bytes() }])).toMatchObject({ values: [] });
});
