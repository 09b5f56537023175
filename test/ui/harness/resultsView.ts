import type { Frame, Locator, Page } from 'playwright-core';
import { webviewFrame } from './window';

/** The panel with the results, as a person works it. */
export class ResultsView {
  private constructor(
    private readonly page: Page,
    readonly frame: Frame,
  ) {}

  /** Waits until it is there. */
  static async of(page: Page): Promise<ResultsView> {
    return new ResultsView(page, await webviewFrame(page, '[role=tablist][aria-label=Results]'));
  }

  get tabs(): Locator {
    return this.frame.locator('[role=tab].tab-face');
  }

  tab(title: string | RegExp): Locator {
    return this.frame.locator('[role=tab].tab-face', { hasText: title }).first();
  }

  /** Rows, bytes, time. */
  get facts(): Locator {
    return this.frame.locator('.facts-line');
  }

  /** The size and totals of the selection. */
  get selection(): Locator {
    return this.frame.locator('.selection-line');
  }

  get failure(): Locator {
    return this.frame.locator('.failure, .banner.error').first();
  }

  get detail(): Locator {
    return this.frame.locator('aside.detail');
  }

  get cell(): Locator {
    return this.frame.locator('#grid [role=row]:not([hidden]) [role=gridcell]');
  }

  /** Clicks into the grid below its header, and waits for a cell to be active. */
  async focusGrid(): Promise<void> {
    await this.frame.locator('.grid canvas').first().click({ position: { x: 120, y: 60 } });
    await this.cellLabel(/^Row /u);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** What a screen reader says of the active cell, once it is as expected. */
  async cellLabel(expected: RegExp): Promise<string> {
    const cell = this.frame.locator('#grid [role=row]:not([hidden]) [role=gridcell]').and(this.frame.getByLabel(expected));
    await cell.first().waitFor({ state: 'attached', timeout: 20_000 });
    return (await cell.first().getAttribute('aria-label')) ?? '';
  }

  async button(label: string): Promise<void> {
    await this.frame.locator(`button[aria-label=${JSON.stringify(label)}], button:text-is(${JSON.stringify(label)})`).first().click();
  }
}

/** Until the element's text matches. */
export async function untilText(element: Locator, expected: RegExp, timeout = 20_000): Promise<string> {
  await element.filter({ hasText: expected }).first().waitFor({ timeout });
  return (await element.first().textContent()) ?? '';
}
