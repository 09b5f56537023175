import { DUPLICATION_STATUSES } from '../../../../src/backends/pegasus/client/operations';
import type { PegasusClient } from '../../../../src/backends/pegasus/client/pegasusClient';
import { CHECK_TYPES, type CheckType } from '../../../../src/backends/pegasus/client/checks';
import type { PegasusTable, SortKeyRows } from '../../../../src/backends/pegasus/client/pegasusTable';
import type { Scanner } from '../../../../src/backends/pegasus/client/scanner';
import { PegasusError } from '../../../../src/backends/pegasus/wire/errors';
import { partsOf } from '../../../servers/pegasus/data/keys';
import type { Call, Operation } from './calls';

const octets = (text: string): Uint8Array => Buffer.from(text, 'hex');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const orNull = (bytes: Uint8Array | undefined): string | null => (bytes ? text(bytes) : null);

/** The result in the words of the other clients' programs. */
export async function ask(client: PegasusClient, table: PegasusTable, call: Call): Promise<unknown> {
  try {
    return await answer(client, table, call);
  } catch (error) {
    if (!(error instanceof PegasusError)) return { raised: String(error) };
    const storage = /\((\d+)\)/u.exec(error.code)?.[1];
    return error.layer === 'storage' ? { storage: Number(storage) } : { error: error.code };
  }
}

async function answer(client: PegasusClient, table: PegasusTable, call: Call): Promise<unknown> {
  switch (call.op) {
    case 'set':
      return done(table.set(octets(call.h), octets(call.s), octets(call.v), expiry(call.ttl)));
    case 'get':
      return { value: orNull(await table.get(octets(call.h), octets(call.s))) };
    case 'ttl':
      return { ttl: (await table.ttl(octets(call.h), octets(call.s))) ?? null };
    case 'exist':
      return { exists: await table.exist(octets(call.h), octets(call.s)) };
    case 'remove':
      return done(table.remove(octets(call.h), octets(call.s)));
    case 'multi_set':
      return done(table.multiSet(octets(call.h), call.kvs.map(([sortKey, value]) => ({ sortKey: octets(sortKey), value: octets(value) })), expiry(call.ttl)));
    case 'multi_del':
      return done(table.multiDel(octets(call.h), call.keys.map(octets)));
    case 'sort_key_count':
      return { count: String(await table.sortKeyCount(octets(call.h))) };
    case 'multi_get':
      return rows(await table.multiGet(octets(call.h), call.keys.length === 0 ? undefined : call.keys.map(octets), { maxCount: call.count, maxSize: call.size, noValue: call.no_value }));
    case 'get_sort_keys':
      return rows(await table.getSortKeys(octets(call.h), { maxCount: call.count }), true);
    case 'multi_get_range': {
      const { h, start, stop, start_inclusive: startInclusive = true, stop_inclusive: stopInclusive = false, filter, pattern = '' } = call;
      const options = { maxCount: call.count, maxSize: call.size, noValue: call.no_value, reverse: call.reverse, ...(filter ? { filter: { type: filter, pattern: octets(pattern) } } : {}) };
      return rows(await table.multiGetRange(octets(h), { start: octets(start), stop: octets(stop), startInclusive, stopInclusive }, options));
    }
    case 'scan_hash':
      return scanned([table.scanner(octets(call.h), { start: octets(call.start), stop: octets(call.stop), stopInclusive: true }, { batchSize: call.batch })]);
    case 'scan_all':
      return scanned(await table.unorderedScanners(call.split, { batchSize: call.batch }));
    case 'incr':
      return { count: String(await table.incr(octets(call.h), octets(call.s), BigInt(call.by))) };
    case 'check_and_set': {
      const checked = await table.checkAndSet(octets(call.h), { sortKey: octets(call.s), type: typeOf(call.check), operand: octets(call.operand), returnValue: call.return }, { sortKey: octets(call.set), value: octets(call.v) });
      return { passed: checked.passed, ...('value' in checked ? { value: orNull(checked.value) } : {}) };
    }
    case 'batch_get':
      return { values: (await table.batchGet(call.kvs.map(([hashKey, sortKey]) => ({ hashKey: octets(hashKey), sortKey: octets(sortKey) })))).map(orNull) };
    case 'list_tables':
      return { tables: (await client.admin.listTables()).filter(({ status }) => status === 'available').map(({ name }) => name).sort() };
    case 'create_table':
      return done(client.admin.createTable({ name: call.table, partitionCount: call.partitions, replicaCount: 3 }));
    case 'drop_table':
      return done(client.admin.dropTable(call.table));
    case 'operate':
      return operate(client, call);
  }
}

async function operate({ operations }: PegasusClient, { what, table, text: word = '', number = 0, kind = 0 }: Operation): Promise<unknown> {
  switch (what) {
    case 'policies': {
      const { policies, backups } = await operations.backupPolicies([], 2);
      return { policies: policies.map(({ name, provider, intervalSeconds, appIds, disabled }, index) => [name, provider, intervalSeconds, appIds, disabled, backups[index]?.length]) };
    }
    case 'add_dup':
      return { dup: (await operations.addDuplication({ appName: table, remote: word, withCheckpoint: false })).dupId };
    case 'modify_dup':
      return done(operations.setDuplicationStatus(table, number, DUPLICATION_STATUSES[kind] ?? 'DS_INIT'));
    case 'query_dup':
      return { dups: (await operations.duplications(table)).map(({ dupId, status, remote, progress }) => [dupId, status, remote, progress?.size]) };
    case 'start_load':
      return done(operations.startBulkLoad({ appName: table, clusterName: 'c', provider: word, rootPath: '/r', ingestBehind: false }));
    case 'control_load':
      return done(operations.controlBulkLoad(table, (['pause', 'restart', 'cancel'] as const)[kind] ?? 'force cancel'));
    case 'clear_load':
      return done(operations.clearBulkLoad(table));
    case 'query_load': {
      const { status, statuses, replicas } = await operations.bulkLoad(table);
      const progress = replicas.flatMap((states) => [...states.values()]).reduce((sum, { downloadProgress = 0 }) => sum + downloadProgress, 0);
      return { status, partitions: statuses.length, progress };
    }
    case 'start_split':
      return done(operations.startSplit(table, number));
    case 'control_split':
      return done(operations.controlSplit(table, (['pause', 'restart'] as const)[kind] ?? 'cancel', kind === 2 || number === 0 ? -1 : number, kind === 2 ? number : undefined));
    case 'query_split': {
      const { partitionCount, statuses } = await operations.split(table);
      return { count: partitionCount, statuses: [...statuses].map((pair) => pair.join(' ')).sort() };
    }
  }
}

async function done(work: Promise<unknown>): Promise<unknown> {
  await work;
  return { ok: true };
}

const expiry = (ttl: number | undefined) => (ttl === undefined ? undefined : { ttlSeconds: ttl });

function typeOf(number: number): CheckType {
  for (const name of Object.keys(CHECK_TYPES) as CheckType[]) if (CHECK_TYPES[name] === number) return name;
  throw new Error(`No check has the number ${number}.`);
}

function rows({ rows: kvs, complete }: SortKeyRows, keysOnly = false): unknown {
  const pairs = Array.from({ length: kvs.length }, (_, row) => [text(kvs.key(row)), ...(keysOnly ? [] : [text(kvs.value(row))])]);
  return { rows: pairs, complete };
}

async function scanned(scanners: readonly Scanner[]): Promise<unknown> {
  const found: string[][] = [];
  for (const scanner of scanners) {
    for (let page = await scanner.next(); page; page = await scanner.next()) {
      for (let row = 0; row < page.rows.length; row++) {
        const { hashKey, sortKey } = partsOf(Buffer.from(page.rows.key(row)).toString('latin1'));
        found.push([text(hashKey), text(sortKey), text(page.rows.value(row))]);
      }
    }
  }
  return { rows: found.sort((one, other) => (one.join('/') < other.join('/') ? -1 : 1)) };
}
