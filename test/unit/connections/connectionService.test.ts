import { describe, expect, it } from 'vitest';
import { inTreeOrder } from '../../../src/extension/connections/treeOrder';
import { world } from './fakes';

const A = { id: 'a', name: 'A', backend: 'remote', values: { host: 'h' } };

describe('connections', () => {
  it('stand in tree order: Local, then folders before connections, by name', () => {
    const at = (name: string, folder?: string) => ({ id: name, name, backend: 'remote', values: {}, ...(folder === undefined ? {} : { folder }) });
    const local = { ...at('Zebra'), id: 'local' };
    const order = inTreeOrder([at('b10'), at('b9'), at('x', 'Team/Prod'), at('y', 'Team'), at('a'), at('z', 'Apps'), local]);
    expect(order.map((profile) => profile.name)).toEqual(['Zebra', 'z', 'x', 'y', 'a', 'b9', 'b10']);
  });

  it('are found by name, ignoring case', async () => {
    const { connections } = world();
    await connections.save({ ...A, name: 'Prod EU' });
    expect(connections.findByName(' prod eu ')?.id).toBe('a');
    expect(connections.findByName('prod')).toBeUndefined();
  });

  it('are duplicated with their secrets under a new id and a free name', async () => {
    const { connections, vault } = world();
    await connections.save(A, { token: 's3cret' });
    const copy = await connections.duplicate('a');
    expect(copy).toMatchObject({ name: 'A 2', values: A.values });
    expect(copy.id).toMatch(/^[0-9a-f-]{36}$/u);
    expect(vault.data.get(`headwater.secret.${copy.id}.token`)).toBe('s3cret');
    expect((await connections.duplicate('a')).name).toBe('A 3');
  });

  it('are removed with their secrets and their session', async () => {
    const { connections, vault, memento, server } = world();
    await connections.save(A, { token: 's3cret' });
    await connections.open('a');
    await connections.remove('a');
    expect(vault.data.size).toBe(0);
    expect(connections.find('a')).toBeUndefined();
    expect(server.count('session/close')).toBe(1);
    expect(JSON.stringify([...memento.data])).not.toContain('token');
  });

  it('never put a secret into the storage of profiles', async () => {
    const { connections, memento } = world();
    await connections.save(A, { token: 's3cret' });
    expect(JSON.stringify([...memento.data])).not.toContain('s3cret');
  });

  it('always have Local, which cannot be removed', async () => {
    const { connections } = world();
    await expect(connections.remove('local')).rejects.toThrow('built in');
    await connections.save({ id: 'local', name: 'Local', backend: 'local', values: { database: 'd.db' } });
    expect(connections.find('local')?.values).toEqual({ database: 'd.db' });
  });

  it('close their session when a setting or secret changes, not when the name does', async () => {
    const { connections } = world();
    await connections.save(A);
    await connections.open('a');
    await connections.save({ ...A, name: 'B', folder: 'f', colour: 'red' });
    expect(connections.state('a')).toBe('open');
    await connections.save({ ...A, rowCap: 5 });
    expect(connections.state('a')).toBe('closed');
    await connections.open('a');
    await connections.save({ ...A, rowCap: 5 }, { token: 'new' });
    expect(connections.state('a')).toBe('closed');
  });

  it('are tested with typed secrets over stored ones, without saving anything', async () => {
    const { connections, server, vault } = world();
    await connections.save(A, { token: 'stored', password: 'stored' });
    server.answer('session/test', () => ({ server: { product: 'P', version: '1', features: [], facts: [] }, connectMs: 1, roundTripMs: 1 }));
    await connections.testDraft({ ...A, values: { host: 'other' } }, { token: 'typed', password: null }, new AbortController().signal);
    expect(server.asked.at(-1)?.params).toEqual({ profile: { ...A, values: { host: 'other' } }, secrets: { token: 'typed' } });
    expect(vault.data.get('headwater.secret.a.token')).toBe('stored');
    expect(connections.find('a')?.values).toEqual(A.values);
  });

  it('ask for the systems again after a failure, once after a success', async () => {
    const { connections, server } = world();
    server.answer('backends/list', () => {
      throw new Error('not yet');
    });
    await expect(connections.backends()).rejects.toThrow('not yet');
    server.answer('backends/list', () => []);
    await connections.backends();
    await connections.backends();
    expect(server.count('backends/list')).toBe(2);
  });
});
