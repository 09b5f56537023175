import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlussServers, startFluss } from '../servers/fluss/start';
import { column, connect, field, openAction, otherClient, run } from './fluss/person';
import { untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { expand, treeRow } from './harness/window';

/** Fluss as a person first uses it; more is in fluss.full.test.ts. */
describe('Apache Fluss', () => {
  let servers: FlussServers;
  beforeAll(async () => {
    servers = await startFluss();
    const client = await otherClient(servers.port);
    await client.admin.createDatabase('shop', { properties: {} }, true, new AbortController().signal);
    client.close();
  }, 600_000);
  afterAll(() => servers.stop());
  const workbench = useWorkbench({});

  it('is connected to, and a table is made with the form, which shows the Flink SQL of it', async () => {
    const { page } = workbench();
    await connect(page, servers.port);
    const form = await openAction(page, /^shop$/u, 'Create Table');
    await field(form, 'values-name').fill('people');
    await column(form, 1, 'id', 'BIGINT', ['Key']);
    await column(form, 2, 'name', 'STRNG');
    await untilText(form.locator('.preview'), /The type of the column name: Fluss has no type STRNG/u);
    await column(form, 2, 'name', 'STRING');
    await column(form, 3, 'city', 'STRING');
    await untilText(form.locator('.preview pre').first(), /PRIMARY KEY \(`id`\) NOT ENFORCED/u);
    await untilText(form.locator('.preview pre').last(), /"primary_key"/u);
    await workbench().screenshot('fluss-create-table');
    await form.locator('footer vscode-button', { hasText: 'Create Table' }).click();
    await expand(page, /^shop$/u);
    await treeRow(page, 'people').waitFor();
  });

  it('takes rows, finds one by its key, and describes the table in its own dialect', async () => {
    const found = await run(workbench(), 'find.sql', "INSERT INTO people SELECT i, 'person ' || i, 'Lyon' FROM range(100) t(i);\nSELECT name FROM people WHERE id = 42;\n", /^1 row\b/u);
    await found.focusGrid();
    await found.cellLabel(/person 42/u);
    const described = await run(workbench(), 'describe.sql', 'DESCRIBE people;\n', /^3 rows/u);
    await workbench().screenshot('fluss-describe');
    expect(await described.tabs.count()).toBeGreaterThanOrEqual(3);
  });
});
