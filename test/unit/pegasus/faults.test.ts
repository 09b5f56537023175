import { describe, expect, test } from 'vitest';
import { PegasusClient } from '../../../src/backends/pegasus/client/pegasusClient';
import { countRows } from '../../../src/backends/pegasus/tables/bulk';
import { startPegasus } from '../../servers/pegasus/start';
import { patiently, running, settingsOf } from './double';
import { utf8 } from './golden';

patiently();

const H = utf8('h');
const S = utf8('s');

describe('meta servers', () => {
  test('one that does not lead names the leader', async () => {
    await using system = await running();
    const client = new PegasusClient(settingsOf(system.servers.metas.slice(1, 2)));
    await client.table('temp').set(H, S, utf8('v'));
    expect(client.leader).toBe(system.servers.metas[0]);
    client.close();
  });
  test('another one leads: calls go there', async () => {
    await using system = await running();
    await system.client.admin.listTables();
    system.servers.switchLeader(system.servers.cluster.metas[2]!);
    await system.client.admin.listTables();
    expect(system.client.leader).toBe(system.servers.metas[2]);
  });
  test('a dead one is passed over', async () => {
    await using system = await running();
    const [first, second] = system.servers.cluster.metas;
    system.servers.switchLeader(second!);
    await system.servers.kill(first!);
    expect(await system.client.admin.listTables()).toHaveLength(1);
  });
  test('none that leads is said so', async () => {
    await using system = await running({}, { timeoutMs: 300 });
    system.servers.switchLeader(0);
    const client = new PegasusClient(settingsOf(system.servers.metas.slice(0, 1), { timeoutMs: 300 }));
    await expect(client.admin.listTables()).rejects.toMatchObject({ failure: { kind: 'unreachable', code: 'ERR_FORWARD_TO_OTHERS' } });
    client.close();
  });
  test('one that is starting is waited for', async () => {
    await using system = await running();
    system.servers.cluster.active = false;
    const tables = system.client.admin.listTables();
    setTimeout(() => (system.servers.cluster.active = true), 300);
    expect(await tables).toHaveLength(1);
  });
  test('nothing that listens is unreachable', async () => {
    const servers = await startPegasus();
    await servers.stop();
    const client = new PegasusClient(settingsOf(servers.metas));
    await expect(client.admin.listTables()).rejects.toMatchObject({ failure: { kind: 'unreachable', code: 'ECONNREFUSED' } });
    client.close();
  });
  test('the port of something else is said not to be Pegasus', async () => {
    await using system = await running();
    system.servers.cluster.faults.add({ effect: { kind: 'garbage', bytes: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') } });
    await expect(system.client.admin.listTables()).rejects.toMatchObject({ failure: { kind: 'unreachable', code: 'protocol' } });
  });
});

describe('replica servers', () => {
  test('a primary that moved is found again', async () => {
    await using system = await running();
    const { cluster } = system.servers;
    const table = system.client.table('temp');
    await table.set(H, S, utf8('v'));
    for (let index = 0; index < 8; index += 1) cluster.movePrimary(cluster.table('temp')!, index);
    expect(await table.get(H, S)).toEqual(utf8('v'));
    for (let index = 0; index < 8; index += 1) cluster.movePrimary(cluster.table('temp')!, index);
    await table.set(H, S, utf8('w'));
    expect(await table.get(H, S)).toEqual(utf8('w'));
  });
  test('a split table is found again, in twice as many partitions', async () => {
    await using system = await running();
    const table = system.client.table('temp');
    const keys = Array.from({ length: 64 }, (_, index) => utf8(`key${index}`));
    await Promise.all(keys.map((key) => table.set(key, S, key)));
    const split = system.servers.cluster.table('temp')!;
    split.beginSplit();
    split.finishSplit();
    expect((await Promise.all(keys.map((key) => table.get(key, S)))).map((value) => Buffer.from(value!).toString())).toEqual(keys.map((key) => Buffer.from(key).toString()));
  });
  // where the two steps of a split fall: after so many pages
  test.each([[0, 0], [0, 1], [0, 9], [1, 3], [5, 5], [3, 40], [20, 20], [20, 1000], [1000, 1000]])('a scan of all partitions gives every row once when the table is split after page %i, done after page %i', async (begin, finish) => {
    await using system = await running();
    const table = system.client.table('temp');
    const keys = Array.from({ length: 150 }, (_, index) => `key${index}`);
    await Promise.all(keys.map((key) => table.set(utf8(key), S, utf8(key))));
    const split = system.servers.cluster.table('temp')!;
    let pages = 0;
    const step = (): void => {
      if (pages === begin) split.beginSplit();
      if (pages === finish) split.finishSplit();
      pages += 1;
    };
    step();
    const found: string[] = [];
    for (let scanners = await table.unorderedScanners(3, { batchSize: 2 }); scanners.length > 0; scanners = await table.afterSplit(scanners, {})) {
      for (const scanner of scanners) {
        for (let page = await scanner.next(); page; page = await scanner.next()) {
          for (const { value } of page.rows) found.push(Buffer.from(value).toString());
          step();
        }
      }
    }
    expect(found.toSorted()).toEqual(keys.toSorted());
    expect(pages).toBeGreaterThan(20);
  });
  test('rows are counted anew when the table is split meanwhile, and when a primary moves', async () => {
    await using system = await running();
    const table = system.client.table('temp');
    for (let hash = 0; hash < 20; hash += 1) await table.multiSet(utf8(`h${hash}`), Array.from({ length: 150 }, (_, index) => ({ sortKey: utf8(`s${index}`), value: utf8('v') })));
    const { cluster } = system.servers;
    let ended = 0;
    const rows = await countRows(table, { signal: new AbortController().signal }, () => {
      ended += 1;
      if (ended === 2) for (let index = 0; index < 8; index += 1) cluster.movePrimary(cluster.table('temp')!, index);
      if (ended === 4) {
        cluster.table('temp')!.beginSplit();
        cluster.table('temp')!.finishSplit();
      }
    });
    expect([rows, ended]).toEqual([3_000, 8 + 16]);
    const scanner = await table.partitionScanner(3, undefined, { onlyCount: true, batchSize: 10 });
    const whole = await table.partitionScanner(3, undefined, { batchSize: 1000 });
    let expected = 0;
    for (let page = await whole.next(); page; page = await whole.next()) expected += page.count;
    let counted = 0;
    for (let page = await scanner.next(), at = 0; page; page = await scanner.next(), at += 1) {
      counted += page.count;
      if (at === 1) for (let index = 0; index < 16; index += 1) cluster.movePrimary(cluster.table('temp')!, index);
    }
    expect(counted).toBe(expected);
    expect(expected).toBeGreaterThan(20);
  });
  test('a scan goes on behind its last row when the primary moves', async () => {
    await using system = await running();
    const table = system.client.table('temp');
    await table.multiSet(H, Array.from({ length: 50 }, (_, index) => ({ sortKey: Uint8Array.of(index), value: utf8('v') })));
    const scanner = table.scanner(H, {}, { batchSize: 7 });
    const found: number[] = [];
    for (let page = await scanner.next(), at = 0; page; page = await scanner.next(), at += 1) {
      for (const { key } of page.rows) found.push(key.at(-1)!);
      const { cluster } = system.servers;
      if (at % 2 === 0) for (let index = 0; index < 8; index += 1) cluster.movePrimary(cluster.table('temp')!, index);
    }
    expect(found).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });
  test('a killed primary is left for the new one; reads and scans go on', async () => {
    await using system = await running({}, { timeoutMs: 10_000 });
    const { cluster } = system.servers;
    const table = system.client.table('temp');
    await table.multiSet(H, Array.from({ length: 50 }, (_, index) => ({ sortKey: Uint8Array.of(index), value: utf8('v') })));
    const scanner = table.scanner(H, {}, { batchSize: 10 });
    expect((await scanner.next())?.rows).toHaveLength(10);
    const [port] = cluster.replicas.filter((one) => cluster.table('temp')!.placements.some(({ primary }) => primary === one));
    for (const replica of cluster.replicas.slice(0, 2)) {
      await system.servers.kill(replica);
      cluster.reassign(replica);
    }
    expect(port).toBeDefined();
    let rows = 10;
    for (let page = await scanner.next(); page; page = await scanner.next()) rows += page.rows.length;
    expect(rows).toBe(50);
    expect(await table.get(H, Uint8Array.of(3))).toEqual(utf8('v'));
  });
  test('ERR_BUSY is told at once by calls, and waited for by scans', async () => {
    await using system = await running();
    const table = system.client.table('temp');
    await table.set(H, S, utf8('v'));
    system.servers.cluster.faults.add({ rpc: /_GET$|GET_SCANNER/u, effect: { kind: 'error', error: 'ERR_BUSY' }, times: 2 });
    await expect(table.get(H, S)).rejects.toMatchObject({ layer: 'replica', code: 'ERR_BUSY' });
    expect((await table.scanner(H, {}, {}).next())?.rows).toHaveLength(1);
  });
  test('answers in pieces are put together, and late ones do not disturb', async () => {
    await using system = await running();
    const table = system.client.table('temp');
    await table.set(H, S, new Uint8Array(5_000).fill(7));
    system.servers.cluster.faults.add({ rpc: /_GET$/u, effect: { kind: 'pieces', bytes: 999 }, times: 1 });
    expect(await table.get(H, S)).toHaveLength(5_000);
    system.servers.cluster.faults.add({ rpc: /_GET$/u, effect: { kind: 'late', ms: 300 }, times: 1 });
    await expect(table.get(H, S, { timeoutMs: 50 })).rejects.toMatchObject({ failure: { kind: 'timeout' } });
    expect(await table.get(H, utf8('other'))).toBeUndefined();
  });
  test('a write without an answer has an unknown outcome and is not sent again; a read says only that nothing came', async () => {
    await using system = await running();
    const table = system.client.table('temp');
    await table.set(H, S, utf8('before'));
    const { cluster } = system.servers;
    cluster.faults.add({ rpc: /_PUT$|_GET$/u, effect: { kind: 'silent', applied: true } });
    const sent = cluster.calls.get('RPC_RRDB_RRDB_PUT') ?? 0;
    await expect(table.set(H, S, utf8('after'), undefined, { timeoutMs: 1_500 })).rejects.toMatchObject({ failure: { kind: 'timeout', outcomeUnknown: true } });
    expect((cluster.calls.get('RPC_RRDB_RRDB_PUT') ?? 0) - sent).toBe(1);
    const read = await table.get(H, S, { timeoutMs: 1_500 }).catch((error: unknown) => error);
    expect(read).toMatchObject({ failure: { kind: 'timeout' } });
    expect(read).not.toHaveProperty('failure.outcomeUnknown');
    cluster.faults.clear();
    expect(await table.get(H, S)).toEqual(utf8('after'));
  });
  test('a connection that breaks during a write leaves its outcome unknown; a read is asked again', async () => {
    await using system = await running();
    const table = system.client.table('temp');
    await table.set(H, S, utf8('1'));
    system.servers.cluster.faults.add({ rpc: /_INCR$/u, effect: { kind: 'broken' }, times: 1 });
    await expect(table.incr(H, S, 1n)).rejects.toMatchObject({ failure: { outcomeUnknown: true } });
    system.servers.cluster.faults.add({ rpc: /_GET$/u, effect: { kind: 'broken' }, times: 1 });
    expect(await table.get(H, S)).toEqual(utf8('2'));
  });
  test('ERR_TIMEOUT of the server is one more try for a read, and an unknown outcome for a write', async () => {
    await using system = await running();
    const table = system.client.table('temp');
    await table.set(H, S, utf8('v'));
    const { faults } = system.servers.cluster;
    faults.add({ rpc: /_GET$|_PUT$/u, effect: { kind: 'error', error: 'ERR_TIMEOUT' }, times: 1 });
    expect(await table.get(H, S)).toEqual(utf8('v'));
    faults.add({ rpc: /_PUT$/u, effect: { kind: 'error', error: 'ERR_TIMEOUT' }, times: 1 });
    await expect(table.set(H, S, utf8('w'))).rejects.toMatchObject({ failure: { outcomeUnknown: true, code: 'ERR_TIMEOUT' } });
  });
  test('a call that is given up on ends at once', async () => {
    await using system = await running();
    system.servers.cluster.faults.add({ rpc: /_GET$/u, effect: { kind: 'silent', applied: false } });
    const stop = new AbortController();
    const asked = system.client.table('temp').get(H, S, { signal: stop.signal });
    setTimeout(() => stop.abort(), 30);
    await expect(asked).rejects.toMatchObject({ name: 'CancelledError' });
  });
  test('an address that cannot be reached from here is mapped', async () => {
    await using system = await running();
    const { cluster, metas } = system.servers;
    const [first, second] = cluster.replicas;
    const told = cluster.table('temp')!;
    // the cluster tells a port where nothing listens
    told.placements.forEach((place, index) => (told.placements[index] = { ...place, primary: 1, secondaries: [] }));
    const map = new Map([['127.0.0.1:1', { host: '127.0.0.1', port: first! }]]);
    const client = new PegasusClient(settingsOf(metas, { addressMap: map, timeoutMs: 3_000 }));
    // the server there does not lead: reached, it says so
    await expect(client.table('temp').get(H, S)).rejects.toMatchObject({ layer: 'replica' });
    client.close();
    expect(second).toBeDefined();
  });
});
