import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PegasusBackend } from '../../../src/backends/pegasus/backend';
import type { CatalogNode } from '../../../src/core/contract/catalog';
import type { ActionOutcome } from '../../../src/core/contract/action';
import type { ConnectContext } from '../../../src/core/contract/backend';
import type { FieldValue } from '../../../src/core/contract/profile';
import type { Session } from '../../../src/core/contract/session';
import { patiently, type Running, running } from './double';
import { utf8 } from './golden';

patiently();

const never = new AbortController().signal;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
const context: ConnectContext = { log, signal: never, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC' };

let system: Running;
let session: Session;

async function all(path: readonly string[], limit = 7): Promise<readonly CatalogNode[]> {
  const nodes: CatalogNode[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 1_000; pages += 1) {
    const page = await session.catalog.children(path, { limit, ...(cursor === undefined ? {} : { cursor }) }, never);
    nodes.push(...page.nodes);
    cursor = page.next;
    if (cursor === undefined) return nodes;
  }
  throw new Error('the pages do not end');
}
const labels = async (path: readonly string[]): Promise<readonly string[]> => (await all(path)).map(({ label }) => label);
const act = (id: string, path: readonly string[], values: Readonly<Record<string, FieldValue>> = {}): Promise<ActionOutcome> => session.actions.find((action) => action.id === id)!.run(path, values, never);

beforeAll(async () => {
  system = await running();
  system.servers.cluster.createTable('users');
  const users = system.client.table('users');
  for (let user = 0; user < 30; user += 1) {
    const sortKeys = user === 3 ? 1_200 : 3;
    await users.multiSet(utf8(`user${user}`), Array.from({ length: sortKeys }, (_, index) => ({ sortKey: utf8(`k${String(index).padStart(4, '0')}`), value: utf8(`v${index}`) })), user === 4 ? { ttlSeconds: 1_000 } : undefined);
  }
  session = await new PegasusBackend().connect({ id: 'p', name: 'p', backend: 'pegasus', values: { metas: system.servers.metas, timeout: 20 } }, {}, context);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

describe('the tree', () => {
  test('has tables, their partitions with primary and secondaries, and nodes', async () => {
    expect(await labels([])).toEqual(['temp', 'users', 'Nodes']);
    expect(await labels(['table:users'])).toEqual(['Keys', 'Partitions', 'Environment']);
    expect(await labels(['table:users', 'partitions'])).toHaveLength(8);
    expect((await all(['table:users', 'partitions', '0'])).map(({ description }) => description)).toEqual(['primary', 'secondary', 'secondary']);
    expect(await labels(['nodes'])).toHaveLength(3);
  });
  test('lists each hash key once, also where one has very many rows', async () => {
    const found = await labels(['table:users', 'keys']);
    expect(found.toSorted()).toEqual(Array.from({ length: 30 }, (_, index) => `user${index}`).toSorted());
  });
  test('lists the sort keys of a hash key in pages, and shows a value when it is asked for', async () => {
    const [key] = (await all(['table:users', 'keys'])).filter(({ label }) => label === 'user3');
    const sortKeys = await all(key!.path, 500);
    expect([sortKeys.length, sortKeys[0]!.label, sortKeys.at(-1)!.label]).toEqual([1_200, 'k0000', 'k1199']);
    expect(Object.fromEntries((await session.catalog.describe(key!.path, never)).facts)).toMatchObject({ 'Sort keys': '1200' });
    expect(Object.fromEntries((await session.catalog.describe(sortKeys[5]!.path, never)).facts)).toEqual({ Value: 'v5', Size: '2 bytes', Expires: 'never' });
    expect(sortKeys[5]!.preview).toBe(`SELECT * FROM users WHERE hash_key = 'user3' AND sort_key = 'k0005'`);
  });
  test('says of every node what it is', async () => {
    for (const path of [['table:users'], ['nodes'], ['table:users', 'partitions', '3'], ['table:users', 'keys']]) expect((await session.catalog.describe(path, never)).node.path).toEqual(path);
    for (const path of [['table:nothing'], ['table:users', 'partitions', '99'], ['table:users', 'keys', ':zz'], ['nodes', 'x', 'y']]) await expect(session.catalog.describe(path, never), path.join('/')).rejects.toMatchObject({ failure: { kind: 'notFound' } });
  });
});

describe('verbs', () => {
  const keyPath = ['table:temp', 'keys', `:${Buffer.from('h').toString('hex')}`];
  const valuePath = [...keyPath, `:${Buffer.from('s').toString('hex')}`];
  test('values are set, changed with their time to live kept, and deleted', async () => {
    const temp = system.client.table('temp');
    await act('table.set', ['table:temp'], { hashKey: 'h', sortKey: 's', value: 'v', ttl: 500 });
    await act('value.set', valuePath, { value: 'w' });
    expect([await temp.get(utf8('h'), utf8('s')), (await temp.ttl(utf8('h'), utf8('s')))! > 490]).toEqual([utf8('w'), true]);
    await act('value.ttl', valuePath, {});
    expect(await temp.ttl(utf8('h'), utf8('s'))).toBe(-1);
    await act('value.delete', valuePath);
    await expect(act('value.set', valuePath, { value: 'x' })).rejects.toMatchObject({ failure: { kind: 'notFound' } });
    await temp.multiSet(utf8('h'), Array.from({ length: 250 }, (_, index) => ({ sortKey: utf8(`s${index}`), value: utf8('v') })));
    expect(await act('key.delete', keyPath)).toMatchObject({ message: 'Deleted 250 rows' });
    expect(await temp.sortKeyCount(utf8('h'))).toBe(0n);
  });
  test('tables are made, counted, renamed, dropped and recalled', async () => {
    await act('table.create', ['nodes'], { name: 'made', partitions: 2, replicas: 3, envs: { a: '1' } });
    await act('table.setEnv', ['table:made'], { key: 'b', value: '2' });
    expect(await labels(['table:made', 'environments'])).toEqual(['a', 'b']);
    await act('env.delete', ['table:made', 'environments', 'a']);
    await act('table.rename', ['table:made'], { name: 'renamed' });
    await act('table.drop', ['table:renamed']);
    expect(await labels([])).toEqual(['temp', 'users', 'Nodes', 'Dropped tables']);
    const [dropped] = await all(['dropped']);
    await act('table.recall', dropped!.path, {});
    expect(await labels([])).toContain('renamed');
    expect(await act('table.count', ['table:users'])).toMatchObject({ message: 'users has 1,287 rows' });
    await act('table.drop', ['table:renamed']);
  });
  test('a table is copied to another, which can be made for it, with times to live and bytes as they are', async () => {
    const copies = system.client.table('copies');
    const temp = system.client.table('temp');
    await temp.set(Uint8Array.of(0xff, 0), utf8('s'), Uint8Array.of(0, 0xfe), { ttlSeconds: 500 });
    await temp.set(utf8(''), utf8('alone'), utf8('v'));
    const told: string[] = [];
    const copy = session.actions.find(({ id }) => id === 'table.copy')!;
    const outcome = await copy.run(['table:temp'], { target: 'copies', create: true, keepExisting: true }, never, (text) => told.push(text));
    expect(outcome).toMatchObject({ message: expect.stringMatching(/^Copied \d+ rows of temp to copies$/u), changed: [[], ['table:copies']] });
    expect(told.at(-1)).toMatch(/rows$/u);
    expect([await copies.get(Uint8Array.of(0xff, 0), utf8('s')), (await copies.ttl(Uint8Array.of(0xff, 0), utf8('s')))! > 490, await copies.get(utf8(''), utf8('alone'))]).toEqual([Uint8Array.of(0, 0xfe), true, utf8('v')]);
    await copies.set(Uint8Array.of(0xff, 0), utf8('s'), utf8('changed'));
    expect(await act('table.copy', ['table:temp'], { target: 'copies', create: false, keepExisting: true })).toMatchObject({ message: expect.stringMatching(/were there already$/u) });
    expect(await copies.get(Uint8Array.of(0xff, 0), utf8('s'))).toEqual(utf8('changed'));
    await act('table.copy', ['table:temp'], { target: 'copies', create: false, keepExisting: false });
    expect(await copies.get(Uint8Array.of(0xff, 0), utf8('s'))).toEqual(Uint8Array.of(0, 0xfe));
    await expect(act('table.copy', ['table:temp'], { target: 'temp' })).rejects.toMatchObject({ failure: { kind: 'invalid' } });
    await expect(act('table.copy', ['table:temp'], { target: 'nowhere' })).rejects.toMatchObject({ name: 'HeadwaterError' });
    const stop = new AbortController();
    const stopped = copy.run(['table:users'], { target: 'copies' }, stop.signal, () => stop.abort());
    await expect(stopped).rejects.toMatchObject({ name: 'CancelledError' });
    await act('table.drop', ['table:copies']);
    await temp.remove(utf8(''), utf8('alone'));
    await temp.remove(Uint8Array.of(0xff, 0), utf8('s'));
  });
  test('all that destroys asks first', () => {
    for (const action of session.actions) if (action.group === 'danger') expect(action.confirm, action.id).toBeDefined();
    expect(session.actions.filter(({ group }) => group === 'danger').map(({ id }) => id)).toEqual(['table.drop', 'key.delete', 'value.delete']);
  });
  test('encodings are chosen for the session', async () => {
    expect(await act('table.encodings', ['table:users'], { hashKey: 'hex', sortKey: 'auto', value: 'base64' })).toMatchObject({ message: expect.stringContaining('Hexadecimal, Text, Base64') });
    expect((await all(['table:users', 'keys']))[0]!.label).toMatch(/^75736572/u);
    await act('table.encodings', ['table:users'], { hashKey: 'auto', sortKey: 'auto', value: 'auto' });
  });
});

test('nothing stays open on the servers', async () => {
  expect(system.servers.cluster.calls.get('RPC_RRDB_RRDB_CLEAR_SCANNER')).toBeGreaterThan(0);
  await expect.poll(() => system.servers.cluster.openScans, { timeout: 10_000 }).toBe(0);
});
