import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeCodecs } from '../../../../src/core/arrow/nodeCodecs';
import { chartOf } from '../../../../src/server/results/chart/chart';
import { distinctOf } from '../../../../src/server/results/columns/distinct';
import { profileOf } from '../../../../src/server/results/columns/profile';
import { countMatches, findNext } from '../../../../src/server/results/find/find';
import { LiveRing } from '../../../../src/server/results/live/ring';
import type { ResultStore } from '../../../../src/server/results/store/resultStore';
import type { Rows } from '../../../../src/server/results/store/rows';
import { Arrangements } from '../../../../src/server/results/views/arrangements';
import { COLUMNS } from './columns';
import { keep } from './duckStore';
import { columnOf, pacer, shownTexts, useDuckTable } from './duckTable';

const SEED = 61;
const COUNT = 1_200;

vi.setConfig({ testTimeout: 120_000 });

const table = useDuckTable(SEED, COUNT);

/** The rows of memory, whose kernels DuckDB judges, in another form. */
const FORMS: Readonly<Record<string, () => Promise<Rows>>> = {
  'rows on disk': async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'headwater-forms-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const spilled = await keep(table.connection, 'SELECT * FROM t ORDER BY rid', { memory: 0, folder });
    expect(spilled.onDisk).toBe(true);
    return spilled;
  },
  'rows of a live result': async () => {
    const { messages } = table.rows;
    const ring = new LiveRing(messages.schema, { rows: COUNT * 2, bytes: Infinity }, nodeCodecs());
    for (let index = 0; index < messages.length; index++) {
      const kind = messages.kindOf(index);
      if (kind) await ring.append(kind, new Uint8Array(await messages.read(index)));
    }
    return ring.snapshot('oldest', false);
  },
};

const SORT = [{ column: columnOf('integer'), descending: true }, { column: columnOf('varchar'), descending: false }];
const FILTERS = [{ column: columnOf('boolean'), is: { test: 'in', values: ['true', null] } }, { column: columnOf('double'), is: { test: 'range', from: '-7000' } }] as const;

async function arranged(rows: Rows): Promise<Rows> {
  const arrangements = new Arrangements();
  const { view, rows: kept, of } = await arrangements.make(rows, { sort: SORT, filters: FILTERS }, 'UTC', pacer());
  expect({ of, some: kept > 150 && kept < of }).toEqual({ of: COUNT, some: true });
  return arrangements.rows(view);
}

async function answers(rows: Rows): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const { name } of COLUMNS) {
    const column = columnOf(name);
    found.push(name, await profileOf(rows, column, 'UTC', pacer()), await distinctOf(rows, { column, most: 5, search: '1' }, 'UTC', pacer()));
  }
  const columns = COLUMNS.map((_, index) => index + 1);
  const find = { text: 'row' };
  found.push(await countMatches(rows, { resultId: '', find, columns }, 'UTC', pacer()), await findNext(rows, { resultId: '', find, columns, from: { row: 90, column: 3 }, backwards: true }, 'UTC', pacer()));
  found.push(await chartOf(rows, { draw: 'lines', x: 0, y: [columnOf('tinyint'), columnOf('decimal')], steps: 50 }, 'UTC', pacer()));
  found.push(await chartOf(rows, { draw: 'bins', x: columnOf('timestamp'), bins: 20 }, 'UTC', pacer()));
  found.push(await chartOf(rows, { draw: 'bars', x: columnOf('enum'), y: [columnOf('integer')], value: 'sum', most: 10 }, 'UTC', pacer()));
  found.push(await chartOf(rows, { draw: 'heat', x: columnOf('integer'), y: columnOf('smallint'), steps: 20, lines: 10 }, 'UTC', pacer()));
  return found;
}

describe.each(Object.keys(FORMS))(`${COUNT} %s (seed ${SEED})`, (form) => {
  let memory: ResultStore;
  beforeAll(() => {
    memory = table.rows;
  });

  it('are profiled, counted, searched and drawn as those in memory are', async () => {
    const other = await FORMS[form]!();
    expect(await answers(other)).toEqual(await answers(memory));
  });

  it('are sorted and filtered as those in memory are, and what comes out is profiled, searched and drawn alike', async () => {
    const [own, other] = [await arranged(memory), await arranged(await FORMS[form]!())];
    for (const column of [0, columnOf('varchar'), columnOf('list')]) expect(await shownTexts(other, column)).toEqual(await shownTexts(own, column));
    expect(await answers(other)).toEqual(await answers(own));
  });
});
