import type { Frame, Locator, Page } from 'playwright-core';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { clusterSettings } from '../../servers/fluss/start';
import { openFile, runDocument } from '../harness/editor';
import { nextResult, type ResultsView } from '../harness/resultsView';
import { contextMenu, expand, openView, quickPick, runCommand, treeRow, webviewFrame } from '../harness/window';
import type { Workbench } from '../harness/workbench';

/** What a person does with a cluster. */

export const field = (form: Frame, name: string): Locator => form.locator(`#${name} input, #${name} textarea`).first();

/** A client beside the editor. */
export const otherClient = (port: number): Promise<FlussClient> => FlussClient.connect({ ...clusterSettings(port), codecs: nodeCodecs() }, new AbortController().signal);

/** Adds the connection "Stream" with the form, and opens it. */
export async function connect(page: Page, port: number): Promise<void> {
  await openView(page, 'Headwater');
  await runCommand(page, 'Headwater: Add Connection');
  const form = await webviewFrame(page, 'form footer');
  await form.locator('.card', { hasText: 'Apache Fluss' }).click();
  await field(form, 'common-name').fill('Stream');
  await field(form, 'values-bootstrap').fill(`127.0.0.1:${port}`);
  await field(form, 'values-database').fill('shop');
  await form.locator('footer vscode-button', { hasText: 'Save & Connect' }).first().click();
  await treeRow(page, /^shop$/u).waitFor();
}

/** Opens the form of an action of a node of the tree. */
export async function openAction(page: Page, node: string | RegExp, title: string): Promise<Frame> {
  await contextMenu(page, treeRow(page, node), 'Actions');
  await quickPick(page, title).click();
  return webviewFrame(page, `h1:text-is(${JSON.stringify(title)})`);
}

/** Fills in one row of the columns of a new table. */
export async function column(form: Frame, row: number, name: string, type: string, flags: readonly string[] = []): Promise<void> {
  await form.getByLabel(`Name of row ${row}`, { exact: true }).fill(name);
  await form.getByLabel(`Type of row ${row}`, { exact: true }).fill(type);
  for (const flag of flags) await form.getByLabel(`${flag} of row ${row}`, { exact: true }).check();
}

/** Runs a file of statements, until the last of them has a result with these facts. */
export async function run(workbench: Workbench, name: string, sql: string, facts: RegExp): Promise<ResultsView> {
  const page = await openFile(workbench, name, `-- headwater: connection=Stream\n${sql}`);
  return nextResult(page, () => runDocument(page), facts);
}

/** Chooses an entry of the context menu of a table of the database "shop". */
export async function tableEntry(page: Page, table: string, entry: string): Promise<void> {
  await expand(page, /^shop$/u);
  await contextMenu(page, treeRow(page, table), entry);
}
