import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Field, Int64, Schema, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlussClient } from '../../src/backends/fluss/client/flussClient';
import { CurrentDatabase } from '../../src/backends/fluss/currentDatabase';
import { FlussTables } from '../../src/backends/fluss/tables/flussTables';
import { type FlussServers, startFluss } from '../servers/fluss/start';
import { descriptorOf, schemaAndBatches } from '../systems/fluss/support';
import { connect, otherClient, run, tableEntry } from './fluss/person';
import { giveFile } from './harness/fileDialog';
import { nextResult, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { webviewFrame } from './harness/window';

const never = new AbortController().signal;
const TEXT = { kind: 'STRING', nullable: true } as const;
const KEY = { kind: 'BIGINT', nullable: false } as const;

/** What a person goes on to do with tables: one with a key, and a log. */
describe('Tables of Fluss in the editor', () => {
  let servers: FlussServers;
  let client: FlussClient;
  beforeAll(async () => {
    servers = await startFluss();
    client = await otherClient(servers.port);
    await client.admin.createDatabase('shop', { properties: {} }, true, never);
    await client.admin.createTable({ database: 'shop', table: 'people' }, { ...descriptorOf([['id', KEY], ['name', TEXT]], ['id']), bucketKeys: ['id'], bucketCount: 2 }, false, never);
    await client.admin.createTable({ database: 'shop', table: 'clicks' }, { ...descriptorOf([['id', KEY], ['page', TEXT]], []), bucketCount: 1 }, false, never);
  }, 600_000);
  afterAll(async () => {
    client.close();
    await servers.stop();
  });
  const workbench = useWorkbench({});

  it('a CSV file is uploaded to a table', async () => {
    const { page, folder } = workbench();
    await connect(page, servers.port);
    const file = path.join(folder, 'people.csv');
    await writeFile(file, `id,name\n${Array.from({ length: 50 }, (_, id) => `${id},person ${id}`).join('\n')}\n`);
    await tableEntry(page, 'people', 'Import Rows');
    const panel = await webviewFrame(page, '.panel h1:has-text("Import into")');
    await panel.locator('button', { hasText: 'Choose File' }).click();
    await giveFile(page, file);
    await untilText(panel.locator('.scroll'), /person 7/u);
    await panel.locator('footer .button', { hasText: 'Import Rows' }).click();
    await untilText(panel.locator('.report'), /50 rows written/u);
    await workbench().screenshot('fluss-import');
  });

  it('a row is looked up by its key, with where it lives', async () => {
    const { page } = workbench();
    await tableEntry(page, 'people', 'Look Up by Key');
    const panel = await webviewFrame(page, 'form.panel h1');
    await panel.locator('.field input').first().fill('7');
    await panel.locator('button', { hasText: 'Look Up' }).last().click();
    await untilText(panel.locator('.outcome'), /1 row found/u);
    await panel.locator('button', { hasText: 'Where Is This Key?' }).click();
    await untilText(panel.locator('.places'), /tablet server 0/u);
    await workbench().screenshot('fluss-lookup');
  });

  it('a cell is edited, and the row is there as edited', async () => {
    const { page } = workbench();
    await run(workbench(), 'one.sql', 'SELECT * FROM people WHERE id = 7;\n', /^1 row\b/u);
    const results = await nextResult(page, () => tableEntry(page, 'people', 'Open Table'), /^50 rows/u);
    await results.frame.locator('button[aria-label^="Add Row"]').waitFor();
    await results.focusGrid();
    await results.press('Control+Home', 'ArrowRight', 'F2');
    await results.frame.locator('.cell-input').waitFor();
    await page.keyboard.type('Somebody Else');
    await results.press('Enter');
    await results.frame.locator('button', { hasText: 'Review 1 Change' }).click();
    // The rows are read anew once the change is written.
    await nextResult(page, () => results.button('Apply 1 Change'), /^50 rows/u);
    const found = await run(workbench(), 'edited.sql', "SELECT count(*) FROM people WHERE name = 'Somebody Else';\n", /^1 row\b/u);
    await found.focusGrid();
    await found.cellLabel(/, 1$/u);
  });

  it('a log is followed while another client appends', async () => {
    const { page } = workbench();
    const results = await nextResult(page, async () => {
      await tableEntry(page, 'clicks', 'Follow Table');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'From the Beginning' }).first().click();
    }, /rows?\b/u);
    const tables = new FlussTables(client, new CurrentDatabase('shop'));
    const append = async (first: number): Promise<void> => {
      const schema = new Schema([new Field('id', new Int64(), false), new Field('page', new Utf8(), true)]);
      const stream = tableToIPC(new Table(schema, { id: vectorFromArray(Array.from({ length: 10 }, (_, row) => BigInt(first + row)), new Int64()), page: vectorFromArray(Array.from({ length: 10 }, () => '/'), new Utf8()) }), 'stream');
      const writer = tables.writer({ table: ['shop', 'clicks'], kind: 'insert', columns: [0, 1], signal: never });
      for (const batch of schemaAndBatches(stream).batches) await writer.write(batch);
      await writer.finish();
    };
    let sent = 0;
    await expect
      .poll(async () => {
        await append((sent += 10));
        return Number(/^([\d,]+) rows/u.exec((await results.facts.textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? 0);
      }, { timeout: 40_000, interval: 500 })
      .toBeGreaterThan(20);
    await workbench().screenshot('fluss-follow');
    await results.button('Pause Reading');
  });

  it('a table is joined with a file of the workspace', async () => {
    await writeFile(path.join(workbench().folder, 'cities.csv'), 'id,city\n1,Lyon\n2,Oslo\n');
    const joined = await run(workbench(), 'join.sql', "SELECT p.name, c.city FROM people p JOIN 'cities.csv' c ON c.id = p.id ORDER BY p.id;\n", /^2 rows/u);
    await joined.focusGrid();
    await joined.press('Control+Home', 'ArrowRight');
    await joined.cellLabel(/Lyon/u);
    await workbench().screenshot('fluss-join');
  });
});
