import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CellOutputs } from './harness/cellOutput';
import { NotebookWindow } from './harness/notebookWindow';
import { untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { runCommand } from './harness/window';

const CELLS = [{ kind: 'code', language: 'sql', text: ["SELECT i, i * 2 AS twice, 'word ' || i AS word FROM range(500) t(i)"] }];

describe('A notebook that keeps its outputs', () => {
  const workbench = useWorkbench({ settings: { 'headwater.notebook.keepOutputs': true } });
  const notebook = (): NotebookWindow => new NotebookWindow(workbench());
  const file = (): string => path.join(workbench().folder, 'kept.hwnb');

  it('shows them as grids when it is opened again, without running anything', async () => {
    const { page } = workbench();
    await notebook().open('kept.hwnb', JSON.stringify({ headwater: 1, connection: 'Local', cells: CELLS }));
    await notebook().run(0);
    await expect.poll(() => notebook().outcomes(), { timeout: 60_000 }).toEqual([true]);
    await runCommand(page, 'File: Save');
    await expect.poll(() => readFile(file(), 'utf8')).toMatch(/"rows": \{\s+"arrow": "[\w+/=]+",\s+"total": 500/u);
    await notebook().show('kept.hwnb');
    const below = await CellOutputs.of(page);
    await untilText(below.facts(), /^500 rows/u);
    await below.frame.getByText('Saved with the notebook').waitFor();
    await below.focusGrid();
    await below.press('Control+End');
    await below.cellLabel(/^Row 500, word, word 499$/u);
    expect(await notebook().outcomes()).toEqual([null]);
    await workbench().screenshot('notebook-saved');
  });

  it('keeps them when it is saved again, and says it where the rows in its file are damaged', async () => {
    const { page } = workbench();
    const before = await readFile(file(), 'utf8');
    await writeFile(file(), before.replace(/"arrow": "[^"]{40}/u, `"arrow": "${'A'.repeat(40)}`));
    await notebook().show('kept.hwnb');
    const below = await CellOutputs.of(page);
    await untilText(below.failure(), /Could not show the saved rows/u);
    await workbench().screenshot('notebook-saved-damaged');
    await writeFile(file(), before);
    await notebook().show('kept.hwnb');
    await untilText((await CellOutputs.of(page)).facts(), /^500 rows/u);
    await workbench().bridge.inHost(async (vscode) => {
      const edit = new vscode.WorkspaceEdit();
      const { notebook: document } = vscode.window.activeNotebookEditor!;
      edit.set(document.uri, [vscode.NotebookEdit.insertCells(1, [new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, 'A note', 'markdown')])]);
      await vscode.workspace.applyEdit(edit);
    });
    await runCommand(page, 'File: Save');
    await expect.poll(() => readFile(file(), 'utf8')).toMatch(/A note/u);
    const [arrow] = /"arrow": "[^"]+"/u.exec(before) ?? [];
    expect(await readFile(file(), 'utf8')).toContain(arrow);
  });
});
