import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';

/** What a person does in the window of the workbench. */

/** Its icon is clicked, unless it is open: another click would close it. */
export async function openView(page: Page, container: string): Promise<void> {
  const icon = page.locator(`.activitybar .action-item:has(a[aria-label^="${container}"])`).first();
  await icon.waitFor();
  if (((await icon.getAttribute('class')) ?? '').split(' ').includes('checked')) return;
  await icon.click();
}

/** By the command palette. Tries again while the command is not there yet. */
export async function runCommand(page: Page, title: string, limitMs = 60_000): Promise<void> {
  const palette = page.locator('.quick-input-widget');
  const limit = Date.now() + limitMs;
  for (;;) {
    await page.keyboard.press('F1');
    try {
      await palette.locator('.quick-input-box input').fill(`>${title}`, { timeout: 3000 });
      await palette.locator(`.quick-input-list .monaco-list-row[aria-label^=${JSON.stringify(title)}]`).first().click({ timeout: 2000 });
      await paletteGone(page);
      return;
    } catch (error) {
      await page.keyboard.press('Escape');
      if (Date.now() > limit) throw error;
    }
    await delay(200);
  }
}

/** What a command asks stands in the same box as the palette: it is the command's only when the palette is gone. */
async function paletteGone(page: Page): Promise<void> {
  const box = page.locator('.quick-input-widget .quick-input-box input');
  for (let waited = 0; waited < 5_000; waited += 50) {
    const text = (await box.isVisible()) ? await box.inputValue({ timeout: 1_000 }).catch(() => '') : '';
    if (!text.startsWith('>')) return;
    await delay(50);
  }
  throw new Error('The palette stays open.');
}

/** A row of a tree in the side bar. */
export const treeRow = (page: Page, text: string | RegExp): Locator => page.locator('.sidebar .monaco-list-row', { hasText: text }).first();

/** Opens a row's children, unless they are open. A tree that is drawn anew just then passes over the click. */
export async function expand(page: Page, text: string | RegExp): Promise<void> {
  const row = treeRow(page, text);
  await row.waitFor();
  await expandRow(row);
}

export async function expandRow(row: Locator): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    for (let waited = 0; waited < 2_000; waited += 100) {
      if ((await row.getAttribute('aria-expanded')) === 'true') return;
      await delay(100);
    }
  }
  throw new Error('The row does not open.');
}

/** The text of a notification that matches. */
export async function toast(page: Page, text: RegExp): Promise<string> {
  const message = page.locator('.notifications-toasts .notification-list-item-message').filter({ hasText: text }).first();
  await message.waitFor();
  return (await message.textContent()) ?? '';
}

/**
 * Types an answer into the box that asks for it, and takes it.
 * @param question its title or prompt: the box or list of the question before stands there until the extension takes it away
 */
export async function answer(page: Page, question: string | RegExp, text: string): Promise<void> {
  const box = page.locator('.quick-input-widget', { hasText: question });
  await box.waitFor();
  await box.locator('.quick-input-box input').first().fill(text);
  await page.keyboard.press('Enter');
}

export const quickPick = (page: Page, text: string | RegExp): Locator => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

export const dialogButton = (page: Page, text: string | RegExp): Locator => page.locator('.monaco-dialog-box .monaco-button', { hasText: text }).first();

export const statusItem = (page: Page, text: string | RegExp): Locator => page.locator('.part.statusbar .statusbar-item', { hasText: text }).first();

/** Types into the active editor at its end. */
export async function typeAtEnd(page: Page, text: string): Promise<void> {
  await page.locator('.editor-group-container.active .monaco-editor').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

/** The document of the webview that holds `selector`; one in sight, where others behind tabs or about to close hold it too. */
export async function webviewFrame(page: Page, selector: string, limitMs = 60_000): Promise<Frame> {
  const limit = Date.now() + limitMs;
  let hidden: Frame | undefined;
  while (Date.now() < limit) {
    const before = hidden;
    hidden = undefined;
    for (const frame of page.frames()) {
      if (frame.parentFrame() === null || !(await holds(frame, selector))) continue;
      if (await isSeen(frame)) return frame;
      hidden ??= frame;
    }
    if (hidden && hidden === before) return hidden;
    await delay(hidden ? 500 : 100);
  }
  throw new Error(`No webview holds ${selector}.`);
}

/** A webview is a frame in a frame, of which the outer one is shown and hidden. */
async function isSeen(frame: Frame): Promise<boolean> {
  try {
    for (let inner = frame; inner.parentFrame() !== null; inner = inner.parentFrame()!) if (!(await (await inner.frameElement()).isVisible())) return false;
    return true;
  } catch {
    return false;
  }
}

/** A frame may go away while it is asked. */
const holds = (frame: Frame, selector: string): Promise<boolean> =>
  frame
    .locator(selector)
    .count()
    .then((count) => count > 0, () => false);

/** Chooses an entry of a row's context menu. The editor passes over a click that comes right after the menu has opened. */
export async function contextMenu(page: Page, row: Locator, entry: string): Promise<void> {
  const chosen = page.locator('.monaco-menu .action-item', { hasText: entry }).first();
  // A tree that is drawn anew takes its menu away.
  for (let tries = 0; ; tries++) {
    await row.click({ button: 'right' });
    if (await chosen.waitFor({ timeout: 10_000 }).then(() => true, () => false)) break;
    await page.keyboard.press('Escape');
    if (tries === 2) throw new Error(`There is no menu with ${entry}.`);
  }
  for (let tries = 0; tries < 30; tries++) {
    await chosen.click({ timeout: 1_000 }).catch(() => undefined);
    if (!(await chosen.isVisible())) return;
    await delay(300);
  }
  throw new Error(`The menu does not take ${entry}.`);
}
