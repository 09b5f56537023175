import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect } from 'vitest';
import { at, folders } from '../../../scripts/lib/paths.mjs';
import { CellOutputs } from './cellOutput';
import { useWorkbench } from './useWorkbench';
import type { Workbench } from './workbench';

/** A workbench over the samples of the demo. */
export function useSamples(): () => Workbench {
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [at('scripts/samples.mjs')]);
  });
  return useWorkbench({ workspace: path.join(folders.demo, 'workspace'), size: { width: 1280, height: 1100 } });
}

/** Opens the sample notebook and runs it from top to bottom. @returns what stands below its cells */
export async function runSampleNotebook({ page, bridge }: Workbench): Promise<CellOutputs> {
  await bridge.inHost(async (vscode) => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('No folder is open.');
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(folder.uri, 'Trips.hwnb'));
  });
  const below = await CellOutputs.of(page);
  await bridge.inHost((vscode) => {
    // It would wait for the last cell.
    void vscode.commands.executeCommand('notebook.execute');
  });
  const outcomes = (): Promise<readonly (boolean | undefined)[]> =>
    bridge.inHost((vscode) => (vscode.window.activeNotebookEditor?.notebook.getCells() ?? []).filter(({ kind }) => kind === vscode.NotebookCellKind.Code).map(({ executionSummary }) => executionSummary?.success));
  await expect.poll(outcomes, { timeout: 60_000 }).toEqual([true, true, true, true]);
  return below;
}
