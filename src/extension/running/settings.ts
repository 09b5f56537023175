import { Uri, workspace } from 'vscode';
import type { Disposal } from '../emitter';

/** The settings of running and of the history, read when they are needed. */
export const runSettings = {
  /** A connection's name, `none`, or empty for Local. */
  defaultConnection: (uri: Uri): string => workspace.getConfiguration('headwater', uri).get('sql.defaultConnection', ''),
  onDidChangeDefaultConnection: (listener: () => void): Disposal =>
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('headwater.sql.defaultConnection')) listener();
    }),
  onError: (uri: string | undefined): string | undefined =>
    workspace.getConfiguration('headwater', uri === undefined ? undefined : Uri.parse(uri)).get<string>('sql.onError'),
  historyEnabled: (): boolean => workspace.getConfiguration('headwater').get('history.enabled', true),
  historyLimit: (): number => workspace.getConfiguration('headwater').get('history.limit', 2_000),
} as const;
