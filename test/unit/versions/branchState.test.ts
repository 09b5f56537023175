import { beforeEach, describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import type { RequestDefinition } from '../../../src/protocol/define';
import { SessionRequests } from '../../../src/extension/objects/sessionRequests';
import { OpenBranches } from '../../../src/extension/versions/openBranches';
import { BranchState, MOST_CHANGES } from '../../../src/extension/versions/branchState';

/** A server that answers from a table: it proves nothing of the real one's answers. */
class Answers {
  readonly asked: string[] = [];
  changes = 2;
  failing: Error | undefined;
  headSuffix: string | undefined;
  /** What counting answers; the truth unless given. */
  counting: Promise<unknown> | undefined;

  request = async <P extends object, R>({ method }: RequestDefinition<P, R>, params: P): Promise<R> => {
    this.asked.push(method.replace('headwater/versions/', ''));
    await Promise.resolve();
    if (this.failing) throw this.failing;
    return this.#answer(method, params) as R;
  };

  #answer(method: string, params: object): unknown {
    switch (method) {
      case 'headwater/versions/describe':
        return { containerName: 'repository', sharedUncommitted: true, verbs: ['uncommitted', 'save'], ...(this.headSuffix === undefined ? {} : { headSuffix: this.headSuffix }) };
      case 'headwater/versions/resolve':
        return { kind: 'branch', name: 'side', commit: 'head' };
      case 'headwater/versions/uncommitted': {
        const { limit } = params as { limit: number };
        const changes = Array.from({ length: Math.min(limit, this.changes) }, (_, index) => ({ path: `p${index}`, change: 'added', isPrefix: false }));
        return { changes, ...(this.changes > limit ? { next: 'x' } : {}) };
      }
      case 'headwater/versions/countUncommitted':
        return this.counting ?? { count: this.changes - MOST_CHANGES, atLeast: false };
      case 'headwater/versions/refs':
        return { refs: [{ kind: 'branch', name: 'main', commit: 'm', default: true }] };
      case 'headwater/versions/compare':
        return { ahead: 1, behind: 2, atLeast: false };
      default:
        throw new Error(`Not expected: ${method}`);
    }
  }
}

describe('An opened branch', () => {
  let answers: Answers;
  let requests: SessionRequests;
  const id = { connectionId: 'c', container: ['r'], branch: 'side' };

  beforeEach(() => {
    answers = new Answers();
    const info = { connectionId: 'c', server: { product: '', version: '', features: [], facts: [] }, capabilities: ['objects', 'versions'] as const, actions: [], connectMs: 0 };
    requests = new SessionRequests(answers, { find: () => ({ id: 'c', name: 'C', backend: 'x', values: {} }), open: async () => info });
  });

  it.each([['@', 'side@'], [undefined, 'head']])('is compared with a ref that goes on with it where the system has one: %s', async (headSuffix, committed) => {
    answers.headSuffix = headSuffix;
    const state = new BranchState(id, requests);
    await state.refresh();
    expect(state.view).toMatchObject({ head: 'head', committed });
  });

  it('knows its changes and how far it is from the default branch', async () => {
    const state = new BranchState(id, requests);
    await state.refresh();
    expect(state.view).toMatchObject({ head: 'head', more: false, base: 'main', distance: { ahead: 1, behind: 2 } });
    expect(state.changeOf('p1')?.change).toBe('added');
  });

  it('reads a thousand changes and no more', async () => {
    answers.changes = 100_000;
    const state = new BranchState(id, requests);
    await state.refresh();
    expect(state.view?.changes).toHaveLength(MOST_CHANGES);
    expect(state.view?.more).toBe(true);
    expect(answers.asked.filter((method) => method === 'uncommitted')).toHaveLength(1);
  });

  it('counts in the background how many more there are', async () => {
    answers.changes = 100_000;
    const state = new BranchState(id, requests);
    const told: (number | undefined)[] = [];
    state.onDidChange(() => told.push(state.view?.total?.count));
    await state.refresh();
    await expect.poll(() => told).toEqual([undefined, 100_000]);
    answers.changes = 1_500;
    await state.refresh();
    await expect.poll(() => told).toEqual([undefined, 100_000, 100_000, 1_500]);
    answers.changes = 3;
    await state.refresh();
    expect(state.view?.total).toBeUndefined();
    expect(answers.asked.filter((method) => method === 'countUncommitted')).toHaveLength(2);
  });

  it('keeps what it read where counting fails, and forgets a count that is overtaken', async () => {
    answers.changes = 2_000;
    answers.counting = Promise.reject(new HeadwaterError({ what: 'Could not count', why: 'The server is gone.' }));
    const state = new BranchState(id, requests);
    await state.refresh();
    expect(state.view).toMatchObject({ more: true });
    expect(state.failure).toBeUndefined();
    const waiting: ((answer: unknown) => void)[] = [];
    answers.counting = new Promise((resolve) => waiting.push(resolve));
    await state.refresh();
    answers.changes = 1;
    await state.refresh();
    waiting[0]?.({ count: 7, atLeast: false });
    await Promise.resolve();
    expect(state.view).toMatchObject({ more: false, changes: [{ path: 'p0' }] });
    expect(state.view?.total).toBeUndefined();
  });

  it('reads once more, and not more often, where it is asked while it reads', async () => {
    const state = new BranchState(id, requests);
    await Promise.all([state.refresh(), state.refresh(), state.refresh(), state.refresh()]);
    expect(answers.asked.filter((method) => method === 'uncommitted')).toHaveLength(2);
  });

  it('keeps what it knew where it cannot be read, and says why', async () => {
    const state = new BranchState(id, requests);
    await state.refresh();
    answers.failing = new HeadwaterError({ what: 'Could not list', why: 'The server is gone.' });
    await state.refresh();
    expect(state.view?.changes).toHaveLength(2);
    expect(state.failure?.why).toBe('The server is gone.');
    answers.failing = undefined;
    await state.refresh();
    expect(state.failure).toBeUndefined();
  });

  it('is opened once, and remembered until its connection is open again', async () => {
    const stored = new Map<string, unknown>();
    const memento = { get: (key: string) => stored.get(key), update: async (key: string, value: unknown) => void stored.set(key, structuredClone(value)) };
    const branches = new OpenBranches(requests, memento);
    const opened: BranchState[] = [];
    branches.onDidOpen((state) => opened.push(state));
    expect(branches.open(id)).toBe(branches.open({ ...id }));
    expect(opened).toHaveLength(1);
    const again = new OpenBranches(requests, memento);
    again.open({ ...id, connectionId: 'other' });
    expect(again.takeRemembered('c')).toEqual([id]);
    expect(again.takeRemembered('c')).toEqual([]);
  });
});
