import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSql, runStatement } from './harness/editor';
import { giveFile } from './harness/fileDialog';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { shopSettings, tableMenu } from './harness/shop';
import { useWorkbench } from './harness/useWorkbench';
import { dialogButton, expand, openView, quickPick, runCommand, toast, treeRow } from './harness/window';

describe('Rows that go elsewhere', () => {
  const workbench = useWorkbench({ sample: true, settings: shopSettings() });
  const clipboard = (): Promise<string> => workbench().bridge.inHost((vscode) => vscode.env.clipboard.readText());

  it('are copied whole, in a format', async () => {
    const { page } = workbench();
    await openSql(workbench(), "-- headwater: connection=Local\nSELECT 'IT' AS country, 'Rome' AS city, 2800000 AS people;");
    const view = await nextResult(page, () => runStatement(page), /^1 row/u);
    await view.button('Export Result…');
    await view.frame.locator('[role=menuitem]', { hasText: 'To Clipboard…' }).click();
    await quickPick(page, 'Markdown').click();
    await toast(page, /^Copied 1 rows? as Markdown/u);
    expect(await clipboard()).toContain('| IT | Rome | 2800000 |');
  });

  it('are opened as text', async () => {
    const { page } = workbench();
    await runCommand(page, 'Headwater: Open Result as Text');
    await quickPick(page, 'JSON Lines').click();
    await expect.poll(() => workbench().bridge.inHost((vscode) => vscode.window.activeTextEditor?.document.getText() ?? '')).toBe('{"country":"IT","city":"Rome","people":2800000}\n');
  });

  it('are shown as a form and as text beside the grid', async () => {
    const { page } = workbench();
    const view = await ResultsView.of(page);
    await view.frame.locator('[data-view=record]').click();
    await untilText(view.frame.locator('.record'), /Rome/u);
    await workbench().screenshot('view-record');
    await view.frame.locator('[data-view=json]').click();
    await untilText(view.frame.locator('.text-view pre'), /"city":\s?"Rome"/u);
    await workbench().screenshot('view-text');
    await view.frame.locator('[data-view=grid]').click();
    await view.focusGrid();
  });

  it('are added to a table of another connection, after a question that says what goes where', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await expand(page, 'Shop');
    const consent = dialogButton(page, 'Connect');
    await consent.or(treeRow(page, /^shop$/u)).first().waitFor();
    if (await consent.isVisible()) await consent.click();
    await treeRow(page, /^shop$/u).waitFor();
    await runCommand(page, 'Headwater: Write Result to Connection');
    await quickPick(page, 'Shop').click();
    await quickPick(page, 'Rows of a Table').click();
    await quickPick(page, 'cities').click();
    await dialogButton(page, 'Write Rows').waitFor();
    await workbench().screenshot('export-table');
    await dialogButton(page, 'Write Rows').click();
    const view = await ResultsView.of(page);
    await untilText(view.frame.locator('.centred'), /1 row affected/u);
  });

  it('are only the selected ones where a selection is added to a table', async () => {
    const { page } = workbench();
    await openSql(workbench(), "-- headwater: connection=Local\nFROM (VALUES ('FR', 'Metz', 120000), ('FR', 'Nancy', 105000), ('FR', 'Toul', 16000)) t(country, city, people);");
    const view = await nextResult(page, () => runStatement(page), /^3 rows/u);
    await view.focusGrid();
    await view.press('Control+Home', 'Shift+ArrowDown', 'Shift+End');
    await untilText(view.selection, /^6 cells/u);
    await runCommand(page, 'Headwater: Write Result to Connection');
    await quickPick(page, 'The Selection').click();
    await quickPick(page, 'Shop').click();
    await quickPick(page, 'Rows of a Table').click();
    await quickPick(page, 'cities').click();
    await page.locator('.monaco-dialog-box', { hasText: 'Write 2 rows into' }).waitFor();
    await dialogButton(page, 'Write Rows').click();
    await untilText(view.frame.locator('.centred'), /2 rows affected/u);
  });

  it('become an object of a connection', async () => {
    const { page } = workbench();
    const view = await ResultsView.of(page);
    await nextResult(page, () => view.tabs.nth(0).click(), /^1 row/u);
    await runCommand(page, 'Headwater: Write Result to Connection');
    await quickPick(page, 'Shop').click();
    await quickPick(page, 'An Object').click();
    const box = page.locator('.quick-input-widget .quick-input-box input');
    await expect.poll(() => box.inputValue()).toContain('sample://');
    await box.fill('sample://books/main/out/city.csv');
    await page.keyboard.press('Enter');
    await toast(page, /^Wrote 1 rows? .*city\.csv/u);
  });

  it('are written to their end although their tab is closed meanwhile', async () => {
    const { page, folder } = workbench();
    await openSql(workbench(), "-- headwater: connection=Local\nSELECT i, 'text ' || i AS t FROM range(2_000_000) r(i);");
    const view = await nextResult(page, () => runStatement(page), /rows/u);
    const tabs = await view.tabs.count();
    await runCommand(page, 'Headwater: Export Result');
    await quickPick(page, 'CSV').click();
    await giveFile(page, path.join(folder, 'closed.csv'));
    await view.tabs.last().click({ button: 'middle' });
    await expect.poll(() => view.tabs.count()).toBe(tabs - 1);
    await toast(page, /^Wrote 2,000,000 rows .*closed\.csv/u);
    const written = await readFile(path.join(folder, 'closed.csv'), 'utf8');
    expect(written.slice(written.lastIndexOf('\n', written.length - 2))).toBe('\n1999999,text 1999999\n');
  });

  it('of a live result stay as they were in a tab of their own', async () => {
    const { page } = workbench();
    const view = await nextResult(page, async () => {
      await tableMenu(page, 'Shop', 'events', 'Follow Table');
      await quickPick(page, 'From Now On').click();
    }, /rows\/s now/u);
    await view.button('Keep Snapshot');
    const tab = view.tab(/ at \d/u);
    await tab.waitFor();
    await tab.locator('[aria-label=pinned]').waitFor();
    await workbench().screenshot('snapshot');
  });
});
