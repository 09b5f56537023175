import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/core/errors';
import { readShared } from '../../../src/extension/connections/sharedProfiles';
import { stableId } from '../../../src/extension/connections/stableId';
import { world } from './fakes';

const ENTRY = { name: 'Staging', backend: 'remote', values: { host: '${env:HW_HOST}', port: '${env:HW_PORT}' } };
const ENVIRONMENT = { HW_HOST: 'staging.example', HW_PORT: '9000', HW_TOKEN: 'from-environment' };

function idOf(name: string): string {
  return stableId('file:///w', name);
}

describe('connections from workspace settings', () => {
  it('have ids that are UUIDs and depend on workspace and name only', () => {
    expect(stableId('w', 'n')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect(stableId('w', 'n')).toBe(stableId('w', 'n'));
    expect(new Set([stableId('w', 'n'), stableId('w', 'm'), stableId('v', 'n'), stableId('wn', ''), stableId('', 'wn')]).size).toBe(5);
  });

  it('are listed beside a malformed entry, which is reported with its place and reason', () => {
    const read = readShared([ENTRY, 7, { name: 'No system' }, { ...ENTRY, name: 'Typo', colour: 'pink' }, ENTRY], 'file:///w');
    expect(read.profiles.map(({ profile }) => profile.name)).toEqual(['Staging']);
    expect(read.problems.map(({ index, name }) => [index, name])).toEqual([[1, undefined], [2, 'No system'], [3, 'Typo'], [4, 'Staging']]);
    expect(read.problems[1]?.reason).toContain('backend');
    expect(read.problems[3]?.reason).toContain('Another entry');
  });

  it('must not hold a secret as it is', () => {
    const read = readShared([{ ...ENTRY, secrets: { token: 'hunter2' } }], 'file:///w');
    expect(read.profiles).toEqual([]);
    expect(read.problems[0]?.reason).toContain('${env:NAME}');
    expect(read.problems[0]?.reason).not.toContain('hunter2');
  });

  it('are read from a list only', () => {
    expect(readShared({ name: 'x' }, 'w').problems).toHaveLength(1);
    expect(readShared(undefined, 'w')).toEqual({ profiles: [], problems: [] });
  });

  it('appear with the others, and are told as ignored while the workspace is not trusted', () => {
    const { connections, shared } = world();
    shared.set([ENTRY]);
    expect(connections.profiles.map((profile) => profile.name)).toEqual(['Local', 'Staging']);
    expect(connections.isShared(idOf('Staging'))).toBe(true);
    shared.trusted = false;
    shared.set([ENTRY, ENTRY]);
    expect(connections.profiles.map((profile) => profile.name)).toEqual(['Local']);
    expect(connections.notices).toEqual([{ kind: 'ignored', count: 2 }]);
  });

  it('are changed in the settings, not here', async () => {
    const { connections, shared } = world();
    shared.set([ENTRY]);
    await expect(connections.save({ ...ENTRY, id: idOf('Staging') })).rejects.toMatchObject({ failure: { code: 'shared-connection' } });
    await expect(connections.remove(idOf('Staging'))).rejects.toThrow('settings of the workspace');
  });
});

describe('opening a connection from workspace settings', () => {
  it('asks first, naming destination and variables, and sends the values filled in', async () => {
    const { connections, shared, prompts, server } = world(ENVIRONMENT);
    shared.set([ENTRY]);
    await connections.open(idOf('Staging'));
    expect(prompts.asked).toEqual(['consent staging.example:9000 HW_HOST,HW_PORT']);
    expect(server.asked.find((entry) => entry.method === 'session/open')?.params).toMatchObject({
      profile: { values: { host: 'staging.example', port: 9000 } },
    });
  });

  it('asks once, and again only when something that is sent, or its place, has changed', async () => {
    const { connections, shared, prompts } = world(ENVIRONMENT);
    const id = idOf('Staging');
    const open = async (entry: object): Promise<number> => {
      shared.set([entry]);
      await connections.close(id);
      await connections.open(id);
      return prompts.asked.length;
    };
    expect(await open(ENTRY)).toBe(1);
    expect(await open({ ...ENTRY, colour: 'red', folder: 'x' })).toBe(1);
    expect(await open({ ...ENTRY, values: { ...ENTRY.values, port: 9001 } })).toBe(2);
    expect(await open({ ...ENTRY, values: { ...ENTRY.values, user: '${env:HW_TOKEN}' } })).toBe(3);
    expect(await open(ENTRY)).toBe(3);
  });

  it('sends nothing when the person does not agree', async () => {
    const { connections, shared, prompts, server } = world(ENVIRONMENT);
    prompts.consentAnswer = false;
    shared.set([{ ...ENTRY, values: { ...ENTRY.values, auth: 'token' }, secrets: { token: '${env:HW_TOKEN}' } }]);
    await expect(connections.open(idOf('Staging'))).rejects.toBeInstanceOf(CancelledError);
    await expect(connections.test(idOf('Staging'), new AbortController().signal)).rejects.toBeInstanceOf(CancelledError);
    expect(server.count('session/open') + server.count('session/test')).toBe(0);
    expect(prompts.asked).toHaveLength(2);
  });

  it('takes secrets from the environment', async () => {
    const { connections, shared, server } = world(ENVIRONMENT);
    shared.set([{ ...ENTRY, values: { ...ENTRY.values, auth: 'token' }, secrets: { token: '${env:HW_TOKEN}' } }]);
    await connections.open(idOf('Staging'));
    expect(server.asked.find((entry) => entry.method === 'session/open')?.params).toMatchObject({ secrets: { token: 'from-environment' } });
  });

  it('names the variable that is not set', async () => {
    const { connections, shared, prompts } = world({ HW_HOST: 'h' });
    shared.set([ENTRY]);
    await expect(connections.open(idOf('Staging'))).rejects.toThrow('HW_PORT, which is not set');
    expect(prompts.asked).toEqual([]);
    expect(connections.failure(idOf('Staging'))?.todo).toContain('HW_PORT');
  });

  it('is closed when its settings change under it', async () => {
    const { connections, shared, server } = world(ENVIRONMENT);
    shared.set([ENTRY]);
    await connections.open(idOf('Staging'));
    shared.set([{ ...ENTRY, colour: 'red' }]);
    expect(connections.state(idOf('Staging'))).toBe('open');
    shared.set([{ ...ENTRY, protected: true }]);
    expect(connections.state(idOf('Staging'))).toBe('closed');
    expect(server.count('session/close')).toBe(1);
  });
});
