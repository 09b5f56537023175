import { beforeEach, describe, expect, it } from 'vitest';
import { dialogButton, openView, quickPick, runCommand, treeRow } from './harness/window';
import { useLake } from './lakefs/lakeWindow';

/** What a person does first with a repository; the rest is in lakefs*.full.test.ts. */
describe('A lakeFS repository in the editor', () => {
  const lakeWindow = useLake('lakefs');

  it('is browsed in the tree, down to an object that opens in an editor', async () => {
    const window = lakeWindow();
    await window.openTree();
    await treeRow(window.page, 'README.md').click();
    await window.page.locator('.editor-group-container.active .view-line', { hasText: '# Books' }).waitFor();
    await window.shot('tree');
  });

  describe('as a folder of the workspace', () => {
    beforeEach(async () => {
      if ((await lakeWindow().folders()).length === 0) await lakeWindow().addFolder();
    });

    it('shows edited files in Source Control, and commits them with a message and metadata', async () => {
      const window = lakeWindow();
      const { page, lake } = window;
      await window.edit('data/orders.csv', '3,linus\n');
      await window.edit('README.md', 'More.\n');
      expect(await lake.get('main', 'data/orders.csv')).toContain('3,linus');
      await openView(page, 'Source Control');
      await window.scmRow('README.md').waitFor();
      await window.scmRow('orders.csv').click();
      await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
      await window.shot('diff');

      await window.writeMessage('Linus orders');
      await runCommand(page, 'Headwater: Commit Branch Changes with Metadata');
      await window.pick('Add Entry');
      await window.answer('key=value', 'ticket=42');
      await quickPick(page, 'ticket = 42').waitFor();
      await window.shot('metadata');
      await window.pick('Commit');
      await dialogButton(page, /^Commit$/u).click();
      await window.scmRow('orders.csv').waitFor({ state: 'detached' });
      expect(await lake.head('main')).toMatchObject({ message: 'Linus orders', metadata: { ticket: '42' } });
      expect(await lake.uncommitted('main')).toEqual([]);
      // The comparison that stands open is one with what is committed now.
      await page.locator('.editor-group-container.active .tab.active', { hasText: 'orders.csv' }).waitFor();
      await page.locator('.monaco-diff-editor .line-insert').first().waitFor({ state: 'detached' });
      await page.locator('.monaco-diff-editor .modified .view-line', { hasText: '3,linus' }).waitFor();
      await window.shot('diff-committed');
    });

    it('lists conflicts of a merge and resolves them by a strategy', async () => {
      const window = lakeWindow();
      const { page, lake } = window;
      await lake.branch('plan', 'main');
      await lake.put('plan', 'data/prices.csv', 'id,price\n1,11\n');
      await lake.commit('plan', 'Other prices');
      await lake.put('main', 'data/prices.csv', 'id,price\n4,40\n');
      await lake.commit('main', 'Prices of main');
      await window.begin('headwater.versions.merge');
      await window.pick('plan');
      await page.locator('.notification-list-item-message', { hasText: 'changed on both sides' }).first().waitFor();
      await window.scmRow('prices.csv').click();
      await page.locator('.monaco-diff-editor').first().waitFor();
      await window.shot('conflict');
      await page.locator('.notification-list-item a, .notification-list-item .monaco-button', { hasText: 'Take “plan”' }).first().click();
      await dialogButton(page, /^Merge$/u).click();
      await expect.poll(() => lake.get('main', 'data/prices.csv')).toBe('id,price\n1,11\n');
      await window.shot('merged');
    });
  });
});
