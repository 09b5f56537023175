import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violationsIn } from './harness/accessibility';
import { openSql, runStatement } from './harness/editor';
import { nextResult } from './harness/resultsView';
import { shopSettings, tableMenu } from './harness/shop';
import { THEMES } from './harness/themes';
import { useWorkbench } from './harness/useWorkbench';
import { openView, runCommand, webviewFrame } from './harness/window';

/** Opens the form of a table's menu, and waits for its heading. */
async function tableForm(page: Page, table: string, entry: string, heading: string): Promise<Frame> {
  await tableMenu(page, 'Shop', table, entry);
  return webviewFrame(page, `h1:has-text("${heading}")`);
}

describe('The views, as axe sees them', () => {
  const workbench = useWorkbench({ sample: true, settings: shopSettings() });

  /** In light, dark and both high contrasts; the view stays open. */
  const inAllThemes = async (frame: Frame): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const [theme, kind] of THEMES) {
      await workbench().bridge.inHost((api, name) => api.workspace.getConfiguration('workbench').update('colorTheme', name, api.ConfigurationTarget.Global), theme);
      await frame.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor({ state: 'attached' });
      found.push(...(await violationsIn(frame)).map((line) => `${kind}: ${line}`));
    }
    return found;
  };

  it('have a checker that finds what is wrong', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    const form = await tableForm(page, 'people', 'Look Up by Key', 'Look Up in shop.people');
    await form.evaluate(() => document.body.append(Object.assign(document.createElement('img'), { id: 'wrong' })));
    expect((await violationsIn(form)).join('\n')).toMatch(/image-alt.*#wrong/u);
    await form.evaluate(() => {
      document.querySelector('#wrong')?.remove();
    });
  });

  it('are without fault where keys are looked up', async () => {
    const form = await webviewFrame(workbench().page, 'h1:has-text("Look Up in shop.people")');
    await form.locator('[role=radio]', { hasText: 'Many Keys' }).click();
    expect(await inAllThemes(form)).toEqual([]);
  });

  it('are without fault where a file is imported', async () => {
    expect(await inAllThemes(await tableForm(workbench().page, 'people', 'Import Rows', 'Import into shop.people'))).toEqual([]);
  });

  it('are without fault where a connection is set up', async () => {
    const { page } = workbench();
    await runCommand(page, 'Headwater: Add Connection');
    const form = await webviewFrame(page, '.card');
    expect(await inAllThemes(form)).toEqual([]);
    await form.locator('.card', { hasText: 'Sample' }).click();
    await form.locator('footer vscode-button', { hasText: 'Test' }).click();
    await form.locator('#common-name .issue').waitFor();
    expect(await inAllThemes(form)).toEqual([]);
  });

  it('are without fault where results are read', async () => {
    const { page } = workbench();
    await runCommand(page, 'View: Close All Editors');
    await openSql(workbench(), "SELECT i AS n, 'text ' || i AS t, [i, NULL] AS l FROM range(50) r(i);");
    const results = await nextResult(page, () => runStatement(page), /^50 rows/u);
    await results.focusGrid();
    expect(await inAllThemes(results.frame)).toEqual([]);
    await results.press('Enter');
    await results.detail.waitFor();
    expect(await inAllThemes(results.frame)).toEqual([]);
    await workbench().screenshot('accessible-results');
  });
});
