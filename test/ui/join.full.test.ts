import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFlightsqld, type WatchedServer } from '../servers/flightsql/start';
import { nextResult, type ResultsView, untilText } from './harness/resultsView';
import { openFile, runDocument } from './harness/editor';
import { shopSettings } from './harness/shop';
import { useWorkbench } from './harness/useWorkbench';
import { dialogButton, openView } from './harness/window';

const JOIN = `-- headwater: connection=Local
CREATE OR REPLACE TABLE chosen AS SELECT i AS id FROM range(1, 4) t(i);
COPY (SELECT i AS id, 'place ' || i AS place FROM range(100) t(i)) TO 'places.parquet';
SELECT r.id, p.place, r.celsius
FROM Stations.readings r
JOIN 'places.parquet' p ON p.id = r.id
JOIN chosen c ON c.id = r.id
ORDER BY r.id;
`;
const FOLLOWED = `-- headwater: connection=Local
SELECT user, upper(page) AS did FROM Shop.shop.events EMIT CHANGES;
`;

/** One statement over a Local table, a Parquet file and Arrow's own Flight SQL server; and changes of another connection. */
describe('Statements over several connections', () => {
  let server: WatchedServer;
  beforeAll(async () => {
    server = await startFlightsqld();
  }, 600_000);
  afterAll(async () => {
    await server.stop();
  });
  const workbench = useWorkbench({ sample: true, settings: shopSettings() });

  /** Runs a whole file, and agrees to connect to what has not been connected to yet. */
  async function runFile(name: string, text: string, facts: RegExp): Promise<ResultsView> {
    const page = await openFile(workbench(), name, text);
    return nextResult(page, async () => {
      await runDocument(page);
      await dialogButton(page, 'Connect').click();
    }, facts, { timeout: 90_000 });
  }

  it('join a Local table, a Parquet file and a Flight SQL server', async () => {
    const { page, bridge } = workbench();
    await openView(page, 'Headwater');
    await bridge.inHost(async (api, { host, port }) => {
      const stations = { name: 'Stations', backend: 'flightsql', values: { host, port, tls: false, auth: 'none' } };
      await api.workspace.getConfiguration('headwater').update('connections', [stations], api.ConfigurationTarget.Workspace);
    }, server.address);
    const view = await runFile('join.sql', JOIN, /^3 rows/u);
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowRight');
    await view.cellLabel(/^Row 1, place, place 1$/u);
    await workbench().screenshot('join-of-three');
    expect(await view.failure.isVisible()).toBe(false);
  });

  it('follow changes with a projection, pause and go on', async () => {
    const view = await runFile('follow.sql', FOLLOWED, /rows\/s now/u);
    const rows = async (): Promise<number> => Number(/^([\d,]+) rows?/u.exec((await view.facts.textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? 0);
    await expect.poll(rows, { timeout: 30_000 }).toBeGreaterThan(20);
    await view.button('Pause Reading');
    await untilText(view.facts, /paused/u);
    const before = await rows();
    await view.focusGrid();
    await view.press('Control+Home', 'ArrowRight');
    await view.cellLabel(/^Row 1, did, \S/u);
    await workbench().screenshot('emit-changes-paused');
    await view.button('Resume Reading');
    await expect.poll(rows, { timeout: 30_000 }).toBeGreaterThan(before);
    await view.button('Stop');
    await untilText(view.frame.locator('footer'), /Stopped; the rows received stay/u);
  });
});
