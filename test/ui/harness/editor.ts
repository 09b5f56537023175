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

/** Runs the statement at the cursor, by the key, which is Headwater's once the document is bound to a connection. */
export async function runStatement(page: Page): Promise<void> {
  await page.locator('.part.statusbar .statusbar-item[id^="headwater"]').first().waitFor();
  await page.locator('.editor-group-container.active .monaco-editor textarea, .editor-group-container.active .monaco-editor .native-edit-context').first().focus();
  await page.keyboard.press('Control+Enter');
}
