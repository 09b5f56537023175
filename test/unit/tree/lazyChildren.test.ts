import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/core/errors';
import { LazyChildren } from '../../../src/providers/tree/lazyChildren';
import type { Page } from '../../../src/providers/tree/lazyChildren';

/** Pages of two numbers out of 1…count. */
function paged(count: number) {
  const asked: (string | undefined)[] = [];
  const source = { count, fail: undefined as Error | undefined };
  const load = async (cursor: string | undefined): Promise<Page<number>> => {
    asked.push(cursor);
    if (source.fail) throw source.fail;
    const from = Number(cursor ?? 0);
    const items = [from + 1, from + 2].filter((item) => item <= source.count);
    return { items, total: source.count, ...(from + 2 < source.count ? { next: String(from + 2) } : {}) };
  };
  let changes = 0;
  const children = new LazyChildren<number>(load, () => changes++);
  return { children, asked, source, changes: () => changes };
}

describe('children read on demand', () => {
  it('are read once for several who ask, then answered from memory', async () => {
    const { children, asked } = paged(5);
    const [one, other] = await Promise.all([children.get(), children.get()]);
    expect(one).toEqual({ items: [1, 2], next: '2', total: 5, status: 'known' });
    expect(other).toBe(one);
    await children.get();
    expect(asked).toEqual([undefined]);
  });

  it('grow page by page until there is no more', async () => {
    const { children, asked, changes } = paged(5);
    await children.get();
    await children.more();
    await children.more();
    await children.more();
    expect(children.shown).toEqual({ items: [1, 2, 3, 4, 5], total: 5, status: 'known' });
    expect(asked).toEqual([undefined, '2', '4']);
    expect(changes()).toBe(2);
  });

  it('do not read a page twice when asked twice at once', async () => {
    const { children, asked } = paged(5);
    await children.get();
    await Promise.all([children.more(), children.more()]);
    expect(asked).toEqual([undefined, '2']);
  });

  it('are refreshed behind, as far as they were shown', async () => {
    const { children, source } = paged(9);
    await children.get();
    await children.more();
    source.count = 3;
    const refreshing = children.refresh();
    expect((await children.get()).items).toEqual([1, 2, 3, 4]);
    await refreshing;
    expect(children.shown).toEqual({ items: [1, 2, 3], total: 3, status: 'known' });
  });

  it('stay when a refresh fails, with the reason, until it succeeds again', async () => {
    const { children, source } = paged(2);
    await children.get();
    source.fail = new Error('gone');
    await children.refresh();
    expect(children.shown).toMatchObject({ items: [1, 2], failure: { why: 'gone' } });
    source.fail = undefined;
    await children.refresh();
    expect(children.shown.failure).toBeUndefined();
  });

  it('keep the place of a page that failed, so that it can be asked for again', async () => {
    const { children, source } = paged(4);
    await children.get();
    source.fail = new Error('gone');
    await children.more();
    expect(children.shown).toMatchObject({ items: [1, 2], next: '2', failure: { why: 'gone' } });
    source.fail = undefined;
    await children.more();
    expect(children.shown).toEqual({ items: [1, 2, 3, 4], total: 4, status: 'known' });
  });

  it('are not asked for again by drawing after a person gave up, only by a refresh', async () => {
    const { children, source, asked } = paged(2);
    source.fail = new CancelledError();
    expect((await children.get()).status).toBe('cancelled');
    await children.get();
    expect(asked).toHaveLength(1);
    source.fail = undefined;
    await children.refresh();
    expect(children.shown.items).toEqual([1, 2]);
  });

  it('are those of the newest read when an older one ends late', async () => {
    const answers: ((page: Page<string>) => void)[] = [];
    const signals: AbortSignal[] = [];
    const children = new LazyChildren<string>(
      (_, signal) => {
        signals.push(signal);
        return new Promise((resolve) => answers.push(resolve));
      },
      () => undefined,
    );
    const first = children.get();
    const second = children.refresh();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    answers[1]!({ items: ['new'] });
    await second;
    answers[0]!({ items: ['old'] });
    await first;
    expect(children.shown.items).toEqual(['new']);
  });

  it('end a refresh of a source that pages for ever', async () => {
    let asked = 0;
    const children = new LazyChildren<number>(
      async () => ({ items: asked++ === 0 ? Array.from({ length: 1000 }, (_, at) => at) : [], next: 'more' }),
      () => undefined,
    );
    await children.get();
    await children.refresh();
    expect(asked).toBeLessThan(1000);
  });
});
