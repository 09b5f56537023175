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

  test('asks before it loses what somebody else saved, also where the size is the same', async () => {
    await openFile('README.md');
    await typeAtEnd(page(), 'Mine.\n');
    await lake.put('main', 'README.md', (await lake.get('main', 'README.md')).replace('More', 'Less'));
    await page().keyboard.press('Control+s');
    await page().locator('.monaco-dialog-box', { hasText: '“README.md” was changed meanwhile.' }).waitFor();
    await shot('save-conflict');
    await dialogButton(page(), 'Cancel').click();
    expect(await lake.get('main', 'README.md')).toContain('Less.');
    await page().keyboard.press('Control+s');
    await dialogButton(page(), 'Overwrite').click();
    await expect.poll(() => lake.get('main', 'README.md'), { timeout: 15_000 }).toBe('# Books\nMore.\nMine.\n');
    await lake.commit('main', 'Read me');
  });

  test('reads and writes files of any name, and lets nobody write to a saved state', async () => {
    const told = await workbench.bridge.inHost(async (vscode) => {
      const { uri } = vscode.workspace.workspaceFolders!.find((folder) => folder.uri.scheme === 'headwater')!;
      const at = (ref: string, ...parts: string[]) => vscode.Uri.joinPath(uri.with({ path: `/books/${ref}` }), ...parts);
      const text = async (file: ReturnType<typeof at>) => new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      const failing = (work: Thenable<unknown>) => work.then(() => 'done', (error: unknown) => (error as { code?: string }).code ?? 'unknown');
      const odd = at('main', 'notes', '100% odd #1?.txt');
      const before = await text(odd);
      const large = new Uint8Array(3 * 1_048_576 + 5).fill(7);
      await vscode.workspace.fs.writeFile(at('main', 'large.bin'), large);
      const back = await vscode.workspace.fs.readFile(at('main', 'large.bin'));
      await vscode.workspace.fs.rename(at('main', 'large.bin'), at('main', 'moved', 'ü 🙂.bin'));
      const moved = (await vscode.workspace.fs.stat(at('main', 'moved', 'ü 🙂.bin'))).size;
      const names = (await vscode.workspace.fs.readDirectory(at('main'))).map(([name]) => name).sort();
      await vscode.workspace.fs.delete(at('main', 'moved'), { recursive: true });
      return {
        ...{ before, names, moved, same: back.length === large.length && back.every((byte) => byte === 7) },
        missing: await failing(vscode.workspace.fs.readFile(at('main', 'nothing'))),
        gone: await failing(vscode.workspace.fs.stat(at('main', 'moved'))),
        saved: (await vscode.workspace.fs.stat(at('main~1', 'README.md'))).permissions,
        branch: (await vscode.workspace.fs.stat(at('main', 'README.md'))).permissions ?? 0,
        writing: await failing(vscode.workspace.fs.writeFile(at('main~1', 'README.md'), new Uint8Array(1))),
      };
    });
    expect(told).toEqual({
      ...{ before: 'odd\n', names: ['README.md', 'data', 'moved', 'notes'], moved: 3 * 1_048_576 + 5, same: true },
      ...{ missing: 'FileNotFound', gone: 'FileNotFound', saved: 1, branch: 0, writing: 'NoPermissions' },
    });
    await expect.poll(() => lake.uncommitted('main'), { timeout: 15_000 }).toEqual([]);
  });

  test('creates a branch', async () => {
    await runCommand(page(), 'Headwater: Create Branch');
    await page().locator('.quick-input-widget input').first().fill('plan');
    await page().keyboard.press('Enter');
    await expect.poll(() => lake.head('plan').then(({ message }) => message, () => ''), { timeout: 15_000 }).toBe('Read me');
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

  test('commits on a new branch, and leaves this one as it was', async () => {
    await openView(page(), 'Source Control');
    await scmRow('one.txt').waitFor();
    void workbench.bridge.inHost((vscode) => {
      const folder = vscode.workspace.workspaceFolders!.find(({ uri }) => uri.scheme === 'headwater')!;
      void vscode.commands.executeCommand('headwater.versions.commitOnNewBranch', folder.uri);
    });
    const input = page().locator('.quick-input-widget input').first();
    await page().locator('.quick-input-widget', { hasText: 'Message' }).waitFor();
    await input.fill('Photos');
    await page().keyboard.press('Enter');
    await page().locator('.quick-input-widget', { hasText: 'New Branch from' }).waitFor();
    await input.fill('photos');
    await page().keyboard.press('Enter');
    await expect.poll(() => lake.get('photos', 'photos/one.txt').catch(() => ''), { timeout: 20_000 }).toBe('one');
    expect((await lake.head('photos')).message).toBe('Photos');
    expect(await lake.uncommitted('main')).toEqual(['photos/one.txt', 'photos/small/two.txt']);
    await shot('new-branch');
  });

  test('moves folder and editors to another branch', async () => {
    await runCommand(page(), 'View: Close All Editors');
    await openFile('data/prices.csv');
    await runCommand(page(), 'Headwater: Switch Branch');
    await quickPick(page(), 'plan').click();
    await expect.poll(() => workbench.bridge.inHost((vscode) => vscode.window.activeTextEditor?.document.uri.path ?? '').catch(() => ''), { timeout: 30_000 }).toBe('/books/plan/data/prices.csv');
    await expect.poll(() => workbench.bridge.inHost((vscode) => vscode.workspace.workspaceFolders?.map(({ uri }) => uri.path) ?? []).catch(() => []), { timeout: 30_000 }).toContain('/books/plan');
    await shot('switched');
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
    await workbench.bridge.inHost((vscode) => vscode.commands.executeCommand('workbench.view.scm'));
    const header = page().locator('.pane-header', { hasText: /headwater history/iu }).first();
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    await page().locator('.monaco-list-row', { hasText: 'Linus orders' }).first().waitFor();
    await shot('history');
  });
});
