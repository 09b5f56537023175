import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PegasusBackend } from '../../../src/backends/pegasus/backend';
import { USAGES } from '../../../src/backends/pegasus/shell/usages';
import { wordsOf } from '../../../src/backends/pegasus/shell/words';
import type { CommandLines } from '../../../src/core/contract/commandLines';
import type { ConnectContext } from '../../../src/core/contract/backend';
import type { Session } from '../../../src/core/contract/session';
import { HeadwaterError } from '../../../src/core/errors';
import { collect } from '../../contract/gather';
import { patiently, type Running, running } from './double';
import { toHex, utf8 } from './golden';
import { shellLines } from './shellLines';

patiently();

const never = new AbortController().signal;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
const context: ConnectContext = { log, signal: never, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC' };

let system: Running;
let session: Session;
let shell: CommandLines;

const { run, rows, refused } = shellLines(() => shell);

beforeAll(async () => {
  system = await running();
  session = await new PegasusBackend().connect({ id: 'p', name: 'p', backend: 'pegasus', values: { metas: system.servers.metas, timeout: 20 } }, {}, context);
  shell = session.commandLines!;
  await run('use temp');
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  expect(system.servers.cluster.violations).toEqual([]);
  await system[Symbol.asyncDispose]();
});

describe('words', () => {
  test.each<[string, readonly string[]]>([
    ['a  b\tc', ['61', '62', '63']],
    ['"a b" \'c d\'', ['612062', '632064']],
    ['"\\n\\r\\t\\b\\a\\x00\\q\\\\\\""', ['0a0d09080700715c22']],
    ["'it\\'s \\n'", ['69742773205c6e']],
    ['ü "ü"', ['c3bc', 'c3bc']],
    ['a"b', ['612262']],
    ['""', ['']],
  ])('%s', (line, wanted) => {
    expect(wordsOf(line).map(({ bytes }) => toHex(bytes))).toEqual(wanted);
  });
  test.each<[string, string]>([
    ['get "a b', '"a b'],
    ['get "a"b', '"b'],
    ['get "a\\x4"', '\\x4"'],
  ])('%s is refused at %s', async (line, piece) => {
    expect(await refused(line)).toMatchObject({ code: 'syntax', piece });
  });
});

describe('single keys', () => {
  test('set, get, exist, ttl, del', async () => {
    expect((await run('set h s "a value"')).done?.rowsAffected).toBe(1n);
    expect(await rows('get h s')).toEqual([['h', 's', 'a value']]);
    expect(await rows('exist h s')).toEqual([['exists', 'true']]);
    expect(await rows('ttl h s')).toEqual([['time to live', 'forever']]);
    await run('set h s v 100');
    expect((await rows('ttl h s'))[0]?.[1]).toMatch(/^(?:9\d|100) s$/u);
    await run('del h s');
    expect(await rows('get h s')).toEqual([]);
    expect(await rows('ttl h s')).toEqual([['time to live', 'not found']]);
  });
  test('incr counts, below zero too', async () => {
    expect(await rows('incr n s 5')).toEqual([['5']]);
    expect(await rows('incr n s -7')).toEqual([['-2']]);
    expect(await rows('incr n s')).toEqual([['-1']]);
  });
  test('hash says where a key is', async () => {
    const facts = Object.fromEntries(await rows('hash hkey1 s'));
    expect(facts).toMatchObject({ 'key hash': String(0x03f8_6f9a_bab2_8f63n), partition_index: '3', primary: expect.stringMatching(/^127\.0\.0\.1:\d+$/u) });
  });
  test('bytes in quotes are these bytes', async () => {
    await run('set "h\\x00" "\\xFF" "\\x00\\x01"');
    expect(await system.client.table('temp').get(utf8('h\0'), Uint8Array.of(255))).toEqual(Uint8Array.of(0, 1));
  });
});

describe('keys of one hash key', () => {
  test('multi_set, multi_get, multi_get_sortkeys, count, multi_del', async () => {
    expect((await run('multi_set m a 1 b 2 c 3')).done?.rowsAffected).toBe(3n);
    expect(await rows('multi_get m a c')).toEqual([['m', 'a', '1'], ['m', 'c', '3']]);
    expect(await rows('multi_get m')).toHaveLength(3);
    expect(await rows('multi_get_sortkeys m')).toEqual([['m', 'a'], ['m', 'b'], ['m', 'c']]);
    expect(await rows('count m')).toEqual([['3']]);
    expect((await run('multi_del m a b')).done?.rowsAffected).toBe(2n);
    expect(await rows('count m')).toEqual([['1']]);
  });
  test('multi_get_range and multi_del_range with all flags', async () => {
    await run('multi_set r a1 1 a2 2 b1 3 b2 4 c1 5');
    const keys = async (line: string): Promise<string> => (await rows(line)).map((row) => row[1]).join(' ');
    expect(await keys('multi_get_range r a1 b1')).toBe('a1 a2');
    expect(await keys('multi_get_range r a1 b1 -a false -b true')).toBe('a2 b1');
    expect(await keys('multi_get_range r "" "" -s prefix -y b')).toBe('b1 b2');
    expect(await keys('multi_get_range r "" "" --sort_key_filter_type=postfix --sort_key_filter_pattern=2 -i')).toBe('a2 b2');
    expect(await keys('multi_get_range r "" "" -n 2 -r')).toBe('b2 c1');
    const limited = await run('multi_get_range r "" "" -n 2');
    expect(limited.kinds).toContain('message');
    expect((await run('multi_del_range r a b')).done?.rowsAffected).toBe(2n);
    expect(await keys('multi_get r')).toBe('b1 b2 c1');
  });
  test('check_and_set and check_and_mutate', async () => {
    expect(await rows('check_and_set c -c s -t not_exist -s s -v one -l 100')).toEqual([['passed', 'true']]);
    expect(await rows('check_and_set c -c s -t not_exist -s s -v two -r')).toEqual([['passed', 'false'], ['checked value', 'one']]);
    expect(await rows("check_and_mutate c -c s -t exist -m 'set x 1 50' -m 'del s'")).toEqual([['passed', 'true']]);
    expect(await rows('multi_get c')).toEqual([['c', 'x', '1']]);
  });
});

describe('scans', () => {
  test('hash_scan, full_scan, count_data with filters', async () => {
    await run('use temp');
    await run('multi_set scan k1 v1 k2 v2 k3 w3');
    expect(await rows('hash_scan scan')).toHaveLength(3);
    expect(await rows('hash_scan scan k2')).toHaveLength(2);
    expect(await rows('hash_scan scan "" "" -v prefix -z w')).toEqual([['scan', 'k3', 'w3', 'NULL']]);
    expect(await rows('hash_scan scan -n 1 -i')).toEqual([['scan', 'k1', 'NULL']]);
    expect(await rows('full_scan -h prefix -x scan -v exact -z v2')).toEqual([['scan', 'k2', 'v2', 'NULL']]);
    expect((await rows('count_data -h prefix -x scan')).at(-1)).toEqual(['all', '3']);
  });
  test('copy_data and clear_data', async () => {
    await run('create other -p 4');
    await run('set scan ttl x 1000');
    const copied = await run('copy_data -a other -h prefix -x scan');
    expect(copied.kinds).toContain('progress');
    expect(copied.done?.rowsAffected).toBe(4n);
    expect((await run('copy_data -a other -h prefix -x scan -n')).done).toMatchObject({ rowsAffected: 0n, facts: [['Left alone', '4']] });
    await run('use other');
    expect((await rows('ttl scan ttl'))[0]?.[1]).toMatch(/^(?:9\d\d|1000) s$/u);
    expect(await refused('clear_data')).toMatchObject({ code: 'syntax' });
    expect((await run('clear_data -f')).done?.rowsAffected).toBe(4n);
    expect((await rows('count_data')).at(-1)).toEqual(['all', '0']);
    await run('use temp');
  });
});

describe('the cluster', () => {
  test('tables are made, listed, shown, renamed, dropped and recalled', async () => {
    await run('create made -p 2 -r 3 -e default_ttl=100,business.info=x');
    expect((await rows('ls')).map((row) => row[2])).toContain('made');
    expect((await rows('ls -d')).find((row) => row[2] === 'made')?.slice(-3)).toEqual(['2', '0', '0']);
    expect(Object.fromEntries(await rows('app made'))).toMatchObject({ partition_count: '2', default_ttl: '100' });
    expect(await rows('app made -d')).toHaveLength(2);
    await run('use made');
    await run('set_app_envs a 1 b 2');
    await run('del_app_envs a');
    expect(Object.fromEntries(await rows('get_app_envs'))).toEqual({ default_ttl: '100', 'business.info': 'x', b: '2' });
    await run('clear_app_envs -a');
    expect(await rows('get_app_envs')).toEqual([]);
    await run('rename made named');
    expect(await rows('use')).toEqual([['table in use', 'named']]);
    expect(await rows('get_replica_count named')).toEqual([['replica count', '3']]);
    await run('drop named -r 3600');
    expect((await rows('ls')).map((row) => row[2])).not.toContain('named');
    const dropped = (await rows('ls -a')).find((row) => row[2] === 'named');
    expect(dropped?.[1]).toBe('dropped');
    await run(`recall ${dropped?.[0] ?? ''} back`);
    expect((await rows('ls')).map((row) => row[2])).toContain('back');
    await run('use temp');
  });
  test('nodes and the cluster are shown', async () => {
    expect(await rows('nodes')).toHaveLength(3);
    expect((await rows('nodes -d')).every((row) => Number(row[3]) > 0)).toBe(true);
    expect((await rows('cluster_info')).map(([key]) => key)).toContain('primary_meta_server');
    expect(await rows('help')).toHaveLength(USAGES.length);
  });
  test('servers carry out commands of their own: all of them, those of a kind, or named ones', async () => {
    const answers = await rows('remote_command help');
    expect(answers.map(([, type]) => type)).toEqual([...Array.from({ length: 3 }, () => 'meta-server'), ...Array.from({ length: 3 }, () => 'replica-server')]);
    expect(answers.every((row) => row[2]?.includes('this text'))).toBe(true);
    expect((await rows('server_info -t meta-server')).map((row) => row[2])).toEqual(['a double of Pegasus', 'a double of Pegasus', 'a double of Pegasus']);
    const [meta = ''] = system.servers.metas;
    const named = await rows(`remote_command -l ${meta},127.0.0.1:1 nothing "like this"`);
    expect(named.map((row) => [row[0], row[2]])).toEqual([[meta, "unknown command 'nothing like this'"], ['127.0.0.1:1', 'NULL']]);
    expect(named[1]?.[3]).toMatch(/Nothing listens/u);
    expect(await refused('remote_command -l here help')).toMatchObject({ piece: 'here' });
    expect([shell.writes('remote_command help'), shell.writes('server_info')]).toEqual([true, false]);
  });
  test('stored keys are written and read as bytes', async () => {
    expect(await rows('rdb_key_str2hex h "s\\x00"')).toEqual([['stored key', '0001687300']]);
    expect(await rows('rdb_key_hex2str 0001687300')).toEqual([['hash key', 'h'], ['sort key', 's\\x00']]);
    expect(await refused('rdb_key_hex2str 0009aa')).toMatchObject({ piece: '0009aa' });
    expect(await refused('rdb_key_hex2str 0g')).toMatchObject({ piece: '0g' });
  });
  test('each document has its own table in use, the cells of a notebook one', async () => {
    system.servers.cluster.createTable('other');
    const inUse = async (line: string, scope: string): Promise<unknown> => (await collect(shell.run(line, { signal: never, scope }))).table?.getChild('value')?.toJSON();
    await inUse('use other', 'file:///a.pegasus');
    await inUse('use temp', 'vscode-notebook-cell:/n#1');
    expect([await inUse('use', 'file:///a.pegasus'), await inUse('use', 'vscode-notebook-cell:/n#2'), await inUse('use', 'file:///b.pegasus')]).toEqual([['other'], ['temp'], ['none']]);
    await expect(collect(shell.run('get h s', { signal: never, scope: 'file:///b.pegasus' }))).rejects.toMatchObject({ failure: { why: 'No table is in use in this document.' } });
  });
  test('an encoding is chosen for bare words', async () => {
    await run('encoding int64 int32 hex');
    await run('set 42 -1 00ff');
    expect(await rows('get 42 -1')).toEqual([['42', '-1', '00ff']]);
    expect(await system.client.table('temp').get(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 42), Uint8Array.of(255, 255, 255, 255))).toEqual(Uint8Array.of(0, 255));
    expect(await refused('get x 1')).toMatchObject({ piece: 'x', why: '“x” is no whole number.' });
    await run('encoding auto auto auto');
  });
});

describe('bad input is refused with its place', () => {
  test.each<[string, string]>([
    ['got h s', 'got'],
    ['get h', 'h'],
    ['get h s more', 'more'],
    ['get h s -q', '-q'],
    ['set h s v -5', '-5'],
    ['set h s v 99999999999', ''],
    ['set h s v 1.5', '1.5'],
    ['incr h s x', 'x'],
    ['incr h s 9223372036854775808', '9223372036854775808'],
    ['multi_set h a 1 b', 'b'],
    ['multi_get_range h a b -s middle -y x', 'middle'],
    ['multi_get_range h a b -s prefix', 'prefix'],
    ['multi_get_range h a b -n', '-n'],
    ['hash_scan ""', ''],
    ['full_scan -p 99', '99'],
    ['check_and_set h -c s -v x', 'check_and_set'],
    ["check_and_mutate h -t exist -m 'put x'", "'put x'"],
    ['clear_app_envs', 'clear_app_envs'],
    ['encoding utf8 utf8', 'utf8'],
    ['recall x', 'x'],
  ])('%s', async (line, piece) => {
    const failure = await refused(line);
    expect(failure.piece).toBe(piece);
    expect(failure.why).toMatch(/\.$/u);
  });
  test.each<[string, RegExp]>([
    ['sst_dump --command=check', /disk of a server/u],
    ['mlog_dump -i x', /disk of a server/u],
    ['balance -g 1.0', /by hand/u],
    ['app_stat', /counters/u],
    ['timeout 100', /connection/u],
    ['flush_log', /themselves/u],
    ['escape_all true', /each table/u],
  ])('commands that cannot be had here say why: %s', async (line, why) => {
    const failure = await refused(line);
    expect([failure.piece, failure.why, failure.todo]).toEqual([line.split(' ')[0], expect.stringMatching(why), expect.stringMatching(/\S/u)]);
  });
  test('an unknown table, and none at all', async () => {
    expect(await refused('use nowhere')).toMatchObject({ kind: 'notFound' });
    const fresh = await new PegasusBackend().connect({ id: 'p', name: 'p', backend: 'pegasus', values: { metas: system.servers.metas, timeout: 20 } }, {}, context);
    await expect(collect(fresh.commandLines!.run('get h s', { signal: never }))).rejects.toMatchObject({ failure: { why: 'No table is in use in this document.' } });
    await fresh[Symbol.asyncDispose]();
  });
  test('any text at all', async () => {
    for (const line of ['', ' ', '\0', '\ud800', '"', "'", '-', '--', '\\', 'x'.repeat(10_000), 'get \ud800 s', 'get "\ud800" s']) {
      await run(line).catch((error: unknown) => expect(error, JSON.stringify(line)).toBeInstanceOf(HeadwaterError));
      expect(typeof shell.writes(line)).toBe('boolean');
    }
  });
});

describe('help while writing', () => {
  const offered = async (line: string): Promise<readonly string[]> => (await shell.complete(line, line.length, never)).items.map(({ text }) => text);
  test('commands, tables, flags and what they take are offered', async () => {
    expect(await offered('mul')).toEqual(expect.arrayContaining(['multi_get', 'multi_set', 'get']));
    expect(await offered('use t')).toContain('temp');
    expect(await offered('multi_get_range h a b --')).toContain('--max_count');
    expect(await offered('multi_get_range h a b -s ')).toEqual(['anywhere', 'prefix', 'postfix']);
    expect(await offered('check_and_set h -t ')).toContain('not_exist');
    expect(await offered('set_app_envs ')).toContain('default_ttl');
    expect(await offered('encoding ')).toContain('int64');
    expect(await offered('nonsense ')).toEqual([]);
  });
  test('a command and its flags are explained, and mistakes found without running', () => {
    expect(shell.help?.('multi_get_range h a b -n 5', 4)).toMatchObject({ start: 0, end: 15, text: expect.stringContaining('`multi_get_range <hash_key> <start_sort_key> <stop_sort_key> [flags]`') });
    expect(shell.help?.('multi_get_range h a b -n 5', 23)).toMatchObject({ start: 22, end: 24, text: expect.stringContaining('--max_count NUMBER') });
    expect(shell.help?.('multi_get_range h a b -n 5', 17)).toBeUndefined();
    expect(shell.help?.('', 0)).toBeUndefined();
    expect(shell.check?.('get h s')).toBeUndefined();
    expect(shell.check?.('get h')).toMatchObject({ why: 'The sort_key is missing.', position: { start: 4, end: 5 } });
  });
  test('what changes something is known', () => {
    const line = ({ name, operands, flags }: (typeof USAGES)[number]): string =>
      [name, ...operands.filter((one) => !/[?…]$/u.test(one)).map(() => 'x'), ...flags.filter(({ needed }) => needed).map((flag) => `--${flag.name} ${flag.value === 'number' ? '1' : typeof flag.value === 'object' ? flag.value[0] : 'x'}`)].join(' ');
    const writing = USAGES.filter((usage) => shell.writes(line(usage))).map(({ name }) => name);
    expect(writing.toSorted()).toEqual(USAGES.filter(({ writes }) => writes).map(({ name }) => name).toSorted());
  });
});
