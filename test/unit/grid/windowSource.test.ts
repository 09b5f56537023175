import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/views/results/grid/blockCache';
import { PATIENCE_MS, Picture } from '../../../src/views/results/grid/picture';
import { type Ask, type RowView, WindowSource } from '../../../src/views/results/grid/windowSource';

interface Asked extends Ask {
  readonly signal: AbortSignal;
  answer(rows?: number, bytesPerRow?: number): Promise<void>;
  fail(): Promise<void>;
}

/** A source whose requests are answered by hand. */
function setUp(options: { rows?: number; blockRows?: number; cacheBytes?: number } = {}) {
  const asked: Asked[] = [];
  const arrived: RowView[] = [];
  const errors: unknown[] = [];
  const source = new WindowSource<Part, RowView>({
    blockRows: options.blockRows ?? 100,
    cacheBytes: options.cacheBytes ?? 1_000_000,
    replyBytes: 65_536,
    fetch: (ask, signal) =>
      new Promise((resolve, reject) => {
        const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
        asked.push({
          ...ask,
          signal,
          answer: (rows = ask.rows, bytesPerRow = 10) => {
            resolve({ row: ask.row, rows, bytes: rows * bytesPerRow });
            return settled();
          },
          fail: () => {
            reject(new Error('gone'));
            return settled();
          },
        });
      }),
    arrived: (view) => arrived.push(view),
    failed: (error) => errors.push(error),
  });
  source.setExtent(options.rows ?? 10_000_000);
  const view = (first: number, groups: readonly number[] = [0]): RowView => ({ first, end: first + 30, groups });
  return { source, asked, arrived, errors, view };
}

describe('the window source', () => {
  it('asks at once, for the whole block', () => {
    const { source, asked, view } = setUp();
    source.look(view(1_250), 0);
    expect(asked).toMatchObject([{ row: 1_200, rows: 100, group: 0 }]);
  });

  it('has three requests on their way at most, and asks for the newest position next', async () => {
    const { source, asked, view } = setUp();
    for (const first of [0, 5_000, 10_000, 20_000, 30_000, 40_000]) source.look(view(first), 5_000);
    expect(asked.map(({ row }) => row)).toEqual([0, 5_000, 10_000]);
    await asked[0]?.answer();
    expect(asked.map(({ row }) => row)).toEqual([0, 5_000, 10_000, 40_000]);
  });

  it('never ends a request because of scrolling, and shows its reply', async () => {
    const { source, asked, arrived, view } = setUp();
    source.look(view(0), 0);
    source.look(view(1_000_000), 1_000_000);
    expect(asked[0]?.signal.aborted).toBe(false);
    await asked[0]?.answer();
    expect(arrived).toMatchObject([{ first: 0 }]);
    expect(source.covers(view(0))).toBe(true);
  });

  it('gets two blocks ahead when idle after a small move, in the direction of the move', async () => {
    const { source, asked, view } = setUp();
    source.look(view(1_000), 6);
    await asked[0]?.answer();
    expect(asked.map(({ row }) => row)).toEqual([1_000, 1_100, 1_200]);
    await asked[1]?.answer();
    await asked[2]?.answer();
    expect(asked).toHaveLength(3);
    source.look(view(990), -10);
    expect(asked.slice(3).map(({ row }) => row)).toEqual([900]);
  });

  it('gets nothing ahead after a jump', async () => {
    const { source, asked, view } = setUp();
    source.look(view(500_000), 500_000);
    await asked[0]?.answer();
    expect(asked).toHaveLength(1);
  });

  it('asks for the rest where a reply brought fewer rows', async () => {
    const { source, asked, view } = setUp();
    source.look(view(0), 0);
    await asked[0]?.answer(12, 5_000);
    expect(asked[1]).toMatchObject({ row: 12, rows: 88 });
    await asked[1]?.answer(12, 5_000);
    expect(source.covers(view(0))).toBe(false);
    await asked[2]?.answer(12, 5_000);
    expect(source.covers(view(0))).toBe(true);
  });

  it('starts at the wanted row where rows are too long for a block', async () => {
    const { source, asked, view } = setUp();
    source.look(view(0), 0);
    await asked[0]?.answer(30, 2_000);
    source.look(view(5_050), 5_000);
    expect(asked.at(-1)).toMatchObject({ row: 5_050, rows: 50 });
  });

  it('asks for each group of columns that shows', () => {
    const { source, asked, view } = setUp();
    source.look(view(0, [2, 3]), 0);
    expect(asked).toMatchObject([{ group: 2, row: 0 }, { group: 3, row: 0 }]);
  });

  it('asks only for rows that are there, and for the others when they come', async () => {
    const { source, asked, view } = setUp({ rows: 20 });
    source.look(view(0), 0);
    expect(asked[0]).toMatchObject({ row: 0, rows: 20 });
    await asked[0]?.answer();
    expect(source.covers(view(0))).toBe(true);
    source.setExtent(50);
    expect(asked[1]).toMatchObject({ row: 20, rows: 30 });
  });

  it('does not ask for ever where a reply brings nothing', async () => {
    const { source, asked, view } = setUp();
    source.look({ ...view(0), end: 3 }, 0);
    for (let round = 0; round < 50 && asked[round]; round++) await asked[round]?.answer(0);
    expect(asked.length).toBeLessThan(10);
  });

  it('stops after a failure until it is told to go on', async () => {
    const { source, asked, errors, view } = setUp();
    source.look(view(0), 0);
    await asked[0]?.fail();
    source.look(view(10), 10);
    expect(errors).toHaveLength(1);
    expect(asked).toHaveLength(1);
    source.resume();
    expect(asked).toHaveLength(2);
  });

  it('keeps the cache within its bound and asks again for what went', async () => {
    const { source, asked, view } = setUp({ cacheBytes: 5_000 });
    for (let block = 0; block < 20; block++) {
      source.look(view(block * 1_000), 1_000);
      await asked.at(-1)?.answer();
    }
    expect(source.cachedBytes).toBeLessThanOrEqual(5_000);
    expect(source.covers(view(19_000))).toBe(true);
    expect(source.covers(view(0))).toBe(false);
  });

  it('ends what is on its way when it is disposed', () => {
    const { source, asked, view } = setUp();
    source.look(view(0), 0);
    source.dispose();
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});

describe('the picture', () => {
  const full = new Set<number>();
  const view = (first: number): RowView => ({ first, end: first + 30, groups: [0] });
  const setUpPicture = (): Picture<RowView> => {
    full.clear();
    return new Picture<RowView>(({ first }) => full.has(first));
  };

  it('keeps the last full view while rows of the wanted one are missing', () => {
    const picture = setUpPicture();
    full.add(0);
    expect(picture.choose(view(0), 0)).toMatchObject({ view: { first: 0 }, full: true });
    expect(picture.choose(view(500), 10)).toMatchObject({ view: { first: 0 }, full: true, placeholders: false });
  });

  it('shows what a late reply completes although the hand has moved on', () => {
    const picture = setUpPicture();
    full.add(0);
    picture.choose(view(0), 0);
    picture.choose(view(500), 10);
    full.add(300);
    picture.arrived(view(300), 20);
    expect(picture.choose(view(900), 21)).toMatchObject({ view: { first: 300 }, full: true });
  });

  it('draws placeholders only when nothing has come for a while', () => {
    const picture = setUpPicture();
    full.add(0);
    picture.choose(view(0), 0);
    expect(picture.choose(view(500), 1_000).placeholders).toBe(false);
    expect(picture.choose(view(500), 1_000 + PATIENCE_MS)).toMatchObject({ view: { first: 500 }, full: false, placeholders: true });
  });

  it('waits anew after each reply', () => {
    const picture = setUpPicture();
    full.add(0);
    picture.choose(view(0), 0);
    picture.choose(view(500), 0);
    picture.arrived(view(300), 200);
    expect(picture.choose(view(500), 400)).toMatchObject({ view: { first: 0 }, placeholders: false });
  });

  it('draws no placeholders for a first view that is quick', () => {
    expect(setUpPicture().choose(view(0), 0)).toMatchObject({ full: false, placeholders: false, again: PATIENCE_MS });
  });
});
