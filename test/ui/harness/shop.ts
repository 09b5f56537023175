import type { Page } from 'playwright-core';
import { contextMenu, dialogButton, expand, openView, treeRow } from './window';

/** The sample system with tables that can be looked up in, changed and followed. */
export function shopSettings(values: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { 'headwater.connections': [{ name: 'Shop', backend: 'sample', values: { host: 'here', shop: true, tables: 1, ...values }, ...more }] };
}

/** Chooses an entry of a table's context menu in the tree. */
export async function tableMenu(page: Page, connection: string, table: string, entry: string): Promise<void> {
  const schema = /^shop$/u;
  if (!(await treeRow(page, connection).isVisible())) await openView(page, 'Headwater');
  await expand(page, connection);
  // A connection of the workspace asks once before it connects; in the made-up language with other letters.
  const consent = dialogButton(page, /c[oó]nn[eé]ct/iu);
  await consent.or(treeRow(page, schema)).first().waitFor();
  if (await consent.isVisible()) await consent.click();
  await expand(page, schema);
  await contextMenu(page, treeRow(page, table), entry);
}
