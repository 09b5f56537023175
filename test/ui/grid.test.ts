import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useGridPages } from './harness/gridPages';

const SIZE = { width: 1200, height: 420 };
const CELL = { x: 300, y: 130 };

describe('The grid in a browser', () => {
  const pages = useGridPages();
  const open = (query = ''): Promise<Page> => pages.open(query, SIZE);
  const full = (page: Page): Promise<unknown> =>
    page.waitForFunction(() => {
      const data = document.querySelector<HTMLElement>('.grid')?.dataset;
      return data?.['missing'] === '0' && data['top'] === data['wanted'];
    });
  const topRow = async (page: Page): Promise<number> => Number(await page.locator('.grid').getAttribute('data-top'));
  /** Until a screen reader says this of the active cell: it is told in the frame after the move. */
  const active = (page: Page, expected: RegExp): Promise<void> => page.locator('#grid [role=row]:not([hidden]) [role=gridcell]').and(page.getByLabel(expected)).waitFor({ state: 'attached', timeout: 10_000 });
  const shot = (page: Page, name: string): Promise<unknown> => pages.shot(page, `grid-${name}`);

  it('shows rows in every theme', async () => {
    for (const theme of ['dark', 'light', 'hc-dark', 'hc-light']) {
      const page = await open(`theme=${theme}`);
      await full(page);
      await page.mouse.move(CELL.x, CELL.y);
      await page.mouse.down();
      await page.mouse.move(CELL.x + 400, CELL.y + 90, { steps: 4 });
      await page.mouse.up();
      await page.locator('.selection-line', { hasText: 'cells' }).waitFor();
      await shot(page, theme);
      await page.close();
    }
  });

  it('scrolls by wheel and by the thumb to the last of ten million rows, and never shows an empty row', async () => {
    const page = await open('rows=10000000');
    await full(page);
    await page.mouse.move(CELL.x, CELL.y);
    for (let turn = 0; turn < 30; turn++) {
      await page.mouse.wheel(0, 400);
      expect(await page.locator('.grid').getAttribute('data-missing')).toBe('0');
    }
    await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('.grid')?.dataset['wanted']) > 100);
    await full(page);
    expect(await topRow(page)).toBeGreaterThan(100);
    await page.mouse.move(SIZE.width - 7, 85);
    await page.mouse.down();
    await page.mouse.move(SIZE.width - 7, 200, { steps: 10 });
    await page.mouse.move(SIZE.width - 7, SIZE.height, { steps: 10 });
    await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('.grid')?.dataset['wanted']) > 9_999_900);
    await full(page);
    await page.mouse.up();
    expect(await topRow(page)).toBeGreaterThan(9_999_900);
    await page.mouse.click(CELL.x, 300);
    await active(page, /^Row 9,?999,?9\d\d/u);
    await page.close();
  });

  it('is worked by keys alone, and says row, column and value', async () => {
    const page = await open();
    await full(page);
    await page.locator('#grid [role=gridcell][tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await active(page, /^Row 1, id, 0$/u);
    await page.keyboard.press('Control+End');
    await full(page);
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('Row 10000000, ') === true && !document.activeElement.getAttribute('aria-label')?.endsWith('loading'));
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.locator('.selection-line', { hasText: '4 cells' }).waitFor();
    await page.keyboard.press('Control+c');
    await page.waitForFunction(() => JSON.stringify(Reflect.get(window, 'told')).includes('"copied":[{"row":0,"rows":2,"columns":[0,1]}]'));
    await page.close();
  });

  it('opens a cell of 50 MB and shows its beginning at once, more on demand', async () => {
    const page = await open();
    await full(page);
    await page.mouse.dblclick(CELL.x, CELL.y);
    const foot = page.locator('.detail-foot');
    await foot.filter({ hasText: '32,768 of' }).or(foot.filter({ hasText: '32,768 characters of' })).waitFor();
    await foot.getByRole('button', { name: 'Load more' }).click();
    await foot.filter({ hasText: '294,912' }).waitFor();
    await shot(page, 'cell');
    await page.keyboard.press('Escape');
    await page.locator('aside.detail').waitFor({ state: 'detached' });
    await page.close();
  });

  it('shows nested values as a tree with exact numbers', async () => {
    const page = await open();
    await full(page);
    await page.mouse.dblclick(600, CELL.y);
    await page.locator('.json').filter({ hasText: '12345678901234567890' }).waitFor();
    await page.locator('.json [role=treeitem]').nth(3).locator('.json-fold').click();
    await page.locator('.json', { hasText: 'tag 42' }).waitFor();
    await shot(page, 'tree');
    await page.close();
  });

  it('resizes, moves, hides and freezes columns and remembers it over a reload', async () => {
    const page = await open();
    await full(page);
    await page.mouse.move(573, 60);
    await page.mouse.down();
    await page.mouse.move(400, 60, { steps: 4 });
    await page.mouse.up();
    await page.mouse.click(300, 60, { button: 'right' });
    await page.getByRole('menuitem', { name: 'Freeze up to Here' }).click();
    await page.mouse.click(460, 60, { button: 'right' });
    await page.getByRole('menuitem', { name: 'Hide Column' }).click();
    await page.mouse.move(500, 60);
    await page.mouse.down();
    await page.mouse.move(1_000, 60, { steps: 6 });
    await page.mouse.up();
    await page.waitForFunction(() => (sessionStorage.getItem('state') ?? '').includes('"order":'));
    const kept = await page.evaluate(() => sessionStorage.getItem('state'));
    expect(kept).toContain('"frozen":2');
    expect(kept).toContain('"hidden":[2]');
    await page.reload();
    await full(page);
    await page.mouse.wheel(0, 1);
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => sessionStorage.getItem('state'))).toContain('"hidden":[2]');
    await shot(page, 'layout');
    await page.close();
  });

  it('scrolls 5,000 columns and asks only for those in sight', async () => {
    const page = await open('columns=5000&rows=100000');
    await full(page);
    await page.mouse.move(200, SIZE.height - 30);
    await page.mouse.move(30, SIZE.height - 32);
    await page.mouse.down();
    await page.mouse.move(SIZE.width - 40, SIZE.height - 32, { steps: 20 });
    await full(page);
    await page.mouse.up();
    await shot(page, 'wide');
    await page.mouse.click(SIZE.width - 60, CELL.y);
    await active(page, /_49\d\d/u);
    await page.close();
  });

  it('reads on when somebody goes beyond the rows read so far', async () => {
    const page = await open('rows=10000000&first=1000');
    await full(page);
    expect(await page.locator('.facts-line').textContent()).toContain('1,000 rows so far');
    await page.locator('#grid [role=gridcell][tabindex="0"]').focus();
    await page.keyboard.press('Control+End');
    await page.locator('.facts-line', { hasText: '101,000 rows so far' }).waitFor();
    await page.getByRole('button', { name: 'Read all' }).click();
    await page.locator('.facts-line', { hasText: '10,000,000 rows' }).waitFor();
    await page.close();
  });

  it('does not jump while rows stream in', async () => {
    const page = await open('rows=200000&first=0&scenario=stream');
    await full(page);
    await page.mouse.move(CELL.x, CELL.y);
    await page.mouse.wheel(0, 2_200);
    await full(page);
    const before = await topRow(page);
    await page.waitForTimeout(600);
    expect(await topRow(page)).toBe(before);
    await page.close();
  });

  it('tells failures, updates and lost results in their tabs', async () => {
    const page = await open('scenario=tabs');
    await page.locator('.tab', { hasText: 'SELECT nope' }).click();
    await page.locator('.failure h2', { hasText: 'Could not run' }).waitFor();
    await page.locator('summary').click();
    await page.locator('pre', { hasText: 'Binder Error' }).waitFor();
    await shot(page, 'failure');
    await page.locator('.tab', { hasText: 'UPDATE users' }).click();
    await page.getByText('Statement finished: 3 rows affected').waitFor();
    await page.getByText('× 2').waitFor();
    await shot(page, 'finished');
    await page.locator('.tab', { hasText: 'nothing' }).click();
    await page.getByText('No rows', { exact: true }).waitFor();
    await page.locator('.tab', { hasText: /^\s*5/u }).click();
    await page.getByText('Run it again.').waitFor();
    await page.getByRole('button', { name: 'Run Again' }).last().click();
    await page.waitForFunction(() => JSON.stringify(Reflect.get(window, 'told')).includes('"asked":"rerun","params":{"tab":"t5"}'));
    await page.close();
  });

  it('teaches where there is nothing yet', async () => {
    const page = await open('scenario=none');
    await page.getByText('Rows appear here when you run a statement.').waitFor();
    await page.getByRole('button', { name: 'New Query' }).waitFor();
    await shot(page, 'empty');
    await page.close();
  });
});
