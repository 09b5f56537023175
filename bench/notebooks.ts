import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../test/ui/harness/workbench';

const RUNS = 5;
const CELLS = 200;
/** A window that has just opened keeps both cores busy for seconds: what is measured then is the window. */
const SETTLE_MS = 8_000;

const text = (cell: number): string => `SELECT ${cell} AS cell, i, i * ${cell} AS product FROM range(1000) AS t(i) WHERE i % 7 = ${cell % 7}`;

/** For what goes on after an editor was closed, or after it has opened. */
const CALM_MS = 1_500;

interface Opened {
  /** Until the editor is there. */
  readonly ms: number;
  /** What the window's own thread worked for it, in milliseconds. */
  readonly work: number;
}

/** How long a notebook with many cells takes from its file to the editor, beside a Jupyter notebook with the same cells in the same window. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-notebooks-'));
  try {
    const cells = Array.from({ length: CELLS }, (_, cell) => text(cell));
    const ours = path.join(folder, 'many.hwnb');
    const theirs = path.join(folder, 'many.ipynb');
    await writeFile(ours, JSON.stringify({ headwater: 1, cells: cells.map((cell) => ({ kind: 'code', language: 'sql', text: [cell] })) }));
    await writeFile(theirs, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: cells.map((cell, id) => ({ id: `cell-${id}`, cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source: [cell] })) }));
    const workbench = await Workbench.start({});
    try {
      const browser = await workbench.context.newCDPSession(workbench.page);
      await browser.send('Performance.enable');
      const worked = async (): Promise<number> => ((await browser.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
      await calm(SETTLE_MS);
      const open = async (file: string): Promise<Opened> => {
        await workbench.bridge.inHost((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
        await calm(CALM_MS);
        const before = await worked();
        const ms = await workbench.bridge.inHost(async (vscode, place) => {
          const start = Date.now();
          await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(vscode.Uri.file(place)));
          return Date.now() - start;
        }, file);
        await calm(CALM_MS);
        return { ms, work: (await worked()) - before };
      };
      const times: { readonly ours: Opened; readonly theirs: Opened }[] = [];
      // The first of each loads the code that reads it.
      await open(ours);
      await open(theirs);
      for (let turn = 0; turn < RUNS; turn++) times.push({ ours: await open(ours), theirs: await open(theirs) });
      const report = (metric: string, of: (opened: Opened) => number): void => {
        const [value, peerValue] = [median(times.map((time) => of(time.ours))), median(times.map((time) => of(time.theirs)))];
        console.log(JSON.stringify({ bench: 'notebooks', metric, value, unit: 'ms', peer: 'a Jupyter notebook with the same cells', peerValue, ratio: peerValue / value, runs: RUNS }));
      };
      report(`open ${CELLS} cells p50`, ({ ms }) => ms);
      report(`open ${CELLS} cells, work of the window p50`, ({ work }) => work);
    } finally {
      await workbench.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const calm = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
