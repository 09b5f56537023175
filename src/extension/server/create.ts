import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { Disposable, ExtensionMode, workspace } from 'vscode';
import { Configure, Log, type LogLine } from '../../protocol/lifecycle';
import { serverEnvironment } from './environment';
import { serverFlags } from './flags';
import { ServerConnection } from './serverConnection';
import { readServerSettings, serverMemoryMb } from './settings';

/** The server of this window. Starts nothing; `deactivate` must return its `dispose()`. */
export function createServer(context: ExtensionContext, log: LogOutputChannel): ServerConnection {
  const path = serverPath(context);
  const inspect = context.extensionMode === ExtensionMode.Production ? undefined : process.env['HEADWATER_INSPECT'];
  const server = new ServerConnection({
    warn: (message) => {
      log.warn(message);
    },
    load: async (onState) => {
      const { ServerProcess } = await import('./serverProcess');
      return new ServerProcess({
        path,
        log,
        execArgv: () => [...serverFlags(serverMemoryMb()), ...(inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect}`])],
        // Each statement at work in DuckDB holds a thread of Node's pool; the default of 4 would keep files waiting behind them.
        env: () => serverEnvironment(process.env, { UV_THREADPOOL_SIZE: '24' }),
        client: {
          documentSelector: [
            { language: 'sql', scheme: 'file' },
            { language: 'sql', scheme: 'untitled' },
            { language: 'sql', scheme: 'vscode-notebook-cell' },
            { language: 'ksql', scheme: 'file' },
            { language: 'ksql', scheme: 'untitled' },
            { language: 'ksql', scheme: 'vscode-notebook-cell' },
          ],
          outputChannel: log,
          initializationOptions: () => readServerSettings(context, log),
        },
        maxRestarts: 3,
        startMs: 20_000,
        stopMs: 2_000,
        ...(inspect === undefined ? { watchdog: { everyMs: 10_000, limitMs: 10_000 } } : {}),
        onState,
      });
    },
  });
  context.subscriptions.push(server.on(Log, (line) => { writeLine(log, line); }), configureOnChange(server, context, log));
  return server;
}

function configureOnChange(server: ServerConnection, context: ExtensionContext, log: LogOutputChannel): Disposable {
  const configure = (): void => {
    server.notify(Configure, readServerSettings(context, log));
  };
  return Disposable.from(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('headwater') || change.affectsConfiguration('http')) configure();
    }),
    workspace.onDidGrantWorkspaceTrust(configure),
    workspace.onDidChangeWorkspaceFolders(configure),
    log.onDidChangeLogLevel(configure),
  );
}

/** Tests and benchmarks may bring a server of their own. */
function serverPath(context: ExtensionContext): string {
  const given = context.extensionMode === ExtensionMode.Production ? undefined : process.env['HEADWATER_SERVER_PATH'];
  return given ?? context.asAbsolutePath('dist/server.js');
}

function writeLine(log: LogOutputChannel, { level, text }: LogLine): void {
  log[level](text);
}
