import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KsqldbServer, startKsqldb } from '../servers/ksqldb/start';
import { untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { expand, openView, treeRow, webviewFrame } from './harness/window';

/** Many rows into a stream of ksqlDB, as a person does it. */
describe('Rows into a stream', () => {
  let server: KsqldbServer;
  beforeAll(async () => {
    server = await startKsqldb();
    server.execute("CREATE STREAM orders (id BIGINT KEY, item VARCHAR, price DECIMAL(8, 2)) WITH (KAFKA_TOPIC='orders', PARTITIONS=1, FORMAT='JSON');");
  });
  afterAll(async () => {
    await server.stop();
  });
  const workbench = useWorkbench({});

  it('come from a CSV file, exactly, with a report of what does not fit', async () => {
    const { page, folder, bridge } = workbench();
    await bridge.inHost(async (api, url) => {
      await api.workspace.getConfiguration('headwater').update('connections', [{ name: 'Kafka', backend: 'ksqldb', values: { url, auth: 'none' } }], api.ConfigurationTarget.Global);
    }, server.url);
    const file = path.join(folder, 'orders.csv');
    await writeFile(file, 'id,item,price\n9007199254740993,tea,1.50\n2,naïve 日本,12345.67\n3,"quoted, with comma",much\n');
    await openView(page, 'Headwater');
    await expand(page, 'Kafka');
    await expand(page, /^Streams/u);
    await treeRow(page, /ORDERS/u).click({ button: 'right' });
    await page.locator('.context-view .action-label', { hasText: 'Import Rows' }).first().click();
    const frame = await webviewFrame(page, '.panel h1:has-text("Import into")');
    await frame.locator('button', { hasText: 'Choose File' }).click();
    const box = page.locator('.quick-input-widget .quick-input-box input');
    await box.waitFor();
    const closed = async (): Promise<boolean> => {
      if (!(await box.isVisible())) return true;
      if ((await box.inputValue()) === file) await page.keyboard.press('Enter');
      else await box.fill(file);
      return false;
    };
    await expect.poll(closed, { interval: 1_000 }).toBe(true);
    await untilText(frame.locator('.scroll'), /naïve 日本/u);
    await frame.locator('footer .button', { hasText: 'Import Rows' }).click();
    await untilText(frame.locator('.report'), /2 rows written of 3 read, 1 row rejected/u);
    await workbench().screenshot('ksqldb-import');
    const answer = await fetch(`${server.url}/query-stream`, { method: 'POST', headers: { accept: 'application/vnd.ksqlapi.delimited.v1' }, body: JSON.stringify({ sql: 'SELECT * FROM orders;' }) });
    expect((await answer.text()).split('\n').slice(1, 3)).toEqual(['[9007199254740993,"tea",1.50]', '[2,"naïve 日本",12345.67]']);
  });
});
