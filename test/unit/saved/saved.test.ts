import { describe, expect, test } from 'vitest';
import { isSavedItem } from '../../../src/extension/saved/savedItem';
import type { SavedItem } from '../../../src/extension/saved/savedItem';
import { SavedStore } from '../../../src/extension/saved/savedStore';
import { SavedModel } from '../../../src/providers/saved/savedModel';
import { Emitter } from '../../../src/extension/emitter';
import { FakeMemento } from '../connections/fakes';

const query = (id: string, more: Partial<SavedItem> = {}): SavedItem => ({ kind: 'query', id, name: id, text: `SELECT '${id}'`, language: 'sql', ...more }) as SavedItem;
const bookmark: SavedItem = { kind: 'bookmark', id: 'b', name: 'orders', connectionId: 'a', connectionName: 'Old name', path: ['main', 'orders'], icon: 'table' };

function stored() {
  const workspace = new FakeMemento();
  const everywhere = new FakeMemento();
  return { workspace, everywhere, store: new SavedStore(workspace, everywhere) };
}

function modelOver(store: SavedStore) {
  const connections = { find: (id: string) => (id === 'a' ? { id, name: 'Alpha', backend: 'made', values: {} } : undefined), onDidChange: new Emitter<void>().event };
  const t = (message: string, ...args: readonly (string | number)[]) => message.replace(/\{(\d)\}/gu, (_, at: string) => String(args[Number(at)]));
  return new SavedModel({ store, connections, l10n: { t } });
}

describe('what is saved', () => {
  test('stays in its place over windows, and is read by the next one', async () => {
    const { workspace, everywhere, store } = stored();
    await store.put(query('one'), 'workspace');
    await store.put(bookmark, 'everywhere');
    expect(new SavedStore(workspace, everywhere).all()).toEqual([
      { item: query('one'), scope: 'workspace' },
      { item: bookmark, scope: 'everywhere' },
    ]);
  });

  test('is changed in its place, and removed wherever it is', async () => {
    const { store } = stored();
    let changes = 0;
    store.onDidChange(() => changes++);
    await store.put(query('one'), 'everywhere');
    await store.put(query('two'), 'workspace');
    await store.put(query('one', { name: 'First' }), 'everywhere');
    expect(store.all().map(({ item }) => item.name)).toEqual(['two', 'First']);
    await store.remove(new Set(['one', 'two', 'nothing']));
    expect(store.all()).toEqual([]);
    expect(changes).toBe(5);
  });

  test('is never dropped to make room: the next one is refused, with what to do', async () => {
    const { everywhere, store } = stored();
    await everywhere.update('headwater.saved', { version: 1, entries: Array.from({ length: 5_000 }, (_, at) => query(`q${at}`)) });
    await expect(store.put(query('more'), 'everywhere')).rejects.toMatchObject({ failure: { todo: 'Remove some of them in the Saved view.' } });
    expect(store.all()).toHaveLength(5_000);
    await store.put(query('q7', { name: 'Changed' }), 'everywhere');
    expect(store.all()).toHaveLength(5_000);
  });

  test('of a newer version is left as it is', async () => {
    const { workspace, store } = stored();
    const newer = { version: 2, entries: [{ kind: 'chart' }] };
    await workspace.update('headwater.saved', newer);
    await store.put(query('one'), 'workspace');
    expect(workspace.get('headwater.saved')).toEqual(newer);
  });

  test.each([null, 'text', {}, { ...bookmark, path: 'main' }, { ...bookmark, connectionId: undefined }, { kind: 'query', id: 'x', name: 'x' }, { ...query('x'), language: 7 }])('is skipped where it is no item: %j', (value) => {
    expect(isSavedItem(value)).toBe(false);
  });

  test('stands below the present name of its connection, else below the name it had; what belongs to none comes last', async () => {
    const { store } = stored();
    await store.put(query('any'), 'everywhere');
    await store.put(query('gone', { connectionId: 'z', connectionName: 'Zeta' }), 'workspace');
    await store.put(bookmark, 'everywhere');
    await store.put(query('a10', { connectionId: 'a', connectionName: 'Alpha' }), 'everywhere');
    await store.put(query('a2', { connectionId: 'a', connectionName: 'Alpha' }), 'everywhere');
    const model = modelOver(store);
    const shown = model.children(undefined).map((group) => [model.present(group).label, model.children(group).map((node) => model.present(node).label)]);
    expect(shown).toEqual([
      ['Alpha', ['a2', 'a10', 'orders']],
      ['Zeta', ['gone']],
      ['Any Connection', ['any']],
    ]);
    const [, zeta] = model.children(undefined);
    expect(model.present(model.children(zeta)[0]!).description).toBe("this workspace · SELECT 'gone'");
  });
});
