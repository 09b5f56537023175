import { describe, it } from 'vitest';
import { nextResult, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { answer, contextMenu, dialogButton, expand, expandRow, openView, quickPick, treeRow, typeAtEnd } from './harness/window';

describe('The rows inside objects', () => {
  const workbench = useWorkbench({ sample: true, settings: { 'headwater.connections': [{ name: 'Lake', backend: 'sample', values: { host: 'here', tables: 1 } }] } });
  const menu = (row: string | RegExp, entry: string): Promise<void> => contextMenu(workbench().page, treeRow(workbench().page, row), entry);

  it('are shown by an entry of the object’s menu, with its format and size', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await expand(page, 'Lake');
    const consent = dialogButton(page, 'Connect');
    await consent.or(treeRow(page, 'books')).first().waitFor();
    if (await consent.isVisible()) await consent.click();
    await expand(page, 'books');
    // A schema of the same name stands above the branch.
    await page.locator('.sidebar .monaco-list-row[aria-level="3"]', { hasText: /^main/u }).waitFor();
    await expandRow(page.locator('.sidebar .monaco-list-row[aria-level="3"]', { hasText: /^main/u }));
    await expand(page, /^data/u);
    const view = await nextResult(page, () => menu('orders.csv', 'Open Data in Results Grid'), /^2 rows/u);
    await untilText(view.facts, /CSV/u);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowRight');
    await view.cellLabel(/^Row 1, name, ada$/u);
    await workbench().screenshot('object-data');
  });

  it('are summed up column by column', async () => {
    const { page } = workbench();
    const view = await nextResult(page, () => menu('orders.csv', 'Show Column Statistics'), /^2 rows/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, column_name, id$/u);
  });

  it('are compared with those of another ref, by a key, with changed cells marked', async () => {
    const { page } = workbench();
    await treeRow(page, 'orders.csv').dblclick();
    await page.locator('.tab', { hasText: 'orders.csv' }).first().waitFor();
    await typeAtEnd(page, '3,mary\n');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.type(' lovelace');
    await page.keyboard.press('Control+s');
    await page.locator('.tab.dirty', { hasText: 'orders.csv' }).waitFor({ state: 'detached' });

    await menu('orders.csv', 'Compare Data');
    await quickPick(page, 'Another Ref').click();
    await answer(page, 'any ref expression', 'main@');
    await quickPick(page, /^id/u).locator('input[type=checkbox], .monaco-checkbox').first().click();
    await workbench().screenshot('compare-key');
    const view = await nextResult(page, () => page.locator('.quick-input-action .monaco-button', { hasText: 'OK' }).click(), /^3 rows/u);
    await view.tab('orders.csv (main@ ↔ main)').waitFor();
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, change, before$/u);
    await view.press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown');
    await view.cellLabel(/^Row 2, name, ada lovelace$/u);
    await view.press('ArrowDown', 'Home');
    await view.cellLabel(/^Row 3, change, added$/u);
    await untilText(view.facts, /Removed 0 · Added 1 · Changed 1 · Equal 1/u);
    await workbench().screenshot('compare-rows');
  });

  it('offer the key chosen before', async () => {
    const { page } = workbench();
    await menu('orders.csv', 'Compare Data');
    await quickPick(page, 'Another Ref').click();
    await answer(page, 'any ref expression', 'main@');
    await page.locator('.quick-input-widget', { hasText: '1 Selected' }).waitFor();
    await page.keyboard.press('Escape');
  });
});
