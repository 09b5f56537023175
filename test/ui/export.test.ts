import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import { openSql, runStatement } from './harness/editor';
import { giveFile } from './harness/fileDialog';
import { nextResult } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { quickPick, runCommand, toast } from './harness/window';
import type { Workbench } from './harness/workbench';

/** Exports the shown result by the command, and answers what it asks. */
async function exportAs(workbench: Workbench, format: string, name: string): Promise<Buffer> {
  const { page, folder } = workbench;
  await runCommand(page, 'Headwater: Export Result');
  await quickPick(page, format).click();
  await giveFile(page, path.join(folder, name));
  await toast(page, new RegExp(`^Wrote 100,000 rows .*${name}`, 'u'));
  return readFile(path.join(folder, name));
}

describe('Export', () => {
  const workbench = useWorkbench();

  it('writes a whole result as Parquet that another reader reads, also the rows not shown yet', async () => {
    await openSql(workbench(), "SELECT i AS n, 'é' || i AS label, (i / 8)::DOUBLE AS eighth, CASE WHEN i % 2 = 0 THEN i END AS even FROM range(100_000) AS t(i);");
    await nextResult(workbench().page, () => runStatement(workbench().page), /rows/u);
    const bytes = await exportAs(workbench(), 'Parquet', 'out.parquet');
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, compressors });
    expect(rows).toHaveLength(100_000);
    expect(rows[0]).toEqual({ n: 0n, label: 'é0', eighth: 0, even: 0n });
    expect(rows[99_999]).toEqual({ n: 99_999n, label: 'é99999', eighth: 12_499.875, even: null });
  });

  it('writes the same as CSV', async () => {
    const lines = (await exportAs(workbench(), 'CSV', 'out.csv')).toString('utf8').trimEnd().split(/\r?\n/u);
    expect(lines).toHaveLength(100_001);
    expect(lines[0]).toBe('n,label,eighth,even');
    expect(lines[100_000]).toBe('99999,é99999,12499.875,');
    await workbench().screenshot('export-done');
  });
});
