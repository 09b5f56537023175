import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KsqldbServer, startKsqldb } from '../servers/ksqldb/start';
import { giveFile } from './harness/fileDialog';
import { openFile as openInEditor, runDocument } from './harness/editor';
import { nextResult, type ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { contextMenu, expand, openView, runCommand, treeRow, webviewFrame } from './harness/window';

/** ksqlDB as a person uses it, on the double. */
describe('ksqlDB', () => {
  let server: KsqldbServer;
  beforeAll(async () => {
    server = await startKsqldb({ user: 'the key', password: 'the right secret' });
    server.execute("CREATE STREAM clicks (customer INT KEY, page VARCHAR, ms BIGINT) WITH (KAFKA_TOPIC='clicks', PARTITIONS=1, FORMAT='JSON');");
    server.execute('CREATE TABLE clicks_by_page AS SELECT page, COUNT(*) AS n FROM clicks GROUP BY page EMIT CHANGES;');
  });
  afterAll(async () => {
    await server.stop();
  });
  const workbench = useWorkbench({});

  const field = (form: Frame, name: string): Locator => form.locator(`#${name} input`).first();
  const button = (form: Frame, label: string): Locator => form.locator('footer vscode-button', { hasText: label }).first();
  const openFile = (name: string, text: string): Promise<Page> => openInEditor(workbench(), name, `-- headwater: connection=Kafka\n${text}`);
  const runFile = async (name: string, text: string, facts: RegExp): Promise<ResultsView> => {
    const page = await openFile(name, text);
    return nextResult(page, () => runDocument(page), facts);
  };

  it('says that the secret is wrong, and connects with the right one', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await runCommand(page, 'Headwater: Add Connection');
    const form = await webviewFrame(page, 'form footer');
    await form.locator('.card', { hasText: 'ksqlDB' }).click();
    await form.locator('.presets vscode-button', { hasText: 'Confluent Cloud' }).click();
    await field(form, 'common-name').fill('Kafka');
    await field(form, 'values-url').fill(server.url);
    await field(form, 'values-user').fill('the key');
    await field(form, 'values-password').fill('a wrong secret');
    await button(form, 'Test').click();
    await form.locator('.failed').waitFor();
    await workbench().screenshot('ksqldb-wrong-secret');
    await field(form, 'values-password').fill('the right secret');
    await button(form, 'Save & Connect').click();
    await treeRow(page, /^Streams/u).waitFor();
  });

  it('makes a stream from a file, and shows it in the tree', async () => {
    const page = await openFile('make.ksql', "CREATE STREAM IF NOT EXISTS orders (id BIGINT KEY, item VARCHAR, price DECIMAL(8, 2)) WITH (KAFKA_TOPIC='orders', PARTITIONS=1, FORMAT='JSON');\nINSERT INTO orders VALUES (9007199254740993, 'first', 1.50);\n");
    await runDocument(page);
    await expand(page, /^Streams/u);
    await treeRow(page, /ORDERS/u).waitFor();
    await workbench().screenshot('ksqldb-tree');
  });

  it('inserts the rows of a CSV file', async () => {
    const { page, folder } = workbench();
    const file = path.join(folder, 'orders.csv');
    await writeFile(file, 'id,item,price\n2,"rice, red",2.25\n3,salt,0.75\n');
    await contextMenu(page, treeRow(page, 'ORDERS'), 'Import Rows');
    const frame = await webviewFrame(page, '.panel h1:has-text("Import into")');
    await frame.locator('button', { hasText: 'Choose File' }).click();
    await giveFile(page, file);
    await untilText(frame.locator('.scroll'), /rice, red/u);
    await frame.locator('footer .button', { hasText: 'Import Rows' }).click();
    await untilText(frame.locator('.report'), /2 rows written of 2 read/u);
    expect(server.requests().map(({ path: at }) => at)).toContain('/inserts-stream');
  });

  it('reads a stream to its end, exactly', async () => {
    const view = await runFile('pull.ksql', 'SELECT * FROM orders;\n', /^3 rows/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, ID, 9,?007,?199,?254,?740,?993$/u);
  });

  it('follows a push query, pauses it, and ends it on the server', async () => {
    const page = await openFile('push.ksql', 'SELECT * FROM clicks EMIT CHANGES;\n');
    const view = await nextResult(page, () => runDocument(page), /rows?\b/u);
    await expect.poll(() => server.pushQueries().length).toBe(1);
    for (let id = 0; id < 5; id += 1) server.execute(`INSERT INTO clicks VALUES (${id}, '/page/${id % 2}', ${id});`);
    await untilText(view.facts, /^5 rows/u);
    await view.button('Pause Reading');
    await untilText(view.facts, /paused/u);
    await workbench().screenshot('ksqldb-paused');
    await view.button('Resume Reading');
    server.execute("INSERT INTO clicks VALUES (9, '/page/9', 9);");
    await untilText(view.facts, /^6 rows/u);
    await view.button('Stop');
    await expect.poll(() => server.pushQueries()).toEqual([]);
    await untilText(view.frame.locator('footer'), /Stopped; the rows received stay/u);
  });

  it('draws what flows where, and the topology of a query, and writes it as SVG', async () => {
    const { page, folder } = workbench();
    await contextMenu(page, treeRow(page, /^Queries/u), 'Show Flow');
    const frame = await webviewFrame(page, 'svg.drawing .node');
    const node = (label: string): Locator => frame.locator(`.node[aria-label*="${label}"]`);
    await node('stream CLICKS').waitFor();
    await node('table CLICKS_BY_PAGE').waitFor();
    await workbench().screenshot('ksqldb-flow');
    await node('query CTAS_CLICKS_BY_PAGE').focus();
    await page.keyboard.press('Enter');
    await untilText(frame.locator('aside'), /SELECT page, COUNT/u);
    await frame.locator('aside button', { hasText: 'Show Its Graph' }).click();
    const topology = await webviewFrame(page, '.node[aria-label*="Aggregate-Materialize"]');
    await untilText(topology.locator('h1'), /CTAS_CLICKS_BY_PAGE/u);
    await workbench().screenshot('ksqldb-topology');
    const before = await topology.locator('svg.drawing').getAttribute('viewBox');
    await topology.locator('button[aria-label^="Zoom In"]').click();
    expect(await topology.locator('svg.drawing').getAttribute('viewBox')).not.toBe(before);
    await topology.locator('button[aria-label^="Export as SVG"]').click();
    const file = path.join(folder, `topology-${Date.now()}.svg`);
    await giveFile(page, file);
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/^<\?xml[^]*<svg[^]*KSTREAM-SOURCE[^]*<\/svg>\s*$/u);
  });
});
