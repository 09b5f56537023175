import { describe, expect, it } from 'vitest';
import { ProfileStore } from '../../../src/extension/connections/profileStore';
import { readProfiles } from '../../../src/extension/connections/storedProfiles';
import { FakeMemento } from './fakes';

const KEY = 'headwater.connections';
const A = { id: 'a', name: 'A', backend: 'remote', values: { host: 'h' } };
const B = { id: 'b', name: 'B', backend: 'remote', values: {} };

describe('saved connections', () => {
  it('begin with Local, which was never saved', () => {
    expect(new ProfileStore(new FakeMemento()).profiles.map((profile) => profile.name)).toEqual(['Local']);
  });

  it('are added, replaced in their place and removed', async () => {
    const store = new ProfileStore(new FakeMemento());
    await store.put(A, B);
    await store.put({ ...A, name: 'A2' });
    expect(store.profiles.map((profile) => profile.name)).toEqual(['Local', 'A2', 'B']);
    await store.remove('a');
    expect(store.profiles.map((profile) => profile.name)).toEqual(['Local', 'B']);
  });

  it('keep the settings of Local, which stays first and local', async () => {
    const store = new ProfileStore(new FakeMemento());
    await store.put(A, { id: 'local', name: 'Scratch', backend: 'remote', values: { database: '/d.db' } });
    expect(store.profiles[0]).toEqual({ id: 'local', name: 'Scratch', backend: 'local', values: { database: '/d.db' } });
  });

  it('do not write back what another window has removed', async () => {
    const memento = new FakeMemento();
    const [one, other] = [new ProfileStore(memento), new ProfileStore(memento)];
    await one.put(A, B);
    expect(other.profiles).toHaveLength(3);
    await one.remove('a');
    await other.put({ ...B, name: 'B2' });
    expect(one.profiles.map((profile) => profile.name)).toEqual(['Local', 'B2']);
  });
});

describe('storage that cannot be read', () => {
  it('is left untouched and read-only when a newer version wrote it', async () => {
    const memento = new FakeMemento();
    const raw = { version: 2, profiles: [A, { shape: 'unknown' }], novelty: true };
    memento.data.set(KEY, raw);
    const store = new ProfileStore(memento);
    expect(store.profiles.map((profile) => profile.name)).toEqual(['Local', 'A']);
    await expect(store.put(B)).rejects.toThrow('newer version of Headwater');
    await expect(store.remove('a')).rejects.toThrow('read-only');
    await expect(store.discardSetAside()).rejects.toThrow('read-only');
    expect(memento.data.get(KEY)).toBe(raw);
  });

  it('keeps a malformed entry aside over every later change, until it is discarded', async () => {
    const memento = new FakeMemento();
    const broken = { id: 'x', name: 7 };
    memento.data.set(KEY, { version: 1, profiles: [broken, A] });
    const store = new ProfileStore(memento);
    await store.put(B);
    await store.remove('a');
    expect(store.stored.setAside).toMatchObject([{ raw: broken }]);
    expect(store.stored.setAside[0]?.reason).toContain('name');
    expect(store.profiles.map((profile) => profile.name)).toEqual(['Local', 'B']);
    await store.discardSetAside();
    expect(store.stored.setAside).toEqual([]);
  });

  it.each([[null], [42], ['text'], [[A]], [{ version: 'one', profiles: [] }], [{ version: 0, profiles: [] }]])('sets %j aside whole', async (raw) => {
    const memento = new FakeMemento();
    memento.data.set(KEY, raw);
    const store = new ProfileStore(memento);
    expect(store.profiles).toHaveLength(1);
    await store.put(B);
    expect(store.stored.setAside.map((entry) => entry.raw)).toEqual([raw]);
  });

  it('is brought forward version by version', () => {
    const migrations = {
      1: (data: Readonly<Record<string, unknown>>) => ({ ...data, steps: ['one'] }),
      2: (data: Readonly<Record<string, unknown>>) => ({ profiles: [{ ...A, name: String(data['steps']) }] }),
    };
    expect(readProfiles({ version: 1, profiles: [] }, migrations, 3)).toEqual({ profiles: [{ ...A, name: 'one' }], setAside: [] });
  });

  it('takes an entry back that reads again, once', () => {
    expect(readProfiles({ version: 1, profiles: [A], setAside: [A, B] }).profiles.map((profile) => profile.id)).toEqual(['a', 'b']);
  });
});
