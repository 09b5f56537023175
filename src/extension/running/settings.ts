import { Uri, workspace } from 'vscode';
import type { Disposal } from '../emitter';
import type { DocumentUri } from '../services';

/** The settings of running and of the history, read when they are needed. */
export const runSettings = {
  /** A connection's name, `none`, or empty for Local. */
  defaultConnection: (uri: DocumentUri): string => workspace.getConfiguration('headwater', Uri.parse(uri.toString())).get('sql.defaultConnection', ''),
  onDidChangeDefaultConnection: (listener: () => void): Disposal =>
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('headwater.sql.defaultConnection')) listener();
    }),
  onError: (uri: string | undefined): string | undefined =>
    workspace.getConfiguration('headwater', uri === undefined ? undefined : Uri.parse(uri)).get<string>('sql.onError'),
  historyEnabled: (): boolean => workspace.getConfiguration('headwater').get('history.enabled', true),
  historyLimit: (): number => workspace.getConfiguration('headwater').get('history.limit', 2_000),
} as const;
