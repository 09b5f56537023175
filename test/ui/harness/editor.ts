import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Workbench } from './workbench';

/** Opens SQL text that is in no file, bound to a connection. */
export async function openSql(workbench: Workbench, text: string): Promise<void> {
  await workbench.bridge.inHost(async (vscode, content) => {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await vscode.window.showTextDocument(document, { preview: false });
  }, text);
  await workbench.page.locator('.editor-group-container.active .monaco-editor .view-line').first().waitFor();
}

/** Writes a file of the workspace and opens it; the keyboard is in it, at its end. */
export async function openFile(workbench: Workbench, name: string, text: string): Promise<Page> {
  const { bridge, folder, page } = workbench;
  await writeFile(path.join(folder, name), text);
  await bridge.inHost(async (vscode, file) => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    // Not by `editor.selection`, which reaches the window some time after it was set.
    const end = document.lineAt(document.lineCount - 1).range.end;
    await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(end, end) });
  }, path.join(folder, name));
  await page.locator('.tab.active', { hasText: name }).first().waitFor();
  await focusEditor(page);
  return page;
}

/** The keyboard goes to the active editor; its cursor stays. */
export async function focusEditor(page: Page): Promise<void> {
  const editor = page.locator('.editor-group-container.active .monaco-editor').first();
  await editor.locator('textarea, .native-edit-context').first().focus();
  await page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
}

/** Runs the statement at the cursor, by the key. */
export const runStatement = (page: Page): Promise<void> => byKey(page, 'Control+Enter');

/** Runs all statements of the document. */
export const runDocument = (page: Page): Promise<void> => byKey(page, 'Control+Shift+Enter');

async function byKey(page: Page, key: string): Promise<void> {
  await focusEditor(page);
  await page.keyboard.press(key);
}

