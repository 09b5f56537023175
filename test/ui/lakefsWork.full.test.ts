import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Locator } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextResult } from './harness/resultsView';
import { dialogButton, expand, openView, quickPick, treeRow } from './harness/window';
import { useLake } from './lakefs/lakeWindow';

const MANY = 150_000;

/** What takes long or goes over several steps. */
describe('Work on a lakeFS repository', () => {
  const lakeWindow = useLake('lakefs-work');

  beforeEach(async () => {
    if ((await lakeWindow().folders()).length === 0) await lakeWindow().addFolder();
  });

  const notification = (text: RegExp) => lakeWindow().page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  const field = (form: Frame, key: string) => form.locator(`#values-${key} input, #values-${key} textarea`).first();

  async function beginImport(message: string): Promise<void> {
    const window = lakeWindow();
    const source = await window.lake.manyFiles(MANY);
    await window.openTree();
    const form = await window.actionForm(/^main/u, 'Import Data');
    await field(form, 'sources').fill(source);
    await field(form, 'destination').fill('many/');
    await field(form, 'message').fill(message);
    await form.locator('footer vscode-button', { hasText: 'Import Data' }).first().click();
    await dialogButton(window.page, /^Import$/u).click();
    await notification(/Import Data: main.*[\d,]+ objects so far/su).waitFor({ timeout: 60_000 });
  }

  it('imports with progress, and takes back what is cancelled', async () => {
    const window = lakeWindow();
    const before = await window.lake.head('main');
    await beginImport('never');
    await window.shot('import');
    await notification(/Import Data: main/u).locator('.monaco-button', { hasText: 'Cancel' }).first().click();
    await notification(/Import Data: main/u).waitFor({ state: 'detached' });
    await expand(window.page, 'Imports');
    await treeRow(window.page, /many\/.*cancelled/u).waitFor({ timeout: 60_000 });
    await window.shot('import-cancelled');
    expect(await window.lake.head('main')).toEqual(before);
  });

  it('goes on with an import while the window is loaded anew, and finds it again', async () => {
    const window = lakeWindow();
    await beginImport('Very many');
    await window.workbench.reload();
    await expect.poll(() => window.lake.head('main').then(({ message }) => message), { timeout: 180_000, interval: 1_000 }).toBe('Very many');
    await window.openTree();
    await expand(window.page, 'Imports');
    await treeRow(window.page, /many\/.*150,000/u).waitFor({ timeout: 60_000 });
    await window.shot('import-found');
  });

  it('compares the rows of a changed object by a key', async () => {
    const window = lakeWindow();
    const { page, lake } = window;
    await lake.put('main', 'data/orders.csv', 'id,name\n1,ada lovelace\n2,grace\n3,mary\n');
    await window.workbench.bridge.inHost((vscode) => vscode.commands.executeCommand('headwater.versions.refresh'));
    await openView(page, 'Source Control');
    await window.scmRow('orders.csv').waitFor();
    await window.rowMenu(window.scmRow('orders.csv'), 'Compare Data');
    await quickPick(page, /^id/u).locator('input[type=checkbox], .monaco-checkbox').first().click();
    const view = await nextResult(page, () => page.locator('.quick-input-action .monaco-button', { hasText: 'OK' }).click(), /Removed 0 · Added 1 · Changed 1 · Equal 1/u);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await view.cellLabel(/^Row 2, name, ada lovelace/u);
    await window.shot('data-diff');
  });

  it('carries a transaction from the tree to its merge', async () => {
    const window = lakeWindow();
    const { page, lake } = window;
    await window.openTree();
    await window.action(/^main/u, 'Begin Transaction');
    await treeRow(page, 'transaction on main').waitFor();
    const own = (await lake.branches()).find((name) => name.startsWith('tx-')) ?? '';
    await lake.put(own, 'data/orders.csv', 'id,name\n');
    await window.shot('transaction');
    const form = await window.actionForm('transaction on main', 'Finish Transaction');
    await field(form, 'message').fill('All at once');
    await form.locator('footer vscode-button', { hasText: 'Finish Transaction' }).first().click();
    await dialogButton(page, /^Finish$/u).click();
    await expect.poll(() => lake.get('main', 'data/orders.csv')).toBe('id,name\n');
    await expect.poll(() => lake.branches()).toEqual(['main']);
    await treeRow(page, 'transaction on main').waitFor({ state: 'detached' });
  });

  it('takes an object out of the tree into an editor, and to another prefix, by the mouse', async () => {
    const window = lakeWindow();
    const { page, lake } = window;
    await window.openTree();
    const editors = page.locator('.part.editor').first();
    await drag(treeRow(page, 'README.md'), editors);
    await page.locator('.editor-group-container.active .tab.active', { hasText: 'README.md' }).waitFor();
    await page.locator('.editor-group-container.active .view-line', { hasText: '# Books' }).waitFor();
    await window.shot('dragged');

    const copy = dialogButton(page, 'Copy');
    await drag(treeRow(page, 'README.md'), treeRow(page, /^data/u), copy);
    await copy.click();
    await expect.poll(() => lake.get('main', 'data/README.md').catch(() => '')).toBe('# Books\n');
    expect(await lake.get('main', 'README.md')).toBe('# Books\n');
  });

  it('moves an object to another prefix by the mouse', async () => {
    const window = lakeWindow();
    const { page, lake } = window;
    await window.openTree();
    await expand(page, /^data/u);
    const move = dialogButton(page, 'Move');
    await drag(treeRow(page, 'prices.csv'), treeRow(page, /^notes/u), move);
    await page.locator('.monaco-dialog-box', { hasText: 'Bring “prices.csv” to “notes”?' }).waitFor();
    await window.shot('move');
    await move.click();
    await expect.poll(() => lake.get('main', 'notes/prices.csv').catch(() => '')).toBe('id,price\n1,10\n2,20\n');
    await expect.poll(() => lake.uncommitted('main')).toEqual(['data/prices.csv', 'notes/prices.csv']);
  });

  it('takes files that are dropped from outside, and asks before one is replaced', async () => {
    const window = lakeWindow();
    const { page, lake } = window;
    await window.openTree();
    const row = treeRow(page, /^data/u);
    /** As a browser tells of a file that is dragged over a row and let go there. */
    const drop = async (name: string, text: string): Promise<void> => {
      const dataTransfer = await page.evaluateHandle(([file = '', content = '']) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], file, { type: 'text/plain' }));
        return transfer;
      }, [name, text]);
      for (const type of ['dragenter', 'dragover', 'drop']) await row.dispatchEvent(type, { dataTransfer });
    };
    await drop('dropped.txt', 'from outside');
    await expect.poll(() => lake.get('main', 'data/dropped.txt').catch(() => '')).toBe('from outside');
    await drop('orders.csv', 'replaced');
    await page.locator('.monaco-dialog-box', { hasText: '“orders.csv” is in “data” already. Replace it?' }).waitFor();
    await window.shot('drop-conflict');
    await dialogButton(page, 'Cancel').click();
    expect(await lake.get('main', 'data/orders.csv')).toBe('id,name\n1,ada\n2,grace\n');
    await drop('orders.csv', 'replaced');
    await dialogButton(page, 'Replace').click();
    await expect.poll(() => lake.get('main', 'data/orders.csv')).toBe('replaced');
  });

  /** Once more where nothing came of it: the editor makes the place to drop on by the first moves over it. `result` is what comes of it, at once. */
  async function drag(from: Locator, to: Locator, result = lakeWindow().page.locator('.editor-group-container.active .tab.active')): Promise<void> {
    const { mouse } = lakeWindow().page;
    for (let tries = 0; tries < 3; tries++) {
      const goal = await to.boundingBox();
      if (!goal) throw new Error('There is nothing to drop on.');
      await from.hover();
      await mouse.down();
      await mouse.move(goal.x + goal.width / 2, goal.y + goal.height / 2, { steps: 12 });
      await delay(500);
      await mouse.move(goal.x + goal.width / 2 + 3, goal.y + goal.height / 2 + 1, { steps: 3 });
      await delay(200);
      await mouse.up();
      if (await result.first().waitFor({ timeout: 10_000 }).then(() => true, () => false)) return;
    }
  }
});
