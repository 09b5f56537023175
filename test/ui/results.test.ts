import { describe, expect, it } from 'vitest';
import { openSql, runStatement } from './harness/editor';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';

const TEN_MILLION = "SELECT i AS n, i % 97 AS bucket, 'row ' || i AS label FROM range(10_000_000) AS t(i);";

describe('Results', () => {
  const workbench = useWorkbench();

  const run = async (statement: string, facts: RegExp): Promise<ResultsView> => {
    await openSql(workbench(), statement);
    return nextResult(workbench().page, () => runStatement(workbench().page), facts);
  };

  it('read the data files of the workspace as tables', async () => {
    const view = await run("SELECT customer, total FROM 'data/orders.csv' ORDER BY id;", /^3 rows · /u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, customer, Ada$/u);
    await workbench().screenshot('results-file');
  });

  it('show the first of ten million rows and wait with the rest', async () => {
    const view = await run(TEN_MILLION, /^[\d,]+ rows so far · /u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, n, 0$/u);
  });

  it('scroll to the last of ten million rows', async () => {
    const view = await ResultsView.of(workbench().page);
    await view.button('Read all');
    await untilText(view.facts, /^10,000,000 rows · /u, 60_000);
    await view.focusGrid();
    await view.press('Control+End');
    await view.cellLabel(/^Row 10000000, label, row 9999999$/u);
    await workbench().screenshot('results-last-row');
  });

  it('drag to the middle by the scroll bar', async () => {
    const { page } = workbench();
    const view = await ResultsView.of(page);
    const thumb = await view.frame.locator('.scrollbar.vertical .thumb').boundingBox();
    const bar = await view.frame.locator('.scrollbar.vertical').boundingBox();
    if (!thumb || !bar) throw new Error('There is no scroll bar.');
    await page.mouse.move(thumb.x + thumb.width / 2, thumb.y + thumb.height / 2);
    await page.mouse.down();
    await page.mouse.move(thumb.x + thumb.width / 2, bar.y + bar.height / 2, { steps: 20 });
    await page.mouse.up();
    await view.focusGrid();
    const label = await view.cellLabel(/^Row \d+, /u);
    const row = Number(/^Row (\d+)/u.exec(label)?.[1]);
    expect(row).toBeGreaterThan(2_000_000);
    expect(row).toBeLessThan(8_000_000);
  });

  it('select a range, tell its totals and copy it', async () => {
    const { page } = workbench();
    const view = await ResultsView.of(page);
    await view.focusGrid();
    await view.press('Control+Home', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight');
    expect(await untilText(view.selection, /Σ/u)).toMatch(/^8 cells .*Σ 12/u);
    await view.press('Control+c');
    await expect.poll(() => workbench().bridge.inHost((vscode) => vscode.env.clipboard.readText())).toBe('0\t0\n1\t1\n2\t2\n3\t3');
  });

  it('copy with headers', async () => {
    const view = await ResultsView.of(workbench().page);
    await view.press('Control+Shift+c');
    await expect.poll(() => workbench().bridge.inHost((vscode) => vscode.env.clipboard.readText())).toBe('n\tbucket\n0\t0\n1\t1\n2\t2\n3\t3');
  });

  it('open a cell with a nested value as a tree', async () => {
    const view = await run("SELECT {'city': 'Sète', 'tags': ['sea', 'canal']} AS nested, 'raw'::BLOB AS bytes;", /^1 row · /u);
    await view.focusGrid();
    await view.press('Control+Home', 'Enter');
    await untilText(view.detail, /Sète/u);
    expect(await view.detail.locator('.detail-name').textContent()).toBe('nested');
    await workbench().screenshot('results-cell');
    await view.press('Escape');
    await view.detail.waitFor({ state: 'detached' });
  });

  it('keep every digit', async () => {
    const view = await run(
      "SELECT 12345678901234567890.123456789::DECIMAL(38, 9) AS exact, 170141183460469231731687303715884105727::HUGEINT AS huge, TIMESTAMP_NS '2024-02-29 12:34:56.123456789' AS precise;",
      /^1 row · /u,
    );
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, exact, 12345678901234567890\.123456789$/u);
    await view.press('ArrowRight');
    await view.cellLabel(/^Row 1, huge, 170141183460469231731687303715884105727$/u);
    await view.press('ArrowRight');
    await view.cellLabel(/^Row 1, precise, 2024-02-29 12:34:56\.123456789$/u);
  });

  it('keep the keyboard and the active cell where their statement is run again', async () => {
    const { page } = workbench();
    const view = await run('SELECT i AS n, i * i AS square FROM range(50) AS t(i);', /^50 rows · /u);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowDown', 'ArrowRight');
    await view.cellLabel(/^Row 2, square, 1$/u);
    // Not by the mouse, which would take the keyboard to the button.
    await nextResult(page, () => view.frame.getByRole('button', { name: 'Run Again', exact: true }).evaluate((button: HTMLElement) => { button.click(); }), /^50 rows · /u);
    await view.inGrid();
    await view.press('ArrowDown');
    await view.cellLabel(/^Row 3, square, 4$/u);
  });

  it('say so when there are none', async () => {
    const view = await run('SELECT 1 AS n WHERE false;', /^0 rows · /u);
    await view.frame.locator('.no-rows').waitFor();
  });
});
