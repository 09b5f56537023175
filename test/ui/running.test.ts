import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { focusEditor, openFile as openInEditor, runDocument, runStatement } from './harness/editor';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { dialogButton, openView, quickPick, statusItem, treeRow } from './harness/window';

const FILES = {
  'three.sql': 'SELECT 1 AS one;\n\nSELEC 2;\n\nSELECT 3 AS three;\n',
  'parameters.sql': "SELECT $name AS name, $day::DATE + $days::INTEGER AS then;\n",
  'sleep.sql': '-- headwater: connection=Sample\nsleep 600s;\n',
  'endless.sql': 'SELECT count(*) FROM range(1_000_000_000_000) AS one(i), range(1_000_000) AS two(j) WHERE i % 7 = j % 11;\n',
  'protectedRows.sql': '-- headwater: connection=Sample\nrows 5;\n',
  'protected.sql': '-- headwater: connection=Sample\naffected 3;\nrows 5;\n',
  'unknown.sql': '-- headwater: connection=Nowhere\nSELECT 1;\n',
};

describe('Running statements', () => {
  const workbench = useWorkbench({
    sample: true,
    settings: { 'headwater.connections': [{ name: 'Sample', backend: 'sample', values: { host: 'here' }, colour: 'red', protected: true }] },
  });

  const openFile = (name: keyof typeof FILES): Promise<Page> => openInEditor(workbench(), name, FILES[name]);
  const historyOf = async (): Promise<readonly string[]> => {
    const { page } = workbench();
    return page.locator('.sidebar .pane:has([aria-label^="History"]) .monaco-list-row').allTextContents();
  };

  it('shows the connection of the document', async () => {
    const page = await openFile('three.sql');
    await statusItem(page, 'Local').waitFor();
    await workbench().screenshot('running-bound');
  });

  it('runs a file of three statements of which one is wrong and marks the place', async () => {
    const page = await openFile('three.sql');
    await runDocument(page);
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    const view = await ResultsView.of(page);
    await untilText(view.failure, /SELEC/u);
    expect(await view.tabs.count()).toBe(2);
    await workbench().screenshot('running-three');
  });

  it('runs what follows a wrong statement where the document says so, and clears the mark of one that was mended', async () => {
    const page = await openFile('three.sql');
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('-- headwater: on-error=continue\n');
    await runDocument(page);
    const view = await ResultsView.of(page);
    await expect.poll(() => view.tabs.count()).toBe(3);
    await workbench().bridge.inHost(async (vscode) => {
      const place = new vscode.Position(3, 5);
      await vscode.window.showTextDocument(vscode.window.activeTextEditor!.document, { selection: new vscode.Range(place, place) });
    });
    await focusEditor(page);
    await page.keyboard.type('T');
    await page.locator('.editor-group-container.active .view-line', { hasText: 'SELECT' }).nth(1).waitFor();
    await nextResult(page, () => runStatement(page), /^1 row · /u);
    await page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' });
    await workbench().screenshot('running-mended');
  });

  it('asks for parameters, and offers the same values the next time', async () => {
    const page = await openFile('parameters.sql');
    const view = await nextResult(page, async () => {
      await runStatement(page);
      await page.locator('.quick-input-title', { hasText: /\$name\b/u }).waitFor();
      await page.keyboard.type('Ada');
      await workbench().screenshot('running-parameter');
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-title', { hasText: /\$day\b/u }).waitFor();
      await page.keyboard.type('2026-02-27');
      await workbench().screenshot('running-parameter-date');
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-title', { hasText: /\$days\b/u }).waitFor();
      await page.keyboard.type('2');
      await page.keyboard.press('Enter');
    }, /^1 row · /u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, name, Ada$/u);
    await view.press('ArrowRight');
    await view.cellLabel(/^Row 1, then, 2026-03-01$/u);
    await workbench().screenshot('running-parameters-result');
    await runStatement(page);
    await quickPick(page, 'Run with the Same Values').waitFor();
    await workbench().screenshot('running-parameters-review');
    await nextResult(page, () => page.keyboard.press('Enter'), /^1 row · /u);
  });

  it('cancels an endless query', async () => {
    const page = await openFile('endless.sql');
    await runStatement(page);
    await statusItem(page, /Running · (?:[2-9]|\d\d+) s/u).waitFor();
    await openView(page, 'Headwater');
    await treeRow(page, /Local · \d+ s/u).waitFor();
    await workbench().screenshot('running-endless');
    await focusEditor(page);
    await page.keyboard.press('Control+Alt+.');
    await statusItem(page, /Running/u).waitFor({ state: 'detached' });
    await page.locator('.sidebar .monaco-list-row[aria-label*="Stopped"]').first().waitFor();
    await workbench().screenshot('running-stopped');
  });

  it('stops what waits on another connection from the status bar', async () => {
    const page = await openFile('sleep.sql');
    await statusItem(page, 'Sample').waitFor();
    await runStatement(page);
    await dialogButton(page, 'Connect').click();
    const running = statusItem(page, /Running · \d+ s/u);
    await running.click();
    await running.waitFor({ state: 'detached' });
  });

  it('asks before it writes on a protected connection', async () => {
    const page = await openFile('protected.sql');
    await runDocument(page);
    await dialogButton(page, 'Run AFFECTED').waitFor();
    await workbench().screenshot('running-protected');
    await page.keyboard.press('Escape');
    await dialogButton(page, 'Run AFFECTED').waitFor({ state: 'detached' });
  });

  it('shows on the tab which connection the rows are of, by its colour, and that it is protected', async () => {
    const page = await openFile('protectedRows.sql');
    await runDocument(page);
    const view = await ResultsView.of(page);
    const tab = view.frame.locator('.tab.selected.protected[data-colour=red]');
    await tab.locator('[role=img][aria-label=protected]').waitFor();
    await expect.poll(() => tab.evaluate((element) => element.getBoundingClientRect().right <= (element.parentElement?.getBoundingClientRect().right ?? 0) + 1)).toBe(true);
    await workbench().screenshot('running-protected-tab');
  });

  it('says which connections there are where a document names another', async () => {
    const page = await openFile('unknown.sql');
    await statusItem(page, 'Nowhere').waitFor();
    await runStatement(page);
    await page.locator('.notification-list-item-message', { hasText: 'There is no connection “Nowhere”' }).waitFor();
    await workbench().screenshot('running-unknown');
  });

  it('keeps what ran in the history', async () => {
    const { page } = workbench();
    await treeRow(page, 'Today').waitFor();
    // The list shows more rows where the views above it are folded.
    for (const view of ['Connections', 'Running']) await page.locator(`.sidebar .pane-header[aria-label^="${view}"]`).click();
    await expect.poll(async () => (await historyOf()).join('\n')).toContain('SELEC 2');
    await workbench().screenshot('running-history');
  });
});
