import { Field, Int32, Int64, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray, type Data } from 'apache-arrow';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { RealHost } from './grid/realHost';
import { useGridPages } from './harness/gridPages';

const ROWS = 100_000;
const COLOURS = ['red', 'green', 'blue', null];
/** In the header's row, below the tabs. */
const HEADER_Y = 48;

/** n counts, mixed goes through all numbers below, colour repeats. */
function batch(): RecordBatch {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const columns: Data[] = [
    makeData({ type: new Int64(), length: ROWS, data: BigInt64Array.from(rows, BigInt) }),
    makeData({ type: new Int32(), length: ROWS, data: Int32Array.from(rows, (row) => (row * 7919) % ROWS) }),
    vectorFromArray(rows.map((row) => COLOURS[row % 4]!), new Utf8()).data[0]!,
    vectorFromArray(rows.map((row) => `row ${row}`), new Utf8()).data[0]!,
  ];
  const schema = new Schema(['n', 'mixed', 'colour', 'label'].map((name, index) => new Field(name, columns[index]!.type, true)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: ROWS, nullCount: 0, children: columns }));
}

describe('Results in a browser, over the real rows', () => {
  const pages = useGridPages();

  const open = async (theme = 'dark'): Promise<{ page: Page; host: RealHost }> => {
    const { page, host } = await pages.over(batch(), { theme, size: { width: 1100, height: 520 } });
    await page.locator('.facts-line', { hasText: '100,000 rows' }).waitFor();
    await page.waitForFunction(() => document.querySelector<HTMLElement>('.grid')?.dataset['missing'] === '0');
    await page.locator('#grid [role=gridcell][tabindex="0"]').focus();
    return { page, host };
  };
  const says = (page: Page, expected: RegExp): Promise<void> => page.locator('#grid [role=row]:not([hidden]) [role=gridcell]').and(page.getByLabel(expected)).waitFor({ state: 'attached', timeout: 20_000 });
  const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const shot = (page: Page, name: string): Promise<unknown> => pages.shot(page, `arranged-${name}`);
  const bar = (page: Page, text: RegExp): Promise<void> => page.locator('.arrange-bar', { hasText: text }).waitFor();

  it('sort by a click on a header, then the other way, then as received; with Shift by one more', async () => {
    const { page } = await open();
    await page.mouse.click(150, HEADER_Y);
    await bar(page, /100,000 rows sorted/u);
    await page.mouse.click(150, HEADER_Y);
    await bar(page, /descending/u);
    await press(page, 'Control+Home');
    await says(page, /^Row 1, n, 99999$/u);
    await page.mouse.click(150, HEADER_Y);
    await page.locator('.arrange-bar').waitFor({ state: 'detached' });
    await press(page, 'Control+Home');
    await says(page, /^Row 1, n, 0$/u);
    const edge = await page.locator('.surface').boundingBox();
    // The header's menu sorts too, and adds to what is sorted by.
    await page.mouse.click((edge?.x ?? 0) + 310, HEADER_Y, { button: 'right' });
    await page.getByRole('menuitemcheckbox', { name: 'Sort Descending', exact: true }).click();
    await page.keyboard.down('Shift');
    await page.mouse.click(150, HEADER_Y);
    await page.keyboard.up('Shift');
    await expect.poll(() => page.locator('.arrange-bar .chip').count()).toBe(2);
    await shot(page, 'sorted');
    await page.close();
  });

  it('filter by counted values, by a range and by the value of a cell; copies are of what is seen', async () => {
    const { page, host } = await open();
    await press(page, 'Control+Home', 'ArrowRight', 'ArrowRight');
    await says(page, /^Row 1, colour, red$/u);
    await press(page, 'Alt+ArrowDown');
    const form = page.getByRole('dialog', { name: 'Filter colour' });
    await form.locator('label', { hasText: 'green' }).filter({ hasText: '25,000' }).click();
    await shot(page, 'filter-form');
    await form.getByRole('button', { name: 'Filter', exact: true }).click();
    await bar(page, /colour is green/u);
    await bar(page, /25,000 of 100,000 rows/u);
    await says(page, /^Row 1, colour, green$/u);
    await press(page, 'ArrowLeft', 'Alt+ArrowDown');
    const range = page.getByRole('dialog', { name: 'Filter mixed' });
    await range.getByRole('textbox', { name: 'From' }).fill('100');
    await range.getByRole('textbox', { name: 'To' }).fill('299');
    await range.getByRole('textbox', { name: 'To' }).press('Enter');
    await bar(page, /mixed from 100 to 299/u);
    await bar(page, /\b5\d of 100,000 rows/u);
    await shot(page, 'filtered');
    await press(page, 'Control+Home', 'ArrowRight', 'ArrowRight', 'Shift+ArrowDown', 'Control+c');
    await expect.poll(() => host.copied).toEqual(['green\ngreen']);
    await page.getByRole('button', { name: 'Clear All' }).click();
    await page.locator('.arrange-bar').waitFor({ state: 'detached' });
    await page.close();
  });

  it('tell what is wrong with a filter, and keep the rows', async () => {
    const { page } = await open('light');
    await press(page, 'ArrowDown', 'Alt+ArrowDown');
    const form = page.getByRole('dialog', { name: 'Filter n' });
    await form.getByRole('textbox', { name: 'From' }).fill('many');
    await form.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.locator('.arrange-bar [role=alert]', { hasText: 'Could not filter' }).waitFor();
    await shot(page, 'filter-wrong');
    await page.close();
  });

  it('find cells, count them, and go from one to the next and back', async () => {
    const { page } = await open('hc-dark');
    await press(page, 'Control+f');
    const box = page.getByRole('textbox', { name: 'Find in result' });
    await box.fill('ROW 9999');
    await page.locator('.find-status', { hasText: '11 cells in 11 rows' }).waitFor();
    await box.press('Enter');
    await box.press('Enter');
    await says(page, /^Row 99991, label, row 99990$/u);
    await box.press('Shift+Enter');
    await says(page, /^Row 10000, label, row 9999$/u);
    await shot(page, 'found');
    await page.getByRole('button', { name: 'Use Regular Expression' }).click();
    await box.fill('^row 1?2$');
    await page.locator('.find-status', { hasText: '2 cells in 2 rows' }).waitFor();
    await box.press('Escape');
    await page.locator('.find-bar').waitFor({ state: 'detached' });
    await page.close();
  });

  it('stay arranged over a reload of the view', async () => {
    const { page } = await open();
    await page.mouse.click(150, HEADER_Y);
    await page.mouse.click(150, HEADER_Y);
    await bar(page, /descending/u);
    await page.waitForFunction(() => (sessionStorage.getItem('state') ?? '').includes('"descending":true'));
    await page.reload();
    await bar(page, /100,000 rows sorted/u);
    await page.locator('#grid [role=gridcell][tabindex="0"]').focus();
    await press(page, 'Control+Home');
    await says(page, /^Row 1, n, 99999$/u);
    await page.close();
  });
});
