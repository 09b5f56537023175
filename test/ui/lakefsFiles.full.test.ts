import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dialogButton, runCommand, typeAtEnd, webviewFrame, toast } from './harness/window';
import { useLake } from './lakefs/lakeWindow';

describe('The files of a lakeFS repository', () => {
  const lakeWindow = useLake('lakefs-files');
  let outside: string;

  beforeAll(async () => {
    outside = await mkdtemp(path.join(os.tmpdir(), 'headwater-upload-'));
    await mkdir(path.join(outside, 'photos', 'small'), { recursive: true });
    await writeFile(path.join(outside, 'photos', 'one.txt'), 'one');
    await writeFile(path.join(outside, 'photos', 'small', 'two.txt'), 'two');
  });
  beforeEach(async () => {
    if ((await lakeWindow().folders()).length === 0) await lakeWindow().addFolder();
  });
  afterAll(() => rm(outside, { recursive: true, force: true }));

  it('stand in the Explorer as a folder of the workspace', async () => {
    const window = lakeWindow();
    await window.workbench.bridge.inHost((vscode) => vscode.commands.executeCommand('workbench.view.explorer'));
    await window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'books/main' }).first().waitFor();
    await window.shot('folder');
  });

  it('are not saved over what somebody else saved, also where the size is the same, without a question', async () => {
    const window = lakeWindow();
    const { page, lake } = window;
    await lake.put('main', 'README.md', '# Books\nMore.\n');
    await window.openFile('README.md');
    await typeAtEnd(page, 'Mine.\n');
    await lake.put('main', 'README.md', '# Books\nLess.\n');
    await page.keyboard.press('Control+s');
    await page.locator('.monaco-dialog-box', { hasText: '“README.md” was changed meanwhile.' }).waitFor();
    await window.shot('save-conflict');
    await dialogButton(page, 'Cancel').click();
    // A key that comes before the first save has ended saves nothing.
    await toast(page, /was not saved: it was changed meanwhile/u);
    expect(await lake.get('main', 'README.md')).toContain('Less.');
    await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+s');
    await dialogButton(page, 'Overwrite').click();
    await expect.poll(() => lake.get('main', 'README.md')).toBe('# Books\nMore.\nMine.\n');
    await page.locator('.editor-group-container.active .tab.active:not(.dirty)').first().waitFor();
  });

  it('are opened up to the size that a person allows; larger ones are offered as a download', async () => {
    const window = lakeWindow();
    const { page, lake } = window;
    const allow = (mebibytes: number | undefined): Promise<void> =>
      window.workbench.bridge.inHost((vscode, value) => vscode.workspace.getConfiguration('headwater').update('files.openLimitMb', value, vscode.ConfigurationTarget.Global), mebibytes);
    await lake.put('main', 'large.txt', 'large\n'.repeat(200_000));
    try {
      await allow(1);
      await expect(window.openFile('large.txt')).rejects.toThrow(/up to 1 MiB are opened in the editor/u);
      await toast(page, /“large\.txt” is too large for the editor \(1\.\d+ MiB\)/u);
      await page.locator('.notifications-toasts .monaco-button', { hasText: 'Download…' }).first().waitFor();
      await window.shot('too-large');
      await allow(2);
      await window.openFile('large.txt');
      await page.locator('.editor-group-container.active .view-line', { hasText: 'large' }).first().waitFor();
    } finally {
      await allow(undefined);
    }
  });

  it('that are not UTF-8 lose no byte by a save without a question', async () => {
    const window = lakeWindow();
    const { page, lake } = window;
    const latin = new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x0a]);
    await lake.put('main', 'latin.txt', latin);
    await window.openFile('latin.txt');
    await typeAtEnd(page, 'more\n');
    await page.keyboard.press('Control+s');
    await page.locator('.monaco-dialog-box', { hasText: '“latin.txt” is not UTF-8 text.' }).waitFor();
    await window.shot('not-utf-8');
    await dialogButton(page, 'Cancel').click();
    await toast(page, /was not saved: bytes that are not UTF-8/u);
    expect(await lake.bytes('main', 'latin.txt')).toEqual(Buffer.from(latin));
    await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+s');
    await dialogButton(page, 'Save as UTF-8').click();
    await expect.poll(() => lake.get('main', 'latin.txt')).toBe('caf\ufffd\nmore\n');
    // The server has it before the editor knows: a save that has not ended would meet the next test.
    await page.locator('.editor-group-container.active .tab.active:not(.dirty)').first().waitFor();
  });

  it('may have any name, and those of a saved state are for reading', async () => {
    const { workbench, lake } = lakeWindow();
    await lake.put('main', 'later.txt', 'later');
    await lake.commit('main', 'Later');
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
      ...{ before: 'odd\n', names: ['README.md', 'data', 'later.txt', 'moved', 'notes'], moved: 3 * 1_048_576 + 5, same: true },
      ...{ missing: 'FileNotFound', gone: 'FileNotFound', saved: 1, branch: 0, writing: 'NoPermissions' },
    });
    await expect.poll(() => lake.uncommitted('main')).toEqual([]);
  });

  it('may stand beside others below their own name', async () => {
    const { workbench, lake } = lakeWindow();
    await lake.put('main', 'side', 'the file');
    await lake.put('main', 'side/below', 'below it');
    const told = await workbench.bridge.inHost(async (vscode) => {
      const { uri } = vscode.workspace.workspaceFolders!.find((folder) => folder.uri.scheme === 'headwater')!;
      const text = async (...parts: string[]) => new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(uri, ...parts)));
      return { entry: (await vscode.workspace.fs.readDirectory(uri)).filter(([name]) => name === 'side'), file: await text('side'), below: await text('side', 'below') };
    });
    expect(told).toEqual({ entry: [['side', 1]], file: 'the file', below: 'below it' });
  });

  it('are uploaded as a whole folder by the command', async () => {
    const window = lakeWindow();
    const { lake } = window;
    await window.openTree();
    await window.contextMenu(/^main/u, 'Upload Folder…');
    await window.chooseFolder(path.join(outside, 'photos'), /upload|ok/iu);
    await expect.poll(() => lake.get('main', 'photos/small/two.txt').catch(() => '')).toBe('two');
    await window.shot('uploaded');
    expect(await lake.get('main', 'photos/one.txt')).toBe('one');
  });

  it('are downloaded with all that is below a prefix', async () => {
    const window = lakeWindow();
    const goal = await mkdtemp(path.join(os.tmpdir(), 'headwater-download-'));
    try {
      await window.openTree();
      await window.contextMenu(/^data/u, 'Download');
      await window.chooseFolder(goal, /download|ok/iu);
      await expect.poll(() => readFile(path.join(goal, 'data', 'prices.csv'), 'utf8').catch(() => '')).toBe('id,price\n1,10\n2,20\n');
      await expect.poll(() => readFile(path.join(goal, 'data', 'orders.csv'), 'utf8').catch(() => '')).toBe('id,name\n1,ada\n2,grace\n');
    } finally {
      await rm(goal, { recursive: true, force: true });
    }
  });

  it('move with their folder and editors to another branch', async () => {
    const window = lakeWindow();
    const { page, lake, workbench } = window;
    await lake.branch('plan', 'main');
    await window.openFile('data/prices.csv');
    await runCommand(page, 'Headwater: Switch Branch');
    await window.pick('plan');
    await expect.poll(() => workbench.bridge.inHost((vscode) => vscode.window.activeTextEditor?.document.uri.path ?? '').catch(() => '')).toBe('/books/plan/data/prices.csv');
    await expect.poll(() => window.folders().catch(() => [])).toContain('/books/plan');
    await window.shot('switched');
  });

  it('may be linked to a folder on this machine, whose commands are at hand', async () => {
    const window = lakeWindow();
    const { page, workbench } = window;
    await writeFile(path.join(workbench.folder, '.lakefs_ref.yaml'), 'src: lakefs://books/main/\nat_head: 0\n');
    await workbench.bridge.inHost(async (vscode, file) => {
      await vscode.window.showTextDocument(vscode.Uri.file(file));
    }, path.join(workbench.folder, '.lakefs_ref.yaml'));
    await runCommand(page, 'Headwater: Open Commands of Linked Folder');
    await page.locator('.editor-group-container.active .view-line', { hasText: 'lakectl' }).nth(2).waitFor();
    expect(await workbench.bridge.inHost((vscode) => vscode.window.activeTextEditor?.document.getText())).toContain(`lakectl local status '${workbench.folder}'`);
    await rm(path.join(workbench.folder, '.lakefs_ref.yaml'));
  });

  it('answer to the commands of a document, with their rows in the grid', async () => {
    const window = lakeWindow();
    const { page, workbench } = window;
    await workbench.bridge.inHost(async (vscode) => {
      const content = '# headwater: connection=Lake\nlakectl fs ls lakefs://books/main/ -r\nlakectl log lakefs://books/main\n';
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'lakectl', content }));
    });
    await page.locator('.editor-group-container.active .view-line', { hasText: 'fs ls' }).click();
    await page.keyboard.press('Control+Enter');
    const results = await webviewFrame(page, '.tab');
    await results.locator('.tab', { hasText: 'fs ls' }).first().waitFor();
    await results.locator('footer, .footer', { hasText: /4 rows/u }).first().waitFor();
    await window.shot('lakectl');
  });
});
