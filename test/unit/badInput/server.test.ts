import { readdir } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Configure } from '../../../src/protocol/lifecycle';
import { ReadOn, StartRunRequest } from '../../../src/protocol/results';
import { OpenSession } from '../../../src/protocol/sessions';
import { bundleServer } from '../../support/bundleServer';
import { ForkedServer, TEST_LIMITS } from '../../support/forkServer';
import { scratch } from './localParts';

test('The server writes relative names into the workspace, also after its folders have changed', { timeout: 30_000 }, async () => {
  const [one, other] = [await scratch(), await scratch()];
  const server = await ForkedServer.start(await bundleServer('src/server/main.ts', 'local-server'), { workspaceFolders: [one] });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const write = async (id: string): Promise<void> => {
    await server.request(OpenSession, { profile: { id, name: id, backend: 'local', values: {} }, secrets: {} });
    const { resultId } = await server.request(StartRunRequest, { connectionId: id, statement: "COPY (SELECT 1 AS n) TO 'out.csv'", title: 'T' });
    await server.request(ReadOn, { resultId, rows: null });
  };
  await write('first');
  expect(await readdir(one)).toEqual(['out.csv']);
  await server.connection.sendNotification(Configure.method, { storageFolder: server.storageFolder, workspaceFolders: [other], trusted: true, timeZone: 'UTC', limits: TEST_LIMITS, wireLog: false });
  await write('second');
  expect(await readdir(other)).toEqual(['out.csv']);
});
