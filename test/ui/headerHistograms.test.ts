import { Field, Float64, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray, type Data } from 'apache-arrow';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ArrowEncoder } from '../../src/core/arrow/messages';
import type { RealHost } from './grid/realHost';
import { useGridPages } from './harness/gridPages';

const ROWS = 5_000;

/** Numbers around zero and a few words. */
function rows(): RecordBatch {
  const each = Array.from({ length: ROWS }, (_, row) => row);
  const columns: Data[] = [
    makeData({ type: new Float64(), length: ROWS, data: Float64Array.from(each, (row) => Math.sin(row) * Math.sin(row * 7)) }),
    vectorFromArray(each.map((row) => ['north', 'south', 'south', 'west'][row % 4]!), new Utf8()).data[0]!,
  ];
  const schema = new Schema(['height', 'side'].map((name, index) => new Field(name, columns[index]!.type, true)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: ROWS, nullCount: 0, children: columns }));
}

describe('What the grid says of whole columns, in a browser over the real rows', () => {
  const pages = useGridPages();

  const open = async (headerHistograms: boolean): Promise<{ readonly page: Page; readonly host: RealHost }> => {
    const opened = await pages.over(rows(), { theme: 'dark', size: { width: 900, height: 420 } }, { headerHistograms });
    await opened.page.locator('.grid[data-missing="0"][data-rows="5000"]').waitFor();
    return opened;
  };
  /** Where the first row begins. */
  const header = (page: Page): Promise<number> => page.locator('.scrollbar.vertical').evaluate((bar) => Number.parseFloat((bar as HTMLElement).style.top));
  const menuOf = async (page: Page, entry: string): Promise<void> => {
    await page.locator('.surface').click({ button: 'right', position: { x: 110, y: 14 } });
    await page.getByRole('menuitem', { name: entry }).or(page.getByRole('menuitemcheckbox', { name: entry })).click();
  };

  it('headers show histograms by setting, and by their menu', async () => {
    const { page } = await open(true);
    const high = await header(page);
    await pages.shot(page, 'header-histograms');
    await menuOf(page, 'Histograms in Headers');
    await expect.poll(() => header(page)).toBeLessThan(high);
    await menuOf(page, 'Histograms in Headers');
    await expect.poll(() => header(page)).toBe(high);
    await page.close();
  });

  it('the menu of a header opens the profile at its column', async () => {
    const { page } = await open(false);
    await menuOf(page, 'Profile Column');
    const card = page.locator('.profile-card[data-column="0"]');
    await card.getByText('5,000 (exact)').or(card.getByText('(exact), all different')).first().waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-column'))).toBe('0');
    await page.close();
  });

  it('exports by a command are of the rows as they are arranged, and name the selected cells', async () => {
    const { page, host } = await open(false);
    host.act('toFile');
    await expect.poll(() => host.exported.length).toBe(1);
    expect(host.exported[0]).toEqual({ tab: 't1', to: 'file' });
    await page.locator('.surface').click({ position: { x: 110, y: 60 } });
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    host.act('toClipboard');
    await expect.poll(() => host.exported.length).toBe(2);
    expect(host.exported[1]).toMatchObject({ to: 'clipboard', selection: [{ rows: 2, columns: [0, 1] }] });
    await page.locator('.surface').click({ position: { x: 110, y: 14 } });
    await page.locator('.arrange-bar').waitFor();
    await expect.poll(async () => {
      host.act('toEditor');
      return host.exported.at(-1)?.view;
    }).toMatch(/^arranged-/u);
    await page.close();
  });

  it('filters and orders stay while rows arrive, and take the new rows in', async () => {
    const { page, host } = await open(false);
    await page.locator('.surface').click({ position: { x: 110, y: 14 } });
    await page.locator('.surface').click({ button: 'right', position: { x: 110, y: 60 } });
    await page.getByRole('menuitem', { name: 'Filter by This Value' }).click();
    const counted = page.locator('.arrange-count');
    await counted.filter({ hasText: /^[\d,]+ of 5,000 rows/u }).waitFor({ timeout: 60_000 });
    const before = Number((await counted.textContent())?.match(/^([\d,]+) of 5,000/u)?.[1]?.replaceAll(',', ''));
    expect(before).toBeGreaterThan(0);
    const all = rows();
    await host.more(new ArrowEncoder(all.schema).write(all));
    // The same rows once more: twice as many pass.
    await counted.filter({ hasText: `${(before * 2).toLocaleString('en-US')} of 10,000` }).waitFor({ timeout: 60_000 });
    await page.locator(`.grid[data-missing="0"][data-rows="${before * 2}"]`).waitFor();
    await page.close();
  });
});
