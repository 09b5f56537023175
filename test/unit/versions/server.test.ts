import { beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/core/errors';
import { compare } from '../../../src/server/versions/compare';
import { countChanges, MOST_COUNTED } from '../../../src/server/versions/countChanges';
import { saveOnNewBranch } from '../../../src/server/versions/saveOnNewBranch';
import { SampleObjects } from '../../sample/store/objects';
import { Repository } from '../../sample/store/repository';
import { SampleVersions } from '../../sample/store/versions';

describe('Versions in the server', () => {
  let repository: Repository;
  let objects: SampleObjects;
  let versions: SampleVersions;
  const signal = new AbortController().signal;
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  beforeEach(() => {
    repository = new Repository({ a: '1', b: '2', c: '3' });
    const all = new Map([['r', repository]]);
    [objects, versions] = [new SampleObjects(all), new SampleVersions(all)];
  });

  const params = { connectionId: 'c', container: ['r'], branch: 'main', newBranch: 'side', request: { message: 'Elsewhere', metadata: { k: 'v' } } };

  it('count how far branches are apart, and where they parted', async () => {
    const start = repository.branch('main').head;
    await versions.createRef(['r'], 'branch', 'side', 'main');
    repository.put('side', 'a', bytes('9'));
    repository.save('side', 'on side', {});
    for (const text of ['x', 'y']) {
      repository.put('main', 'b', bytes(text));
      repository.save('main', `on main ${text}`, {});
    }
    expect(await compare(versions, ['r'], 'side', 'main', signal)).toEqual({ ahead: 1, behind: 2, atLeast: false, base: start });
    expect(await compare(versions, ['r'], 'main', 'main', signal)).toMatchObject({ ahead: 0, behind: 0 });
  });

  it('count changes page by page, up to a limit of changes and of time', async () => {
    const pages = (all: number) => ({
      uncommitted: async (_: readonly string[], __: string, { cursor, limit }: { readonly cursor?: string; readonly limit: number }) => {
        const from = Number(cursor);
        const changes = Array.from({ length: Math.min(limit, all - from) }, (___, index) => ({ path: `p${from + index}`, change: 'added' as const, isPrefix: false }));
        return { changes, ...(from + limit < all ? { next: String(from + limit) } : {}) };
      },
    });
    expect(await countChanges(pages(99_001), ['r'], 'main', '1000', signal)).toEqual({ count: 98_001, atLeast: false });
    expect(await countChanges(pages(2_000_000), ['r'], 'main', '1000', signal)).toEqual({ count: MOST_COUNTED, atLeast: true });
    let clock = 0;
    expect(await countChanges(pages(99_001), ['r'], 'main', '1000', signal, () => (clock += 10_000))).toEqual({ count: 3_000, atLeast: true });
    await expect(countChanges(pages(99_001), ['r'], 'main', '1000', AbortSignal.abort())).rejects.toThrow(CancelledError);
  });

  it('commit changes on a new branch, deletions among them, and leave the first branch as it is', async () => {
    repository.put('main', 'a', bytes('changed'));
    repository.put('main', 'new', bytes('new'));
    repository.remove('main', 'b');
    const head = repository.branch('main').head;
    const commit = await saveOnNewBranch(versions, objects, params, signal);
    expect(commit).toMatchObject({ message: 'Elsewhere', metadata: { k: 'v' }, parents: [head] });
    expect([...repository.tree(commit.id)].map(([key, blob]) => [key, new TextDecoder().decode(blob.bytes)])).toEqual([['a', 'changed'], ['c', '3'], ['new', 'new']]);
    expect(repository.branch('main')).toMatchObject({ head });
    expect(repository.branch('main').staged.size).toBe(3);
  });

  it('remove the new branch again where a copy fails', async () => {
    repository.put('main', 'a', bytes('changed'));
    objects.copy = () => Promise.reject(new Error('no room'));
    await expect(saveOnNewBranch(versions, objects, params, signal)).rejects.toThrow('no room');
    expect(repository.branches.has('side')).toBe(false);
  });

  it('say so where the new branch could not be removed', async () => {
    repository.put('main', 'a', bytes('changed'));
    objects.copy = () => Promise.reject(new Error('no room'));
    versions.deleteRef = () => Promise.reject(new Error('gone'));
    await expect(saveOnNewBranch(versions, objects, params, signal)).rejects.toMatchObject({ failure: { todo: expect.stringContaining('side') } });
  });

  it('refuse a branch name that is taken, and touch nothing', async () => {
    repository.put('main', 'a', bytes('changed'));
    await versions.createRef(['r'], 'branch', 'side', 'main');
    await expect(saveOnNewBranch(versions, objects, params, signal)).rejects.toMatchObject({ failure: { kind: 'exists' } });
    expect(repository.branches.has('side')).toBe(true);
    expect(repository.tree('side').get('a')?.bytes).toEqual(bytes('1'));
  });
});
