import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyFilter, SortKeyRange } from '../../../src/backends/pegasus/client/ranges';
import type { PegasusTable } from '../../../src/backends/pegasus/client/pegasusTable';
import type { Scanner } from '../../../src/backends/pegasus/client/scanner';
import { splitKey } from '../../../src/backends/pegasus/keys/fullKey';
import type { KeyValues } from '../../../src/backends/pegasus/wire/messages/keyValues';
import { HeadwaterError } from '../../../src/core/errors';
import { patiently, type Running, running } from './double';
import { utf8 } from './golden';

patiently();

const text = (bytes: Uint8Array | undefined): string | undefined => (bytes ? Buffer.from(bytes).toString('utf8') : undefined);
const rowsOf = (rows: KeyValues): readonly string[] => [...rows].map(({ key, value }) => `${text(key)}=${text(value)}`);

async function scanned(scanner: Scanner): Promise<readonly string[]> {
  const found: string[] = [];
  for (let page = await scanner.next(); page; page = await scanner.next()) for (const { key } of page.rows) found.push(`${text(splitKey(key).hashKey)}/${text(splitKey(key).sortKey)}`);
  return found;
}

let system: Running;
let table: PegasusTable;
let serial = 0;
/** A hash key that no other test has. */
const fresh = (): Uint8Array => utf8(`h${(serial += 1)}`);

beforeAll(async () => {
  system = await running();
  table = system.client.table('temp');
});
afterAll(async () => {
  expect(system.servers.cluster.violations).toEqual([]);
  await system[Symbol.asyncDispose]();
});

describe('one key', () => {
  test('is set, read, asked for, and removed', async () => {
    const h = fresh();
    expect(await table.get(h, utf8('s'))).toBeUndefined();
    expect(await table.exist(h, utf8('s'))).toBe(false);
    await table.set(h, utf8('s'), utf8('v'));
    expect(text(await table.get(h, utf8('s')))).toBe('v');
    expect(await table.ttl(h, utf8('s'))).toBe(-1);
    await table.remove(h, utf8('s'));
    await table.remove(h, utf8('s'));
    expect(await table.get(h, utf8('s'))).toBeUndefined();
  });
  test('an empty value is not the same as none', async () => {
    const h = fresh();
    await table.set(h, utf8(''), utf8(''));
    expect(await table.get(h, utf8(''))).toHaveLength(0);
  });
  test('an empty hash key can be used for single keys', async () => {
    await table.set(utf8(''), utf8('only sort'), utf8('v'));
    expect(text(await table.get(utf8(''), utf8('only sort')))).toBe('v');
    await table.remove(utf8(''), utf8('only sort'));
  });
  test('lives as long as it is told to', async () => {
    const h = fresh();
    await table.set(h, utf8('s'), utf8('v'), { ttlSeconds: 100 });
    expect(await table.ttl(h, utf8('s'))).toBeGreaterThan(90);
    await table.set(h, utf8('s'), utf8('v'), { atMs: Date.now() + 50_000 });
    expect(await table.ttl(h, utf8('s'))).toBeLessThan(55);
  });
  test.each([0, -1, 1.5, 2 ** 33, Number.NaN])('a time to live of %d is refused before anything is sent', async (ttlSeconds) => {
    await expect(table.set(fresh(), utf8('s'), utf8('v'), { ttlSeconds })).rejects.toThrow(HeadwaterError);
  });
  test('bytes stay bytes', async () => {
    const h = Uint8Array.of(0, 255, 254, serial);
    const value = Uint8Array.from({ length: 100_000 }, (_, index) => index & 255);
    await table.set(h, Uint8Array.of(0), value);
    expect(await table.get(h, Uint8Array.of(0))).toEqual(value);
  });
  test('a hash key that is too long is refused', async () => {
    await expect(table.set(new Uint8Array(65_535), utf8('s'), utf8('v'))).rejects.toThrow('65535');
    await table.set(new Uint8Array(65_534), utf8('s'), utf8('v'));
    expect(text(await table.get(new Uint8Array(65_534), utf8('s')))).toBe('v');
  });
  test('a value above what the server takes is refused with its name for that', async () => {
    await expect(table.set(fresh(), utf8('s'), new Uint8Array(1_100_000))).rejects.toMatchObject({ layer: 'replica', code: 'ERR_INVALID_DATA' });
  });
  test('numbers are counted up, exactly', async () => {
    const h = fresh();
    expect(await table.incr(h, utf8('n'), 9_007_199_254_740_993n)).toBe(9_007_199_254_740_993n);
    expect(await table.incr(h, utf8('n'), -1n)).toBe(9_007_199_254_740_992n);
    await table.set(h, utf8('x'), utf8('no number'));
    await expect(table.incr(h, utf8('x'), 1n)).rejects.toMatchObject({ layer: 'storage', code: 'INVALID_ARGUMENT (4)' });
  });
});

describe('many keys of one hash key', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ sortKey: utf8(key), value: utf8(key.toUpperCase()) }));
  const filled = async (): Promise<Uint8Array> => {
    const h = fresh();
    await table.multiSet(h, five);
    return h;
  };
  test('are set at once, counted, and read', async () => {
    const h = await filled();
    expect(await table.sortKeyCount(h)).toBe(5n);
    const all = await table.multiGet(h, undefined);
    expect([rowsOf(all.rows), all.complete]).toEqual([['a=A', 'b=B', 'c=C', 'd=D', 'e=E'], true]);
    expect(rowsOf((await table.multiGet(h, [utf8('c'), utf8('x'), utf8('a')])).rows).toSorted()).toEqual(['a=A', 'c=C']);
    expect(rowsOf((await table.getSortKeys(h)).rows)).toEqual(['a=', 'b=', 'c=', 'd=', 'e=']);
  });
  test('a limit leaves the rest out, and says so', async () => {
    const { rows, complete } = await table.multiGet(await filled(), undefined, { maxCount: 2 });
    expect([rowsOf(rows), complete]).toEqual([['a=A', 'b=B'], false]);
  });
  test.each<[SortKeyRange, KeyFilter | undefined, boolean, string]>([
    [{ start: utf8('b'), stop: utf8('d') }, undefined, false, 'bc'],
    [{ start: utf8('b'), stop: utf8('d'), startInclusive: false, stopInclusive: true }, undefined, false, 'cd'],
    [{ start: utf8('c') }, undefined, false, 'cde'],
    [{}, { type: 'anywhere', pattern: utf8('d') }, false, 'd'],
    [{}, { type: 'prefix', pattern: utf8('a') }, false, 'a'],
    [{}, { type: 'postfix', pattern: utf8('e') }, false, 'e'],
    [{}, undefined, true, 'de'],
  ])('a range %j with filter %j (reverse %s) gives %s', async (range, filter, reverse, wanted) => {
    const { rows } = await table.multiGetRange(await filled(), range, { filter, reverse, ...(reverse ? { maxCount: 2 } : {}) });
    expect([...rows].map(({ key }) => text(key)).join('')).toBe(wanted);
  });
  test('are removed; the count is of those sent', async () => {
    const h = await filled();
    expect(await table.multiDel(h, [utf8('a'), utf8('zz')])).toBe(2n);
    expect(await table.sortKeyCount(h)).toBe(4n);
  });
  test('no keys at all are refused by the server', async () => {
    await expect(table.multiSet(fresh(), [])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT (4)' });
    await expect(table.multiDel(fresh(), [])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT (4)' });
  });
  test('of an empty hash key cannot be asked', async () => {
    await expect(table.multiGet(utf8(''), undefined)).rejects.toThrow('hash key is empty');
    expect(() => table.scanner(utf8(''), {}, {})).toThrow('hash key is empty');
  });
  test('a batch of keys all over the table comes in the order asked', async () => {
    const keys = Array.from({ length: 500 }, (_, index) => ({ hashKey: utf8(`batch${index}`), sortKey: utf8('s') }));
    await Promise.all(keys.filter((_, index) => index % 3 === 0).map(({ hashKey, sortKey }) => table.set(hashKey, sortKey, hashKey)));
    const values = await table.batchGet(keys);
    expect(values.map(text)).toEqual(keys.map(({ hashKey }, index) => (index % 3 === 0 ? text(hashKey) : undefined)));
  });
});

describe('changes under a condition', () => {
  test('are made where it holds, and not where it does not', async () => {
    const h = fresh();
    const set = { sortKey: utf8('s'), value: utf8('one') };
    expect(await table.checkAndSet(h, { sortKey: utf8('s'), type: 'not_exist' }, set)).toEqual({ passed: true });
    const again = await table.checkAndSet(h, { sortKey: utf8('s'), type: 'not_exist', returnValue: true }, set);
    expect([again.passed, text(again.value)]).toEqual([false, 'one']);
    expect((await table.checkAndSet(h, { sortKey: utf8('s'), type: 'bytes_equal', operand: utf8('one') }, { sortKey: utf8('s'), value: utf8('two') })).passed).toBe(true);
    expect(text(await table.get(h, utf8('s')))).toBe('two');
  });
  test('several are made in one step', async () => {
    const h = fresh();
    await table.set(h, utf8('old'), utf8('1'));
    const { passed } = await table.checkAndMutate(h, { sortKey: utf8('old'), type: 'exist' }, [{ sortKey: utf8('old') }, { sortKey: utf8('new'), value: utf8('2'), expiry: { ttlSeconds: 100 } }]);
    expect(passed).toBe(true);
    expect(rowsOf((await table.multiGet(h, undefined)).rows)).toEqual(['new=2']);
    expect(await table.ttl(h, utf8('new'))).toBeGreaterThan(90);
  });
});

describe('scans', () => {
  const hash = utf8('scanned');
  const keys = Array.from({ length: 250 }, (_, index) => `k${String(index).padStart(3, '0')}`);
  beforeAll(async () => {
    await table.multiSet(hash, keys.map((key) => ({ sortKey: utf8(key), value: utf8(key) })));
    await table.set(utf8('scannee'), utf8('k'), utf8('other'));
    await table.set(utf8('scannef'), utf8('k'), utf8('other'));
  });
  test.each([1, 7, 100, 1000])('of a hash key give all of its rows and no others, in pages of %i', async (batchSize) => {
    expect(await scanned(table.scanner(hash, {}, { batchSize }))).toEqual(keys.map((key) => `scanned/${key}`));
  });
  test('of a range give the range', async () => {
    expect(await scanned(table.scanner(hash, { start: utf8('k010'), stop: utf8('k012'), stopInclusive: true }, {}))).toEqual(['scanned/k010', 'scanned/k011', 'scanned/k012']);
    expect(await scanned(table.scanner(hash, { start: utf8('x'), stop: utf8('a') }, {}))).toEqual([]);
    expect(await scanned(table.scanner(hash, {}, { sortKeyFilter: { type: 'prefix', pattern: utf8('k24') } }))).toHaveLength(10);
    expect(await scanned(table.scanner(hash, { start: utf8('k245') }, { sortKeyFilter: { type: 'postfix', pattern: utf8('7') } }))).toEqual(['scanned/k247']);
  });
  test('of all partitions give every row once', async () => {
    const scanners = await table.unorderedScanners(3, { batchSize: 50, hashKeyFilter: { type: 'prefix', pattern: utf8('scanne') } });
    const found = (await Promise.all(scanners.map(scanned))).flat();
    expect(scanners).toHaveLength(3);
    expect(found.toSorted()).toEqual([...keys.map((key) => `scanned/${key}`), 'scannee/k', 'scannef/k'].toSorted());
    expect(await table.unorderedScanners(0, {})).toEqual([]);
    expect(await table.unorderedScanners(100, {})).toHaveLength(8);
  });
  test('tell when rows expire', async () => {
    const h = fresh();
    await table.set(h, utf8('s'), utf8('v'), { ttlSeconds: 1000 });
    const page = await table.scanner(h, {}, { returnExpireTs: true }).next();
    expect(page?.rows.expireTs(0)).toBeGreaterThan(Date.now() / 1000 - 1_451_606_400);
  });
  test('count without sending rows', async () => {
    const page = await table.scanner(hash, {}, { onlyCount: true }).next();
    expect([page?.count, page?.rows.length]).toEqual([250, 0]);
  });
  test('free what the server holds when they are closed early', async () => {
    const scanner = table.scanner(hash, {}, { batchSize: 10 });
    await scanner.next();
    expect(system.servers.cluster.openScans).toBeGreaterThan(0);
    scanner.close();
    expect(await scanner.next()).toBeUndefined();
    await expect.poll(() => system.servers.cluster.openScans).toBe(0);
  });
});

describe('the cluster', () => {
  const { signal } = new AbortController();
  test('is described', async () => {
    const { admin } = system.client;
    expect((await admin.listTables()).map(({ name, partitionCount, status }) => [name, partitionCount, status])).toContainEqual(['temp', 8, 'available']);
    expect((await admin.listNodes()).filter(({ alive }) => alive)).toHaveLength(3);
    expect(Object.fromEntries(await admin.clusterInfo())).toHaveProperty('primary_meta_server');
    const { partitions } = await admin.partitions('temp', { signal });
    expect(partitions).toHaveLength(8);
    expect(partitions.every(({ primary, secondaries, ballot }) => primary && secondaries.length === 2 && ballot > 0n)).toBe(true);
  });
  test('makes, renames, drops and recalls tables, and keeps their environments', async () => {
    const { admin } = system.client;
    const id = await admin.createTable({ name: 'made', partitionCount: 4, replicaCount: 3, envs: new Map([['default_ttl', '100']]) });
    expect(await admin.waitUntilReady('made', 5_000)).toBe(true);
    await admin.setEnvs('made', new Map([['business.info', 'x'], ['y', 'z']]));
    await admin.deleteEnvs('made', ['y']);
    const made = (await admin.listTables()).find(({ appId }) => appId === id);
    expect(Object.fromEntries(made?.envs ?? [])).toEqual({ default_ttl: '100', 'business.info': 'x' });
    await admin.clearEnvs('made', '');
    await admin.renameTable('made', 'renamed');
    expect(await admin.replicaCount('renamed')).toBe(3);
    await admin.dropTable('renamed');
    await expect(admin.partitions('renamed')).rejects.toMatchObject({ layer: 'meta', code: 'ERR_OBJECT_NOT_FOUND' });
    expect(await admin.recallTable(id, 'again')).toBe('again');
    await admin.dropTable('again');
  });
  test('an unknown table is told apart from everything else', async () => {
    await expect(system.client.table('no such').get(utf8('h'), utf8('s'))).rejects.toMatchObject({ layer: 'meta', code: 'ERR_OBJECT_NOT_FOUND' });
  });
});
