import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionOutcome } from '../../../src/core/contract/action';
import type { CatalogNode } from '../../../src/core/contract/catalog';
import { checkFields } from '../../../src/core/contract/fields';
import { HeadwaterError } from '../../../src/core/errors';
import { ACTIONS } from '../../../src/backends/lakefs/actions/ids';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { bytesOf, gather, never, openSession } from './support/session';

type Values = Parameters<LakeFsSession['actions'][number]['run']>[1];

/** The tree and every verb that its nodes offer, in one story on a real server. */
describe('The tree of a lakeFS', () => {
  let server: LakeFsServer;
  let session: LakeFsSession;
  let folder: string;
  const used = new Set<string>();

  const children = async (...path: string[]): Promise<readonly CatalogNode[]> => (await session.catalog.children(path, { limit: 100 }, never)).nodes;
  const labels = async (...path: string[]): Promise<readonly string[]> => (await children(...path)).map(({ label, description }) => [label, description].filter((part) => part !== undefined).join(' | '));
  /** Runs a verb as the form would: on a node that offers it, with values that the form takes. */
  const run = async (id: string, path: readonly string[], values: Values = {}): Promise<ActionOutcome> => {
    const action = session.actions.find((candidate) => candidate.id === id);
    if (!action) throw new Error(`No verb ${id}`);
    expect(checkFields(action.fields, values, new Set()), id).toEqual([]);
    const siblings = await children(...path.slice(0, -1));
    expect(siblings.find((node) => JSON.stringify(node.path) === JSON.stringify(path))?.actions, `${id} on ${path.join('/')}`).toContain(id);
    used.add(id);
    return action.run(path, values, never);
  };
  const write = (branch: string, key: string, text: string) => session.objects.write(['shop', branch, key], bytesOf(text), { size: Buffer.byteLength(text) }, never);

  beforeAll(async () => {
    server = await startLakeFs();
    folder = await mkdtemp(join(tmpdir(), 'headwater-lakefs-storage-'));
    session = await openSession(server, {}, { storageFolder: folder });
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('of an empty server offers to create a repository', async () => {
    expect(await labels()).toEqual(['No repositories yet']);
    await run(ACTIONS.createRepository, ['r:'], { name: 'shop', namespace: server.namespace('shop'), branch: 'main' });
    expect(await labels()).toEqual(['shop | main']);
    expect(await labels('r:shop')).toEqual(['Branches', 'Tags', 'Commits', 'Pull requests', 'Imports', 'Actions']);
    expect(await labels('r:shop', 'branches')).toEqual(['main | default']);
  });

  test('marks what is not committed, and commits or discards it', async () => {
    await write('main', 'data/orders.csv', 'id\n1\n');
    await write('main', 'readme.md', '# shop');
    expect(await labels('r:shop', 'branches', 'b:main')).toEqual(['Uncommitted changes | 2', 'data | has changes', 'readme.md | 6 B · added']);
    expect(await labels('r:shop', 'branches', 'b:main', 'changes')).toEqual(['data', 'readme.md | added']);
    expect(await labels('r:shop', 'branches', 'b:main', 'p:data/')).toEqual(['orders.csv | 5 B · added']);
    await run(ACTIONS.commit, ['r:shop', 'branches', 'b:main'], { message: 'first', metadata: { by: 'hand' } });
    expect(await labels('r:shop', 'branches', 'b:main')).toEqual(['data', 'readme.md | 6 B']);
    expect((await session.catalog.describe(['r:shop', 'branches', 'b:main'], never)).facts).toEqual(expect.arrayContaining([['Message', 'first'], ['by', 'hand']]));

    await write('main', 'data/orders.csv', 'id\n2\n');
    await write('main', 'data/more.csv', 'id\n3\n');
    await write('main', 'readme.md', '# changed');
    await run(ACTIONS.discardObject, ['r:shop', 'branches', 'b:main', 'o:readme.md']);
    await run(ACTIONS.discardPrefix, ['r:shop', 'branches', 'b:main', 'p:data/']);
    expect(await labels('r:shop', 'branches', 'b:main')).toEqual(['data', 'readme.md | 6 B']);
    await write('main', 'x', 'x');
    await run(ACTIONS.discardAll, ['r:shop', 'branches', 'b:main', 'changes']);
    expect(await labels('r:shop', 'branches', 'b:main')).toEqual(['data', 'readme.md | 6 B']);
  });

  test('makes, merges, reverts and deletes branches and tags', async () => {
    await run(ACTIONS.createBranch, ['r:shop', 'branches', 'b:main'], { name: 'dev' });
    await run(ACTIONS.createTag, ['r:shop', 'branches', 'b:main'], { name: 'v1.0' });
    await write('dev', 'dev.txt', 'dev');
    await run(ACTIONS.commit, ['r:shop', 'branches', 'b:dev'], { message: 'on dev' });
    const merged = await run(ACTIONS.merge, ['r:shop', 'branches', 'b:dev'], { destination: 'main', message: 'merged' });
    expect(merged.message).toMatch(/^Merged as [0-9a-f]{12}\.$/u);
    const [merge] = await children('r:shop', 'commits');
    expect(merge).toMatchObject({ label: 'merged', icon: 'git-merge' });

    await write('main', 'oops.txt', 'oops');
    await run(ACTIONS.commit, ['r:shop', 'branches', 'b:main'], { message: 'oops' });
    const [mistake] = await children('r:shop', 'commits');
    await run(ACTIONS.revert, mistake!.path, {});
    expect(await labels('r:shop', 'branches', 'b:main')).not.toContain('oops.txt | 4 B');
    await run(ACTIONS.cherryPick, mistake!.path, { branch: 'dev' });
    expect(await labels('r:shop', 'branches', 'b:dev')).toContain('oops.txt | 4 B');
    await run(ACTIONS.hardReset, ['r:shop', 'branches', 'b:dev'], { ref: 'v1.0' });
    expect(await labels('r:shop', 'branches', 'b:dev')).toEqual(['data', 'readme.md | 6 B']);
    await write('dev', 'dirty', 'x');
    const failure = await failed(run(ACTIONS.hardReset, ['r:shop', 'branches', 'b:dev'], { ref: 'main' }));
    expect(failure.todo).toContain('Commit or discard');
    const deleted = await run(ACTIONS.deleteBranch, ['r:shop', 'branches', 'b:dev']);
    expect(deleted.message).toMatch(/Its head was [0-9a-f]{64}/u);
    await run(ACTIONS.deleteTag, ['r:shop', 'tags', 't:v1.0']);
    expect(await labels('r:shop', 'tags')).toEqual([]);
  });

  test('names the objects in conflict', async () => {
    for (const side of ['left', 'right']) {
      await session.versions.createRef(['shop'], 'branch', side, 'main', never);
      await write(side, 'same.txt', side);
      await session.versions.save(['shop'], side, { message: side, metadata: {} }, never);
    }
    await run(ACTIONS.merge, ['r:shop', 'branches', 'b:left'], { destination: 'main' });
    const failure = await failed(run(ACTIONS.merge, ['r:shop', 'branches', 'b:right'], { destination: 'main' }));
    expect(failure).toMatchObject({ kind: 'conflict', detail: 'same.txt' });
    await run(ACTIONS.merge, ['r:shop', 'branches', 'b:right'], { destination: 'main', strategy: 'source-wins' });
    expect((await gather(session.objects.read(['shop', 'main', 'same.txt'], {}, never))).toString()).toBe('right');
  });

  test('carries transactions of a person from their beginning to their end', async () => {
    const branches = ['r:shop', 'branches'];
    const begin = async (): Promise<CatalogNode> => {
      await run(ACTIONS.beginTransaction, [...branches, 'b:main']);
      const found = (await children(...branches)).find(({ description }) => description === 'transaction on main');
      if (!found) throw new Error('The transaction is not in the tree.');
      return found;
    };
    const before = (await labels(...branches)).length;
    const first = await begin();
    const empty = await failed(run(ACTIONS.finishTransaction, first.path, { message: 'nothing' }));
    expect(empty.why).toMatch(/^There are no changes\. `main` is unchanged\. Its branch `tx-.*-main` is still there\.$/u);
    await write(first.label, 'tx/one.txt', 'one');
    await write(first.label, 'tx/two.txt', 'two');
    expect(await labels(...branches, 'b:main')).not.toContain('tx');
    await run(ACTIONS.finishTransaction, first.path, { message: 'both', metadata: { by: 'hand' }, tag: 'tx-done' });
    expect(await labels(...branches, 'b:main')).toContain('tx');
    expect(await labels(...branches)).toHaveLength(before);
    expect(await labels('r:shop', 'tags', 't:tx-done', 'p:tx/')).toEqual(['one.txt | 3 B', 'two.txt | 3 B']);

    // Others change the same object: nothing comes to the branch, the work stays, and can be finished once that is mended.
    const second = await begin();
    await write(second.label, 'tx/one.txt', 'mine');
    await write('main', 'tx/one.txt', 'theirs');
    await run(ACTIONS.commit, [...branches, 'b:main'], { message: 'theirs' });
    expect(await failed(run(ACTIONS.finishTransaction, second.path, { message: 'mine' }))).toMatchObject({ kind: 'conflict', detail: 'tx/one.txt' });
    expect((await gather(session.objects.read(['shop', 'main', 'tx/one.txt'], {}, never))).toString()).toBe('theirs');
    await run(ACTIONS.merge, [...branches, 'b:main'], { destination: second.label, strategy: 'dest-wins' });
    await run(ACTIONS.finishTransaction, second.path, { message: 'mine' });
    expect((await gather(session.objects.read(['shop', 'main', 'tx/one.txt'], {}, never))).toString()).toBe('mine');

    const third = await begin();
    await write(third.label, 'tx/three.txt', 'three');
    await write('main', 'tx/dirty.txt', 'not committed');
    const dropped = await failed(run(ACTIONS.finishTransaction, third.path, { message: 'three', drop: true }));
    expect(dropped.why).toContain('`main` is unchanged');
    expect(await labels(...branches)).toHaveLength(before);
    await run(ACTIONS.discardAll, [...branches, 'b:main']);

    const fourth = await begin();
    await run(ACTIONS.abandonTransaction, fourth.path);
    expect(await labels(...branches)).toHaveLength(before);
  });

  test('carries pull requests from their creation to their merge', async () => {
    await session.versions.createRef(['shop'], 'branch', 'proposal', 'main', never);
    await write('proposal', 'proposed.txt', 'x');
    await session.versions.save(['shop'], 'proposal', { message: 'proposed', metadata: {} }, never);
    await run(ACTIONS.createPull, ['r:shop', 'branches', 'b:proposal'], { title: 'Take it', description: 'please' });
    const pull = async () => (await children('r:shop', 'pulls'))[0]!;
    expect(await pull()).toMatchObject({ label: 'Take it', description: 'open · proposal → main' });
    await run(ACTIONS.editPull, (await pull()).path, { title: 'Take it now' });
    await run(ACTIONS.closePull, (await pull()).path);
    expect((await pull()).description).toContain('closed');
    await run(ACTIONS.reopenPull, (await pull()).path);
    await run(ACTIONS.mergePull, (await pull()).path);
    expect(await pull()).toMatchObject({ label: 'Take it now', description: 'merged · proposal → main' });
    expect((await session.catalog.describe((await pull()).path, never)).facts).toEqual(expect.arrayContaining([['Description', 'please']]));
  });

  test('carries proposals of Source Control from their creation to their merge', async () => {
    await session.versions.createRef(['shop'], 'branch', 'idea', 'main', never);
    await write('idea', 'idea.txt', 'x');
    await session.versions.save(['shop'], 'idea', { message: 'idea', metadata: {} }, never);
    const { proposals } = session.versions;
    const open = async () => (await proposals.list(['shop'], { status: 'open', limit: 10 }, never)).proposals;
    const id = await proposals.create(['shop'], { title: 'An idea', description: '', source: 'idea', destination: 'main' }, never);
    expect(await open()).toMatchObject([{ id, title: 'An idea', source: 'idea', destination: 'main', status: 'open' }]);
    await proposals.close(['shop'], id, never);
    expect(await open()).toEqual([]);
    const second = await proposals.create(['shop'], { title: 'Again', description: 'now', source: 'idea', destination: 'main' }, never);
    expect((await session.versions.commit(['shop'], await proposals.merge(['shop'], second, never), never)).parents).toHaveLength(2);
    expect((await proposals.list(['shop'], { status: 'all', limit: 10 }, never)).proposals.map(({ status }) => status)).toEqual(expect.arrayContaining(['closed', 'merged']));
    expect(await failed(proposals.create(['shop'], { title: 'None', description: '', source: 'nowhere', destination: 'main' }, never))).toMatchObject({ kind: 'notFound' });
  });

  test('imports, remembers the imports after the window was closed, and says why one failed', async () => {
    await mkdir(join(server.importFolder, 'many'));
    for (let file = 0; file < 20; file++) await writeFile(join(server.importFolder, 'many', `${file}.txt`), String(file));
    await run(ACTIONS.importData, ['r:shop', 'branches', 'b:main'], { sources: [`local://${server.importFolder}/many/`], destination: 'imported/' });
    expect(await labels('r:shop', 'imports')).toEqual(['main: imported/ | completed · 20 objects']);
    await write('main', 'dirty', 'x');
    expect((await failed(run(ACTIONS.importData, ['r:shop', 'branches', 'b:main'], { sources: [`local://${server.importFolder}/many/`], destination: 'again/' }))).why).toContain('not committed');
    await session.versions.discard(['shop'], 'main', { kind: 'all' }, never);
    await session[Symbol.asyncDispose]();
    session = await openSession(server, {}, { storageFolder: folder });
    expect(await labels('r:shop', 'imports')).toEqual(['main: again/ | failed · 20 objects', 'main: imported/ | completed · 20 objects']);
    const cancel = session.actions.find(({ id }) => id === ACTIONS.cancelImport)!;
    used.add(cancel.id);
    const done = (await children('r:shop', 'imports'))[1]!;
    expect((await failed(cancel.run(done.path, {}, never))).kind).toBe('conflict');
  });

  test('shows runs of actions and what their hooks wrote', async () => {
    await session.versions.createRef(['shop'], 'branch', 'hooked', 'main', never);
    await write('hooked', '_lakefs_actions/stop.yaml', 'name: guard\non:\n  pre-commit:\nhooks:\n  - id: stop\n    type: lua\n    properties:\n      script: |\n        print("looked at it")\n        error("not like this")\n');
    await failed(session.versions.save(['shop'], 'hooked', { message: 'refused', metadata: {} }, never)).then((failure) => expect(failure).toMatchObject({ code: '412', todo: expect.stringContaining('Actions') }));
    const [guarded] = await children('r:shop', 'runs');
    expect(guarded).toMatchObject({ label: 'pre-commit on hooked', icon: 'error' });
    const [hook] = await children(...guarded!.path);
    expect(hook).toMatchObject({ label: 'guard: stop', description: 'failed' });
    expect((await run(ACTIONS.hookOutput, hook!.path)).document?.text).toContain('looked at it');
  });

  test('protects branches, and shows it', async () => {
    await run(ACTIONS.setProtection, ['r:shop', 'branches'], { patterns: ['rel*'] });
    await session.versions.createRef(['shop'], 'branch', 'release', 'main', never);
    expect(await labels('r:shop', 'branches')).toContain('release | protected');
    expect(await session.objects.writable(['shop', 'release'], never)).toBe(false);
    expect(await session.objects.writable(['shop', 'main'], never)).toBe(true);
    // The server applies rules some seconds later.
    const refused = async (): Promise<boolean> => write('release', 'x', 'x').then(() => false, () => true);
    for (const deadline = Date.now() + 30_000; Date.now() < deadline && !(await refused()); ) await delay(500);
    expect(await failed(write('release', 'x', 'x'))).toMatchObject({ kind: 'readOnly', code: '403' });
    await run(ACTIONS.setProtection, ['r:shop', 'branches'], { patterns: [] });
  });

  test('sets and shows the rules of garbage collection', async () => {
    expect((await run(ACTIONS.collectionRules, ['r:shop'])).message).toContain('no rules');
    await run(ACTIONS.setCollection, ['r:shop'], { days: 30, branches: { main: '90' } });
    expect((await run(ACTIONS.collectionRules, ['r:shop'])).document?.text).toContain('| `main` | 90 |');
  });

  test('shows sizes, history, URLs and snippets, and sets metadata', async () => {
    expect((await run(ACTIONS.prefixSize, ['r:shop', 'branches', 'b:main', 'p:imported/'])).message).toBe('20 objects, 30 B.');
    const readme = ['r:shop', 'branches', 'b:main', 'o:readme.md'];
    await run(ACTIONS.setMetadata, readme, { metadata: { Owner: 'ünï' } });
    expect((await session.catalog.describe(readme, never)).facts).toEqual(expect.arrayContaining([['Metadata Owner', 'ünï']]));
    expect((await run(ACTIONS.history, readme)).document?.text).toMatch(/\| first \|/u);
    const url = (await run(ACTIONS.presignedUrl, readme)).document!.text;
    expect(await (await fetch(url)).text()).toBe('# shop');
    expect((await run(ACTIONS.snippet, readme, { kind: 'duckdb' })).document?.text).toContain("'s3://shop/main/readme.md'");
  });

  test('pages through a prefix with very many objects, each once', async () => {
    await Promise.all(Array.from({ length: 250 }, (_, index) => write('main', `many/${index}`, 'x')));
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await session.catalog.children(['r:shop', 'branches', 'b:main', 'p:many/'], { limit: 60, ...(cursor === undefined ? {} : { cursor }) }, never);
      seen.push(...page.nodes.map(({ label }) => label));
      expect(page.nodes.every(({ description }) => description === '1 B · added')).toBe(true);
      if (page.next === undefined) break;
      cursor = page.next;
    }
    expect(seen.length).toBe(250);
    expect(new Set(seen).size).toBe(250);
    await session.versions.discard(['shop'], 'main', { kind: 'all' }, never);
  });

  test('deletes a repository only where its name was typed', async () => {
    expect((await failed(run(ACTIONS.deleteRepository, ['r:shop'], { name: 'shopp' }))).kind).toBe('invalid');
    await run(ACTIONS.deleteRepository, ['r:shop'], { name: 'shop' });
  });

  test('offers no verb that was not tried here', () => {
    expect([...used].sort()).toEqual(session.actions.map(({ id }) => id).sort());
    expect([...used].sort()).toEqual(Object.values(ACTIONS).sort());
  });
});

async function failed(work: Promise<unknown>): Promise<HeadwaterError['failure']> {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`It should have failed with words for people, not with ${String(error)}`);
}
