import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { noticesOf } from '../../../src/extension/connections/notices';
import { ProfileStore } from '../../../src/extension/connections/profileStore';
import type { HistoryEntry } from '../../../src/extension/history/entry';
import { HistoryStore } from '../../../src/extension/history/historyStore';
import { writtenByNewer } from '../../../src/extension/newerStorage';
import { TABS, TabStore } from '../../../src/extension/results/tabStore';
import { PARAMETERS, RememberedValues } from '../../../src/extension/running/parameters/rememberedValues';
import { BINDINGS, RememberedBindings } from '../../../src/extension/running/rememberedBindings';
import { FakeMemento } from '../connections/fakes';
import { scratch } from './localParts';

const NEWER = { version: 2, entries: [{ shape: 'unknown' }], tabs: [], selected: null, novelty: true };

describe('storage of a newer Headwater', () => {
  test('keeps its connections: they are read-only, and the tree says so', async () => {
    const memento = new FakeMemento();
    const raw = { version: 7, profiles: [{ id: 'a', name: 'A', backend: 'local', values: {} }], novelty: 1 };
    memento.data.set('headwater.connections', raw);
    const store = new ProfileStore(memento);
    expect(store.profiles.map(({ name }) => name)).toEqual(['Local', 'A']);
    await expect(store.remove('a')).rejects.toMatchObject({ failure: { why: expect.stringContaining('newer version') as string, todo: 'Update Headwater.' } });
    expect(memento.data.get('headwater.connections')).toBe(raw);
    const shared = { profiles: [], problems: [], ignored: 0, onDidChange: () => ({ dispose: () => undefined }) };
    expect(noticesOf(store.stored, shared)).toEqual([{ kind: 'read-only', version: 7 }]);
  });

  test('keeps its result tabs', async () => {
    const memento = new FakeMemento();
    memento.data.set(TABS.key, NEWER);
    const store = new TabStore(memento);
    expect(store.read()).toEqual({ tabs: [], selected: undefined });
    await store.write([{ id: 't', title: 'T', named: false, pinned: false, run: { connectionId: 'local', statement: 'SELECT 1', title: 'T' } }], 't');
    expect(memento.data.get(TABS.key)).toBe(NEWER);
  });

  test('keeps its bindings and values of parameters; new ones last as long as the window', async () => {
    const memento = new FakeMemento();
    for (const { key } of [BINDINGS, PARAMETERS]) memento.data.set(key, NEWER);
    const bindings = new RememberedBindings(memento);
    await bindings.set('file:///a.sql', 'p');
    expect(bindings.get('file:///a.sql')).toBe('p');
    const values = new RememberedValues(memento);
    await values.put('s', [{ name: '1', type: 'integer', value: '5' }]);
    expect(values.get('s', '1')?.value).toBe('5');
    expect(memento.data.get(BINDINGS.key)).toBe(NEWER);
    expect(memento.data.get(PARAMETERS.key)).toBe(NEWER);
  });

  test('is named part by part, and nothing is said of storage that this version wrote or cannot read', () => {
    const memento = new FakeMemento();
    const parts = { tabs: TABS, bindings: BINDINGS, parameters: PARAMETERS };
    memento.data.set(TABS.key, NEWER);
    memento.data.set(PARAMETERS.key, { version: 3 });
    memento.data.set(BINDINGS.key, { version: 1, entries: [] });
    expect(writtenByNewer(memento, parts)).toEqual(['tabs', 'parameters']);
    for (const { key } of Object.values(parts)) memento.data.set(key, 'rubbish');
    expect(writtenByNewer(memento, parts)).toEqual([]);
    expect(writtenByNewer(new FakeMemento(), parts)).toEqual([]);
  });

  test('keeps its lines of the history over everything that is added and removed', async () => {
    const folder = path.join(await scratch(), 'history');
    const line = JSON.stringify({ v: 2, id: 'new', novelty: { statement: 'SELECT 1' } });
    await mkdir(folder);
    await writeFile(path.join(folder, 'history-00000001.jsonl'), `${line}\n`);
    const store = new HistoryStore(folder, () => 100);
    const entry: HistoryEntry = { id: 'a', statement: 'SELECT 2', title: 'S', connectionId: 'local', connectionName: 'Local', startedAt: 1, elapsedMs: 1, rows: 1, outcome: 'done' };
    await store.add(entry);
    expect((await store.entries()).map(({ id }) => id)).toEqual(['a']);
    await store.remove(new Set(['a', 'new']));
    expect(await readdir(folder)).toEqual(['history-00000001.jsonl']);
    expect((await readFile(path.join(folder, 'history-00000001.jsonl'), 'utf8')).split('\n')).toContain(line);
  });
});
