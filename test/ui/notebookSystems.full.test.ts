import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSystems, startDemoSystems } from '../../scripts/lib/demoSystems.mjs';
import { placeSamples } from '../../scripts/lib/samples.mjs';
import { NotebookWindow } from './harness/notebookWindow';
import { useWorkbench } from './harness/useWorkbench';

/** The notebook that `npm run demo -- --with ksqldb,pegasus,lakefs,flightsql` puts into its workspace. */
describe('The notebook over the systems of the demo', () => {
  let workspace: string;
  let systems: DemoSystems;
  beforeAll(async () => {
    workspace = await mkdtemp(path.join(os.tmpdir(), 'headwater-systems-'));
    await placeSamples(workspace);
    systems = await startDemoSystems(['ksqldb', 'pegasus', 'lakefs', 'flightsql'], { workspace });
  }, 600_000);
  afterAll(async () => {
    await systems.stop();
    await rm(workspace, { recursive: true, force: true });
  });
  const workbench = useWorkbench({
    get workspace() {
      return workspace;
    },
    get env() {
      return systems.environment;
    },
    get settings() {
      return { 'headwater.connections': systems.connections };
    },
    size: { width: 1280, height: 1100 },
  });

  it('runs from top to bottom: Local, a Parquet file, a stream, keys and values, a branch of a lake, a Flight SQL server, and the results of all', async () => {
    const notebook = new NotebookWindow(workbench());
    const { cells } = JSON.parse(await readFile(path.join(workspace, 'Systems.hwnb'), 'utf8')) as { readonly cells: readonly { readonly kind: string; readonly name?: string }[] };
    const names = cells.flatMap(({ name }) => name ?? []);
    expect(names).toEqual(['trips', 'by_destination', 'clicks_now', 'orders_of_one', 'orders_of_march', 'readings_by_station']);
    await notebook.show('Systems.hwnb');
    await notebook.runAll();
    await expect.poll(async () => {
      await notebook.connectWhereAsked();
      return notebook.outcomes();
    }, { timeout: 180_000 }).toEqual(cells.filter(({ kind }) => kind === 'code').map(() => true));
    await expect.poll(() => notebook.plain(-1)).toMatch(/trips +\| [1-9][^]*by_destination +\| 4 [^]*clicks_now +\| 20 [^]*orders_of_one +\| [1-9][^]*orders_of_march +\| 200 [^]*readings_by_station +\| [1-9]/u);
    await workbench().screenshot('notebook-systems');
  });
});
