import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openSql, runDocument } from './harness/editor';
import { giveFile } from './harness/fileDialog';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { webviewFrame } from './harness/window';

describe('Importing a file into a new table', () => {
  const workbench = useWorkbench({ settings: {} });
  const panel = (): Promise<Frame> => webviewFrame(workbench().page, '.panel h1:has-text("Import into")');

  it('reads the file with the delimiter that is chosen', async () => {
    const { page, bridge } = workbench();
    await openSql(workbench(), 'CREATE TABLE beside (x INTEGER);');
    await runDocument(page);
    await (await ResultsView.of(page)).frame.getByText('Statement finished').waitFor();
    await bridge.inHost((vscode) => vscode.commands.executeCommand('headwater.table.import', { connectionId: 'local', table: ['memory', 'main', 'beside'] }));
    const file = path.join(workbench().folder, 'wind turbines.csv');
    await writeFile(file, 'id|site|since\n1|A, B|2020-01-31\n2|C, D|2021-02-28\n3|E, F|soon\n');
    const frame = await panel();
    await frame.locator('button', { hasText: 'Choose File' }).click();
    await giveFile(page, file);
    await untilText(frame.locator('.scroll'), /C, D/u);
    const delimiter = frame.getByLabel('What stands between values');
    await delimiter.selectOption(',');
    await expect.poll(() => frame.locator('.scroll th').count()).not.toBe(3);
    await delimiter.selectOption('|');
    await expect.poll(() => frame.locator('.scroll th').count()).toBe(3);
  });

  it('makes the table with the types and the key that are chosen, and writes the rows', async () => {
    const { page } = workbench();
    const frame = await panel();
    await frame.locator('button', { hasText: 'A New Table' }).click();
    expect(await frame.getByLabel('Name of the new table').inputValue()).toBe('wind_turbines');
    expect(await frame.getByLabel('Type of id').inputValue()).toBe('integer');
    await frame.getByLabel('Type of since').selectOption('date');
    await frame.getByLabel('id is part of the key').check();
    await workbench().screenshot('import-new-table');
    await frame.locator('footer .button', { hasText: 'Create Table and Import Rows' }).click();
    await untilText(frame.locator('.report'), /2 rows written of 3 read, 1 row rejected/u);
    await untilText(frame.locator('.report'), /since: “soon” is not a date/u);
    await untilText(frame.locator('h1'), /Import into .*wind_turbines/u);
    await workbench().screenshot('import-new-table-report');
    const results = await nextResult(page, () => frame.locator('button', { hasText: 'Open Table' }).click(), /^2 rows/u);
    await results.frame.locator('button[aria-label^="Add Row"]').waitFor();
  });
});
