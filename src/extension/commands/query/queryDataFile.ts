import { l10n, Uri, window, workspace } from 'vscode';
import { LOCAL_ID } from '../../connections/localProfile';
import { DATA_FILES, fileQuery } from '../../running/fileQuery';
import type { QueryContext } from './context';
import { openAndRun } from './openAndRun';

/** Shows the first rows of a data file, with the embedded engine. */
export async function queryDataFile(context: QueryContext, given?: unknown): Promise<void> {
  const uri = given instanceof Uri ? given : await pickFile();
  if (!uri) return;
  const [first] = workspace.workspaceFolders ?? [];
  await openAndRun(context, { connectionId: LOCAL_ID, text: fileQuery(uri.fsPath, first?.uri.fsPath) });
}

async function pickFile(): Promise<Uri | undefined> {
  const [first] = workspace.workspaceFolders ?? [];
  const chosen = await window.showOpenDialog({ title: l10n.t('Query Data File'), filters: { [l10n.t('Data files')]: [...DATA_FILES] }, ...(first ? { defaultUri: first.uri } : {}) });
  return chosen?.[0];
}
