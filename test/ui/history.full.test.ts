import { describe, expect, it } from 'vitest';
import { openSql, runStatement } from './harness/editor';
import { ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { contextMenu, dialogButton, openView, runCommand, treeRow } from './harness/window';

describe('The history', () => {
  const workbench = useWorkbench();
  const rows = async (): Promise<string> => (await workbench().page.locator('.sidebar .monaco-list-row').allTextContents()).join('\n');

  it('lists what ran, with its connection, rows and time', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    // The list shows more rows where the views above it are folded.
    for (const view of ['Connections', 'Running']) await page.locator(`.sidebar .pane-header[aria-label^="${view}"]`).click();
    await openSql(workbench(), "SELECT 'apple' AS fruit, 1 AS n;");
    await runStatement(page);
    const view = await ResultsView.of(page);
    await untilText(view.facts, /^1 row/u);
    await treeRow(page, /apple/u).waitFor();
    expect(await treeRow(page, /apple/u).textContent()).toMatch(/Local · 1 row · /u);
    await openSql(workbench(), 'FROM range(7) pear(n);');
    await runStatement(page);
    await untilText(view.facts, /^7 rows/u);
    await treeRow(page, /pear/u).waitFor();
  });

  it('is searched while one types', async () => {
    const { page } = workbench();
    await runCommand(page, 'Headwater: Search History');
    await page.locator('.quick-input-widget input').first().fill('apple');
    await treeRow(page, /pear/u).waitFor({ state: 'detached' });
    await treeRow(page, /apple/u).locator('.highlight', { hasText: 'apple' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.sidebar', { hasText: '“apple”' }).waitFor();
    await runCommand(page, 'Headwater: Clear History Search');
    await treeRow(page, /pear/u).waitFor();
  });

  it('runs a statement again, and opens it in an editor', async () => {
    const { page, bridge } = workbench();
    const view = await ResultsView.of(page);
    await untilText(view.facts, /^7 rows/u);
    await contextMenu(page, treeRow(page, /apple/u), 'Run Again');
    await untilText(view.facts, /^1 row/u);
    await contextMenu(page, treeRow(page, /pear/u), 'Open in Editor');
    await expect.poll(() => bridge.inHost((api) => api.window.activeTextEditor?.document.getText())).toBe('FROM range(7) pear(n)\n');
  });

  it('keeps what is pinned before all days, and when the rest is cleared', async () => {
    const { page } = workbench();
    await contextMenu(page, treeRow(page, /pear/u), 'Pin Statement');
    await treeRow(page, /^Pinned/u).waitFor();
    await workbench().screenshot('history-pinned');
    await runCommand(page, 'Headwater: Clear History');
    await dialogButton(page, 'Clear History').click();
    await treeRow(page, /apple/u).waitFor({ state: 'detached' });
    expect(await rows()).toMatch(/^Pinned1\n.*pear/u);
    await contextMenu(page, treeRow(page, /pear/u), 'Unpin Statement');
    await treeRow(page, /^Pinned/u).waitFor({ state: 'detached' });
    await treeRow(page, 'Today').waitFor();
  });
});
