import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PegasusBackend } from '../../../src/backends/pegasus/backend';
import type { PegasusTable } from '../../../src/backends/pegasus/client/pegasusTable';
import type { ConnectContext } from '../../../src/core/contract/backend';
import type { Session } from '../../../src/core/contract/session';
import { HeadwaterError } from '../../../src/core/errors';
import { answer, type Bench, failureOfRun, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';
import { patiently, type Running, running } from './double';
import { utf8 } from './golden';

patiently();

const never = new AbortController().signal;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
const context: ConnectContext = { log, signal: never, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC' };

let system: Running;
let session: Session;
let bench: Bench;
let table: PegasusTable;

const profileOf = (values: Readonly<Record<string, string | number | readonly string[]>>) => ({ id: 'p', name: 'p', backend: 'pegasus', values });
const rows = async (sql: string): Promise<readonly (readonly string[])[]> => rowTexts((await answer(bench, sql, 'p')).messages);
const affected = async (sql: string): Promise<bigint | undefined> => (await answer(bench, sql, 'p')).done?.rowsAffected;
const planned = async (sql: string): Promise<string> => (await rows(`EXPLAIN ${sql}`)).join();
/** Calls of one kind that a piece of work makes. */
async function callsOf(rpc: string, work: () => Promise<unknown>): Promise<number> {
  const { calls } = system.servers.cluster;
  const before = calls.get(`RPC_RRDB_RRDB_${rpc}`) ?? 0;
  await work();
  return (calls.get(`RPC_RRDB_RRDB_${rpc}`) ?? 0) - before;
}

beforeAll(async () => {
  system = await running();
  system.servers.cluster.createTable('users');
  table = system.client.table('users');
  for (let user = 0; user < 20; user += 1) {
    const values = Array.from({ length: 50 }, (_, index) => ({ sortKey: utf8(`2024-${String(index).padStart(3, '0')}`), value: utf8(JSON.stringify({ user, index, name: `n${user}` })) }));
    await table.multiSet(utf8(`user${user}`), values);
  }
  session = await new PegasusBackend().connect(profileOf({ metas: system.servers.metas, scanLimit: 2_000, timeout: 20 }), {}, context);
  bench = await startEngine({ p: session });
});
afterAll(async () => {
  await bench.stop();
  await session[Symbol.asyncDispose]();
  expect(system.servers.cluster.violations).toEqual([]);
  await system[Symbol.asyncDispose]();
});

describe('SQL reads', () => {
  test('a key is got, a hash key is scanned, the rest is read by partitions: the plan says which', async () => {
    const one = `SELECT value->>'$.name' FROM users WHERE hash_key = 'user3' AND sort_key = '2024-007'`;
    expect(await rows(one)).toEqual([['n3']]);
    expect(await callsOf('GET', () => rows(one))).toBe(1);
    expect(await planned(one)).toContain('key lookup');
    const range = `SELECT count(*), min(sort_key), max(sort_key) FROM users WHERE hash_key = 'user3' AND sort_key >= '2024-010' AND sort_key < '2024-020'`;
    expect(await rows(range)).toEqual([['10', '2024-010', '2024-019']]);
    expect(await callsOf('GET_SCANNER', () => rows(range))).toBe(1);
    expect(await planned(range)).toContain('sort key range of one hash key');
    expect(await planned('SELECT value FROM users')).toContain('full scan');
    expect(await rows(`SELECT count(*) FROM users WHERE hash_key IN ('user1', 'user2', 'nobody') AND sort_key LIKE '2024-04%'`)).toEqual([['20']]);
  });
  test('all rows are read, once, and rows are counted on the servers', async () => {
    expect(await rows('SELECT count(DISTINCT hash_key || sort_key), count(*), count(DISTINCT _partition), count(expire_ts) FROM users')).toEqual([['1000', '1000', expect.stringMatching(/^[2-8]$/u), '0']]);
    expect(await rows('SELECT count(*) FROM users')).toEqual([['1000']]);
    expect(await rows(`SELECT count(*) FROM users WHERE hash_key LIKE 'user1%'`)).toEqual([['550']]);
  });
  test('a limit stops early', async () => {
    expect(await rows('SELECT hash_key FROM users LIMIT 3')).toHaveLength(3);
    expect(await planned('SELECT hash_key FROM users LIMIT 3')).toContain('limit scan');
  });
  test('a statement that would read more than the connection allows is stopped, and says how to go on', async () => {
    system.servers.cluster.createTable('large');
    const large = system.client.table('large');
    for (let at = 0; at < 30; at += 1) await large.multiSet(utf8(`h${at}`), Array.from({ length: 100 }, (_, index) => ({ sortKey: utf8(`s${index}`), value: utf8('v') })));
    const error = await failureOfRun(answer(bench, 'SELECT max(value) FROM large', 'p'));
    expect(error).toMatchObject({ code: 'scan-limit' });
    expect(await rows('SELECT count(*) FROM large')).toEqual([['3000']]);
  });
  test('rows that are only shown end at that limit, with a warning; nothing is written or summed up from a part', async () => {
    for (const text of ['SELECT * FROM large', `SELECT upper(value) FROM large WHERE value <> 'w'`]) {
      const shown = await answer(bench, text, 'p');
      expect([shown.rows, shown.told]).toEqual([2_000, [expect.stringMatching(/^Only the first 2,000 rows of large were read: compare hash_key/u)]]);
    }
    for (const text of ['INSERT INTO temp SELECT hash_key, sort_key, value, NULL FROM large', 'SELECT DISTINCT value FROM large', 'SELECT * FROM large ORDER BY value', 'SELECT l.value FROM large l JOIN users u USING (sort_key)']) {
      expect(await failureOfRun(answer(bench, text, 'p')), text).toMatchObject({ code: 'scan-limit' });
    }
  });
  test('how far a scan of all partitions is, is told', async () => {
    const told: (string | undefined)[] = [];
    for await (const event of bench.engine.run('SELECT count(DISTINCT value) FROM users', bench.connection('p'), { signal: never }).events) if (event.kind === 'progress') told.push(event.text);
    expect(told.filter((text) => text?.endsWith('of 8 partitions')).length).toBeGreaterThan(0);
  });
  test('what is not there gives no rows', async () => {
    expect(await rows(`SELECT * FROM users WHERE hash_key = 'nobody'`)).toEqual([]);
    expect(await rows(`SELECT * FROM users WHERE hash_key = 'user1' AND sort_key > 'z'`)).toEqual([]);
    expect(await failureOfRun(answer(bench, 'SELECT * FROM no_such_table', 'p'))).toBeTruthy();
  });
});

test.each(['cancel', 'signal', 'return'] as const)('a scan that is stopped by %s ends at once and frees what the servers hold', async (how) => {
  const stop = new AbortController();
  const execution = session.tables!.scan({ table: ['users'], columns: [0, 1], signal: stop.signal });
  const iterator = execution.events[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.next();
  if (how === 'cancel') await execution.cancel();
  else if (how === 'signal') stop.abort();
  else await iterator.return?.();
  const rest = await iterator.next().catch((error: unknown) => error);
  expect(how === 'return' ? rest : (rest as Error).name).toEqual(how === 'return' ? { done: true, value: undefined } : 'CancelledError');
  await expect.poll(() => system.servers.cluster.openScans, { timeout: 10_000 }).toBe(0);
});

describe('SQL writes', () => {
  test('rows are inserted, updated and deleted by key, with their time to live', async () => {
    expect(await affected(`INSERT INTO temp VALUES ('h', 'a', '1', NULL), ('h', 'b', '2', now()::TIMESTAMPTZ + INTERVAL 1 HOUR)`)).toBe(2n);
    expect(await rows(`SELECT sort_key, value, expire_ts IS NULL, expire_ts > now() + INTERVAL 59 MINUTE FROM temp WHERE hash_key = 'h' ORDER BY 1`)).toEqual([['a', '1', 'true', 'NULL'], ['b', '2', 'false', 'true']]);
    expect(await affected(`UPDATE temp SET value = '3' WHERE hash_key = 'h'`)).toBe(2n);
    expect(await rows(`SELECT sort_key, value, expire_ts IS NULL FROM temp WHERE hash_key = 'h' ORDER BY 1`)).toEqual([['a', '3', 'true'], ['b', '3', 'false']]);
    expect(await affected(`UPDATE temp SET expire_ts = NULL WHERE hash_key = 'h' AND sort_key = 'b'`)).toBe(1n);
    expect(await rows(`SELECT count(expire_ts) FROM temp WHERE hash_key = 'h'`)).toEqual([['0']]);
    expect(await affected(`DELETE FROM temp WHERE hash_key = 'h' AND sort_key = 'a'`)).toBe(1n);
    expect(await rows(`SELECT sort_key FROM temp WHERE hash_key = 'h'`)).toEqual([['b']]);
  });
  test('an insert does not replace', async () => {
    await affected(`INSERT INTO temp VALUES ('once', 's', '1', NULL)`);
    const twice = await answer(bench, `INSERT INTO temp VALUES ('once', 's', '2', NULL)`, 'p');
    expect([twice.done?.rowsAffected, JSON.stringify(twice, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))]).toEqual([0n, expect.stringContaining('exists already')]);
    expect(await rows(`SELECT value FROM temp WHERE hash_key = 'once'`)).toEqual([['1']]);
    await affected(`INSERT OR REPLACE INTO temp VALUES ('once', 's', '3', NULL)`);
    expect(await rows(`SELECT value FROM temp WHERE hash_key = 'once'`)).toEqual([['3']]);
  });
  test('a table is copied to another with its times to live', async () => {
    await affected(`INSERT INTO temp VALUES ('copy', 'a', 'x', now()::TIMESTAMPTZ + INTERVAL 1 DAY), ('copy', 'b', 'y', NULL)`);
    system.servers.cluster.createTable('copied');
    expect(await affected(`INSERT INTO copied SELECT hash_key, sort_key, value, expire_ts FROM temp WHERE hash_key = 'copy'`)).toBe(2n);
    expect(await rows(`SELECT (SELECT expire_ts FROM copied WHERE hash_key = 'copy' AND sort_key = 'a') = (SELECT expire_ts FROM temp WHERE hash_key = 'copy' AND sort_key = 'a')`)).toEqual([['true']]);
  });
});

describe('bytes that are no text', () => {
  test('are shown and written back without loss, and are never lost to a condition', async () => {
    const mixed = system.client.table('temp');
    const raw = Uint8Array.of(0x61, 0xff, 0x00);
    await mixed.set(utf8('bin'), raw, Uint8Array.of(0xfe));
    await mixed.set(utf8('bin'), utf8('text'), utf8('t'));
    expect(await rows(`SELECT sort_key, value FROM temp WHERE hash_key = 'bin' ORDER BY 1`)).toEqual([['\\x:61ff00', '\\x:fe'], ['text', 't']]);
    expect(await rows(`SELECT value FROM temp WHERE hash_key = 'bin' AND sort_key = '\\x:61ff00'`)).toEqual([['\\x:fe']]);
    expect(await rows(`SELECT sort_key FROM temp WHERE hash_key = 'bin' AND sort_key < 'a'`)).toEqual([['\\x:61ff00']]);
    expect(await rows(`SELECT sort_key FROM temp WHERE hash_key = 'bin' AND sort_key LIKE '%ff%'`)).toEqual([['\\x:61ff00']]);
    await affected(`UPDATE temp SET value = '\\x:00ff' WHERE hash_key = 'bin' AND sort_key = '\\x:61ff00'`);
    expect(await mixed.get(utf8('bin'), raw)).toEqual(Uint8Array.of(0, 255));
  });
});

test('a key is located: partition, primary, secondaries', async () => {
  const { tables } = session;
  const description = await tables!.describe(['users'], never);
  expect(description.keys).toEqual([{ name: 'hash key + sort key', columns: [0, 1], prefix: 1, unique: true }]);
});

describe('connecting', () => {
  const connect = (values: Parameters<typeof profileOf>[0]): Promise<unknown> => new PegasusBackend().connect(profileOf(values), {}, context).catch((error: unknown) => error);
  test('to a cluster that demands Kerberos says so', async () => {
    await using strict = await running({ habits: { kerberos: true } });
    const error = await connect({ metas: strict.servers.metas });
    expect(error).toBeInstanceOf(HeadwaterError);
    expect(error).toMatchObject({ failure: { kind: 'unsupported' } });
  });
  test('to nothing, and to a port of something else, says so', async () => {
    const gone = await running();
    await gone[Symbol.asyncDispose]();
    expect(await connect({ metas: gone.servers.metas })).toMatchObject({ failure: { kind: 'unreachable' } });
  });
});
