import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Field, Int32, Schema, Utf8, vectorFromArray, Table, tableToIPC, type Vector } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionEvent } from '../../../src/core/contract/execution';
import type { ConnectionProfile } from '../../../src/core/contract/profile';
import type { ScanRequest, Tables } from '../../../src/core/contract/tables';
import type { Session } from '../../../src/core/contract/session';
import { HeadwaterError } from '../../../src/core/errors';
import { FlussBackend } from '../../../src/backends/fluss/backend';
import { collect, drain } from '../../contract/gather';
import { PythonClient } from '../../servers/fluss/judge';
import { type FlussServers, startFluss } from '../../servers/fluss/start';
import { descriptorOf } from './support';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { LogFetcher } from '../../../src/backends/fluss/client/logFetcher';
import { clusterSettings } from '../../servers/fluss/start';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { schemaAndBatches } from './support';

const never = new AbortController().signal;
const DATABASE = 'shop';
let servers: FlussServers;
let session: Session;
let tables: Tables;
let client: FlussClient;
let python: PythonClient;

const profile = (values: ConnectionProfile['values']): ConnectionProfile => ({ id: 'fluss', name: 'fluss', backend: 'fluss', values });
const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
const connect = (values: ConnectionProfile['values'], secrets = {}): Promise<Session> =>
  new FlussBackend().connect(profile(values), secrets, { log, signal: never, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC' });

beforeAll(async () => {
  servers = await startFluss({ tablets: [0, 1], users: { admin: 'right' } });
  session = await connect({ bootstrap: [`127.0.0.1:${servers.port}`], database: DATABASE });
  tables = session.tables!;
  client = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs() }, never);
  python = await PythonClient.start(servers.port);
  await client.admin.createDatabase(DATABASE, { properties: {} }, true, never);
});
afterAll(async () => {
  await python.stop();
  client.close();
  await session[Symbol.asyncDispose]();
  await servers.stop();
});

const INT = { kind: 'INT', nullable: false } as const;
const TEXT = { kind: 'STRING', nullable: false } as const;

/** Rows of columns `int` and `string` by turns. */
function rows(columns: Readonly<Record<string, readonly (number | string | null)[]>>): Uint8Array {
  const fields = Object.entries(columns).map(([name, values]) => new Field(name, typeof values[0] === 'string' ? new Utf8() : new Int32(), true));
  const vectors: Record<string, Vector> = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, typeof values[0] === 'string' ? vectorFromArray(values, new Utf8()) : vectorFromArray(values, new Int32())]));
  return tableToIPC(new Table(new Schema(fields), vectors), 'stream');
}

async function put(table: string, kind: 'insert' | 'upsert' | 'update' | 'delete', columns: readonly number[], stream: Uint8Array): Promise<bigint> {
  const writer = tables.writer!({ table: [DATABASE, table], kind, columns, signal: never });
  for (const batch of schemaAndBatches(stream).batches) await writer.write(batch);
  return (await writer.finish()).written;
}

async function texts(request: Omit<ScanRequest, 'signal' | 'table'>, table: string): Promise<readonly string[]> {
  const gathered = await collect(tables.scan({ ...request, table: [DATABASE, table], signal: never }));
  const [first] = gathered.texts;
  return (first?.values ?? []).map((_, row) => gathered.texts.map(({ values }) => values[row]).join('|')).sort();
}

const equal = (column: number, value: string): ScanRequest['predicate'] => ({ op: 'compare', column, comparison: '=', value: { type: 'INTEGER', value } });
const failureOf = async (work: Promise<unknown>): Promise<HeadwaterError['failure']> => {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof HeadwaterError) return error.failure;
  throw error instanceof Error ? error : new Error('it succeeded');
};

describe('partitions, keys and prefixes', () => {
  const table = 'visits';
  const columns = [
    ['region', TEXT],
    ['user', INT],
    ['visit', INT],
    ['page', { kind: 'STRING', nullable: true }],
  ] as const;

  beforeAll(async () => {
    await client.admin.createTable({ database: DATABASE, table }, { ...descriptorOf(columns, ['region', 'user', 'visit']), partitionKeys: ['region'], bucketKeys: ['user'], bucketCount: 3 }, false, never);
    for (const region of ['eu', 'us']) await client.admin.createPartition({ database: DATABASE, table }, [['region', region]], false, never);
    await put(table, 'upsert', [0, 1, 2, 3], rows({ region: ['eu', 'eu', 'us', 'us', 'us'], user: [1, 1, 1, 2, 2], visit: [1, 2, 1, 1, 2], page: ['a', 'b', 'c', 'd', 'e'] }));
  });

  test('a row is found by its whole key, and the plan says so', async () => {
    const request = { columns: [3], predicate: { op: 'and', args: [{ op: 'compare', column: 0, comparison: '=', value: { type: 'VARCHAR', value: 'us' } }, equal(1, '2')!, equal(2, '1')!] } } as const;
    expect(await tables.plan({ ...request, table: [DATABASE, table], signal: never })).toMatchObject({ access: 'key lookup', estimatedRows: 1 });
    expect(await texts(request, table)).toEqual(['d']);
  });

  test('rows are found by partition and bucket key', async () => {
    const request = { columns: [2, 3], predicate: { op: 'and', args: [{ op: 'in', column: 0, values: [{ type: 'VARCHAR', value: 'eu' }, { type: 'VARCHAR', value: 'us' }] }, equal(1, '1')!] } } as const;
    expect(await tables.plan({ ...request, table: [DATABASE, table], signal: never })).toMatchObject({ access: 'prefix lookup' });
    expect(await texts(request, table)).toEqual(['1|a', '1|c', '2|b']);
  });

  test('a full scan says that it is one, and partitions that cannot fit are left out', async () => {
    expect(await tables.plan({ table: [DATABASE, table], columns: [3], signal: never })).toMatchObject({ access: 'full scan', warning: expect.stringContaining('region, user, visit') });
    expect(await texts({ columns: [3], predicate: { op: 'compare', column: 0, comparison: '=', value: { type: 'VARCHAR', value: 'eu' } } }, table)).toEqual(['a', 'b']);
    expect(await texts({ columns: [3] }, table)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('the official client finds the same rows by the same prefix', async () => {
    const prefix = rows({ region: ['us'], user: [2] });
    const wanted = rows({ region: ['us'], user: [1], visit: [1], page: ['a'] });
    const answer = await python.ask('lookup', { database: DATABASE, table, prefix: ['region', 'user'], file: await python.put(prefix), schema: await python.put(wanted), result: python.newFile() });
    expect(answer).toEqual({ rows: 2 });
  });

  test('a key says where it lives, and one of a missing partition that it lives nowhere', async () => {
    const places = await tables.locate!({ table: [DATABASE, table], key: 0, keys: rows({ region: ['us', 'xx'], user: [2, 2], visit: [1, 1] }), columns: [], signal: never });
    expect(places[0]).toEqual([['Partition', 'us'], ['Bucket', expect.stringMatching(/^[012]$/u)], ['Leader', expect.stringMatching(/^tablet server [01] \(127\.0\.0\.1:\d+\)$/u)]]);
    expect(places[1]).toEqual([['Partition', 'does not exist']]);
  });

  test('rows that cannot be written are reported by number, the others are written', async () => {
    const writer = tables.writer!({ table: [DATABASE, table], kind: 'upsert', columns: [0, 1, 2, 3], signal: never });
    for (const batch of schemaAndBatches(rows({ region: ['eu', 'nowhere', 'eu'], user: [7, 7, null], visit: [1, 1, 1], page: ['x', 'y', 'z'] })).batches) await writer.write(batch);
    expect(await writer.finish()).toEqual({
      written: 1n,
      rejectedRows: 2n,
      unknown: 0n,
      rejected: [
        { row: 1n, why: 'There is no partition nowhere.' },
        { row: 2n, why: 'A key holds NULL.' },
      ],
    });
  });

  test('a part of a row is changed, and a row deleted, by key', async () => {
    const one = (values: Readonly<Record<string, readonly (number | string)[]>>): Uint8Array => rows({ region: ['us'], user: [2], visit: [2], ...values });
    expect(await put(table, 'update', [0, 1, 2, 3], one({ page: ['changed'] }))).toBe(1n);
    const predicate = { op: 'and', args: [{ op: 'compare', column: 0, comparison: '=', value: { type: 'VARCHAR', value: 'us' } }, equal(1, '2')!, equal(2, '2')!] } as const;
    expect(await texts({ columns: [3], predicate }, table)).toEqual(['changed']);
    expect(await put(table, 'delete', [0, 1, 2], one({}))).toBe(1n);
    expect(await texts({ columns: [3], predicate }, table)).toEqual([]);
  });

  test('the tree: databases, tables, their parts, servers', async () => {
    const { catalog } = session;
    const labels = async (path: readonly string[]): Promise<readonly string[]> => (await catalog.children(path, { limit: 100 }, never)).nodes.map(({ label, description }) => [label, description].filter(Boolean).join(' — '));
    expect(await labels([])).toEqual(['fluss', 'shop', 'Servers']);
    expect(await labels(['servers'])).toEqual([expect.stringMatching(/^Coordinator 0 — 127/u), expect.stringMatching(/^Tablet server 0 — 127/u), expect.stringMatching(/^Tablet server 1 — 127/u)]);
    expect(await labels(['database:shop'])).toContain('visits — primary key · 3 buckets');
    expect(await labels(['database:shop', 'visits', 'columns'])).toEqual(['region — STRING NOT NULL · primary key, partition key', 'user — INT NOT NULL · primary key, bucket key', 'visit — INT NOT NULL · primary key', 'page — STRING']);
    expect(await labels(['database:shop', 'visits', 'partitions'])).toEqual([expect.stringMatching(/^region=eu — id/u), expect.stringMatching(/^region=us — id/u)]);
    expect(await labels(['database:shop', 'visits', 'partitions', 'eu'])).toEqual([0, 1, 2].map((bucket): unknown => expect.stringMatching(new RegExp(`^Bucket ${bucket} — offsets 0 to \\d+ · leader [01]$`, 'u'))));
    const { definition } = await catalog.describe(['database:shop', 'visits'], never);
    expect(definition).toContain('PRIMARY KEY (`region`, `user`, `visit`) NOT ENFORCED');
  });
});

describe('a log that is followed', () => {
  const table = 'events';

  beforeAll(async () => {
    await client.admin.createTable({ database: DATABASE, table }, { ...descriptorOf([['n', INT]], []), bucketCount: 2 }, false, never);
    await put(table, 'insert', [0], rows({ n: [1, 2, 3] }));
  });

  test('rows that the official client appends arrive, until it is cancelled, at once', async () => {
    const execution = session.live!.subscribe({ table: [DATABASE, table], columns: [0, 1], start: { at: 'latest' }, signal: never });
    const seen: number[] = [];
    const arrived = drain(execution, (event: ExecutionEvent) => {
      if (event.kind === 'batch') seen.push(event.rows);
    }).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await python.ask('append', { database: DATABASE, table, file: await python.put(rows({ n: [4, 5] })) });
    await expect.poll(() => seen.reduce((sum, count) => sum + count, 0), { timeout: 10_000 }).toBe(2);
    await execution.cancel();
    expect(await arrived).toMatchObject({ name: 'CancelledError' });
    const times: number[] = []; // one of three: a machine with much to do may be late once
    for (let turn = 0; turn < 3; turn++) {
      const again = session.live!.subscribe({ table: [DATABASE, table], columns: [0], start: { at: 'earliest' }, signal: never });
      let came = 0;
      const ended = drain(again, (event) => {
        if (event.kind === 'batch') came += event.rows;
      }).catch((error: unknown) => error);
      await expect.poll(() => came, { timeout: 20_000 }).toBe(5);
      const before = performance.now();
      await again.cancel();
      expect(await ended).toMatchObject({ name: 'CancelledError' });
      times.push(performance.now() - before);
    }
    expect(Math.min(...times)).toBeLessThan(200);
  });

  test('the tree says how far behind a live read is, until it is cancelled', async () => {
    await client.admin.createTable({ database: DATABASE, table: 'lagging' }, { ...descriptorOf([['n', INT]], []), bucketCount: 1 }, false, never);
    await put('lagging', 'insert', [0], rows({ n: [1, 2, 3] }));
    const bucket = async (): Promise<string | undefined> => (await session.catalog.children(['database:shop', 'lagging', 'buckets'], { limit: 10 }, never)).nodes[0]?.description;
    const range = (last: number): unknown => expect.stringMatching(new RegExp(`^offsets 0 to ${last} · leader [01]$`, 'u'));
    expect(await bucket()).toEqual(range(3));
    const execution = session.live!.subscribe({ table: [DATABASE, 'lagging'], columns: [0], start: { at: 'earliest' }, signal: never });
    const events = execution.events[Symbol.asyncIterator]();
    let seen = 0;
    for (let event = await events.next(); !event.done; event = await events.next()) {
      if (event.value.kind === 'batch') seen += event.value.rows;
      if (seen === 3) break; // and nobody asks for more
    }
    expect(await bucket()).toMatch(/ · live read at the end$/u);
    await put('lagging', 'insert', [0], rows({ n: [4, 5] }));
    expect(await bucket()).toMatch(/^offsets 0 to 5 · leader [01] · live read 2 behind$/u);
    await execution.cancel();
    await events.next().catch(() => undefined);
    await expect.poll(bucket, { timeout: 20_000 }).toEqual(range(5));
  });

  test('bounds of the system columns bound what is read', async () => {
    const request = { columns: [0, 2, 3] } as const; // n, _bucket, _offset
    const all = await texts(request, table);
    const bucket = all.find((row) => row.startsWith('1|'))!.split('|')[1]!;
    expect(await texts({ ...request, predicate: { op: 'and', args: [equal(2, bucket)!, equal(3, '0')!] } }, table)).toEqual([expect.stringMatching(new RegExp(`\\|${bucket}\\|0$`, 'u'))]);
  });

  test('offsets are those that the official client tells', async () => {
    const info = await client.tables.info({ database: DATABASE, table }, never);
    const { listOffsets } = await import('../../../src/backends/fluss/client/offsets');
    const ours = await listOffsets(client.cluster, client.tables, info, [{ bucket: 0 }, { bucket: 1 }], { at: 'latest' }, never);
    expect(await python.ask('offsets', { database: DATABASE, table, buckets: [0, 1], at: 'latest' })).toEqual({ offsets: { 0: Number(ours[0]), 1: Number(ours[1]) } });
  });
});

test('rows of many small appends are spread over the buckets of a log', async () => {
  const table = 'spread';
  await client.admin.createTable({ database: DATABASE, table }, { ...descriptorOf([['n', INT]], []), bucketCount: 2 }, false, never);
  for (let n = 0; n < 40; n++) await put(table, 'insert', [0], rows({ n: [n] })); // by chance all in one bucket: once in 10¹¹
  expect(new Set((await texts({ columns: [0, 2] }, table)).map((row) => row.split('|')[1]))).toEqual(new Set(['0', '1']));
});

test('changes of rows under a key come with what they are, as the official client tells them', async () => {
  const table = 'changed';
  await client.admin.createTable({ database: DATABASE, table }, { ...descriptorOf([['id', INT], ['name', { kind: 'STRING', nullable: true }]], ['id']), bucketKeys: ['id'], bucketCount: 1 }, false, never);
  await put(table, 'upsert', [0, 1], rows({ id: [1], name: ['a'] }));
  await put(table, 'upsert', [0, 1], rows({ id: [1], name: ['b'] }));
  await put(table, 'delete', [0], rows({ id: [1] }));
  const gathered = await collect(tables.scan({ table: [DATABASE, table], columns: [2, 4, 1], start: { at: 'earliest' }, signal: never }));
  const ours = gathered.texts[0]!.values.map((_, row) => gathered.texts.map(({ values }) => values[row]));
  expect(ours).toEqual([
    ['+I', '0', 'a'],
    ['-U', '1', 'a'],
    ['+U', '2', 'b'],
    ['-D', '3', 'b'],
  ]);
  const theirs = await python.ask('changes', { database: DATABASE, table, buckets: [0], count: 4 });
  expect((theirs['changes'] as readonly (readonly [string, number])[]).map(([change, offset]) => [change, String(offset)])).toEqual(ours.map(([change, offset]) => [change, offset]));
});

describe('what goes wrong', () => {
  const sasl = (password: string): Promise<Session> => connect({ bootstrap: [`127.0.0.1:${servers.saslPort}`], security: 'sasl', user: 'admin' }, { password });

  test('a login: the right password works, a wrong one and none say so', async () => {
    const good = await sasl('right');
    await good.ping(never);
    await good[Symbol.asyncDispose]();
    expect(await failureOf(sasl('wrong'))).toMatchObject({ kind: 'unauthorized', why: expect.stringContaining('Invalid username or password') });
    expect(await failureOf(connect({ bootstrap: [`127.0.0.1:${servers.saslPort}`] }))).toMatchObject({ kind: 'unauthorized' });
  });

  test('a closed port, a web server and ZooKeeper are told apart from Fluss', async () => {
    expect(await failureOf(connect({ bootstrap: ['127.0.0.1:1'] }))).toMatchObject({ kind: 'unreachable', why: 'Nothing listens on that port.' });
    const web = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    expect(await failureOf(connect({ bootstrap: [`127.0.0.1:${(web.address() as AddressInfo).port}`] }))).toMatchObject({ what: expect.stringContaining('does not speak the protocol of Fluss') });
    await new Promise((resolve) => web.close(resolve));
    expect(await failureOf(connect({ bootstrap: [`127.0.0.1:${servers.zookeeperPort}`] }))).toMatchObject({ what: expect.stringContaining('does not speak the protocol of Fluss'), todo: expect.stringContaining('ZooKeeper') });
  });

  test('a table that is not there', async () => {
    expect(await failureOf(tables.describe([DATABASE, 'missing'], never))).toMatchObject({ kind: 'notFound', what: 'Could not open the table shop.missing' });
    expect(await tables.resolve!(['missing'], never)).toBeUndefined();
  });

  test('a table that is dropped while it is followed', async () => {
    const table = 'dropped';
    await client.admin.createTable({ database: DATABASE, table }, { ...descriptorOf([['n', INT]], []), bucketCount: 1 }, false, never);
    await put(table, 'insert', [0], rows({ n: [1] }));
    let seen = 0;
    const ended = failureOf(drain(session.live!.subscribe({ table: [DATABASE, table], columns: [0], start: { at: 'earliest' }, signal: never }), (event) => {
      if (event.kind === 'batch') seen += event.rows;
    }));
    await expect.poll(() => seen, { timeout: 20_000 }).toBe(1);
    await client.admin.dropTable({ database: DATABASE, table }, false, never);
    expect(await ended).toMatchObject({ kind: 'notFound', what: 'Could not follow shop.dropped', todo: expect.stringContaining('Refresh the tree') });
  });

  test('an offset that the log does not have is said, with what to do', async () => {
    const table = 'lost';
    await client.admin.createTable({ database: DATABASE, table }, { ...descriptorOf([['n', INT]], []), bucketCount: 1 }, false, never);
    await put(table, 'insert', [0], rows({ n: [1] }));
    const info = await client.tables.info({ database: DATABASE, table }, never);
    const fetcher = new LogFetcher(client.cluster, client.tables, info, [{ bucket: 0, from: 1_000n }], client.remote, { maxBytes: 1 << 20, maxBucketBytes: 1 << 20, signal: never });
    expect(await failureOf(fetcher.batches().next())).toMatchObject({ kind: 'changed', what: 'The log of shop.lost has no offset 1000 in bucket 0', todo: expect.stringContaining('earliest or the latest') });
  });
});
