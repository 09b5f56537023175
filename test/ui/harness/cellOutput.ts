import type { Frame, Locator, Page } from 'playwright-core';
import { webviewFrame } from './window';

/** What stands below the cells of the notebook in sight: one page holds the outputs of all. */
export class CellOutputs {
  private constructor(
    private readonly page: Page,
    readonly frame: Frame,
  ) {}

  /** Waits until there is a result. */
  static async of(page: Page): Promise<CellOutputs> {
    return new CellOutputs(page, await webviewFrame(page, '.result-below'));
  }

  /** The result at this place among those that are shown, from 0. */
  result(index = 0): Locator {
    return this.frame.locator('.result-below').nth(index);
  }

  facts(index = 0): Locator {
    return this.result(index).locator('.facts-line');
  }

  failure(index = 0): Locator {
    return this.result(index).locator('.failure');
  }

  /** Clicks into the first rows of a grid. */
  async focusGrid(index = 0): Promise<void> {
    await this.result(index).locator('.grid canvas').click({ position: { x: 90, y: 50 } });
    await this.cellLabel(/^Row /u, index);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** What a screen reader says of the active cell, once it is as expected. */
  async cellLabel(expected: RegExp, index = 0): Promise<string> {
    const cell = this.result(index).locator('[role=row]:not([hidden]) [role=gridcell]').and(this.frame.getByLabel(expected));
    await cell.first().waitFor({ state: 'attached' });
    return (await cell.first().getAttribute('aria-label')) ?? '';
  }

  async button(label: string, index = 0): Promise<void> {
    await this.result(index).getByRole('button', { name: label, exact: true }).click();
  }
}
