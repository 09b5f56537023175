import { describe, expect, it } from 'vitest';
import { ResultsView, untilText } from './harness/resultsView';
import { shopSettings, tableMenu } from './harness/shop';
import { useWorkbench } from './harness/useWorkbench';

describe('Changes that are not applied when the window is loaded anew', () => {
  const workbench = useWorkbench({ sample: true, settings: shopSettings() });
  const view = (): Promise<ResultsView> => ResultsView.of(workbench().page);

  it('are taken up again once the table is read again', async () => {
    const { page } = workbench();
    await tableMenu(page, 'Shop', 'people', 'Open Table');
    const before = await view();
    await before.frame.locator('button[aria-label^="Add Row"]').waitFor();
    await before.focusGrid();
    await before.press('Control+Home', 'ArrowRight', 'ArrowDown', 'F2');
    await before.frame.locator('.cell-input').waitFor();
    await page.keyboard.type('Pascal');
    await before.press('Enter');
    await before.press('ArrowDown', 'Control+Delete');
    await before.frame.locator('button', { hasText: 'Review 2 Changes' }).waitFor();
    // The keys of the rows are asked for, and the view writes its memory, a moment later.
    await page.waitForTimeout(10_000);
    const loaded = page.waitForEvent('load', { timeout: 60_000 });
    // The window that would answer is gone by then.
    workbench().bridge.inHost((vscode) => void vscode.commands.executeCommand('workbench.action.reloadWindow')).catch(() => undefined);
    await loaded;
    await expect.poll(() => view().then(() => 'there', () => 'not yet'), { timeout: 120_000 }).toBe('there');
    const after = await view();
    await after.frame.locator('.failure').first().waitFor();
    await after.button('Run Again');
    await untilText(after.facts, /^12 rows/u);
    await after.frame.locator('button', { hasText: 'Review 2 Changes' }).waitFor();
    await after.focusGrid();
    await after.press('Control+Home', 'ArrowRight', 'ArrowDown');
    await after.cellLabel(/^Row 2, name, Pascal$/u);
    await workbench().screenshot('editing-taken-up');
    await after.frame.locator('button', { hasText: 'Review 2 Changes' }).click();
    await untilText(after.frame.locator('aside.review'), /UPDATE\s+id = 2/u);
    await untilText(after.frame.locator('aside.review'), /DELETE/u);
    expect(await after.tabs.count()).toBe(1);
  }, 300_000);
});
