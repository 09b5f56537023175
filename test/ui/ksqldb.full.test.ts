import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KsqldbServer, startKsqldb } from '../servers/ksqldb/start';
import { openFile, runDocument } from './harness/editor';
import { giveFile } from './harness/fileDialog';
import { nextResult, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { contextMenu, dialogButton, expand, openView, runCommand, treeRow, webviewFrame } from './harness/window';

const CSV = ['id,item,price', '9007199254740993,tea,1.50', '2,oil,much', '3,"rice, red",2.25', '4,salt,0.75'].join('\n');

/** ksqlDB with a connection that stands in the settings: rows from a file, and what is told while one writes. */
describe('ksqlDB from the settings', () => {
  let server: KsqldbServer;
  beforeAll(async () => {
    server = await startKsqldb({ user: 'the key', password: 'the right secret' });
    server.execute("CREATE STREAM orders (id BIGINT KEY, item VARCHAR, price DECIMAL(8, 2)) WITH (KAFKA_TOPIC='orders', PARTITIONS=1, FORMAT='JSON');");
  });
  afterAll(async () => {
    await server.stop();
  });
  const workbench = useWorkbench({
    env: { KAFKA_SECRET: 'the right secret' },
    // The port is known when the server has started.
    get settings() {
      return { 'headwater.connections': [{ name: 'Kafka', backend: 'ksqldb', values: { url: server.url, auth: 'basic', user: 'the key' }, secrets: { password: '${env:KAFKA_SECRET}' } }] };
    },
  });
  const panel = (): Promise<Frame> => webviewFrame(workbench().page, '.panel h1:has-text("Import into")');
  /** What is in the stream, as another client reads it. */
  const rows = async (): Promise<readonly string[]> => {
    const headers = { authorization: `Basic ${Buffer.from('the key:the right secret').toString('base64')}` };
    const answer = await fetch(`${server.url}/query-stream`, { method: 'POST', headers, body: JSON.stringify({ sql: 'SELECT * FROM orders;', properties: {} }) });
    return (await answer.text()).trim().split('\n').slice(1);
  };

  it('asks before it sends a secret to a host that a workspace names, and connects', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await expand(page, 'Kafka');
    await dialogButton(page, 'Connect').waitFor();
    expect(await page.locator('.monaco-dialog-box').textContent()).toMatch(/KAFKA_SECRET/u);
    expect(server.requests()).toEqual([]);
    await workbench().screenshot('ksqldb-consent');
    await dialogButton(page, 'Connect').click();
    await expand(page, /^Streams/u);
    await treeRow(page, 'ORDERS').waitFor();
  });

  it('writes the rows of a CSV file, and tells which were refused, here and by the server', async () => {
    const { page, folder } = workbench();
    await contextMenu(page, treeRow(page, 'ORDERS'), 'Import Rows');
    const frame = await panel();
    const file = path.join(folder, 'orders-to-insert.csv');
    await writeFile(file, CSV);
    await frame.locator('button', { hasText: 'Choose File' }).click();
    await giveFile(page, file);
    await untilText(frame.locator('.scroll'), /rice, red/u);
    server.fault('/inserts-stream', { kind: 'errorRow', afterRows: 2, code: 50000, message: 'The topic is full.' });
    await frame.locator('footer .button', { hasText: 'Import Rows' }).click();
    const report = frame.locator('.report');
    await untilText(report, /2 rows written of 4 read, 2 rows rejected/u);
    await untilText(report, /2\s*PRICE: “much” is not a number/u);
    await untilText(report, /4\s*The topic is full/u);
    await workbench().screenshot('ksqldb-import-report');
    expect(await rows()).toEqual(['[9007199254740993,"tea",1.50]', '[3,"rice, red",2.25]']);
    expect(server.requests().map(({ path: at }) => at)).toContain('/inserts-stream');
  });

  it('tries only the rows that failed again, once they are corrected', async () => {
    const { page, folder } = workbench();
    const frame = await panel();
    const saved = path.join(folder, 'again.csv');
    await frame.locator('button', { hasText: 'Save Rejected Rows' }).click();
    await giveFile(page, saved);
    await expect.poll(() => readFile(saved, 'utf8').catch(() => '')).toMatch(/much[^]*salt,0\.75/u);
    await writeFile(saved, (await readFile(saved, 'utf8')).replace(',much', ',3.00'));
    await page.locator('.tabs-container .tab', { hasText: 'Import into ORDERS' }).click();
    await frame.locator('button', { hasText: 'Import the Saved Rows' }).click();
    await untilText(frame.locator('.scroll'), /salt/u);
    await frame.locator('footer .button', { hasText: 'Import Rows' }).click();
    await untilText(frame.locator('.report'), /2 rows written of 2 read/u);
    expect((await rows()).slice(2)).toEqual(['[2,"oil",3.00]', '[4,"salt",0.75]']);
  });

  it('marks while one writes what the server would refuse, and no longer once it is right', async () => {
    const { page, folder, bridge } = workbench();
    const file = path.join(folder, 'wrong.ksql');
    await writeFile(file, '-- headwater: connection=Kafka\nSELECT itm FROM orders EMIT CHANGES;\n');
    const problems = (): Promise<readonly string[]> =>
      bridge.inHost((api, at) => api.languages.getDiagnostics(api.Uri.file(at)).map(({ message, range }) => `${range.start.line}:${range.start.character} ${message}`), file);
    await bridge.inHost(async (api, at) => {
      await api.window.showTextDocument(await api.workspace.openTextDocument(api.Uri.file(at)), { preview: false });
    }, file);
    await expect.poll(problems).toEqual([expect.stringMatching(/^1:7 .*'ITM' cannot be resolved/u) as unknown]);
    await page.locator('.squiggly-error').first().waitFor();
    await workbench().screenshot('ksqldb-checked');
    await page.locator('.editor-group-container.active .view-line', { hasText: 'itm' }).click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    for (let step = 0; step < 'SELECT it'.length; step += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.type('e');
    await expect.poll(problems).toEqual([]);
    expect(server.pushQueries()).toEqual([]);
  });

  it('draws what flows where from the palette, while such a connection is open', async () => {
    const { page } = workbench();
    await runCommand(page, 'Headwater: Show Flow');
    const frame = await webviewFrame(page, 'svg.drawing .node');
    await frame.locator('.node[aria-label*="stream ORDERS"]').waitFor();
    const results = await page.locator('.tabs-container .tab', { hasText: 'Streams, tables and queries' }).count();
    expect(results).toBe(1);
  });

  it('follows the rows that were imported, from the beginning', async () => {
    const { page } = workbench();
    await openFile(workbench(), 'all.ksql', '-- headwater: connection=Kafka, offset=earliest\nSELECT * FROM orders EMIT CHANGES;\n');
    const view = await nextResult(page, () => runDocument(page), /^4 rows/u);
    await view.button('Stop');
    await expect.poll(() => server.pushQueries(), { timeout: 10_000 }).toEqual([]);
  });

  it('shows the newest row of each key of a table, while its rows change', async () => {
    const { page } = workbench();
    server.execute('CREATE TABLE by_item AS SELECT item, COUNT(*) AS n FROM orders GROUP BY item EMIT CHANGES;', { properties: { 'auto.offset.reset': 'earliest' } });
    await openFile(workbench(), 'byItem.ksql', '-- headwater: connection=Kafka, offset=earliest\nSELECT * FROM by_item EMIT CHANGES;\n');
    const view = await nextResult(page, () => runDocument(page), /^4 rows/u);
    server.execute("INSERT INTO orders VALUES (5, 'tea', 1.00);");
    await untilText(view.facts, /^5 rows/u);
    await view.button('Newest Row of Each Key');
    await expect.poll(() => view.frame.locator('.grid').getAttribute('data-rows')).toBe('4');
    await workbench().screenshot('ksqldb-by-key');
    await view.button('Stop');
    await expect.poll(() => server.pushQueries(), { timeout: 10_000 }).toEqual([]);
  });
});
