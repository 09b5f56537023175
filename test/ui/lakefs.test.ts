import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { dialogButton, expand, openView, quickPick, runCommand, treeRow, typeAtEnd, webviewFrame } from './harness/window';
import { Workbench } from './harness/workbench';
import { Lake } from './lakefs/lake';

describe('A lakeFS repository in the editor', () => {
  let lake: Lake;
  let workbench: Workbench;
  let outside: string;

  beforeAll(async () => {
    lake = await Lake.start();
    outside = await mkdtemp(path.join(os.tmpdir(), 'headwater-upload-'));
    await mkdir(path.join(outside, 'photos', 'small'), { recursive: true });
    await writeFile(path.join(outside, 'photos', 'one.txt'), 'one');
    await writeFile(path.join(outside, 'photos', 'small', 'two.txt'), 'two');
    workbench = await Workbench.start({ settings: lake.settings, env: lake.env, trust: false });
  });
  afterAll(async () => {
    await workbench.stop();
    await lake.stop();
    await rm(outside, { recursive: true, force: true });
  });

  const page = (): Page => workbench.page;
  const shot = (name: string): Promise<string> => workbench.screenshot(`lakefs-${name}`);
  const scmRow = (text: string | RegExp) => page().locator('.scm-view .monaco-list-row', { hasText: text }).first();
  const scmAction = async (row: string | RegExp, action: string): Promise<void> => {
    await scmRow(row).hover();
    await scmRow(row).locator(`.action-label[aria-label^="${action}"]`).click();
  };
  const contextMenu = async (row: string | RegExp, entry: string): Promise<void> => {
    await treeRow(page(), row).click({ button: 'right' });
    await page().locator('.monaco-menu .action-item', { hasText: entry }).first().click();
  };
  const test = (name: string, work: () => Promise<void>): void => {
    it(name, async () => {
      onTestFailed(async () => {
        await shot(`failed - ${name}`);
      });
      await work();
    });
  };
  const openFile = async (file: string): Promise<void> => {
    const opened = await workbench.bridge.inHost(async (vscode, wanted) => {
      const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'headwater');
      if (!folder) return 'no folder';
      await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, wanted), { preview: false });
      return vscode.window.activeTextEditor?.document.getText() ?? 'nothing';
    }, file);
    if (opened === 'no folder') throw new Error('No folder of the repository is open.');
  };
  const edit = async (file: string, text: string): Promise<void> => {
    await openFile(file);
    await typeAtEnd(page(), text);
    await page().keyboard.press('Control+s');
    await page().locator('.editor-group-container.active .tab.active:not(.dirty)').first().waitFor();
  };

  test('is browsed in the tree, down to an object that opens in an editor', async () => {
    await openView(page(), 'Headwater');
    await expand(page(), 'Lake');
    const consent = dialogButton(page(), 'Connect');
    await consent.or(treeRow(page(), 'books')).first().waitFor();
    if (await consent.isVisible()) await consent.click();
    await expand(page(), 'books');
    await expand(page(), /branches/iu);
    await expand(page(), /^main/u);
    await treeRow(page(), 'README.md').click();
    await page().locator('.editor-group-container.active .view-line', { hasText: '# Books' }).waitFor();
    await shot('tree');
  });

  test('opens as a folder of the workspace', async () => {
    await contextMenu(/^main/u, 'Add Folder to Workspace');
    // A second folder makes this another workspace, under a number of its own: the window loads anew.
    await page().locator('.command-center, .window-title', { hasText: /Untitled-\d+/u }).first().waitFor({ timeout: 60_000 });
    await workbench.bridge.ready();
    await runCommand(page(), 'Explorer: Focus on Folders View');
    await page().locator('.explorer-folders-view .monaco-list-row', { hasText: 'books/main' }).first().waitFor();
    await shot('folder');
  });

  test('shows edited files in Source Control, with their differences', async () => {
    await edit('data/orders.csv', '3,linus\n');
    await edit('README.md', 'More.\n');
    expect(await lake.get('main', 'data/orders.csv')).toContain('3,linus');
    await openView(page(), 'Source Control');
    await scmRow('orders.csv').waitFor();
    await scmRow('README.md').waitFor();
    await shot('scm');
    await scmRow('orders.csv').click();
    await page().locator('.monaco-diff-editor .line-insert').first().waitFor();
    await shot('diff');
  });

  test('commits with a message and metadata', async () => {
    await page().locator('.scm-view .scm-editor').first().click();
    await page().keyboard.type('Linus orders');
    await runCommand(page(), 'Headwater: Commit Branch Changes with Metadata');
    await quickPick(page(), 'Add Entry').click();
    await page().locator('.quick-input-widget input').first().fill('ticket=42');
    await page().keyboard.press('Enter');
    await quickPick(page(), 'ticket = 42').waitFor();
    await shot('metadata');
    await quickPick(page(), 'Commit').click();
    await dialogButton(page(), 'Commit and Don’t Ask Again').waitFor();
    await shot('shared-warning');
    await dialogButton(page(), 'Commit and Don’t Ask Again').click();
    await scmRow('orders.csv').waitFor({ state: 'detached' });
    expect(await lake.head('main')).toMatchObject({ message: 'Linus orders', metadata: { ticket: '42' } });
    expect(await lake.uncommitted('main')).toEqual([]);
  });

  test('discards a change', async () => {
    await edit('data/prices.csv', '3,30\n');
    await scmRow('prices.csv').waitFor();
    await scmAction('prices.csv', 'Discard Changes');
    await dialogButton(page(), 'Discard Changes').click();
    await scmRow('prices.csv').waitFor({ state: 'detached' });
    expect(await lake.uncommitted('main')).toEqual([]);
  });

  test('creates a branch', async () => {
    await runCommand(page(), 'Headwater: Create Branch');
    await page().locator('.quick-input-widget input').first().fill('plan');
    await page().keyboard.press('Enter');
    await expect.poll(() => lake.head('plan').then(({ message }) => message, () => ''), { timeout: 15_000 }).toBe('Linus orders');
  });

  test('lists conflicts of a merge and resolves them by a strategy', async () => {
    await lake.put('plan', 'data/prices.csv', 'id,price\n1,11\n');
    await lake.commit('plan', 'Other prices');
    await edit('data/prices.csv', '4,40\n');
    await scmRow('prices.csv').waitFor();
    await lake.commit('main', 'Prices of main');
    await workbench.bridge.inHost((vscode) => vscode.commands.executeCommand('headwater.versions.refresh'));
    await scmRow('prices.csv').waitFor({ state: 'detached' });
    void workbench.bridge.inHost((vscode) => {
      const folder = vscode.workspace.workspaceFolders!.find(({ uri }) => uri.scheme === 'headwater')!;
      void vscode.commands.executeCommand('headwater.versions.merge', folder.uri);
    });
    await quickPick(page(), 'plan').click();
    await page().locator('.notification-list-item-message', { hasText: 'changed on both sides' }).first().waitFor();
    await scmRow('prices.csv').waitFor();
    await shot('conflict');
    await scmRow('prices.csv').click();
    await page().locator('.monaco-diff-editor').first().waitFor();
    await page().locator('.notification-list-item a, .notification-list-item .monaco-button', { hasText: 'Take “plan”' }).first().click();
    await dialogButton(page(), 'Merge').click();
    await expect.poll(() => lake.get('main', 'data/prices.csv'), { timeout: 15_000 }).toBe('id,price\n1,11\n');
    await shot('merged');
  });

  test('uploads a folder by the command, and says what is there already', async () => {
    await openView(page(), 'Headwater');
    await expand(page(), 'Lake');
    await expand(page(), 'books');
    await expand(page(), /branches/iu);
    await expand(page(), /^main/u);
    await contextMenu(/^main/u, 'Upload Folder…');
    await page().locator('.quick-input-widget input').first().fill(`${path.join(outside, 'photos')}${path.sep}`);
    await page().locator('.quick-input-widget .monaco-button', { hasText: /upload|ok/iu }).first().click();
    await expect.poll(() => lake.get('main', 'photos/small/two.txt').catch(() => ''), { timeout: 20_000 }).toBe('two');
    await shot('uploaded');
    expect(await lake.get('main', 'photos/one.txt')).toBe('one');
  });

  test('runs the commands of a document, with their rows in the grid', async () => {
    await runCommand(page(), 'View: Close All Editors');
    await workbench.bridge.inHost(async (vscode) => {
      const content = '# headwater: connection=Lake\nlakectl fs ls lakefs://books/main/ -r\nlakectl log lakefs://books/main\n';
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'lakectl', content }));
    });
    await page().locator('.editor-group-container.active .view-line', { hasText: 'fs ls' }).click();
    await page().keyboard.press('Control+Enter');
    const results = await webviewFrame(page(), '.tab');
    await results.locator('.tab', { hasText: 'fs ls' }).first().waitFor();
    await results.locator('footer, .footer', { hasText: /6 rows/u }).first().waitFor();
    await shot('lakectl');
  });

  test('keeps its history beside Source Control', async () => {
    await openView(page(), 'Source Control');
    const header = page().locator('.pane-header', { hasText: /headwater history/iu }).first();
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    await page().locator('.monaco-list-row', { hasText: 'Linus orders' }).first().waitFor();
    await shot('history');
  });
});
