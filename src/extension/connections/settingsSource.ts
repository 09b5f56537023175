import type { Disposable } from 'vscode';
import { workspace } from 'vscode';
import { Emitter } from '../emitter';
import { readSettings } from './sharedSource';
import type { SharedSetting, SharedSource } from './sharedSource';

/** The setting `headwater.connections` of the person, the workspace and its folders. Read when asked, not at start. */
export class SettingsSource implements SharedSource {
  readonly #changed = new Emitter<void>();
  readonly #listening: readonly Disposable[];
  readonly onDidChange = this.#changed.event;
  #read: ReturnType<typeof readSettings> | undefined;

  constructor() {
    const forget = (): void => {
      this.#read = undefined;
      this.#changed.fire();
    };
    this.#listening = [
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('headwater.connections')) forget();
      }),
      workspace.onDidGrantWorkspaceTrust(forget),
      workspace.onDidChangeWorkspaceFolders(forget),
    ];
  }

  get profiles(): SharedSource['profiles'] {
    return this.#current.profiles;
  }

  get problems(): SharedSource['problems'] {
    return this.#current.problems;
  }

  get ignored(): number {
    return this.#current.ignored;
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#changed.dispose();
  }

  get #current(): ReturnType<typeof readSettings> {
    this.#read ??= readSettings(settings(), workspace.isTrusted);
    return this.#read;
  }
}

function settings(): readonly SharedSetting[] {
  const found: SharedSetting[] = [];
  const all = workspace.getConfiguration('headwater').inspect('connections');
  if (all?.globalValue !== undefined) found.push({ origin: 'user', value: all.globalValue, own: true });
  const single = workspace.workspaceFolders?.[0]?.uri.toString() ?? '';
  if (all?.workspaceValue !== undefined) found.push({ origin: workspace.workspaceFile?.toString() ?? single, value: all.workspaceValue, own: false });
  if (!workspace.workspaceFile) return found; // without a workspace file, the folder's settings are the workspace's
  for (const { uri } of workspace.workspaceFolders ?? []) {
    const value = workspace.getConfiguration('headwater', uri).inspect('connections')?.workspaceFolderValue;
    if (value !== undefined) found.push({ origin: uri.toString(), value, own: false });
  }
  return found;
}
