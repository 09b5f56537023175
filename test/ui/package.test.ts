import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';
import { folders } from '../../scripts/lib/paths.mjs';
import { openSql, runStatement } from './harness/editor';
import { nextResult } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';

/** The package for this machine, which the package suite or `npm run package` has built. */
function builtPackage(): string {
  const name = readdirSync(folders.out).find((file) => file.endsWith(`-${process.platform}-${process.arch}.vsix`));
  if (name === undefined) throw new Error('There is no package for this machine. Run `npm run package` first.');
  return path.join(folders.out, name);
}

describe('The package', () => {
  const workbench = useWorkbench({ vsix: builtPackage });

  it('is installed in the workbench and runs a statement on its own DuckDB', async () => {
    await openSql(workbench(), "SELECT count(*) AS orders FROM 'data/orders.csv';");
    const view = await nextResult(workbench().page, () => runStatement(workbench().page), /^1 row · /u);
    await view.focusGrid();
    await view.cellLabel(/^Row 1, orders, 3$/u);
  });
});
