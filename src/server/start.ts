import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { InitializeResult } from 'vscode-languageserver/node';
import type { BackendEntry } from '../core/contract/backend';
import { serverSettings, type ServerSettings } from '../protocol/lifecycle';
import { Backends } from './backends';
import { connectToParent } from './connection';
import { handleBackends } from './handlers/backends';
import { handleCatalog } from './handlers/catalog';
import { handleCrashes, handleLifecycle } from './handlers/lifecycle';
import { handleSessions } from './handlers/sessions';
import { Router } from './router';
import { PipeLog } from './serverLog';
import { SessionRegistry } from './sessions/sessionRegistry';
import { settledWithin } from './sessions/settledWithin';
import { Settings } from './settings';

export interface ServerOptions {
  readonly backends: readonly BackendEntry[];
  /** Folder of the worker bundles. */
  readonly workers: string;
}

/** Milliseconds that closing everything may take when the host stops us. */
const STOP_MS = 1_500;

/** Serves the process that forked this one, until it says stop or is gone. */
export function startServer(options: ServerOptions): void {
  const generation = randomUUID().slice(0, 8);
  const connection = connectToParent();
  const log = new PipeLog(connection);
  const router = new Router(connection, log);
  const stopping: (() => Promise<void>)[] = [];

  connection.onInitialize((params): InitializeResult => {
    const settings = new Settings(readSettings(params.initializationOptions));
    const backends = new Backends(options.backends, log);
    const sessions = new SessionRegistry(backends, settings, log);

    handleLifecycle(router, settings, generation);
    handleBackends(router, backends);
    handleSessions(router, sessions);
    handleCatalog(router, sessions);
    stopping.push(() => sessions.dispose());
    if (process.env['HEADWATER_TEST'] === '1') handleCrashes(router);
    return { capabilities: { experimental: { generation } } };
  });
  connection.onShutdown(async () => {
    await settledWithin(Promise.all(stopping.map((stop) => stop())), STOP_MS);
  });
  connection.listen();
}

function readSettings(given: unknown): ServerSettings {
  const result = z.safeParse(serverSettings, given);
  if (result.success) return result.data;
  throw new Error(`The settings were not understood: ${z.prettifyError(result.error)}`);
}
