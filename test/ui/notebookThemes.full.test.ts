import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, folders } from '../../scripts/lib/paths.mjs';
import { CellOutputs } from './harness/cellOutput';
import { useWorkbench } from './harness/useWorkbench';

/** With what the page of outputs says of each. */
const THEMES = [
  ['Default Light Modern', 'vscode-light'],
  ['Default Dark Modern', 'vscode-dark'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
] as const;

describe('The sample notebook in every theme', () => {
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [at('scripts/samples.mjs')]);
  });
  const workbench = useWorkbench({ workspace: path.join(folders.demo, 'workspace'), size: { width: 1280, height: 1100 } });

  it('is shown in its colours', async () => {
    const { page, bridge } = workbench();
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
    await below.frame.locator('.result-below[data-pane=grid]').first().waitFor();
    for (const [theme, kind] of THEMES) {
      await bridge.inHost(async (vscode, name) => {
        await vscode.workspace.getConfiguration().update('workbench.colorTheme', name, vscode.ConfigurationTarget.Global);
      }, theme);
      await expect.poll(() => below.frame.locator('body').getAttribute('data-vscode-theme-kind')).toBe(kind);
      await workbench().screenshot(`notebook-sample ${theme}`);
    }
  });
});
