import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endlessTable, rowOf, tableOf } from '../servers/pegasus/sample';
import { type PegasusServers, startPegasus } from '../servers/pegasus/start';
import { focusEditor, openFile as openInEditor, runDocument, runStatement } from './harness/editor';
import { nextResult, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { contextMenu, dialogButton, expand, openView, statusItem, treeRow } from './harness/window';

/** A table of Pegasus as a person uses it: down to a key, by commands, by SQL. */
describe('Pegasus', () => {
  let servers: PegasusServers;
  beforeAll(async () => {
    servers = await startPegasus();
    const orders = Array.from({ length: 20 }, (_, order) => ({ hashKey: 'user7', sortKey: `order:${String(order).padStart(2, '0')}`, value: JSON.stringify({ total: order * 10 }) }));
    tableOf(servers.cluster, 'shop', [{ hashKey: 'user7', sortKey: 'name', value: 'Ada' }, ...orders]);
    endlessTable(servers.cluster, 'everybody', 100_000_000);
  });
  afterAll(() => servers.stop());
  const workbench = useWorkbench({});

  /** The settings know the double's ports only once it runs. */
  const connect = async (): Promise<void> => {
    await workbench().bridge.inHost(
      async (api, metas) => {
        await api.workspace.getConfiguration('headwater').update('connections', [{ name: 'Pegasus', backend: 'pegasus', values: { metas, scanLimit: 100_000_000 } }], api.ConfigurationTarget.Global);
      },
      servers.metas,
    );
  };
  const openFile = (name: string, text: string): Promise<unknown> => openInEditor(workbench(), name, text);

  it('is browsed from its tables down to a value', async () => {
    const { page } = workbench();
    await connect();
    await openView(page, 'Headwater');
    await expand(page, 'Pegasus');
    // The connection stands in the settings of the workspace: it is asked about once.
    const asked = dialogButton(page, /^Connect$/u);
    await asked.or(treeRow(page, /^shop/u)).first().waitFor();
    if (await asked.isVisible()) await asked.click();
    await expand(page, /^shop/u);
    await expand(page, /^Keys/u);
    await expand(page, /^user7/u);
    await treeRow(page, /^order:03/u).waitFor();
    await workbench().screenshot('pegasus-tree');
  });

  it('has a value and its time to live edited in the grid, and reviewed before they are written', async () => {
    const { page } = workbench();
    const view = await nextResult(page, () => contextMenu(page, treeRow(page, /^shop/u), 'Open Table'), /^21 rows/u);
    await view.frame.locator('button[aria-label^="Add Row"]').waitFor();
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, hash_key, user7$/u);
    await view.press('ArrowRight', 'ArrowRight', 'F2');
    await view.frame.locator('.cell-input').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Grace');
    await view.press('Enter', 'ArrowUp', 'ArrowRight', 'F2');
    await view.frame.locator('.cell-input').waitFor();
    await page.keyboard.type('2038-01-01 00:00:00Z');
    await view.press('Enter');
    await view.frame.locator('button', { hasText: /^Review \d Change/u }).click();
    await untilText(view.frame.locator('aside.review'), /UPDATE[^]*user7[^]*Grace/u);
    await workbench().screenshot('pegasus-review');
    await view.frame.locator('aside.review button', { hasText: /^Apply/u }).first().click();
    await view.frame.locator('aside.review').waitFor({ state: 'detached' });
    const stored = (): string | undefined => {
      const row = rowOf(servers.cluster.table('shop'), 'user7', 'name');
      return row && `${row.value.toString()} ${row.expireTs}`;
    };
    // seconds from 2016 to 2038
    await expect.poll(stored, { timeout: 20_000 }).toBe(`Grace ${(Date.UTC(2038, 0, 1) - Date.UTC(2016, 0, 1)) / 1000}`);
  });

  it('reads a range of sort keys by SQL, without a scan', async () => {
    await openFile('range.sql', "-- headwater: connection=Pegasus\nSELECT sort_key, value FROM shop WHERE hash_key = 'user7' AND sort_key >= 'order:05' AND sort_key < 'order:08' ORDER BY sort_key;\n");
    const { page } = workbench();
    const view = await nextResult(page, () => runStatement(page), /^3 rows/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, sort_key, order:05$/u);
    await workbench().screenshot('pegasus-range');
  });

  it('runs commands of its shell', async () => {
    await openFile('shop.pegasus', '# headwater: connection=Pegasus\nuse shop\nmulti_get_range user7 "order:" "" -n 4\n');
    const { page } = workbench();
    await nextResult(page, () => runDocument(page), /^4 rows/u);
    await workbench().screenshot('pegasus-commands');
  });

  it('stops a scan of a hundred million rows, and the servers hold nothing open', async () => {
    await openFile('all.sql', '-- headwater: connection=Pegasus\nSELECT count(DISTINCT value) FROM everybody;\n');
    const { page } = workbench();
    await runStatement(page);
    await expect.poll(() => servers.cluster.openScans).toBeGreaterThan(0);
    await focusEditor(page);
    await page.keyboard.press('Control+Alt+.');
    await statusItem(page, /Running/u).waitFor({ state: 'detached' });
    await expect.poll(() => servers.cluster.openScans).toBe(0);
  });
});
