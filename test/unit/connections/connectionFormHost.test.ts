import { describe, expect, it } from 'vitest';
import { ConnectionFormHost } from '../../../src/extension/connections/connectionFormHost';
import type { FormStart } from '../../../src/extension/connections/forms';
import type { ConnectionProfile } from '../../../src/core/contract/profile';
import type { FormInput } from '../../../src/protocol/formView';
import { REMOTE, world } from './fakes';

const INPUT: FormInput = {
  kind: 'remote',
  values: { host: 'h', port: 80 },
  common: { name: ' Orders ', folder: '/Team//Prod/', colour: 'red', protected: true, timeoutSeconds: 1.5, rowCap: 1000 },
  secrets: {},
};

function form(saved?: ConnectionProfile, stored: readonly string[] = [], start?: FormStart) {
  const w = world();
  const connected: string[] = [];
  const t = (message: string, ...args: readonly string[]): string => message.replace(/\{(\d)\}/gu, (_, at: string) => args[Number(at)] ?? '');
  const connect = (id: string): void => void connected.push(id);
  const host = new ConnectionFormHost({ connections: w.connections, server: w.server, t, connect }, [REMOTE], saved, stored, start);
  return { ...w, host, connected };
}

describe('the form of a connection', () => {
  it('saves a new profile with a UUID and everything that was entered', async () => {
    const { host, connections, connected } = form();
    expect(await host.submit('save', INPUT)).toEqual({ values: [], common: [] });
    const saved = connections.findByName('Orders');
    expect(saved).toEqual({
      ...{ id: saved?.id, name: 'Orders', backend: 'remote', values: { host: 'h', port: 80 } },
      ...{ folder: 'Team/Prod', colour: 'red', protected: true, statementTimeoutMs: 1500, rowCap: 1000 },
    });
    expect(saved?.id).toMatch(/^[0-9a-f-]{36}$/u);
    expect(connected).toEqual([]);
  });

  it('connects when asked to', async () => {
    const { host, connections, connected } = form();
    await host.submit('connect', INPUT);
    expect(connected).toEqual([connections.findByName('Orders')?.id]);
  });

  it('stays open with what the data, the system or the name does not allow', async () => {
    const { host, server, connections } = form();
    expect((await host.submit('save', { ...INPUT, values: {} })).values).toEqual([{ key: 'host', message: 'Host is needed.' }]);
    server.answer('backends/check', () => ({ issues: [{ key: 'host', message: 'Not this one.' }], destination: '' }));
    expect((await host.submit('save', INPUT)).values).toEqual([{ key: 'host', message: 'Not this one.' }]);
    server.answer('backends/check', () => ({ issues: [], destination: '' }));
    expect((await host.submit('save', { ...INPUT, common: { name: 'local' } })).common).toEqual([{ key: 'name', message: 'Another connection has this name.' }]);
    expect(connections.profiles).toHaveLength(1);
  });

  it('never tells the view a secret, neither a stored one nor one of a URL', async () => {
    const saved = { id: 'a', name: 'A', backend: 'remote', values: { host: 'h', auth: 'token' } };
    const { host, server, connections, vault } = form(saved, ['token'], { secrets: { token: 'from-start' } });
    await connections.save(saved, { token: 'hunter2' });
    server.answer('backends/parseUrl', () => ({ backend: 'remote', profile: { values: { host: 'u' }, secrets: { token: 'from-url' } } }));
    const told = JSON.stringify([host.model, await host.parseUrl('remote://u')]);
    expect(told).toContain('token');
    for (const secret of ['hunter2', 'from-start', 'from-url']) expect(told).not.toContain(secret);
    await host.submit('save', { ...INPUT, values: { host: 'u', auth: 'token' } });
    expect(vault.data.get('headwater.secret.a.token')).toBe('from-url');
  });

  it('keeps a stored secret left empty, and needs one that was removed', async () => {
    const saved = { id: 'a', name: 'A', backend: 'remote', values: { host: 'h', auth: 'token' } };
    const { host, connections, vault } = form(saved, ['token']);
    await connections.save(saved, { token: 'kept' });
    const input = { ...INPUT, values: saved.values };
    expect((await host.submit('save', { ...input, secrets: { token: null } })).values).toEqual([{ key: 'token', message: 'Token is needed.' }]);
    await host.submit('save', input);
    expect(vault.data.get('headwater.secret.a.token')).toBe('kept');
  });

  it('shows a saved profile as it was saved', async () => {
    const { host, connections } = form();
    await host.submit('save', INPUT);
    const again = form(connections.findByName('Orders'));
    expect(again.host.model.input).toEqual({
      ...{ kind: 'remote', values: { host: 'h', port: 80 }, secrets: {} },
      common: { name: 'Orders', folder: 'Team/Prod', colour: 'red', protected: true, timeoutSeconds: 1.5, rowCap: 1000 },
    });
  });
});
