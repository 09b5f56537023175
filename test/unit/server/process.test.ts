import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CatalogChildren } from '../../../src/protocol/catalog';
import { ListBackends } from '../../../src/protocol/backends';
import { Ping } from '../../../src/protocol/lifecycle';
import { OpenSession } from '../../../src/protocol/sessions';
import { bundleServer } from '../../support/bundleServer';
import { ForkedServer } from '../../support/forkServer';

let server: ForkedServer;

beforeAll(async () => {
  server = await ForkedServer.start(await bundleServer('test/sample/server.ts', 'sample-server'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe('a forked server', () => {
  test('answers a ping with its generation and its own process id', async () => {
    const { generation, pid } = await server.request(Ping, {});
    expect(pid).toBe(server.child.pid);
    expect(generation).not.toBe('');
  });

  test('knows the sample backend by one line in its registry', async () => {
    const backends = await server.request(ListBackends, {});
    expect(backends.map(({ id }) => id)).toContain('sample');
  });

  test('opens a session and lists its catalog', async () => {
    const info = await server.request(OpenSession, { profile: { id: 'p1', name: 'One', backend: 'sample', values: {} }, secrets: {} });
    expect(info.server.product).toBe('Sample');
    const page = await server.request(CatalogChildren, { connectionId: 'p1', path: ['main'], limit: 10 });
    expect(page.nodes).toHaveLength(10);
    expect(page.total).toBe(250);
  });
});
