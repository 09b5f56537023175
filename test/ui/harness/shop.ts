import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { dialogButton, expand, openView, treeRow } from './window';

/** The sample system with tables that can be looked up in, changed and followed. */
export function shopSettings(values: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { 'headwater.connections': [{ name: 'Shop', backend: 'sample', values: { host: 'here', shop: true, tables: 1, ...values }, ...more }] };
}

/** Chooses an entry of a table's context menu in the tree. */
export async function tableMenu(page: Page, connection: string, table: string, entry: string): Promise<void> {
  const schema = /^shop$/u;
  if (!(await treeRow(page, connection).isVisible())) await openView(page, 'Headwater');
  await expand(page, connection);
  // A connection of the workspace asks once before it connects.
  const consent = dialogButton(page, 'Connect');
  await consent.or(treeRow(page, schema)).first().waitFor();
  if (await consent.isVisible()) await consent.click();
  await expand(page, schema);
  await treeRow(page, table).click({ button: 'right' });
  // The editor passes over a click that comes right after the menu has opened.
  const chosen = page.locator('.monaco-menu .action-item', { hasText: entry }).first();
  await expect.poll(async () => {
    await chosen.click({ timeout: 1_000 }).catch(() => undefined);
    return chosen.isVisible();
  }, { timeout: 10_000, interval: 300 }).toBe(false);
}
