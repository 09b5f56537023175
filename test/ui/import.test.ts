import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { giveFile } from './harness/fileDialog';
import { nextResult, untilText } from './harness/resultsView';
import { shopSettings, tableMenu } from './harness/shop';
import { useWorkbench } from './harness/useWorkbench';
import { webviewFrame } from './harness/window';

const CSV = [
  'ID,Name,amount,born,remark',
  '201,Maryam,12.50,1977-05-12,fine',
  '202,Sofia,much,1850-01-15,no number',
  '203,Evariste,-4.00,1811-10-25,refused by the system',
  '1,Ada,1.00,1815-12-10,there already',
  '204,Srinivasa,9.99,1887-12-22,fine',
].join('\n');

describe('Importing a file', () => {
  const workbench = useWorkbench({ sample: true, settings: shopSettings() });
  const panel = (): Promise<Frame> => webviewFrame(workbench().page, '.panel h1:has-text("Import into")');

  it('opens from the table and asks for a file', async () => {
    await tableMenu(workbench().page, 'Shop', 'people', 'Import Rows');
    const frame = await panel();
    await untilText(frame.locator('h1'), /Import into shop\.people/u);
    expect(await frame.locator('footer .button').isDisabled()).toBe(true);
  });

  it('shows the first rows, matches columns by name, and checks their values', async () => {
    const frame = await panel();
    const file = path.join(workbench().folder, 'people.csv');
    await writeFile(file, CSV);
    await frame.locator('button', { hasText: 'Choose File' }).click();
    await giveFile(workbench().page, file);
    await untilText(frame.locator('.scroll'), /Srinivasa/u);
    expect(await frame.locator('select[aria-label="Source of id"]').inputValue()).toBe('0');
    expect(await frame.locator('select[aria-label="Source of active"]').inputValue()).toBe('');
    await untilText(frame.locator('.mapping .issue'), /1 of the first 5 do not fit: “much” is not a number/u);
    await workbench().screenshot('import-mapping');
  });

  it('writes the rows that fit, and reports each that was rejected', async () => {
    const frame = await panel();
    await frame.locator('footer .button', { hasText: 'Import Rows' }).click();
    const report = frame.locator('.report');
    await untilText(report, /2 rows written of 5 read, 3 rows rejected/u);
    await untilText(report, /2\s*amount: “much” is not a number/u);
    await untilText(report, /3\s*The amount must not be negative/u);
    await untilText(report, /4\s*A row with this key is there already/u);
    await workbench().screenshot('import-report');
  });

  it('saves the rejected rows as CSV', async () => {
    const frame = await panel();
    const target = path.join(workbench().folder, 'rejected.csv');
    await frame.locator('button', { hasText: 'Save Rejected Rows' }).click();
    await giveFile(workbench().page, target);
    await expect.poll(() => readFile(target, 'utf8').catch(() => '')).toContain('much');
    expect((await readFile(target, 'utf8')).split(/\r?\n/u)[0]).toBe('row,reason,ID,Name,amount,born,remark');
  });

  it('shows the table with the new rows', async () => {
    const { page } = workbench();
    await page.locator('.tabs-container .tab', { hasText: 'Import into people' }).click();
    const frame = await panel();
    await nextResult(page, () => frame.locator('button', { hasText: 'Open Table' }).click(), /^14 rows/u);
  });

  it('says why a file that is no table cannot be read', async () => {
    const frame = await panel();
    const file = path.join(workbench().folder, 'broken.parquet');
    await writeFile(file, 'this is no Parquet file');
    await frame.locator('button', { hasText: 'Choose Another' }).click();
    await giveFile(workbench().page, file);
    await untilText(frame.locator('.failed'), /Could not read broken\.parquet/u);
  });
});
