import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import { webviewFrame } from './window';

const PLACE = '[role=tablist][aria-label=Results]';

/** The panel with the results, as a person works it. */
export class ResultsView {
  private constructor(
    private readonly page: Page,
    readonly frame: Frame,
  ) {}

  /** Waits until it is there. What it shows may be of a result from before: see {@link nextResult}. */
  static async of(page: Page): Promise<ResultsView> {
    return new ResultsView(page, await webviewFrame(page, PLACE));
  }

  /** The results that the views in the window show now. */
  static async shown(page: Page): Promise<readonly string[]> {
    const ids = await Promise.all(page.frames().map((frame) => frame.locator('#result[data-result]').evaluateAll((places) => places.map((place) => place.getAttribute('data-result') ?? '')).catch(() => [])));
    return ids.flat();
  }

  get tabs(): Locator {
    return this.frame.locator('[role=tab].tab-face');
  }

  tab(title: string | RegExp): Locator {
    return this.frame.locator('[role=tab].tab-face', { hasText: title }).first();
  }

  /** Waits until this tab is the one in front. */
  async inFront(title: string | RegExp): Promise<void> {
    await this.frame.locator('[role=tab].tab-face[aria-selected=true]', { hasText: title }).waitFor();
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

  /** Waits until a result stands there that is none of these. */
  async other(before: readonly string[], timeout = 60_000): Promise<void> {
    await this.frame.locator(`#result[data-result]${before.map((id) => `:not([data-result=${JSON.stringify(id)}])`).join('')}`).waitFor({ timeout });
  }

  /** Clicks into the grid below its header, until a cell is active and has the keyboard: rows that come late, or others that come just then, are clicked again. */
  async focusGrid(): Promise<void> {
    const canvas = this.frame.locator('.grid canvas').first();
    for (let tries = 0; ; tries++) {
      await canvas.click({ position: { x: 120, y: 60 } });
      try {
        await this.inGrid(3_000);
        return;
      } catch (error) {
        if (tries === 9) throw error;
      }
    }
  }

  /** Until a cell is active and has the keyboard. */
  async inGrid(timeout = 30_000): Promise<void> {
    await this.frame.waitForFunction(() => {
      const cell = document.activeElement;
      return document.hasFocus() && cell?.getAttribute('role') === 'gridcell' && cell.getAttribute('aria-label')?.startsWith('Row ') === true;
    }, undefined, { timeout });
  }

  /** Keys for the view, once the keyboard is there. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.frame.waitForFunction(() => document.hasFocus(), undefined, { timeout: 10_000 });
      await this.page.keyboard.press(key);
    }
  }

  /** What a screen reader says of the active cell, once it is as expected. */
  async cellLabel(expected: RegExp): Promise<string> {
    const cell = this.cell.and(this.frame.getByLabel(expected));
    await cell.first().waitFor({ state: 'attached' }).catch(async (error: unknown) => {
      throw new Error(`The active cell is not ${String(expected)}, but “${(await this.cell.first().getAttribute('aria-label', { timeout: 1_000 }).catch(() => null)) ?? 'none'}”.`, { cause: error });
    });
    return (await cell.first().getAttribute('aria-label')) ?? '';
  }

  async button(label: string): Promise<void> {
    await this.frame.locator(`button[aria-label=${JSON.stringify(label)}], button:text-is(${JSON.stringify(label)})`).first().click();
  }
}

/**
 * Does what makes a result, and waits until that result stands in the view with these facts. The one before stands there until then,
 * for longer or shorter from machine to machine: whoever looks at the facts alone may click into the old rows.
 * @param tab in front at the end, where several results come one after the other
 */
export async function nextResult(page: Page, start: () => Promise<unknown>, facts: RegExp, { tab, timeout = 60_000 }: { readonly tab?: string | RegExp; readonly timeout?: number } = {}): Promise<ResultsView> {
  const before = await ResultsView.shown(page);
  await start();
  const view = await ResultsView.of(page);
  await view.other(before, timeout);
  if (tab !== undefined) await view.inFront(tab);
  await untilText(view.facts, facts, timeout);
  return view;
}

/** Until the element's text matches. */
export async function untilText(element: Locator, expected: RegExp, timeout = 45_000): Promise<string> {
  await element.filter({ hasText: expected }).first().waitFor({ timeout });
  return (await element.first().textContent()) ?? '';
}

/** Until a number that goes up and down stands still for a moment. */
export async function untilStill(read: () => Promise<number>, limitMs = 45_000): Promise<number> {
  const limit = Date.now() + limitMs;
  for (let before = await read(); ; ) {
    await delay(800);
    const now = await read();
    if (now === before) return now;
    if (Date.now() > limit) throw new Error(`It still changes: ${before}, ${now}.`);
    before = now;
  }
}
