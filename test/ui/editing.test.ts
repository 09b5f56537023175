import { describe, expect, it } from 'vitest';
import { openSql, runDocument } from './harness/editor';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { shopSettings, tableMenu } from './harness/shop';
import { useWorkbench } from './harness/useWorkbench';
import { dialogButton } from './harness/window';

describe('Editing rows in the grid', () => {
  const workbench = useWorkbench({ sample: true, settings: shopSettings({ atomic: false }, { protected: true }) });
  const view = (): Promise<ResultsView> => ResultsView.of(workbench().page);
  const type = async (text: string): Promise<void> => workbench().page.keyboard.type(text);
  const review = (results: ResultsView): ReturnType<ResultsView['frame']['locator']> => results.frame.locator('aside.review');

  it('opens a table whose rows can be changed', async () => {
    const { page } = workbench();
    const results = await nextResult(page, () => tableMenu(page, 'Shop', 'people', 'Open Table'), /^12 rows/u);
    await results.frame.locator('button[aria-label^="Add Row"]').waitFor();
  });

  it('writes a value in a cell, marks it, and takes it back', async () => {
    const results = await view();
    await results.focusGrid();
    await results.press('Control+Home', 'ArrowRight', 'F2');
    await results.frame.locator('.cell-input').waitFor();
    await type('Ada Lovelace');
    await results.press('Enter');
    await results.press('ArrowUp');
    await results.cellLabel(/^Row 1, name, Ada Lovelace$/u);
    await results.frame.locator('button', { hasText: 'Review 1 Change' }).waitFor();
    await results.press('Control+z');
    await results.cellLabel(/^Row 1, name, Ada$/u);
    await results.press('Control+y');
    await results.cellLabel(/^Row 1, name, Ada Lovelace$/u);
  });

  it('says at once what is no value of the column', async () => {
    const results = await view();
    await results.press('ArrowRight', 'ArrowDown');
    await type('12.345');
    await results.press('Enter', 'ArrowUp');
    await untilText(results.frame.locator('footer .notice'), /more than 2 digits behind the point/u);
    await workbench().screenshot('editing-problem');
    await results.press('Control+z');
  });

  it('pastes a range, adds rows for what is over, and deletes rows', async () => {
    const results = await view();
    await workbench().bridge.inHost((vscode) => vscode.env.clipboard.writeText('101\tNew\t-1.00\n102\tNewer\t5.25\n'));
    await results.press('Control+Home', 'Control+ArrowDown');
    await results.frame.locator('button[aria-label^="Add Row"]').click();
    await results.cellLabel(/^Row 13, id, NULL$/u);
    await results.press('Control+v');
    await results.cellLabel(/^Row 13, id, 101$/u);
    await results.press('Control+Home', 'ArrowDown', 'ArrowDown', 'Control+Delete');
    await results.frame.locator('button', { hasText: 'Review 4 Changes' }).waitFor();
    await workbench().screenshot('editing-pending');
  });

  it('shows the exact operations, and asks again on a protected connection', async () => {
    const results = await view();
    await results.frame.locator('button', { hasText: 'Review 4 Changes' }).click();
    await untilText(review(results), /DELETE\s+id = 3/u);
    await untilText(review(results), /UPDATE\s+id = 1/u);
    await untilText(review(results), /INSERT\s+id = 101/u);
    await untilText(review(results), /one by one/u);
    await workbench().screenshot('editing-review');
    await results.button('Apply 4 Changes');
    await dialogButton(workbench().page, 'Apply 4 Changes').click();
  });

  it('reports row by row what was written, and keeps what was refused', async () => {
    const results = await view();
    await untilText(results.frame.locator('footer .notice'), /3 written, 1 refused.*The amount must not be negative/u);
    await results.frame.locator('button', { hasText: 'Review 1 Change' }).waitFor();
    await workbench().screenshot('editing-report');
  });

  it('notices a row that somebody else has changed', async () => {
    const { page } = workbench();
    const results = await view();
    await nextResult(page, async () => {
      await results.button('Run Again');
      await dialogButton(page, 'Discard Changes').click();
    }, /^12 rows/u);
    await results.focusGrid();
    await results.press('Control+Home', 'ArrowDown', 'ArrowRight');
    await results.cellLabel(/^Row 2, name, Blaise$/u);
    // The same table again, in another tab: its change is written first.
    await nextResult(page, () => tableMenu(page, 'Shop', 'people', 'Open Table'), /^12 rows/u);
    const change = async (name: string): Promise<void> => {
      await results.frame.locator('button[aria-label^="Add Row"]').waitFor();
      await results.focusGrid();
      await results.press('Control+Home', 'ArrowDown', 'ArrowRight', 'F2');
      await results.frame.locator('.cell-input').waitFor();
      await type(name);
      await results.press('Enter');
      await results.frame.locator('button', { hasText: 'Review 1 Change' }).click();
      await results.button('Apply 1 Change');
      await dialogButton(page, 'Apply 1 Change').click();
    };
    await expect.poll(() => results.tabs.count()).toBe(2);
    await nextResult(page, () => change('Pascal'), /^12 rows/u);
    await expect.poll(() => review(results).count()).toBe(0);
    await results.tabs.first().click();
    await results.frame.locator('.tab.selected').and(results.frame.locator('.tab').first()).waitFor();
    await change('Blaise P.');
    await untilText(results.frame.locator('footer .notice'), /changed since it was read/u);
  });

  it('stays readable in the dark and in high contrast', async () => {
    const results = await view();
    for (const theme of ['Default Dark Modern', 'Default High Contrast', 'Default High Contrast Light']) {
      await workbench().bridge.inHost((vscode, name) => vscode.workspace.getConfiguration('workbench').update('colorTheme', name, true), theme);
      await workbench().page.waitForTimeout(800);
      await workbench().screenshot(`editing-${theme}`);
    }
    await workbench().bridge.inHost((vscode) => vscode.workspace.getConfiguration('workbench').update('colorTheme', undefined, true));
    expect(await results.frame.locator('.grid').count()).toBe(1);
  });

  it('changes a table of DuckDB', async () => {
    const { page, bridge } = workbench();
    await openSql(workbench(), "CREATE TABLE pets (id INTEGER PRIMARY KEY, name VARCHAR, born DATE); INSERT INTO pets VALUES (1, 'Rex', '2020-01-31'), (2, 'Mia', NULL); SELECT 'made' AS done;");
    await nextResult(page, () => runDocument(page), /^1 row\b/u, { tab: /SELECT/u });
    const open = (): Promise<unknown> => bridge.inHost((vscode) => vscode.commands.executeCommand('headwater.table.open', { connectionId: 'local', table: ['memory', 'main', 'pets'] }));
    const results = await nextResult(page, open, /^2 rows/u);
    await results.frame.locator('button[aria-label^="Add Row"]').waitFor();
    await results.focusGrid();
    await results.press('Control+Home', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'F2');
    await results.frame.locator('.cell-input').waitFor();
    await type('2021-12-24');
    await results.press('Enter');
    await results.frame.locator('button', { hasText: 'Review 1 Change' }).click();
    await untilText(review(results), /UPDATE\s+id = 2/u);
    await nextResult(page, () => results.button('Apply 1 Change'), /^2 rows/u);
    await results.focusGrid();
    await results.press('Control+Home', 'ArrowRight', 'ArrowRight', 'ArrowDown');
    await results.cellLabel(/^Row 2, born, 2021-12-24$/u);
  });
});
