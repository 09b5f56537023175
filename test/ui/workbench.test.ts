import { describe, expect, it } from 'vitest';
import { openSql } from './harness/editor';
import { nextResult } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { contextMenu, dialogButton, expand, openView, quickPick, runCommand, treeRow } from './harness/window';

describe('The workbench', () => {
  const workbench = useWorkbench();

  it('shows Headwater in the activity bar, with the Local connection', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await treeRow(page, 'Local').waitFor();
    await workbench().screenshot('connections');
  });

  it('has activated the extension without an error', async () => {
    const active = await workbench().bridge.inHost((api) => api.extensions.getExtension('headwater.headwater')?.isActive);
    expect(active).toBe(true);
  });

  it('saves a query under a name, and runs it from the view', async () => {
    const { page } = workbench();
    await openSql(workbench(), "SELECT 42 AS answer, 'kept' AS word;");
    await runCommand(page, 'Headwater: Save Query');
    const name = page.locator('.quick-input-widget .quick-input-box input');
    await expect.poll(() => name.inputValue()).toBe("SELECT 42 AS answer, 'kept' AS word;");
    await name.fill('The answer');
    await page.keyboard.press('Enter');
    await quickPick(page, 'Everywhere').click();
    await runCommand(page, 'View: Close All Editors');
    await dialogButton(page, "Don't Save").click();
    await page.locator('.sidebar .pane-header[aria-label^="Saved"]').click();
    await treeRow(page, /The answer/u).waitFor();
    await nextResult(page, () => contextMenu(page, treeRow(page, /The answer/u), 'Run'), /^1 row\b/u);
    await workbench().screenshot('saved-query');
  });

  it('keeps a bookmark of a place, and goes there', async () => {
    const { page } = workbench();
    await expand(page, 'Local');
    await expand(page, /Workspace files/iu);
    await expand(page, /^data$/u);
    await contextMenu(page, treeRow(page, 'orders.csv'), 'Add Bookmark');
    await quickPick(page, 'This Workspace').click();
    const bookmark = treeRow(page, /orders\.csv.*this workspace/u);
    await bookmark.waitFor();
    await treeRow(page, /^Local/u).locator('.monaco-tl-twistie').click();
    await bookmark.click();
    await page.locator('.sidebar .monaco-list-row.selected[aria-level="4"]', { hasText: 'orders.csv' }).waitFor();
    await workbench().screenshot('bookmark');
  });

  it('makes a report of a problem that names no connection', async () => {
    const { page, bridge } = workbench();
    await runCommand(page, 'Headwater: Report a Problem');
    const textOf = () => bridge.inHost((api) => api.window.activeTextEditor?.document.getText() ?? '');
    await expect.poll(textOf).toContain('# Problem with Headwater');
    const text = await textOf();
    expect(text).toMatch(/- Headwater: \d+\.\d+\.\d+/u);
    expect(text).toContain('× local, open');
    await workbench().screenshot('report');
  });
});
