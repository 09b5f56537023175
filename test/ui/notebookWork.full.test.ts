import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CellOutputs } from './harness/cellOutput';
import { NotebookWindow } from './harness/notebookWindow';
import { untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { answer, dialogButton, quickPick, runCommand } from './harness/window';

const CONNECTIONS = [
  { name: 'Made up', backend: 'sample', values: { host: 'here', tables: 1 } },
  { name: 'Precious', backend: 'sample', values: { host: 'here', tables: 1 }, colour: 'red', protected: true },
];

const code = (text: string, more: object = {}): object => ({ kind: 'code', language: 'sql', text: text.split('\n'), ...more });

/** What a person does in a notebook all day. */
describe('Working in a notebook', () => {
  const workbench = useWorkbench({ sample: true, settings: { 'headwater.connections': CONNECTIONS }, size: { width: 1280, height: 1000 } });
  const page = (): Page => workbench().page;
  const notebook = (): NotebookWindow => new NotebookWindow(workbench());
  const open = (name: string, ...cells: readonly object[]): Promise<void> => notebook().open(name, JSON.stringify({ headwater: 1, connection: 'Local', cells }));
  const cellRow = (index: number): Locator => page().locator('.notebookOverlay .cell-list-container .code-cell-row').nth(index);
  /** Brings the keyboard into the text of a cell. */
  const editCell = async (index: number): Promise<void> => {
    await cellRow(index).locator('.monaco-editor .view-lines').click();
    await cellRow(index).locator('.monaco-editor.focused').waitFor();
  };
  const statusItem = (text: string | RegExp): Locator => page().locator('.cell-status-item', { hasText: text }).filter({ visible: true });
  const cellText = (index: number): Promise<string> => workbench().bridge.inHost((vscode, at) => vscode.window.activeNotebookEditor?.notebook.cellAt(at).document.getText() ?? '', index);
  const selected = (): Promise<number | undefined> => workbench().bridge.inHost((vscode) => vscode.window.activeNotebookEditor?.selections[0]?.start);
  const orders = (): Promise<readonly (number | null)[]> => workbench().bridge.inHost((vscode) => (vscode.window.activeNotebookEditor?.notebook.getCells() ?? []).map(({ executionSummary }) => executionSummary?.executionOrder ?? null));

  it('opens a sample over the embedded engine, which runs from top to bottom', async () => {
    await runCommand(page(), 'View: Close All Editors');
    await runCommand(page(), 'Headwater: Open Sample Notebook');
    await cellRow(0).waitFor();
    await notebook().runAll();
    await expect.poll(() => notebook().outcomes()).toEqual([true, true, true, true]);
    await expect.poll(() => notebook().plain(-1)).toMatch(/^\| days[^]*\| 60 +\|[^]*1 row/u);
    await (await CellOutputs.of(page())).frame.locator('.result-below[data-pane=grid]').first().waitFor();
    await workbench().screenshot('notebook-product-sample');
  });

  it('runs a cell by Ctrl+Enter, and by Shift+Enter with a step to the next; each says in which order, how long and how many rows', async () => {
    await open('keys.hwnb', code('SELECT 1 AS one'), code('FROM range(3)'));
    await editCell(0);
    await page().keyboard.press('Control+Enter');
    await expect.poll(() => notebook().outcomes()).toEqual([true, null]);
    expect(await selected()).toBe(0);
    await cellRow(0).locator('.execution-count-label', { hasText: '[1]' }).waitFor();
    await page().keyboard.press('Shift+Enter');
    await expect.poll(orders).toEqual([2, null]);
    await expect.poll(selected).toBe(1);
    await editCell(1);
    await page().keyboard.press('Control+Enter');
    await expect.poll(orders).toEqual([2, 3]);
    await untilText((await CellOutputs.of(page())).facts(1), /^3 rows · .*\d (?:ms|s)/u);
    await statusItem(/^\d+(?:\.\d+)?s$/u).first().waitFor();
    expect(await cellText(0)).toBe('SELECT 1 AS one');
    await workbench().screenshot('notebook-keys');
  });

  it('runs all above a cell, and it and all below, by the buttons of the cell', async () => {
    await open('parts.hwnb', code('SELECT 1 AS one'), code('SELECT 2 AS two'), code('SELECT 3 AS three'));
    // The editor shows them on a cell with the keyboard, here and there not before something has run.
    await editCell(1);
    await page().keyboard.press('Control+Enter');
    await expect.poll(() => notebook().outcomes()).toEqual([null, true, null]);
    const press = async (label: string): Promise<void> => {
      await editCell(1);
      await cellRow(1).locator(`.cell-title-toolbar .action-label[aria-label^="${label}"]`).click();
    };
    await press('Execute Above Cells');
    await expect.poll(orders).toEqual([2, 1, null]);
    await press('Execute Cell and Below');
    await expect.poll(orders).toEqual([2, 3, 4]);
    await expect.poll(() => notebook().outcomes()).toEqual([true, true, true]);
  });

  it('runs cells on different connections side by side', async () => {
    await open('side.hwnb', code('sleep 600s;', { connection: 'Made up' }), code('SELECT 1 AS one'), code('SELECT 2 AS two'));
    await notebook().runAll();
    await dialogButton(page(), 'Connect').click();
    await expect.poll(() => notebook().outcomes()).toEqual([null, true, true]);
    await workbench().screenshot('notebook-side-by-side');
    await notebook().stop(0);
    await expect.poll(() => notebook().outcomes()).toEqual([false, true, true]);
  });

  it('has a connection for all cells that name none, chosen at the top', async () => {
    await open('default.hwnb', code('rows 5'), code('SELECT 7 AS seven', { connection: 'Local' }));
    await page().locator('.notebook-toolbar-container, .notebook-editor-toolbar, .notebookOverlay').getByRole('button', { name: /^(?:Headwater: )?(?:Connection|Choose Connection)/u }).first().click();
    await quickPick(page(), 'Made up').click();
    await statusItem('Made up').waitFor();
    expect(await statusItem('Local').count()).toBe(1);
    await notebook().runAll();
    await expect.poll(async () => {
      await notebook().connectWhereAsked();
      return notebook().outcomes();
    }).toEqual([true, true]);
    await untilText((await CellOutputs.of(page())).facts(0), /^5 rows/u);
  });

  it('names a result in the status bar of its cell, reads it as a table, and runs again what a change above made stale', async () => {
    await open('named.hwnb', code('SELECT i FROM range(10) t(i)'), code('SELECT count(*) AS n FROM numbers'));
    await notebook().run(1);
    await expect.poll(() => notebook().failure(1)).toMatch(/numbers/u);
    await statusItem('Name Result').first().click();
    await answer(page(), 'Name of the Result', 'numbers');
    await statusItem('numbers').waitFor();
    await notebook().run(1);
    await expect.poll(() => notebook().failure(1)).toMatch(/result of a cell that has no result now.*Run that cell first/u);
    await notebook().runAll();
    await expect.poll(() => notebook().plain(1)).toMatch(/\| 10 +\|/u);
    expect(await statusItem('Stale').count()).toBe(0);

    await editCell(0);
    await page().keyboard.press('Control+End');
    await page().keyboard.type(' WHERE i < 4');
    await expect.poll(() => statusItem('Stale').count()).toBe(2);
    await statusItem('Stale').last().hover();
    await page().locator('.monaco-hover, .workbench-hover', { hasText: /`?numbers`?, which it reads, is stale: its text was changed since it ran/u }).first().waitFor();
    await workbench().screenshot('notebook-stale-chain');
    await statusItem('Stale').first().click();
    await expect.poll(() => statusItem('Stale').count()).toBe(1);
    await statusItem('Stale').click();
    await expect.poll(() => notebook().plain(1)).toMatch(/\| 4 +\|/u);
    await expect.poll(() => statusItem('Stale').count()).toBe(0);
  });

  it('shows a result below its cell as a grid, a chart, a profile and one cell whole', async () => {
    await open('views.hwnb', code("SELECT TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS time, round(sin(i / 9), 3) AS level, repeat('long ', 40) AS words FROM range(500) t(i)"));
    await notebook().run(0);
    const below = await CellOutputs.of(page());
    await untilText(below.facts(), /^500 rows/u);
    const show = async (view: string): Promise<void> => {
      await below.result().locator(`[data-view=${view}]`).click();
      await below.result().locator(`[data-view=${view}][aria-checked=true]`).waitFor();
    };
    await show('chart');
    await below.result().locator('.chart-figure[aria-busy=false][aria-label^="Line chart of level by time, 500 rows"]').waitFor();
    await workbench().screenshot('notebook-chart');
    await show('profile');
    await below.result().locator('.profile-card').first().waitFor();
    await workbench().screenshot('notebook-profile');
    await show('grid');
    await below.focusGrid();
    await below.press('End', 'Enter');
    await untilText(below.result().locator('aside.detail'), /(?:long ){40}/u);
    await workbench().screenshot('notebook-detail');
  });

  it('lets a result go when its output is cleared', async () => {
    await open('cleared.hwnb', code('SELECT 1 AS one', { name: 'kept' }), code('FROM kept'));
    await notebook().runAll();
    await expect.poll(() => notebook().outcomes()).toEqual([true, true]);
    await runCommand(page(), 'Notebook: Clear All Outputs');
    await expect.poll(() => notebook().plain(0)).toBe('');
    await notebook().run(1);
    await expect.poll(() => notebook().failure(1)).toMatch(/result of a cell that has no result now/u);
  });

  it('asks before a cell writes on a protected connection, and runs nothing without a yes', async () => {
    await open('protected.hwnb', code('affected 3', { connection: 'Precious' }));
    await notebook().run(0);
    const run = dialogButton(page(), 'Run AFFECTED');
    await expect.poll(async () => {
      await notebook().connectWhereAsked();
      return run.isVisible();
    }).toBe(true);
    await workbench().screenshot('notebook-protected');
    await page().keyboard.press('Escape');
    await run.waitFor({ state: 'detached' });
    expect(await notebook().plain(0)).toBe('');
  });
});
