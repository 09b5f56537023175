import type { Frame, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInflux, type InfluxServer } from '../servers/flightsql/doubles';
import { startFlightsqld, type WatchedServer } from '../servers/flightsql/start';
import { focusEditor, openFile as openInEditor, runDocument, runStatement } from './harness/editor';
import { nextResult, type ResultsView } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { dialogButton, expand, openView, quickPick, runCommand, statusItem, treeRow, webviewFrame } from './harness/window';

/** Flight SQL as a person uses it: Arrow's own Go server with SQLite, and a double of InfluxDB 3 for line protocol. */
describe('Flight SQL', () => {
  let server: WatchedServer;
  let influx: InfluxServer;
  beforeAll(async () => {
    [server, influx] = await Promise.all([startFlightsqld({ token: 'the right one' }), startInflux({ database: 'sensors' })]);
  }, 600_000);
  afterAll(async () => {
    await Promise.all([server.stop(), influx.stop()]);
  });
  const workbench = useWorkbench({});

  const field = (form: Frame, name: string): Locator => form.locator(`#${name} input`).first();
  const button = (form: Frame, label: string): Locator => form.locator('footer vscode-button', { hasText: label }).first();
  const openFile = (name: string, text: string): Promise<Page> => openInEditor(workbench(), name, text);
  const runFile = async (name: string, text: string, facts: RegExp, tab?: RegExp): Promise<ResultsView> => {
    const page = await openFile(name, `-- headwater: connection=Stations\n${text}`);
    return nextResult(page, () => runDocument(page), facts, { ...(tab && { tab }) });
  };

  it('says that the token is wrong, and connects with the right one', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await runCommand(page, 'Headwater: Add Connection');
    const form = await webviewFrame(page, 'form footer');
    await form.locator('.card', { hasText: 'Arrow Flight SQL' }).click();
    await field(form, 'common-name').fill('Stations');
    await field(form, 'values-host').fill(server.address.host);
    await field(form, 'values-port').fill(String(server.address.port));
    await form.locator('#values-tls vscode-checkbox').click();
    await field(form, 'values-token').fill('a wrong one');
    await button(form, 'Test').click();
    await form.locator('.failed').waitFor();
    expect(await form.locator('.failed').textContent()).toMatch(/token/iu);
    await workbench().screenshot('flightsql-wrong-token');
    await field(form, 'values-token').fill('the right one');
    await button(form, 'Save & Connect').click();
    await treeRow(page, 'main').waitFor();
  });

  it('shows catalogs, tables by type and columns with their keys', async () => {
    const { page } = workbench();
    await expand(page, /^main/u);
    await expand(page, /^Tables/u);
    await expand(page, 'readings');
    await treeRow(page, /station_id.*foreign key → stations\(id\)/u).waitFor();
    await workbench().screenshot('flightsql-tree');
  });

  it('runs a statement', async () => {
    const view = await runFile('rows.sql', 'SELECT id, celsius, note FROM readings ORDER BY id;\n', /^5,000 rows/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.press('ArrowRight');
    await view.cellLabel(/^Row 1, celsius, 15\.6$/u);
    await workbench().screenshot('flightsql-rows');
  });

  it('marks the place of a mistake', async () => {
    const page = await openFile('wrong.sql', '-- headwater: connection=Stations\nSELECT id FROM nowhere;\n');
    await runDocument(page);
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await workbench().screenshot('flightsql-mistake');
  });

  it('asks for the values of parameters', async () => {
    const page = await openFile('values.sql', '-- headwater: connection=Stations\nSELECT name FROM stations WHERE id = $id;\n');
    const view = await nextResult(page, async () => {
      await runDocument(page);
      await page.locator('.quick-input-title', { hasText: '$id' }).waitFor();
      await page.keyboard.type('2');
      await page.keyboard.press('Enter');
    }, /^1 row/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, name, Fréjorgues$/u);
  });

  it('shows an open transaction and rolls it back', async () => {
    await runFile('change.sql', "BEGIN;\nDELETE FROM stations;\nSELECT count(*) AS left_there FROM stations;\n", /^1 row/u, /stations/u);
    const { page } = workbench();
    await statusItem(page, 'Transaction').waitFor();
    await workbench().screenshot('flightsql-transaction');
    await statusItem(page, 'Transaction').click();
    await quickPick(page, 'Roll Back').click();
    await statusItem(page, 'Transaction').waitFor({ state: 'detached' });
    await openFile('after.sql', '-- headwater: connection=Stations\nSELECT count(*) AS there FROM stations;\n');
    const after = await nextResult(page, () => runStatement(page), /^1 row/u);
    await after.focusGrid();
    await after.press('Control+Home');
    await after.cellLabel(/^Row 1, there, 3$/u);
  });

  it('tells the endpoints of a statement and fetches the rows of one', async () => {
    const page = await openFile('inspect.sql', '-- headwater: connection=Stations\nSELECT 42 AS answer;\n');
    await runCommand(page, 'Headwater: Inspect Statement');
    await page.locator('.editor-group-container.active .view-line', { hasText: 'Endpoint 1' }).first().waitFor();
    await page.locator('.codelens-decoration a', { hasText: 'Fetch Rows' }).first().waitFor();
    await workbench().screenshot('flightsql-inspection');
    await nextResult(page, () => page.locator('.codelens-decoration a', { hasText: 'Fetch Rows' }).first().click(), /^1 row/u);
  });

  it('stops a statement that sends nothing', async () => {
    const page = await openFile('silent.sql', '-- headwater: connection=Stations\nGENERATE silent;\n');
    await runDocument(page);
    await expect.poll(async () => (await server.open()).streams).toBeGreaterThan(0);
    await focusEditor(page);
    await page.keyboard.press('Control+Alt+.');
    await expect.poll(async () => (await server.open()).streams).toBe(0);
    await statusItem(page, /Running/u).waitFor({ state: 'detached' });
  });

  const addSensors = (): Promise<void> =>
    workbench().bridge.inHost(
      async (api, { host, port, httpUrl }) => {
        const values = { host, port, httpUrl, tls: false, auth: 'none', system: 'influxdb3', database: 'sensors' };
        await api.workspace.getConfiguration('headwater').update('connections', [{ name: 'Sensors', backend: 'flightsql', values }], api.ConfigurationTarget.Workspace);
      },
      { ...influx.address, httpUrl: influx.httpUrl },
    );

  it('writes line protocol, and marks the line that was refused', async () => {
    const { bridge } = workbench();
    await addSensors();
    const page = await openFile('home.lp', '# headwater: connection=Sensors, precision=s\nrooms,room=kitchen temp=21.5 1700000000\nrooms,room=attic temp=warm 1700000001\nrooms,room=cellar temp=12 1700000002\n');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await page.locator('.codelens-decoration a', { hasText: 'Write Lines to Sensors' }).first().waitFor();
    await workbench().screenshot('flightsql-lines');
    // A document of lines has no item in the status bar.
    await focusEditor(page);
    await page.keyboard.press('Control+Enter');
    await dialogButton(page, 'Connect').click();
    await page.locator('.notification-list-item-message', { hasText: '1 of 3 lines were not written' }).waitFor();
    await workbench().screenshot('flightsql-lines-refused');
    const marks = await bridge.inHost((api) => api.languages.getDiagnostics().filter(([uri]) => uri.path.endsWith('home.lp')).flatMap(([, found]) => found.map(({ message, range }) => [range.start.line, message])));
    expect(marks.filter(([, message]) => String(message).startsWith('Not written')).map(([line]) => line)).toEqual([2]);
    await openFile('home.sql', '-- headwater: connection=Sensors\nSELECT room FROM rooms ORDER BY time;\n');
    await nextResult(page, () => runStatement(page), /^2 rows/u);
    await workbench().screenshot('flightsql-influx');
  });

  it('writes InfluxQL where the language is chosen', async () => {
    const page = await openFile('influx.sql', '-- headwater: connection=Sensors\nSELECT room FROM rooms;\n');
    // The editor has an item of its own that says SQL.
    const language = page.locator('.part.statusbar .statusbar-item[id$="headwater.dialect"]');
    await language.click();
    await quickPick(page, 'InfluxQL').click();
    await language.filter({ hasText: 'InfluxQL' }).waitFor();
    await page.locator('.editor-group-container.active .view-line', { hasText: 'language=influxql' }).waitFor();
    // Rows of InfluxQL begin with the measurement.
    const view = await nextResult(page, () => runDocument(page), /^2 rows/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, iox::measurement, rooms$/u);
    await workbench().screenshot('flightsql-influxql');
    await language.click();
    await quickPick(page, /^SQL/u).click();
    await page.locator('.editor-group-container.active .view-line', { hasText: 'language=' }).waitFor({ state: 'detached' });
  });
});
