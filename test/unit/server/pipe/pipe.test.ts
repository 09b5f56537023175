import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ChildReader, PacedWriter } from '../../../../src/protocol/pipe';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const CHILD = `
import { createMessageConnection, IPCMessageReader } from 'vscode-jsonrpc/node';
import { PacedWriter } from './src/protocol/pipe';
const connection = createMessageConnection(new IPCMessageReader(process), new PacedWriter(process));
let received = 0;
connection.onRequest('echo', (params) => params);
connection.onNotification('flood', () => { received += 1; });
connection.onRequest('received', () => ({ received, rss: process.memoryUsage.rss() }));
connection.onRequest('flood', async ({ count, size }) => {
  let most = 0;
  for (let sent = 0; sent < count; sent += 1) {
    await connection.sendNotification('piece', { sent, bytes: new Uint8Array(size) });
    most = Math.max(most, process.memoryUsage.rss());
  }
  return { most };
});
connection.onRequest('silence', () => { process.disconnect(); });
connection.listen();
`;

let folder: string;
let child: ChildProcess;
let connection: MessageConnection;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-pipe-'));
  await build({ stdin: { contents: CHILD, resolveDir: ROOT }, bundle: true, platform: 'node', format: 'cjs', outfile: path.join(folder, 'child.js'), logLevel: 'error' });
  await writeFile(path.join(folder, 'package.json'), '{}');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  connection.dispose();
  child.kill('SIGKILL');
});

function connect(): void {
  child = fork(path.join(folder, 'child.js'), [], { serialization: 'advanced', execArgv: [] });
  connection = createMessageConnection(new ChildReader(child), new PacedWriter(child));
  connection.listen();
}

describe('the pipe between the processes', () => {
  test('carries bytes as bytes, and every plain value', async () => {
    connect();
    const params = { bytes: Uint8Array.of(0, 255, 7), text: 'ä\0\ud800🙂', none: null, list: [1, -0, Infinity], nested: { a: [] } };
    const echo: unknown = await connection.sendRequest('echo', params);
    expect(echo).toEqual(params);
  });

  test('paces a flood from the child: its memory stays bounded, order is kept, and a request in between is answered soon', async () => {
    connect();
    const seen: number[] = [];
    let slowest = 0;
    connection.onNotification('piece', ({ sent }: { sent: number }) => {
      seen.push(sent);
    });
    const flood = connection.sendRequest<{ most: number }>('flood', { count: 2_000, size: 65_536 });
    const asking = (async () => {
      for (let round = 0; round < 20; round += 1) {
        const asked = performance.now();
        await connection.sendRequest('echo', {});
        slowest = Math.max(slowest, performance.now() - asked);
      }
    })();
    const { most } = await flood;
    await asking;
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, index) => index));
    expect(most).toBeLessThan(400 * 1_048_576); // unpaced: 730 MB and more
    expect(slowest).toBeLessThan(5_000);
  });

  test('paces a flood to the child', async () => {
    connect();
    for (let sent = 0; sent < 1_000; sent += 1) await connection.sendNotification('flood', { bytes: new Uint8Array(65_536) });
    const { received, rss } = await connection.sendRequest<{ received: number; rss: number }>('received', {});
    expect(received).toBe(1_000);
    expect(rss).toBeLessThan(400 * 1_048_576);
  });

  test.each([
    ['is killed', () => void child.kill('SIGKILL')],
    ['lets go of the pipe but lives on', () => void connection.sendRequest('silence', {}).catch(() => undefined)],
  ])('closes as soon as the child %s', async (_, end) => {
    connect();
    await connection.sendRequest('echo', {});
    const closed = new Promise<void>((resolve) => {
      connection.onClose(resolve);
    });
    end();
    await closed;
  });

  test('refuses what cannot be cloned, and works on', async () => {
    connect();
    await expect(connection.sendRequest('echo', { call: () => undefined })).rejects.toThrow();
    expect(await connection.sendRequest('echo', { fine: true })).toEqual({ fine: true });
  });

  test('refuses to write once the child is gone', async () => {
    connect();
    await connection.sendRequest('echo', {});
    const writer = new PacedWriter(child);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    writer.onError(() => undefined);
    await expect(writer.write({ jsonrpc: '2.0' })).rejects.toThrow();
  });
});
