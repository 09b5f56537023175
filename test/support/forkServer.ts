import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import { type CancellationToken, createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import type { NotificationDefinition, RequestDefinition } from '../../src/protocol/define';
import type { ServerSettings } from '../../src/protocol/lifecycle';
import { ChildReader, PacedWriter } from '../../src/protocol/pipe';

export const TEST_LIMITS: ServerSettings['limits'] = { memoryPerResult: 64 * 1_048_576, spillQuota: 1_073_741_824, firstRows: 10_000, pausedMs: 60_000 };

/** A server process without an editor: typed requests over the bare connection. */
export class ForkedServer implements AsyncDisposable {
  private constructor(
    readonly child: ChildProcess,
    readonly connection: MessageConnection,
    readonly storageFolder: string,
  ) {}

  static async start(serverPath: string, settings: Partial<ServerSettings> = {}): Promise<ForkedServer> {
    const storageFolder = await mkdtemp(path.join(os.tmpdir(), 'headwater-server-'));
    const child = fork(serverPath, [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [], env: { ...process.env, HEADWATER_TEST: '1' } });
    const connection = createMessageConnection(new ChildReader(child), new PacedWriter(child));
    connection.listen();
    const initial: ServerSettings = { storageFolder, workspaceFolders: [], trusted: true, timeZone: 'UTC', limits: TEST_LIMITS, wireLog: false, ...settings };
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {}, initializationOptions: initial });
    await connection.sendNotification('initialized', {});
    return new ForkedServer(child, connection, storageFolder);
  }

  async request<P extends object, R>(definition: RequestDefinition<P, R>, params: P, token?: CancellationToken): Promise<R> {
    // The library takes an `undefined` token for one more parameter.
    return z.parse(definition.result, await this.connection.sendRequest(definition.method, params, ...(token ? [token] : [])));
  }

  on<P>(definition: NotificationDefinition<P>, handle: (params: P) => void): void {
    this.connection.onNotification(definition.method, (params: unknown) => {
      handle(z.parse(definition.params, params));
    });
  }

  /** Ends it as the editor does; resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.race([this.stop().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 5_000))]);
    this.child.kill('SIGKILL');
    this.connection.dispose();
    await rm(this.storageFolder, { recursive: true, force: true });
  }
}
