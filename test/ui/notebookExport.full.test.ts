import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folders } from '../../scripts/lib/paths.mjs';
import { runStatement } from './harness/editor';
import { giveFile } from './harness/fileDialog';
import { NotebookWindow } from './harness/notebookWindow';
import { nextResult } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { quickPick, runCommand, toast } from './harness/window';

const CELLS = [
  { kind: 'markdown', language: 'markdown', text: ['# Fruit', '', 'A *list* of <script>alert(1)</script> what grows.'] },
  { kind: 'code', language: 'headwater-parameters', text: ['least: number = 2'] },
  { kind: 'code', language: 'sql', name: 'fruit', text: ["SELECT * FROM (VALUES ('apple <b>', 1), ('pear', 2), ('plum | fig', 3)) t(name, n)"] },
  { kind: 'code', language: 'sql', text: ["SELECT name, '<script>alert(2)</script>' AS tag FROM fruit WHERE n >= 2 -- with a comment"] },
];

describe('A notebook is exported', () => {
  const workbench = useWorkbench();
  /** @returns the written file */
  const exported = async (format: string, ending: string): Promise<string> => {
    const { page, folder } = workbench();
    const file = path.join(folder, `exported.${ending}`);
    await runCommand(page, 'Headwater: Export Notebook…');
    await quickPick(page, new RegExp(`^${format}`, 'u')).click();
    await giveFile(page, file);
    await toast(page, new RegExp(`Wrote exported\\.${ending}`, 'u'));
    return file;
  };

  it('as Markdown, with what stands below its cells as tables', async () => {
    const notebook = new NotebookWindow(workbench());
    await notebook.open('fruit.hwnb', JSON.stringify({ headwater: 1, connection: 'Local', cells: CELLS }));
    await notebook.runAll();
    await expect.poll(() => notebook.outcomes()).toEqual([true, true, true]);
    const text = await readFile(await exported('Markdown', 'md'), 'utf8');
    expect(text).toMatch(/^# Fruit\n[^]*```sql\nSELECT \* FROM[^]*```\n\n\| name +\| n[^]*\| apple[^]*\| pear +\| +2 +\|[^]*3 rows/u);
  });

  it('as one HTML page that asks for nothing else and runs nothing', async () => {
    const file = await exported('HTML', 'html');
    const page = await workbench().context.newPage();
    try {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => {
        asked.push(`alert ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(pathToFileURL(file).href);
      await page.getByRole('heading', { name: 'Fruit' }).waitFor();
      expect(await page.locator('table').first().locator('tr').allInnerTexts()).toEqual([expect.stringMatching(/name\s+n/u), expect.stringMatching(/apple <b>\s+1/u), expect.stringMatching(/pear\s+2/u), expect.stringMatching(/plum \| fig\s+3/u)]);
      expect(await page.locator('table').nth(1).innerText()).toContain('<script>alert(2)</script>');
      expect(asked).toEqual([pathToFileURL(file).href]);
      await page.screenshot({ path: path.join(folders.artifacts, 'ui', 'notebook-exported.png') });
    } finally {
      await page.close();
    }
  });

  it('as statements, which run as they are', async () => {
    const { page, bridge } = workbench();
    const file = await exported('SQL', 'sql');
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^-- headwater: connection=Local\n[^]*-- # Fruit\n[^]*-- headwater: name=fruit\nSELECT \* FROM/u);
    await bridge.inHost(async (vscode, place) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(place));
      const at = document.positionAt(document.getText().indexOf('SELECT *') + 3);
      await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
    }, file);
    await page.locator('.tab.active', { hasText: 'exported.sql' }).waitFor();
    const view = await nextResult(page, () => runStatement(page), /^3 rows · /u);
    await view.inFront('fruit');
  });
});
