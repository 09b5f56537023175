import path from 'node:path';
import { homedir } from 'node:os';
import { l10n, Uri, window, workspace } from 'vscode';
import type { DownloadItem } from '../../../protocol/transfers';
import { type ObjectCommandDeps, targetsOf } from './deps';

/** Downloads objects, and prefixes with all that is below them, into a folder that the person chooses. */
export async function downloadObjects(deps: ObjectCommandDeps, argument: unknown, more: unknown): Promise<void> {
  const targets = await targetsOf(deps, argument, more);
  const [first] = targets;
  if (!first) return;
  const [folder] =
    (await window.showOpenDialog({
      title: targets.length === 1 ? l10n.t('Download “{0}” into…', first.label) : l10n.t('Download {0} Objects into…', targets.length),
      openLabel: l10n.t('Download'),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri ?? Uri.file(homedir()),
    })) ?? [];
  if (!folder) return;
  const items = targets.map(({ path: from, isPrefix }): DownloadItem => {
    const name = (from.at(-1) ?? '').replace(/\/$/u, '').split('/').at(-1) ?? '';
    return { from, file: path.join(folder.fsPath, isPrefix && name === '' ? 'objects' : name) };
  });
  await deps.transfers.download(first.connectionId, items.filter((_, index) => targets[index]?.connectionId === first.connectionId), path.basename(folder.fsPath));
}
