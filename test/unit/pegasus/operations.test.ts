import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PegasusBackend } from '../../../src/backends/pegasus/backend';
import type { CommandLines } from '../../../src/core/contract/commandLines';
import type { ConnectContext } from '../../../src/core/contract/backend';
import type { Session } from '../../../src/core/contract/session';
import { patiently, type Running, running } from './double';
import { shellLines } from './shellLines';

patiently();

const never = new AbortController().signal;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
const context: ConnectContext = { log, signal: never, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC' };

let system: Running;
let session: Session;
let shell: CommandLines;

const { run, rows, refused } = shellLines(() => shell);
const facts = async (line: string): Promise<Readonly<Record<string, string>>> => Object.fromEntries((await run(line)).done?.facts ?? []);

beforeAll(async () => {
  // A split stays until a test ends it.
  system = await running({ habits: { splitMs: 600_000 } });
  session = await new PegasusBackend().connect({ id: 'p', name: 'p', backend: 'pegasus', values: { metas: system.servers.metas, timeout: 20 } }, {}, context);
  shell = session.commandLines!;
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  expect(system.servers.cluster.violations).toEqual([]);
  await system[Symbol.asyncDispose]();
});

const tempId = (): number => system.servers.cluster.table('temp')!.id;

describe('backups', () => {
  test('a policy is added, listed, changed, disabled and enabled', async () => {
    await run(`add_backup_policy -p daily -b hdfs_service -a ${tempId()} -i 86400 -s 02:30 -c 6`);
    expect(await rows('ls_backup_policy')).toEqual([['daily', 'hdfs_service', '86400', String(tempId()), '6', '02:30', 'enabled']]);
    await run('modify_backup_policy -p daily -i 3600 -c 2 -s 4:00');
    await run('disable_backup_policy -p daily');
    expect(await rows('ls_backup_policy')).toEqual([['daily', 'hdfs_service', '3600', String(tempId()), '2', '4:00', 'disabled']]);
    await run('enable_backup_policy -p daily');
    expect((await rows('ls_backup_policy'))[0]?.at(-1)).toBe('enabled');
    expect(await refused(`add_backup_policy -p daily -b hdfs_service -a ${tempId()} -i 1 -c 1`)).toMatchObject({ code: 'ERR_INVALID_PARAMETERS', why: expect.stringContaining('already exist') });
  });
  test('a table is made of a backup, and how far it is is shown', async () => {
    const { operations } = system.servers.cluster;
    operations.backups.set('daily', [{ id: 1_700_000_000_000n, startMs: 1_700_000_000_000n, endMs: 1_700_000_060_000n, appIds: [tempId()] }]);
    expect(await rows('query_backup_policy -p daily')).toEqual([['daily', '1700000000000', '2023-11-14 22:13:20', '2023-11-14 22:14:20', String(tempId())]]);
    const made = await facts(`restore_app -c double -p daily -a temp -i ${tempId()} -t 1700000000000 -b hdfs_service -n restored`);
    expect(made['Table']).toBe('restored');
    expect(await rows(`query_restore_status ${made['Table id'] ?? ''}`)).toEqual([['Restored', '50 %']]);
    expect(await rows(`query_restore_status ${made['Table id'] ?? ''} -d`)).toHaveLength(8);
    expect(await refused(`restore_app -c double -p daily -a temp -i ${tempId()} -t 5 -b hdfs_service -n other`)).toMatchObject({ kind: 'notFound', why: 'The cluster knows nothing of the kind.' });
  });
});

describe('duplications', () => {
  test('are added, paused, started, set, shown by partition and removed', async () => {
    const { Duplication: id = '' } = await facts('add_dup temp other');
    expect((await rows('query_dup temp')).map((row) => row.toSpliced(4, 1))).toEqual([[id, 'DS_LOG', 'other', 'temp', 'slow']]);
    await run(`pause_dup temp ${id}`);
    expect((await rows('query_dup temp'))[0]?.[1]).toBe('DS_PAUSE');
    await run(`start_dup temp ${id}`);
    await run(`set_dup_fail_mode temp ${id} skip`);
    const detail = await rows('query_dup temp -d');
    expect(detail).toHaveLength(8);
    expect(detail[3]?.slice(5)).toEqual(['skip', '3', '10', 'NULL']);
    await run(`remove_dup temp ${id}`);
    expect(await rows('query_dup temp')).toEqual([]);
    expect(await refused(`pause_dup temp ${id}`)).toMatchObject({ kind: 'notFound' });
    expect(await refused('add_dup temp nowhere')).toMatchObject({ kind: 'invalid', why: expect.stringContaining('nowhere') });
  });
  test('with what is there already begin with a checkpoint, under another name', async () => {
    const { Duplication: id = '' } = await facts('add_dup temp other -s -a elsewhere -r 2');
    expect((await rows('query_dup temp'))[0]?.slice(0, 4)).toEqual([id, 'DS_PREPARE', 'other', 'elsewhere']);
    expect(await refused(`pause_dup temp ${id}`)).toMatchObject({ code: 'ERR_INVALID_PARAMETERS' });
    await run(`remove_dup temp ${id}`);
  });
});

test('a bulk load is started, watched, paused, restarted, cancelled and forgotten', async () => {
  const start = 'start_bulk_load -a temp -c double -p hdfs_service -r /loads';
  await run(start);
  expect(Object.fromEntries(await rows('query_bulk_load_status -a temp'))).toEqual({ Status: 'BLS_DOWNLOADING', Downloaded: '50 %' });
  expect((await rows('query_bulk_load_status -a temp -d'))[7]).toEqual(['7', 'BLS_DOWNLOADING', '50']);
  const replicas = await rows('query_bulk_load_status -a temp -i 1 -d');
  expect(replicas).toHaveLength(3);
  expect(replicas[0]).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/u), '50', 'ERR_OK', 'IS_INVALID', 'false', 'false']);
  expect(await refused('query_bulk_load_status -a temp -i 8')).toMatchObject({ piece: '8' });
  expect(await refused(start)).toMatchObject({ code: 'ERR_BUSY' });
  await run('pause_bulk_load -a temp');
  expect(Object.fromEntries(await rows('query_bulk_load_status -a temp -i 2'))['Partition 2']).toBe('BLS_PAUSED');
  await run('restart_bulk_load -a temp');
  expect(await refused('clear_bulk_load -a temp')).toMatchObject({ code: 'ERR_INVALID_STATE' });
  await run('cancel_bulk_load -a temp -f');
  await run('clear_bulk_load -a temp');
  expect(Object.fromEntries(await rows('query_bulk_load_status -a temp'))['Status']).toBe('BLS_INVALID');
});

test('a table is split: paused, taken back, and split again', async () => {
  const { cluster } = system.servers;
  const table = cluster.createTable('split', { partitions: 4 });
  expect(await refused('start_partition_split split 6')).toMatchObject({ kind: 'invalid' });
  await run('start_partition_split split 8');
  expect(await rows('query_partition_split split')).toEqual(['0', '1', '2', '3'].map((index) => [index, 'SPLITTING']));
  await run('pause_partition_split split -i 2');
  expect((await rows('query_partition_split split'))[2]).toEqual(['2', 'PAUSED']);
  await run('restart_partition_split split');
  expect(await refused('cancel_partition_split split 8')).toMatchObject({ kind: 'invalid' });
  await run('cancel_partition_split split 4');
  expect([table.count, await refused('query_partition_split split')]).toMatchObject([4, { code: 'ERR_INVALID_STATE' }]);
  await run('start_partition_split split 8');
  table.finishSplit();
  expect(await rows('app split -d')).toHaveLength(8);
});

test('a server looks for a key that is read very often, in a partition that it has', async () => {
  const { cluster } = system.servers;
  const table = cluster.table('temp')!;
  const port = table.placements[3]!.primary;
  const line = (action: string): string => `detect_hotkey -a ${table.id} -p 3 -t read -c ${action} -d 127.0.0.1:${port}`;
  await run(line('start'));
  expect(await refused(line('start'))).toMatchObject({ code: 'ERR_SERVICE_ALREADY_EXIST' });
  expect(await refused(line('query'))).toMatchObject({ code: 'ERR_BUSY' });
  cluster.operations.hotkeys.set(`${port} ${table.id}.3 0`, 'user7');
  expect(await rows(line('query'))).toEqual([['read hot key', 'user7']]);
  await run(line('stop'));
  expect(await refused(`detect_hotkey -a 99 -p 0 -t write -c start -d 127.0.0.1:${port}`)).toMatchObject({ kind: 'notFound' });
});

describe('bad input is refused with its place, and nothing is sent', () => {
  test.each<[string, string]>([
    ['add_backup_policy -p x', 'add_backup_policy'],
    ['add_backup_policy -p x -b y -a 1,z -i 1 -c 1', '1,z'],
    ['add_backup_policy -p x -b y -a 1 -i 0 -c 1', '0'],
    ['add_backup_policy -p x -b y -a 1 -i 1 -c 1 -s 25:00', '25:00'],
    ['restore_app -c a', 'restore_app'],
    ['query_restore_status x', 'x'],
    ['add_dup temp', 'temp'],
    ['pause_dup temp first', 'first'],
    ['set_dup_fail_mode temp 1 fast', 'fast'],
    ['start_bulk_load -a temp', 'start_bulk_load'],
    ['start_partition_split temp 0', '0'],
    ['detect_hotkey -a 1 -p 0 -t both -c start -d x:1', 'both'],
    ['detect_hotkey -a 1 -p 0 -t read -c start -d here', 'here'],
  ])('%s', async (line, piece) => {
    const before = new Map(system.servers.cluster.calls);
    expect(await refused(line)).toMatchObject({ kind: 'invalid', piece });
    expect(system.servers.cluster.calls).toEqual(before);
  });
});

test('tables are offered where a flag names one', async () => {
  const line = 'query_bulk_load_status -a ';
  expect((await shell.complete(line, line.length, never)).items.map(({ text }) => text)).toContain('temp');
});
