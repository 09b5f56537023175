import { open, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { env, UIKind, version, window, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import * as z from 'zod/mini';
import { problemReport } from '../../report/problemReport';
import type { Server } from '../../server/api';
import type { Connections } from '../../services';

/** Bytes at the end of the log that are read. */
const TAIL = 256 * 1024;

const Manifest = z.object({
  version: z.string(),
  contributes: z.object({ configuration: z.array(z.object({ properties: z.record(z.string(), z.unknown()) })) }),
});

export interface ReportDeps {
  readonly context: Pick<ExtensionContext, 'extension' | 'logUri'>;
  readonly server: Pick<Server, 'state'>;
  readonly connections: Pick<Connections, 'profiles' | 'state'>;
}

/** Opens a document with what a developer needs to know. Nothing is sent anywhere. */
export async function reportProblem({ context, server, connections }: ReportDeps): Promise<void> {
  const manifest = Manifest.parse(context.extension.packageJSON);
  const content = problemReport({
    version: manifest.version,
    editor: `${env.appName} ${version}, ${env.uiKind === UIKind.Web ? 'web' : 'desktop'}`,
    platform: `${process.platform} ${process.arch} ${os.release()}, Node ${process.versions.node}`,
    ...(env.remoteName === undefined ? {} : { remote: env.remoteName }),
    trusted: workspace.isTrusted,
    server: server.state,
    settings: changedSettings(manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties))),
    connections: connections.profiles.map(({ id, backend }) => ({ backend, state: connections.state(id) })),
    log: await endOfLog(context.logUri.fsPath),
    home: os.homedir(),
  });
  await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
}

function changedSettings(names: readonly string[]): Readonly<Record<string, unknown>> {
  const changed = names.flatMap((name) => {
    if (name === 'headwater.connections') return []; // hosts and users
    const found = workspace.getConfiguration().inspect<unknown>(name);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(changed);
}

async function endOfLog(folder: string): Promise<string> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.log')).sort();
    return (await Promise.all(names.map((name) => endOf(path.join(folder, name))))).join('\n');
  } catch (error) {
    return `The log could not be read: ${String(error)}`;
  }
}

async function endOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, TAIL));
    await handle.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    await handle.close();
  }
}
