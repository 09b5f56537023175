import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openSql, runStatement } from './harness/editor';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';

const ROWS = 1_000_000;
const STATEMENT = `SELECT i AS n, (i * 7919) % ${ROWS} AS mixed, ['red', 'green', 'blue', NULL][1 + i % 4] AS colour, 'row ' || i AS label FROM range(${ROWS.toLocaleString('en-US').replaceAll(',', '_')}) AS t(i);`;

describe('Arranged results', () => {
  const workbench = useWorkbench();

  /** The header of a column, by where its column starts on the canvas. */
  const header = async (view: ResultsView, x: number): Promise<{ x: number; y: number }> => {
    const box = await view.frame.locator('.grid canvas').first().boundingBox();
    if (!box) throw new Error('There is no grid.');
    return { x: box.x + x, y: box.y + 12 };
  };
  const bar = (view: ResultsView): Locator => view.frame.locator('.arrange-bar');

  it('sort a million rows by a click on a header, up, then down, whatever has been read before', async () => {
    const { page } = workbench();
    await openSql(workbench(), STATEMENT);
    const view = await nextResult(page, () => runStatement(page), /rows so far · /u);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowRight');
    await view.cellLabel(/^Row 1, mixed, 0$/u);
    await view.press('Shift+F10');
    await view.frame.getByRole('menuitem', { name: 'Copy', exact: true }).waitFor();
    await view.press('Escape');
    await view.frame.getByRole('menu').waitFor({ state: 'detached' });
    // The keyboard is in the grid again.
    await view.press('ArrowRight');
    await view.cellLabel(/^Row 1, colour, red$/u);
    // Its middle: where more rows make the numbers before it wider, its edge moves.
    const at = await header(view, 260);
    await page.mouse.click(at.x, at.y);
    await untilText(bar(view), /1,000,000 rows sorted$|1,000,000 rows sorted\s/u, 60_000);
    await page.mouse.click(at.x, at.y);
    await untilText(bar(view), /descending/u, 60_000);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowRight');
    await view.cellLabel(/^Row 1, mixed, 999999$/u);
    await view.press('Control+End', 'ArrowLeft', 'ArrowLeft');
    await view.cellLabel(/^Row 1000000, mixed, 0$/u);
    await workbench().screenshot('arrange-sorted');
  });

  it('filter by a value of a column, chosen from its counted values', async () => {
    const { page } = workbench();
    const view = await ResultsView.of(page);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowRight', 'ArrowRight', 'Alt+ArrowDown');
    const form = view.frame.getByRole('dialog', { name: 'Filter colour' });
    await form.locator('label', { hasText: 'green' }).filter({ hasText: '250,000' }).click({ timeout: 60_000 });
    await workbench().screenshot('arrange-filter-form');
    await form.getByRole('button', { name: 'Filter', exact: true }).click();
    await untilText(bar(view), /250,000 of 1,000,000 rows/u, 60_000);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowRight', 'ArrowRight');
    await view.cellLabel(/^Row 1, colour, green$/u);
    await view.press('ArrowLeft');
    expect(Number((await view.cellLabel(/^Row 1, mixed, \d+$/u)).replace(/.* /u, ''))).toBeGreaterThan(999_000);
  });

  it('find text in the rows that are left, and count the cells', async () => {
    const { page } = workbench();
    const view = await ResultsView.of(page);
    await view.press('Control+f');
    const box = view.frame.getByRole('textbox', { name: 'Find in result' });
    await box.fill('row 123453');
    await untilText(view.frame.locator('.find-status'), /^1 cell in 1 row$/u, 60_000);
    await box.press('Enter');
    await view.cellLabel(/^Row [\d]+, label, row 123453$/u);
    await workbench().screenshot('arrange-found');
    await box.press('Escape');
    await view.frame.locator('.find-bar').waitFor({ state: 'detached' });
  });

  it('copy the rows as they are arranged, and show all again', async () => {
    const { page } = workbench();
    const view = await ResultsView.of(page);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowRight', 'ArrowRight', 'Shift+ArrowDown', 'Control+c');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('green\ngreen');
    await bar(view).getByRole('button', { name: 'Clear All' }).click();
    await bar(view).waitFor({ state: 'detached' });
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, n, 0$/u);
    await view.press('Control+End');
    await view.cellLabel(/^Row 1000000, label, row 999999$/u);
  });
});
