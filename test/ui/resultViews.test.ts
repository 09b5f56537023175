import { Field, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray } from 'apache-arrow';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useGridPages } from './harness/gridPages';

/** A plan as a system sends it: a name and a text of several lines. */
function plan(): RecordBatch {
  const columns = [['logical_plan', 'physical_plan'], ['Projection: a\n  TableScan: t', 'ProjectionExec\n  DataSourceExec: t']].map((texts) => vectorFromArray(texts, new Utf8()).data[0]!);
  const schema = new Schema(['plan_type', 'plan'].map((name, index) => new Field(name, columns[index]!.type, true)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 2, nullCount: 0, children: columns }));
}

describe('The views of a result', () => {
  const pages = useGridPages();

  const open = async (): Promise<Page> => {
    const { page } = await pages.over(plan(), { theme: 'dark', size: { width: 1100, height: 520 } }, { statement: '-- why\nEXPLAIN SELECT a FROM t', said: [{ severity: 'warning', text: 'Statistics are old' }] });
    await page.locator('.facts-line', { hasText: '2 rows' }).waitFor();
    return page;
  };

  it('are offered where there is something to show in them, and are chosen by mouse and keys', async () => {
    const page = await open();
    const buttons = page.getByRole('radiogroup', { name: 'View' });
    await buttons.getByRole('radio', { name: 'Plan' }).click();
    await page.locator('.plan-view pre', { hasText: 'TableScan: t' }).waitFor();
    expect(await page.locator('.plan-view h2').allTextContents()).toEqual(['logical_plan', 'physical_plan']);
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('view plan-view');
    await pages.shot(page, 'views-plan');
    await buttons.getByRole('radio', { name: 'Plan' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.messages-view', { hasText: 'Statistics are old' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.locator('.grid-room:not([hidden])').waitFor();
    await page.close();
  });

  it('stay over a reload of the view', async () => {
    const page = await open();
    await page.getByRole('radio', { name: 'Plan' }).click();
    await page.locator('.plan-view pre').first().waitFor();
    await page.waitForFunction(() => (sessionStorage.getItem('state') ?? '').includes('"view":"plan"'));
    await page.reload();
    await page.locator('.plan-view pre', { hasText: 'DataSourceExec' }).waitFor();
    await page.close();
  });
});
