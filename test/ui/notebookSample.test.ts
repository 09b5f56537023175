import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, folders } from '../../scripts/lib/paths.mjs';
import { CellOutputs } from './harness/cellOutput';
import { useWorkbench } from './harness/useWorkbench';

describe('The sample notebook', () => {
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [at('scripts/samples.mjs')]);
  });
  const workbench = useWorkbench({ workspace: path.join(folders.demo, 'workspace'), size: { width: 1280, height: 1100 } });

  it('runs from top to bottom over Local, a Parquet file and results of its own cells', async () => {
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
    const last = (): Promise<string> =>
      bridge.inHost((vscode) => {
        const outputs = vscode.window.activeNotebookEditor?.notebook.getCells().at(-1)?.outputs ?? [];
        const plain = outputs.flatMap(({ items }) => items).find(({ mime }) => mime === 'text/plain');
        return plain ? new TextDecoder().decode(plain.data) : '';
      });
    expect(await last()).toMatch(/destination[^]*(?:Lyon|Grenoble|Marseille|Toulon)[^]*4 rows/u);
    await below.frame.locator('.result-below[data-pane=grid]').first().waitFor();
    await workbench().screenshot('notebook-sample');
  });
});
