import { Int32, Table, tableToIPC, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { WriteReport } from '../../../src/core/contract/tables';
import { HeadwaterError } from '../../../src/core/errors';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { listOffsets } from '../../../src/backends/fluss/client/offsets';
import { CurrentDatabase } from '../../../src/backends/fluss/currentDatabase';
import { FlussTables } from '../../../src/backends/fluss/tables/flussTables';
import { collect } from '../../contract/gather';
import { type LossyProxy, startLossyProxy } from '../../servers/fluss/lossyProxy';
import { clusterSettings, type FlussServers, startFluss } from '../../servers/fluss/start';
import { descriptorOf, schemaAndBatches } from './support';

const never = new AbortController().signal;
const DATABASE = 'repeats';
const INT = { kind: 'INT', nullable: false } as const;
let servers: FlussServers;
let proxy: LossyProxy;
let admin: FlussClient;
let made = 0;
let table: string;

beforeAll(async () => {
  servers = await startFluss();
  admin = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs() }, never);
  const tablet = admin.cluster.nodes.find(({ role }) => role === 'tablet server');
  if (!tablet) throw new Error('there is no tablet server');
  proxy = await startLossyProxy(tablet.address);
  await admin.admin.createDatabase(DATABASE, { properties: {} }, true, never);
});
afterAll(async () => {
  admin.close();
  await proxy.stop();
  await servers.stop();
});
beforeEach(() => {
  table = `t${++made}`;
});

const batchesOf = (values: readonly number[]): readonly Uint8Array[] => schemaAndBatches(tableToIPC(new Table({ n: vectorFromArray(values, new Int32()) }), 'stream')).batches;
const tablesOf = (client: FlussClient): FlussTables => new FlussTables(client, new CurrentDatabase(DATABASE));

/** Makes a table of one bucket with one row, so that its leader is there: the next answers are not those of a bucket that nobody leads yet. */
async function create(key: readonly string[], kind: 'insert' | 'upsert'): Promise<void> {
  await admin.admin.createTable({ database: DATABASE, table }, { ...descriptorOf([['n', INT]], key), bucketCount: 1 }, false, never);
  const writer = tablesOf(admin).writer({ table: [DATABASE, table], kind, columns: [0], signal: never });
  for (const batch of batchesOf([0])) await writer.write(batch);
  await writer.finish();
}

/** Writes three batches through the proxy, which loses the answers to the first, so often. */
async function written(kind: 'insert' | 'upsert', idempotentWrites: boolean, losses: number): Promise<{ readonly report: WriteReport; readonly error: unknown }> {
  const { address } = admin.cluster.nodes.find(({ role }) => role === 'tablet server')!;
  const client = await FlussClient.connect({ ...clusterSettings(servers.port, { addressMap: new Map([[`${address.host}:${address.port}`, proxy.address]]) }), codecs: nodeCodecs(), idempotentWrites }, never);
  const writer = tablesOf(client).writer({ table: [DATABASE, table], kind, columns: [0], signal: never });
  try {
    for (const [index, values] of [[1, 2], [3, 4], [5, 6]].entries()) {
      const answered = proxy.lost() + losses;
      if (index === 0) proxy.loseAnswers(losses);
      for (const batch of batchesOf(values)) await writer.write(batch);
      if (index === 0) await expect.poll(proxy.lost, { timeout: 30_000 }).toBe(answered);
    }
    return { report: await writer.finish(), error: undefined };
  } catch (error) {
    return { report: await writer.abort(), error };
  } finally {
    client.close();
  }
}

async function rows(): Promise<readonly number[]> {
  const { table: found } = await collect(tablesOf(admin).scan({ table: [DATABASE, table], columns: [0], signal: never }));
  return [...(found?.getChild('n') ?? [])].map(Number);
}

async function logLength(): Promise<bigint | undefined> {
  const info = await admin.tables.info({ database: DATABASE, table }, never);
  return (await listOffsets(admin.cluster, admin.tables, info, [{ bucket: 0 }], { at: 'latest' }, never))[0];
}

test.each([['insert', []], ['upsert', ['n']]] as const)('a numbered %s that nobody answered for, twice, is sent again and stands there once', async (kind, key) => {
  await create(key, kind);
  const { report, error } = await written(kind, true, 2);
  expect(error).toBeUndefined();
  expect(report).toMatchObject({ written: 6n, unknown: 0n, rejectedRows: 0n });
  expect(await logLength()).toBe(7n); // neither rows of a log nor changes of a table are there twice
  expect((await rows()).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('an append without a number that nobody answered for is told as unknown, and not sent again', async () => {
  await create([], 'insert');
  const { report, error } = await written('insert', false, 1);
  expect(error).toBeInstanceOf(HeadwaterError);
  expect(error instanceof HeadwaterError && error.failure.outcomeUnknown).toBe(true);
  expect(report.unknown).toBe(2n);
  expect(await rows()).toEqual([0, 1, 2]);
});

test('connections that were ended while nobody used them are opened anew, by reads and by writes', async () => {
  await create([], 'insert');
  const { address } = admin.cluster.nodes.find(({ role }) => role === 'tablet server')!;
  const client = await FlussClient.connect({ ...clusterSettings(servers.port, { addressMap: new Map([[`${address.host}:${address.port}`, proxy.address]]) }), codecs: nodeCodecs() }, never);
  const tables = tablesOf(client);
  const ended = async (): Promise<void> => {
    expect(proxy.cut()).toBe(1);
    await expect.poll(proxy.open, { timeout: 20_000 }).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 100)); // the end has come here, too
  };
  const scanned = async (): Promise<number | undefined> => (await collect(tables.scan({ table: [DATABASE, table], columns: [0], signal: never }))).table?.numRows;
  expect(await scanned()).toBe(1);
  await ended();
  const writer = tables.writer({ table: [DATABASE, table], kind: 'insert', columns: [0], signal: never });
  for (const batch of batchesOf([1, 2])) await writer.write(batch);
  expect(await writer.finish()).toMatchObject({ written: 2n, unknown: 0n });
  await ended();
  expect(await scanned()).toBe(3);
  client.close();
});
