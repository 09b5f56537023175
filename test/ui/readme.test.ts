import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, it } from 'vitest';
import { at, folders } from '../../scripts/lib/paths.mjs';
import { nextResult, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { expand, openView, treeRow } from './harness/window';

const samples = path.join(folders.demo, 'workspace');

/** With HEADWATER_PICTURES=1 it makes the picture in README.md. */
describe('The sample workspace', () => {
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [at('scripts/samples.mjs')]);
  });
  const workbench = useWorkbench({
    workspace: samples,
    size: { width: 1440, height: 900 },
    settings: { 'workbench.colorTheme': 'Default Dark Modern', 'editor.minimap.enabled': false, 'editor.fontSize': 13, 'window.commandCenter': false },
  });

  it('shows its tree and the first of ten million rows', async () => {
    const { page, bridge } = workbench();
    await openView(page, 'Headwater');
    await treeRow(page, 'Local').waitFor();
    const view = await nextResult(page, () => bridge.inHost(async (vscode) => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      if (!folder) throw new Error('No folder is open.');
      const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'README.sql'));
      const position = document.positionAt(document.getText().indexOf('SELECT i AS row'));
      const editor = await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(position, position) });
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
      await vscode.commands.executeCommand('headwater.query.runStatement');
    }), /rows so far/u);
    await expand(page, 'Local');
    await expand(page, 'Workspace files');
    await expand(page, /^data$/u);
    await expand(page, 'trips.parquet');
    await treeRow(page, 'departed').waitFor();
    await view.focusGrid();
    await view.press('Control+Home', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight');
    await untilText(view.selection, /Σ/u);
    await workbench().screenshot('readme', process.env['HEADWATER_PICTURES'] === '1' ? at('docs/images/results.png') : undefined);
  });
});
