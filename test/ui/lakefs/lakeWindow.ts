import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed } from 'vitest';
import { contextMenu, dialogButton, expand, openView, quickPick, treeRow, typeAtEnd, webviewFrame } from '../harness/window';
import { Workbench } from '../harness/workbench';
import { Lake } from './lake';

/** One window on one lakeFS. Every test, and every further try of it, finds the same repository and a tidy window. */
export class LakeWindow {
  private constructor(
    readonly workbench: Workbench,
    readonly lake: Lake,
    private readonly prefix: string,
  ) {}

  static async start(prefix: string): Promise<LakeWindow> {
    const lake = await Lake.start();
    try {
      return new LakeWindow(await Workbench.start({ settings: lake.settings, env: lake.env, trust: false }), lake, prefix);
    } catch (error) {
      await lake.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.workbench.stop();
    await this.lake.stop();
  }

  get page(): Page {
    return this.workbench.page;
  }

  shot(name: string): Promise<string> {
    return this.workbench.screenshot(`${this.prefix}-${name}`);
  }

  /** The repository in the tree, with the children of its branch. */
  async openTree(): Promise<void> {
    const { page } = this;
    await openView(page, 'Headwater');
    await expand(page, 'Lake');
    const consent = dialogButton(page, 'Connect');
    await consent.or(treeRow(page, 'books')).first().waitFor();
    if (await consent.isVisible()) await consent.click();
    await expand(page, 'books');
    await expand(page, /branches/iu);
    await expand(page, /^main/u);
    await treeRow(page, 'README.md').waitFor();
  }

  contextMenu(row: string | RegExp, entry: string): Promise<void> {
    return this.menuOf(treeRow(this.page, row), entry);
  }

  /** Chooses a verb of the session under Actions of a row; its form where it has one. */
  async action(row: string | RegExp, title: string): Promise<void> {
    await this.contextMenu(row, 'Actions');
    await this.pick(title);
  }

  async actionForm(row: string | RegExp, title: string): Promise<Frame> {
    await this.action(row, title);
    return webviewFrame(this.page, `h1:text-is(${JSON.stringify(title)})`);
  }

  historyMenu(row: string | RegExp, entry: string): Promise<void> {
    return this.menuOf(this.historyRow(row), entry);
  }

  rowMenu(row: Locator, entry: string): Promise<void> {
    return this.menuOf(row, entry);
  }

  private async menuOf(row: Locator, entry: string): Promise<void> {
    await this.until(() => contextMenu(this.page, row, entry));
  }

  /** Types a folder into a dialog of files. While it reads, it may put its own path back. */
  async chooseFolder(folder: string, button: RegExp): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await expect.poll(() => input.inputValue()).toContain('/');
    const wanted = `${folder}/`;
    const settled = async (): Promise<boolean> => {
      if ((await input.inputValue()) === wanted) return true;
      await input.fill(wanted);
      return false;
    };
    await expect.poll(settled, { interval: 1_000 }).toBe(true);
    await this.page.locator('.quick-input-widget .monaco-button', { hasText: button }).first().click();
  }

  /** The branch as a folder of the workspace, by the menu of the tree. The window loads anew. */
  async addFolder(): Promise<void> {
    await this.openTree();
    await this.contextMenu(/^main/u, 'Add Folder to Workspace');
    // A second folder makes this another workspace, under a number of its own.
    await this.page.locator('.command-center, .window-title', { hasText: /Untitled-\d+/u }).first().waitFor({ timeout: 60_000 });
    await this.workbench.bridge.ready();
  }

  /** @returns paths of the workspace's folders in lakes */
  folders(): Promise<readonly string[]> {
    return this.workbench.bridge.inHost((vscode) => (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'headwater' ? [uri.path] : [])));
  }

  /** As a new window would be: no editor, no question, no message, the folder at `main`, and what the server knows. */
  async tidy(): Promise<void> {
    for (let tries = 0; tries < 5 && (await this.page.locator('.monaco-dialog-box').count()) > 0; tries++) await this.page.keyboard.press('Escape');
    await this.workbench.bridge.inHost(async (vscode) => {
      const run = (id: string): Thenable<unknown> => vscode.commands.executeCommand(id);
      await run('workbench.action.closeQuickOpen');
      for (let left = 50; left > 0 && vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0); left--) await run('workbench.action.revertAndCloseActiveEditor');
      await run('notifications.clearAll');
      const folders = vscode.workspace.workspaceFolders ?? [];
      const moved = folders.find(({ uri }) => uri.scheme === 'headwater' && !uri.path.endsWith('/main'));
      if (moved) vscode.workspace.updateWorkspaceFolders(moved.index, 1, { uri: moved.uri.with({ path: '/books/main' }), name: 'books/main' });
      if (folders.some(({ uri }) => uri.scheme === 'headwater')) await run('headwater.versions.refresh');
    });
  }

  scmRow(text: string | RegExp): Locator {
    return this.page.locator('.scm-view .monaco-list-row', { hasText: text }).first();
  }

  async scmAction(row: string | RegExp, action: string): Promise<void> {
    const button = this.scmRow(row).locator(`.action-label[aria-label^="${action}"]`);
    await this.until(async () => {
      await this.scmRow(row).hover({ timeout: 3_000 });
      await button.click({ timeout: 3_000 });
    });
  }

  /** The view of commits beside Source Control, read anew. */
  async openHistory(): Promise<void> {
    const { page } = this;
    await this.workbench.bridge.inHost((vscode) => vscode.commands.executeCommand('headwater.commits.focus'));
    await page.locator('.pane-header', { hasText: /headwater history/iu }).first().waitFor();
    await this.workbench.bridge.inHost((vscode) => vscode.commands.executeCommand('headwater.commits.refresh'));
  }

  historyRow(text: string | RegExp): Locator {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header', { hasText: /headwater history/iu }) }).locator('.monaco-list-row', { hasText: text }).first();
  }

  /** The text of the commit box, whatever stood there. */
  async writeMessage(text: string): Promise<void> {
    const box = this.page.locator('.scm-view .scm-editor').first();
    await this.until(async () => {
      await box.click({ timeout: 3_000 });
      await this.page.keyboard.press('Control+A');
      await this.page.keyboard.type(text);
      await box.filter({ hasText: text.replaceAll(' ', '\u00a0') }).or(box.filter({ hasText: text })).first().waitFor({ timeout: 3_000 });
    });
  }

  /** A command on the branch of the folder, as its menus call it; it goes on while the test answers its questions. */
  begin(command: string): Promise<void> {
    return this.workbench.bridge.inHost((vscode, id) => {
      const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'headwater');
      void vscode.commands.executeCommand(id, folder?.uri);
    }, command);
  }

  async openFile(file: string): Promise<void> {
    await this.workbench.bridge.inHost(async (vscode, wanted) => {
      const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'headwater');
      if (!folder) throw new Error('No folder of the repository is open.');
      await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, wanted), { preview: false });
    }, file);
  }

  async edit(file: string, text: string): Promise<void> {
    await this.openFile(file);
    await typeAtEnd(this.page, text);
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.editor-group-container.active .tab.active:not(.dirty)').first().waitFor();
  }

  /** Answers the box that asks, known by its title or prompt. */
  async answer(question: string, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget', { hasText: question });
    await box.waitFor();
    await box.locator('input').first().fill(text);
    await this.page.keyboard.press('Enter');
  }

  async pick(text: string | RegExp): Promise<void> {
    await quickPick(this.page, text).click();
  }

  /** Does it again while it fails, for half a minute: the editor now and then passes over a click. */
  private async until(work: () => Promise<void>, limitMs = 30_000): Promise<void> {
    const limit = Date.now() + limitMs;
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (Date.now() > limit) throw error;
      }
      await this.page.keyboard.press('Escape');
      await delay(200);
    }
  }
}

/** One window for all tests of a file. Where one fails, its picture is kept in artifacts/ui. */
export function useLake(prefix: string): () => LakeWindow {
  let window: LakeWindow | undefined;
  beforeAll(async () => {
    window = await LakeWindow.start(prefix);
  });
  beforeEach(async ({ task }) => {
    onTestFailed(async () => {
      await window?.shot(`failed - ${task.name.replaceAll(/[^\w ]/gu, '')}`);
    });
    await window?.lake.restore();
    await window?.tidy();
  });
  afterAll(async () => {
    await window?.stop();
  });
  return () => {
    if (window === undefined) throw new Error('The window has not opened.');
    return window;
  };
}
