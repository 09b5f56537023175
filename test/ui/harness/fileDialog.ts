import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Answers a file dialog of the editor. */
export async function giveFile(page: Page, file: string): Promise<void> {
  const box = page.locator('.quick-input-widget .quick-input-box input');
  await box.waitFor();
  await expect.poll(() => box.inputValue()).toContain('/');
  // while it reads the folder the dialog may put its own path back, or pass over the key
  const closed = async (): Promise<boolean> => {
    if (!(await box.isVisible())) return true;
    if ((await box.inputValue()) === file) await page.keyboard.press('Enter');
    else await box.fill(file);
    return false;
  };
  await expect.poll(closed, { interval: 1_000 }).toBe(true);
}
