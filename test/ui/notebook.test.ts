import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { expect, describe, it } from 'vitest';
import { CellOutputs } from './harness/cellOutput';
import { ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { dialogButton, quickPick, runCommand, toast } from './harness/window';

const NOTEBOOK = {
  headwater: 1,
  cells: [
    { kind: 'markdown', language: 'markdown', text: ['# Numbers'] },
    { kind: 'code', language: 'sql', name: 'many', text: ['SELECT i, i * 2 AS twice FROM range(1000) t(i)'] },
    { kind: 'code', language: 'sql', text: ['SELECT nothing FROM nowhere'] },
    { kind: 'code', language: 'sql', connection: 'Made up', text: ['FROM endless'] },
    { kind: 'code', language: 'sql', connection: 'Nobody', text: ['SELECT 1'] },
  ],
};

describe('A notebook', () => {
  const workbench = useWorkbench({ sample: true, settings: { 'headwater.connections': [{ name: 'Made up', backend: 'sample', values: { host: 'here', tables: 1 } }] } });

  async function open(name: string, text: string): Promise<string> {
    const { bridge, folder, page } = workbench();
    const file = path.join(folder, name);
    await writeFile(file, text);
    await bridge.inHost(async (vscode, place) => {
      // Notebooks behind other tabs keep their cells in the page.
      // They are closed without a question: a cell that ends late makes them dirty after they were saved.
      const tabs = (): number => vscode.window.tabGroups.all.reduce((sum, group) => sum + group.tabs.length, 0);
      for (let left = tabs(); left > 0; left--) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(place));
    }, file);
    await page.locator('.tab.active', { hasText: name }).waitFor();
    await statusItem(/Local|Nobody/u).waitFor();
    return file;
  }

  /** What stands below the cells, as text; the outputs of all are one page. */
  async function outputs(page: Page): Promise<string> {
    const texts = await Promise.all(page.frames().map((frame: Frame) => frame.locator('body').innerText({ timeout: 1_000 }).catch(() => '')));
    return texts.join('\n');
  }

  async function run(cell: number): Promise<void> {
    await workbench().bridge.inHost(async (vscode, index) => {
      const editor = vscode.window.activeNotebookEditor!;
      editor.selection = new vscode.NotebookRange(index, index + 1);
      await vscode.commands.executeCommand('notebook.cell.focusInOutput').then(undefined, () => undefined);
      void vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: index, end: index + 1 }] });
    }, cell);
  }

  const success = (cell: number): Promise<boolean | undefined> =>
    workbench().bridge.inHost((vscode, index) => vscode.window.activeNotebookEditor?.notebook.cellAt(index).executionSummary?.success, cell);

  it('runs a cell, shows all its rows in a grid below it, and the same result in the results view', async () => {
    const { page } = workbench();
    await open('numbers.hwnb', JSON.stringify(NOTEBOOK));
    await run(1);
    const below = await CellOutputs.of(page);
    await untilText(below.facts(), /1,000 rows/u);
    await expect.poll(() => success(1)).toBe(true);
    await below.focusGrid();
    await below.press('Control+End');
    await below.cellLabel(/^Row 1,?000.*twice.*1998/u);
    await below.press('Control+C');
    await expect.poll(() => workbench().bridge.inHost((vscode) => vscode.env.clipboard.readText())).toBe('1998');
    await workbench().screenshot('notebook-grid');
    await below.button('Open Full Result in Panel');
    const view = await ResultsView.of(page);
    await view.tab('many').waitFor();
    await untilText(view.facts, /1,000 rows/u);
    await workbench().screenshot('notebook');
  });

  it('says below a cell why it failed, and that a connection is not there', async () => {
    const { page } = workbench();
    await open('failing.hwnb', JSON.stringify(NOTEBOOK));
    await run(2);
    await untilText((await CellOutputs.of(page)).failure(), /nowhere/u);
    await expect.poll(() => success(2)).toBe(false);
    await run(4);
    await expect.poll(() => outputs(page)).toMatch(/no connection called “Nobody”/u);
    await workbench().screenshot('notebook-failures');
  });

  it('reads results of other cells and systems as tables, with the values of its parameters, and says what became stale', async () => {
    const { page: window, bridge } = workbench();
    const cells = [
      { kind: 'code', language: 'headwater-parameters', text: ['# What to keep', 'least: number = 990', 'zone: choice = north in [north, south]', 'period: dates = 2024-01-01 to 2024-03-31'] },
      { kind: 'code', language: 'sql', name: 'many', text: ['SELECT i, i * 2 AS twice FROM range(1000) t(i) WHERE i >= $least'] },
      { kind: 'code', language: 'sql', connection: 'Made up', name: 'sampled', text: ['rows 500 cols 2'] },
      { kind: 'code', language: 'sql', text: ["SELECT (SELECT count(*) FROM many) AS kept, (SELECT count(*) FROM sampled) AS made, $zone || '!' AS zone, $period_to - $period_from AS days"] },
    ];
    const file = await open('linked.hwnb', JSON.stringify({ headwater: 1, cells }));
    const below = await CellOutputs.of(window);
    const least = below.frame.getByLabel('least', { exact: true });
    await expect.poll(() => least.inputValue()).toBe('990');
    const runAll = (): Promise<void> =>
      bridge.inHost((vscode) => {
        // It would wait for the last cell.
        void vscode.commands.executeCommand('notebook.execute');
      });
    await runAll();
    await dialogButton(window, 'Connect').click();
    await expect.poll(() => success(3)).toBe(true);
    await expect.poll(() => plain(3)).toMatch(/\| 10 +\| 500 +\| north! +\| 90 +\|/u);
    await workbench().screenshot('notebook-linked');

    await least.fill('980');
    await least.press('Tab');
    await expect.poll(() => bridge.inHost((vscode) => vscode.window.activeNotebookEditor!.notebook.cellAt(0).document.lineAt(1).text)).toBe('least: number = 980');
    await expect.poll(() => page().locator('.cell-status-item', { hasText: 'Stale' }).filter({ visible: true }).count()).toBeGreaterThan(0);
    await workbench().screenshot('notebook-stale');
    await runAll();
    await expect.poll(() => plain(3)).toMatch(/\| 20 +\| 500 /u);

    await least.fill('lots');
    await least.press('Tab');
    await below.frame.locator('.parameters .problem').waitFor();
    await run(1);
    await expect.poll(() => outputs(window)).toMatch(/Could not use the parameter.*least[^]*does not fit its type number/u);
    await runCommand(window, 'File: Save');
    await expect.poll(() => readFile(file, 'utf8')).toMatch(/"least: number = lots"/u);
  });

  it('is stopped where it would never end', async () => {
    const { bridge } = workbench();
    await open('endless.hwnb', JSON.stringify({ ...NOTEBOOK, cells: [{ kind: 'code', language: 'sql', connection: 'Local', text: ['SELECT count(*) FROM range(100000000000) a(i), range(1000) b(j) WHERE i % 7 = j % 11'] }] }));
    await run(0);
    const started = (): Promise<boolean> => bridge.inHost((vscode) => vscode.window.activeNotebookEditor?.notebook.cellAt(0).executionSummary?.timing === undefined);
    await expect.poll(started).toBe(true);
    await page().locator('.part.statusbar .statusbar-item', { hasText: /running|Running/u }).first().waitFor();
    await bridge.inHost(async (vscode) => {
      await vscode.commands.executeCommand('notebook.cell.cancelExecution', { ranges: [{ start: 0, end: 1 }] });
    });
    await expect.poll(() => success(0)).toBe(false);
  });

  it('keeps the connection that a person chooses for a cell, and nothing else changes in the file', async () => {
    const text = '# Notes\n\n\n~~~sql\nSELECT 42 AS answer\n~~~\n\n```python\nprint(1)\n```\n';
    const file = await open('notes.hw.md', text);
    await statusItem('Local').click();
    await quickPick(page(), 'Made up').click();
    await statusItem('Made up').waitFor();
    await runCommand(page(), 'File: Save');
    await expect.poll(() => readFile(file, 'utf8')).toBe(text.replace('~~~sql', '```sql connection="Made up"').replace('answer\n~~~', 'answer\n```'));
  });

  it('that is damaged is not opened, and says why', async () => {
    const { bridge, folder } = workbench();
    const file = path.join(folder, 'damaged.hwnb');
    await writeFile(file, '{"headwater": 1, "cells": [');
    await bridge.inHost(async (vscode, place) => {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(place)).then(undefined, () => undefined);
    }, file);
    await toast(page(), /Could not open the notebook: The file is damaged/u);
    await workbench().screenshot('notebook-damaged');
    expect(await readFile(file, 'utf8')).toBe('{"headwater": 1, "cells": [');
  });

  const page = (): Page => workbench().page;

  /** The text of what stands below a cell, for where nothing of ours runs. */
  const plain = (cell: number): Promise<string> =>
    workbench().bridge.inHost((vscode, index) => {
      const items = vscode.window.activeNotebookEditor!.notebook.cellAt(index).outputs.flatMap((output) => output.items);
      return items.filter(({ mime }) => mime === 'text/plain').map(({ data }) => new TextDecoder().decode(data)).join('\n');
    }, cell);

  /** Of the notebook in sight; those behind other tabs are there too. */
  function statusItem(text: string | RegExp): Locator {
    return page().locator('.cell-status-item', { hasText: text }).filter({ visible: true }).first();
  }
});
