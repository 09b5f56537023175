import { describe, expect, it } from 'vitest';
import { Rpc } from '../../../src/protocol/rpc';
import type { ArrangedView } from '../../../src/protocol/resultsArrange';
import type { ResultsHostMethods, ResultsViewMethods } from '../../../src/protocol/resultsView';
import { Arranger } from '../../../src/views/results/arrange/arranger';
import { GridModel } from '../../../src/views/results/grid/gridModel';
import { hostLink } from '../../../src/views/results/hostLink';
import { windowOf } from '../../ui/grid/data';

const ROWS = 1_000;

/** An arranger whose host answers when it is told to. */
function arranging() {
  const { port1, port2 } = new MessageChannel();
  const portOf = (port: MessagePort) => ({
    post: (message: unknown): void => port.postMessage(message),
    listen: (receive: (message: unknown) => void): (() => void) => {
      port.onmessage = ({ data }: MessageEvent<unknown>) => { receive(data); };
      return () => { port.close(); };
    },
  });
  const host = new Rpc<ResultsHostMethods, ResultsViewMethods>(portOf(port1), (error) => ({ failure: { what: 'Could not answer', why: String(error) }, cancelled: false }));
  const waiting: ((view: ArrangedView) => void)[] = [];
  host.on('arrange', () => new Promise<ArrangedView>((resolve) => waiting.push(resolve)));
  host.on('window', ({ row, rows, columns }) => ({ row, rows, bytes: windowOf(row, rows, columns) }));
  const link = hostLink(portOf(port2));
  const model = new GridModel({
    columns: 3,
    fetch: () => new Promise(() => undefined),
    changed: () => undefined,
    failed: () => undefined,
    readOn: () => undefined,
    now: () => performance.now(),
  });
  model.setRows(ROWS, true);
  const arranger = new Arranger(model, link, 'r', 'UTC', { changed: () => undefined, readAll: () => undefined, live: undefined });
  const answer = async (view: ArrangedView): Promise<void> => {
    await expect.poll(() => waiting.length).toBe(1);
    waiting.pop()?.(view);
    await expect.poll(() => arranger.working).toBe(false);
  };
  return { arranger, answer, [Symbol.dispose]: () => { arranger.dispose(); model.dispose(); link.dispose(); host.dispose(); } };
}

describe('Rows that are arranged', () => {
  it('are not counted as the filtered ones before those are on the screen', async () => {
    using parts = arranging();
    const { arranger, answer } = parts;
    arranger.sort(0, false);
    expect([arranger.shown, arranger.working]).toEqual([undefined, true]);
    const sorted = { view: 'sorted', rows: ROWS, of: ROWS };
    await answer(sorted);
    expect(arranger.shown).toEqual(sorted);
    arranger.filter(1, { column: 1, is: { test: 'null' } });
    expect([arranger.shown, arranger.view, arranger.working]).toEqual([undefined, 'sorted', true]);
    const filtered = { view: 'filtered', rows: 10, of: ROWS };
    await answer(filtered);
    expect([arranger.shown, arranger.view]).toEqual([filtered, 'filtered']);
  });
});
