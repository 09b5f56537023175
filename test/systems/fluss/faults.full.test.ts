import { Int32, Table, tableToIPC, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import type { WriteReport } from '../../../src/core/contract/tables';
import { HeadwaterError } from '../../../src/core/errors';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { CurrentDatabase } from '../../../src/backends/fluss/currentDatabase';
import { FlussTables } from '../../../src/backends/fluss/tables/flussTables';
import { collect, drain } from '../../contract/gather';
import { clusterSettings, type FlussServers, SHORT_SESSIONS, startFluss } from '../../servers/fluss/start';
import { descriptorOf, schemaAndBatches } from './support';

const never = new AbortController().signal;
const DATABASE = 'faults';
const INT = { kind: 'INT', nullable: false } as const;
let servers: FlussServers;
let client: FlussClient;
let tables: FlussTables;

beforeAll(async () => {
  servers = await startFluss({ tablets: [0, 1], settings: SHORT_SESSIONS });
  client = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs() }, never);
  tables = new FlussTables(client, new CurrentDatabase(DATABASE));
  await client.admin.createDatabase(DATABASE, { properties: {} }, true, never);
});
afterAll(async () => {
  client.close();
  await servers.stop();
});

/** Makes a log of one bucket. @returns the tablet server that leads it */
async function made(table: string, properties: Readonly<Record<string, string>> = {}): Promise<number> {
  await client.admin.createTable({ database: DATABASE, table }, { ...descriptorOf([['n', INT]], []), bucketCount: 1, properties }, false, never);
  await put(table, [1]);
  return saved(table, 1n);
}

/** Waits until so many rows of a log outlive a crash. @returns the tablet server that leads it */
async function saved(table: string, rows: bigint): Promise<number> {
  const info = await client.tables.info({ database: DATABASE, table }, never);
  const leader = await client.tables.leader(info, undefined, 0, never);
  await expect.poll(() => servers.savedOffset(leader, info.tableId, 0), { timeout: 60_000, interval: 200 }).toBe(rows);
  return leader;
}

const stream = (values: readonly number[]): Uint8Array => tableToIPC(new Table({ n: vectorFromArray(values, new Int32()) }), 'stream');

async function put(table: string, values: readonly number[]): Promise<WriteReport> {
  const writer = tables.writer({ table: [DATABASE, table], kind: 'insert', columns: [0], signal: never });
  for (const batch of schemaAndBatches(stream(values)).batches) await writer.write(batch);
  return writer.finish();
}

/** Follows a table. @returns how many rows have come, and an end to it */
function followed(table: string): { readonly seen: () => number; readonly stop: () => Promise<void> } {
  const execution = tables.subscribe({ table: [DATABASE, table], columns: [0], start: { at: 'earliest' }, signal: never });
  let seen = 0;
  const ended = drain(execution, (event) => {
    if (event.kind === 'batch') seen += event.rows;
  }).catch((error: unknown) => error);
  return {
    seen: () => seen,
    stop: async () => {
      await execution.cancel();
      await ended;
    },
  };
}

test('a tail goes on when its tablet server is killed and comes back', async () => {
  const leader = await made('survives');
  const tail = followed('survives');
  await expect.poll(tail.seen, { timeout: 20_000 }).toBe(1);
  await servers.killTablet(leader);
  await servers.startTablet(leader);
  await expect.poll(() => put('survives', [2]).then(({ written }) => written, () => 0n), { timeout: 60_000, interval: 1_000 }).toBe(1n);
  await expect.poll(tail.seen, { timeout: 30_000 }).toBe(2);
  await tail.stop();
}, 180_000);

test('a tail whose server lost its log in a crash says so, and one that is started anew reads on', async () => {
  const leader = await made('lost');
  await put('lost', Array.from({ length: 1_000 }, (_, index) => index));
  const execution = tables.subscribe({ table: [DATABASE, 'lost'], columns: [0], start: { at: 'earliest' }, signal: never });
  let seen = 0;
  const ended = drain(execution, (event) => {
    if (event.kind === 'batch') seen += event.rows;
  }).then(() => undefined, (error: unknown) => error);
  await expect.poll(() => seen, { timeout: 20_000 }).toBe(1_001);
  await servers.killTablet(leader);
  await servers.loseData(leader);
  await servers.startTablet(leader);
  const error = await ended;
  expect(error).toBeInstanceOf(HeadwaterError);
  expect(error instanceof HeadwaterError ? error.failure : undefined).toMatchObject({ kind: 'changed', code: 'LOG_OFFSET_OUT_OF_RANGE (19)', todo: expect.stringContaining('Run it again') as unknown });
  await expect.poll(() => put('lost', [7]).then(({ written }) => written, () => 0n), { timeout: 60_000, interval: 1_000 }).toBe(1n);
  const anew = followed('lost');
  await expect.poll(anew.seen, { timeout: 30_000 }).toBeGreaterThanOrEqual(1);
  await anew.stop();
}, 240_000);

test('a scan goes on when its tablet server is killed and comes back meanwhile', async () => {
  const leader = await made('scanned');
  for (let turn = 0; turn < 20; turn++) await put('scanned', Array.from({ length: 5_000 }, (_, index) => turn * 5_000 + index));
  await saved('scanned', 100_001n);
  let seen = 0;
  const execution = tables.scan({ table: [DATABASE, 'scanned'], columns: [0], signal: never });
  let restarted: Promise<void> | undefined;
  await drain(execution, (event) => {
    if (event.kind !== 'batch') return;
    seen += event.rows;
    restarted ??= servers.killTablet(leader).then(() => servers.startTablet(leader));
  });
  await restarted;
  expect(seen).toBe(100_001);
}, 240_000);

test('a tail and writes go on with another leader when theirs is killed', async () => {
  const leader = await made('moves', { 'table.replication.factor': '2' });
  const tail = followed('moves');
  await expect.poll(tail.seen, { timeout: 20_000 }).toBe(1);
  await servers.killTablet(leader);
  await expect.poll(() => put('moves', [2]).then(({ written }) => written, () => 0n), { timeout: 60_000, interval: 1_000 }).toBe(1n);
  await expect.poll(tail.seen, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  const info = await client.tables.info({ database: DATABASE, table: 'moves' }, never);
  expect((await client.tables.buckets(info, undefined, never))[0]?.leader).not.toBe(leader);
  await tail.stop();
  await servers.startTablet(leader);
  await expect.poll(() => client.cluster.refresh(never).then(() => client.cluster.nodes.filter(({ role }) => role === 'tablet server').length), { timeout: 60_000, interval: 1_000 }).toBe(2);
}, 240_000);

test('rows of writes that nobody answered for are counted as unknown, and the log has no more than was told', async () => {
  const leader = await made('broken_off', { 'table.replication.factor': '2' });
  const rows = 2_000;
  const writer = tables.writer({ table: [DATABASE, 'broken_off'], kind: 'insert', columns: [0], signal: never });
  const [batch] = schemaAndBatches(stream(Array.from({ length: rows }, (_, index) => index))).batches;
  let failure: unknown;
  const timer = setTimeout(() => void servers.killTablet(leader), 500);
  try {
    for (let turn = 0; turn < 20_000 && failure === undefined; turn++) await writer.write(batch!.slice());
    await writer.finish();
  } catch (error) {
    failure = error;
  }
  clearTimeout(timer);
  expect(failure).toBeInstanceOf(HeadwaterError);
  const { written, unknown, rejectedRows } = await writer.abort();
  if (failure instanceof HeadwaterError && failure.failure.outcomeUnknown) expect(unknown).toBeGreaterThan(0n);
  expect(written + unknown + rejectedRows).toBeGreaterThan(0n);
  await servers.startTablet(leader);
  const found = async (): Promise<number> => (await collect(tables.scan({ table: [DATABASE, 'broken_off'], columns: [0], signal: never }))).table?.numRows ?? 0;
  const there = BigInt(await found()) - 1n;
  expect(there).toBeGreaterThanOrEqual(written);
  expect(there).toBeLessThanOrEqual(written + unknown);
}, 240_000);

test('without the coordinator, what it alone can do fails and says so', async () => {
  await servers.killCoordinator();
  const error: unknown = await client.admin.createTable({ database: DATABASE, table: 'never' }, descriptorOf([['n', INT]], []), false, never).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(HeadwaterError);
  if (error instanceof HeadwaterError) expect(['unreachable', 'timeout']).toContain(error.failure.kind);
}, 120_000);
