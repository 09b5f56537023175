import { describe, expect, it } from 'vitest';
import { violationsIn } from './harness/accessibility';
import { openSql, runStatement } from './harness/editor';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { quickPick, runCommand } from './harness/window';

describe('Results compared', () => {
  const workbench = useWorkbench();

  it('by a key, with the rows that differ and their changed cells marked', async () => {
    const { page } = workbench();
    await openSql(workbench(), "SELECT * FROM (VALUES (1, 'ada'), (2, 'blaise'), (3, 'carl')) AS before(id, name);");
    await nextResult(page, () => runStatement(page), /^3 rows/u);
    await openSql(workbench(), "SELECT * FROM (VALUES (1, 'ada'), (2, 'Blaise'), (4, 'dorothy')) AS after(id, name);");
    const view = await nextResult(page, () => runStatement(page), /^3 rows/u);

    await view.tabs.nth(1).click({ button: 'right' });
    await view.frame.locator('[role=menuitem]', { hasText: 'Compare with…' }).click();
    await quickPick(page, 'Run Again and Compare').waitFor();
    await workbench().screenshot('compare-with');
    await quickPick(page, '3 rows').click();
    await quickPick(page, /^id/u).locator('input[type=checkbox], .monaco-checkbox').first().click();
    await page.locator('.quick-input-action .monaco-button', { hasText: 'OK' }).click();

    await view.tab('↔').waitFor();
    await untilText(view.facts, /^4 rows/u);
    await untilText(view.facts, /Removed 1 · Added 1 · Changed 1 · Equal 1/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, change, before$/u);
    await view.press('ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await view.cellLabel(/^Row 2, name, Blaise$/u);
    expect(await violationsIn(view.frame)).toEqual([]);
    await workbench().screenshot('compare-results');
  });

  it('with the same statement run again, by the key that was chosen before', async () => {
    const { page } = workbench();
    const view = await ResultsView.of(page);
    await view.tabs.nth(1).click();
    await view.frame.locator('.tab.selected').and(view.frame.locator('.tab').nth(1)).waitFor();
    await nextResult(page, async () => {
      await runCommand(page, 'Headwater: Compare Result with');
      await quickPick(page, 'Run Again and Compare').click();
      await page.locator('.quick-input-widget', { hasText: '1 Selected' }).waitFor();
      await page.locator('.quick-input-action .monaco-button', { hasText: 'OK' }).click();
    }, /Changed 0 · Equal 3/u, { tab: '↔' });
  });
});
