import { describe, expect, it } from 'vitest';
import type { CatalogNode, CatalogPage } from '../../../src/core/contract/catalog';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';
import { ConnectionsModel } from '../../../src/providers/tree/connectionsModel';
import type { TreeCatalog } from '../../../src/providers/tree/connectionsModel';
import type { TreeNode } from '../../../src/providers/tree/nodes';
import { makeWords } from '../../../src/providers/tree/words';
import { world } from '../connections/fakes';

const PAGE = 3;
const words = makeWords({ t: (message, ...args) => message.replace(/\{(\d)\}/gu, (_, at: string) => String(args[Number(at)])) });

/** A catalog of `main` with tables t1…t8, each with a column `id`. */
class FakeCatalog implements TreeCatalog {
  tables = 8;
  fail: Error | undefined;
  readonly asked: string[] = [];

  async children(_: string, path: readonly string[], cursor: string | undefined): Promise<CatalogPage> {
    this.asked.push(`${path.join('.')}@${cursor ?? 0}`);
    if (this.fail) throw this.fail;
    if (path.length === 0) return { nodes: [node(['main'], 'schema', true)] };
    if (path.length === 2) return { nodes: [node([...path, 'id'], 'column', false)] };
    const from = Number(cursor ?? 0);
    const nodes = this.#names().slice(from, from + PAGE).map((name) => node(['main', name], 'table', true));
    return { nodes, total: this.tables, ...(from + PAGE < this.tables ? { next: String(from + PAGE) } : {}) };
  }

  async search(_: string, text: string): Promise<readonly CatalogNode[]> {
    return this.#names().filter((name) => name.includes(text)).map((name) => node(['main', name], 'table', true));
  }

  #names(): readonly string[] {
    return Array.from({ length: this.tables }, (_, at) => `t${at + 1}`);
  }
}

function node(path: readonly string[], kind: string, children: boolean): CatalogNode {
  const label = path.at(-1)!;
  return { path, kind, label, icon: 'table', children, ...(kind === 'table' ? { reference: path.join('.'), selectable: true, description: '5 rows' } : {}) };
}

async function tree() {
  const w = world();
  const catalog = new FakeCatalog();
  await w.connections.save({ id: 'a', name: 'Alpha', backend: 'remote', values: { host: 'h' }, folder: 'Team/Prod', colour: 'red', protected: true });
  await w.connections.save({ id: 'b', name: 'Beta', backend: 'remote', values: { host: 'h' } });
  const model = new ConnectionsModel(w.connections, catalog, 'birth', words);
  const labels = async (at?: TreeNode): Promise<readonly string[]> => (await model.children(at)).map((child) => model.present(child).label);
  const find = async (...way: readonly string[]): Promise<TreeNode> => {
    let at: TreeNode | undefined;
    for (const label of way) {
      at = (await model.children(at)).find((child) => model.present(child).label === label);
      if (!at) throw new Error(`Nothing is called ${label} in the tree.`);
    }
    return at!;
  };
  return { ...w, catalog, model, labels, find };
}

describe('the connections tree', () => {
  it('shows Local, folders, then connections, and opens nothing by that', async () => {
    const { labels, find, server } = await tree();
    expect(await labels()).toEqual(['Local', 'Team', 'Beta']);
    expect(await labels(await find('Team'))).toEqual(['Prod']);
    expect(await labels(await find('Team', 'Prod'))).toEqual(['Alpha']);
    expect(server.asked).toEqual([]);
  });

  it('opens a connection when it is expanded, and reads its catalog level by level', async () => {
    const { labels, find, model, connections, catalog } = await tree();
    expect(await labels(await find('Beta'))).toEqual(['main']);
    expect(connections.state('b')).toBe('open');
    expect(await labels(await find('Beta', 'main'))).toEqual(['t1', 't2', 't3', 'Load More…']);
    expect(await labels(await find('Beta', 'main', 't2'))).toEqual(['id']);
    expect(catalog.asked).toEqual(['@0', 'main@0', 'main.t2@0']);
    expect(model.present(await find('Beta')).description).toBe('Fake 1.2');
  });

  it('reads the next page and says how many there are', async () => {
    const { labels, find, model } = await tree();
    const more = await find('Beta', 'main', 'Load More…');
    expect(model.present(more)).toMatchObject({ description: '3 of 8 shown', command: { id: 'headwater.tree.loadMore' } });
    if (more.kind === 'more') await model.more(more);
    expect(await labels(await find('Beta', 'main'))).toEqual(['t1', 't2', 't3', 't4', 't5', 't6', 'Load More…']);
    if (more.kind === 'more') await model.more(more);
    expect((await labels(await find('Beta', 'main'))).at(-1)).toBe('t8');
  });

  it('shows why a connection could not be opened, and tries again when asked', async () => {
    const { labels, find, model, server } = await tree();
    server.answer('session/open', () => {
      throw new HeadwaterError({ what: 'Could not connect', why: 'Nobody listens on h:80.', todo: 'Start the server.', detail: 'ECONNREFUSED' });
    });
    const beta = await find('Beta');
    const failure = await find('Beta', 'Nobody listens on h:80.');
    expect(model.present(failure)).toMatchObject({ icon: 'error', context: ['failure'], command: { id: 'headwater.tree.retry' } });
    expect(model.present(failure).tooltip).toContain('ECONNREFUSED');
    expect(model.present(failure).accessible).toContain('Start the server.');
    server.answer('session/open', () => ({ connectionId: 'b', server: { product: 'P', version: '1', features: [], facts: [] }, capabilities: [], actions: [], connectMs: 1 }));
    await model.refresh(beta);
    expect(await labels(beta)).toEqual(['main']);
  });

  it('keeps the children it knew when reading them again fails', async () => {
    const { labels, find, model, catalog } = await tree();
    const main = await find('Beta', 'main');
    await labels(main);
    catalog.fail = new Error('The disk is on fire.');
    await model.refresh(main);
    expect(await labels(main)).toEqual(['The disk is on fire.', 't1', 't2', 't3', 'Load More…']);
  });

  it('keeps the identity of nodes over a refresh', async () => {
    const { find, model } = await tree();
    const table = await find('Beta', 'main', 't2');
    await model.refresh(await find('Beta'));
    expect(await find('Beta', 'main', 't2')).toBe(table);
    expect(model.parent(table)).toBe(await find('Beta', 'main'));
    expect(model.parent(await find('Team', 'Prod', 'Alpha'))).toBe(await find('Team', 'Prod'));
  });

  it('does not ask again by itself after a person refused, and offers to connect', async () => {
    const { labels, find, model, server } = await tree();
    server.answer('session/open', () => {
      throw new CancelledError();
    });
    const beta = await find('Beta');
    expect(await labels(beta)).toEqual(['Not connected. Select to connect.']);
    await labels(beta);
    expect(server.count('session/open')).toBe(1);
    expect(model.present((await model.children(beta))[0]!).command?.id).toBe('headwater.tree.retry');
  });

  it('collapses and forgets a connection that a person closed', async () => {
    const { labels, find, model, connections, catalog } = await tree();
    const beta = await find('Beta');
    await labels(beta);
    const { id } = model.present(beta);
    await connections.close('b');
    expect(model.present(beta).id).not.toBe(id);
    expect(model.present(beta).description).toBe('');
    await labels(beta);
    expect(catalog.asked).toEqual(['@0', '@0']);
  });

  it('goes on showing what it knew when the server was restarted, and connects again to read more', async () => {
    const { labels, find, model, server, connections } = await tree();
    await labels(await find('Beta', 'main'));
    const { id } = model.present(await find('Beta'));
    server.restarted('g2');
    expect(model.present(await find('Beta')).id).toBe(id);
    expect(await labels(await find('Beta'))).toEqual(['main']);
    expect(connections.state('b')).toBe('closed');
    await labels(await find('Beta', 'main', 't1'));
    expect(connections.state('b')).toBe('open');
  });

  it('has ids that differ in each window session for what would open a connection', async () => {
    const { connections, find, model } = await tree();
    const later = new ConnectionsModel(connections, new FakeCatalog(), 'another birth', words);
    const beta = await find('Beta');
    expect(later.present(beta).id).not.toBe(model.present(beta).id);
  });

  it('reads a connection aloud with its state, and marks it by icon, not by colour alone', async () => {
    const { find, model, labels } = await tree();
    const alpha = await find('Team', 'Prod', 'Alpha');
    expect(model.present(alpha)).toMatchObject({ icon: 'lock', colour: 'headwater.red', accessible: 'connection Alpha, not connected, protected' });
    await labels(alpha);
    expect(model.present(alpha).accessible).toBe('connection Alpha, connected, Fake 1.2 · protected');
    expect(model.present(alpha).context).toEqual(['connection', 'own', 'open', 'protected']);
    expect(model.present(await find('Local')).context).toEqual(['connection', 'builtin', 'closed', 'unprotected']);
  });

  it('invites to add a connection while there is none but Local', async () => {
    const { connections } = world();
    const model = new ConnectionsModel(connections, new FakeCatalog(), 'birth', words);
    const labels = async (): Promise<readonly string[]> => (await model.children(undefined)).map((child) => model.present(child).label);
    expect(await labels()).toEqual(['Local', 'Add Connection…']);
    await connections.save({ id: 'a', name: 'Alpha', backend: 'remote', values: {} });
    expect(await labels()).toEqual(['Local', 'Alpha']);
  });

  it('tells about connections that are ignored or malformed', async () => {
    const { shared, labels, model } = await tree();
    shared.set([{ name: 'Broken' }]);
    expect(await labels()).toEqual(['Connection “Broken” in the settings is malformed', 'Local', 'Team', 'Beta']);
    shared.trusted = false;
    shared.set([{ name: 'Broken' }]);
    const [notice] = await model.children(undefined);
    expect(model.present(notice!)).toMatchObject({ label: 'A workspace connection is ignored', command: { id: 'workbench.trust.manage' } });
  });
});

describe('the filter of the connections tree', () => {
  it('shows matches with what contains them, marks them, and expands the way there', async () => {
    const { find, labels, model } = await tree();
    await labels(await find('Beta', 'main'));
    await model.setFilter('T2');
    expect(await labels()).toEqual(['Beta']);
    expect(model.present(await find('Beta')).expansion).toBe('expanded');
    expect(await labels(await find('Beta', 'main'))).toEqual(['t2', 'Load More…']);
    expect(model.present(await find('Beta', 'main', 't2')).highlights).toEqual([[0, 2]]);
    await model.setFilter('');
    expect(await labels()).toEqual(['Local', 'Team', 'Beta']);
    expect(model.present(await find('Beta')).expansion).toBe('collapsed');
  });

  it('finds by the server what is not loaded yet, over several pages', async () => {
    const { find, labels, model } = await tree();
    await labels(await find('Beta'));
    await model.setFilter('t8');
    expect(await labels(await find('Beta', 'main'))).toEqual(['t8']);
    expect(model.matches).toBe(1);
  });

  it('opens nothing to search it', async () => {
    const { model, server, labels } = await tree();
    await model.setFilter('alp');
    expect(await labels()).toEqual(['Team']);
    expect(server.count('session/open')).toBe(0);
  });

  it('shows everything inside an object that matches', async () => {
    const { find, labels, model } = await tree();
    await labels(await find('Beta', 'main', 't2'));
    await model.setFilter('t2');
    expect(await labels(await find('Beta', 'main', 't2'))).toEqual(['id']);
  });

  it('takes marks of regular expressions as text', async () => {
    const { model, labels } = await tree();
    await model.setFilter('.*+?^$()[]{}|\\/-');
    expect(await labels()).toEqual([]);
  });

  it('finds the place of an object, page by page, also where the tree leaves out a level', async () => {
    const { model, catalog } = await tree();
    expect((await model.locate('b', ['main', 't7', 'id']))?.object.label).toBe('id');
    expect(await model.locate('b', ['main', 't9'])).toBeUndefined();
    expect(await model.locate('gone', ['main'])).toBeUndefined();
    catalog.children = async (_, path) => ({ nodes: path.length === 0 ? [node(['files'], 'schema', true)] : [node(['files', 'root', 'folder'], 'schema', true)] });
    expect((await model.locate('a', ['files', 'root', 'folder']))?.object.path).toEqual(['files', 'root', 'folder']);
  });
});
