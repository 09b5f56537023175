import { beforeEach, describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import { Emitter } from '../../../src/extension/emitter';
import { ResultService } from '../../../src/extension/results/resultService';
import { TabList } from '../../../src/extension/results/tabList';
import { TabStore } from '../../../src/extension/results/tabStore';
import type { Server, ServerState } from '../../../src/extension/server/api';
import type { NotificationDefinition, RequestDefinition } from '../../../src/protocol/define';
import { CloseResult, ResultChanged, type ResultState, type StartRun, StartRunRequest } from '../../../src/protocol/results';

/** A server that is told what to say. */
class FakeServer implements Server {
  state: ServerState = 'running';
  generation: string | undefined = 'g1';
  readonly asked: { readonly method: string; readonly params: object }[] = [];
  readonly stateChanged = new Emitter<ServerState>();
  readonly onDidChangeState = this.stateChanged.event;
  beforeAnswer: (resultId: string) => void = () => undefined;
  failing: Error | undefined;
  #listeners = new Map<string, (params: never) => void>();
  #results = 0;

  async request<P extends object, R>(definition: RequestDefinition<P, R>, params: P): Promise<R> {
    this.asked.push({ method: definition.method, params });
    if (this.failing) throw this.failing;
    if (definition.method !== StartRunRequest.method) return null as R;
    const resultId = `${this.generation ?? ''}-${++this.#results}`;
    this.beforeAnswer(resultId);
    return { resultId } as R;
  }

  notify(): void {}

  on<P>(definition: NotificationDefinition<P>, handle: (params: P) => void): { dispose(): void } {
    this.#listeners.set(definition.method, handle);
    return { dispose: () => undefined };
  }

  tell(state: ResultState): void {
    this.#listeners.get(ResultChanged.method)?.(state as never);
  }

  change(state: ServerState, generation = this.generation): void {
    this.state = state;
    this.generation = generation;
    this.stateChanged.fire(state);
  }

  async start(): Promise<void> {}
  async restart(): Promise<void> {}
}

const run = (title: string, start = 0): StartRun => ({ connectionId: 'local', statement: `SELECT ${title}`, title, source: { uri: 'file:///a.sql', range: { start, end: start + 9 } } });
const stateOf = (resultId: string, change: Partial<ResultState> = {}): ResultState => ({
  resultId, connectionId: 'local', title: 't', phase: 'running', columns: 2, rows: 10, bytes: 100, spilledBytes: 0, startedAt: 0, elapsedMs: 5, complete: false, messages: [], facts: [], ...change,
});

describe('results in the host', () => {
  let server: FakeServer;
  let tabs: TabList;
  let results: ResultService;
  let allowed: boolean;
  let opened: string[];
  let reported: unknown[];
  let told: ResultState[];
  let ids: number;

  beforeEach(() => {
    server = new FakeServer();
    ids = 0;
    tabs = new TabList([], undefined, () => `t${++ids}`);
    allowed = true;
    [opened, reported, told] = [[], [], []];
    results = new ResultService({
      server,
      tabs,
      open: async (id) => opened.push(id),
      mayRunAgain: async () => allowed,
      mostTabs: () => 3,
      report: (error) => reported.push(error),
    });
    results.onDidChange((state) => told.push(state));
  });

  const closed = (): unknown[] => server.asked.filter(({ method }) => method === CloseResult.method).map(({ params }) => params);

  it('show a statement in a tab, and settle when it pauses or ends', async () => {
    const { resultId, settled } = await results.start(run('a'), { reveal: false });
    server.tell(stateOf(resultId));
    server.tell(stateOf(resultId, { phase: 'paused' }));
    expect((await settled).phase).toBe('paused');
    expect(tabs.tabs).toMatchObject([{ id: 't1', title: 'a', state: { phase: 'paused' } }]);
  });

  it('do not settle when somebody pauses rows that keep coming', async () => {
    const live = { kept: 2, dropped: 0, rate: 0, held: true };
    const { resultId, settled } = await results.start(run('a'), { reveal: false });
    const phases: string[] = [];
    const noted = settled.then(({ phase }) => phases.push(phase));
    server.tell(stateOf(resultId, { phase: 'paused', live }));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(phases).toEqual([]);
    server.tell(stateOf(resultId, { phase: 'running', live }));
    server.tell(stateOf(resultId, { phase: 'cancelled', live }));
    await noted;
    expect(phases).toEqual(['cancelled']);
  });

  it('lose no news that overtakes the answer to the start', async () => {
    server.beforeAnswer = (resultId) => {
      server.tell(stateOf(resultId, { phase: 'done', complete: true }));
    };
    const { settled } = await results.start(run('a'), { reveal: false });
    expect((await settled).phase).toBe('done');
    expect(told).toHaveLength(1);
  });

  it('that are held have no tab until they are revealed, and stay as long as they are held or shown', async () => {
    const { resultId } = await results.start(run('a'), { reveal: false, held: true });
    server.tell(stateOf(resultId, { phase: 'done', complete: true }));
    expect(tabs.tabs).toEqual([]);
    await results.reveal(resultId);
    await results.reveal(resultId);
    expect(tabs.tabs).toMatchObject([{ title: 'a', resultId, state: { phase: 'done' } }]);
    results.close(['t1']);
    expect(closed()).toEqual([]);
    expect(results.states).toMatchObject([{ resultId }]);
    await results.reveal(resultId);
    results.release(resultId);
    expect(closed()).toEqual([]);
    results.close(['t2']);
    expect(closed()).toEqual([{ resultId }]);
  });

  it('that are held are freed when they are released, once, and are told as lost with their server', async () => {
    const lost: string[] = [];
    results.onDidLose(({ resultId }) => lost.push(resultId));
    const first = await results.start(run('a'), { reveal: false, held: true });
    results.release(first.resultId);
    results.release(first.resultId);
    expect(closed()).toEqual([{ resultId: first.resultId }]);
    const second = await results.start(run('b'), { reveal: false, held: true });
    server.tell(stateOf(second.resultId, { phase: 'done', complete: true }));
    server.change('running', 'g2');
    results.release(second.resultId);
    expect(lost).toEqual([second.resultId]);
    expect(closed()).toHaveLength(1);
  });

  it('take the tab of the same place in the document again, and free the result before', async () => {
    const first = await results.start(run('a', 5), { reveal: false });
    await results.start(run('b', 5), { reveal: false });
    await results.start(run('c', 40), { reveal: false });
    expect(tabs.tabs.map(({ title }) => title)).toEqual(['b', 'c']);
    expect(closed()).toEqual([{ resultId: first.resultId }]);
  });

  it('leave a pinned tab alone', async () => {
    await results.start(run('a', 5), { reveal: false });
    tabs.pin('t1', true);
    await results.start(run('b', 5), { reveal: false });
    expect(tabs.tabs.map(({ title }) => title)).toEqual(['a', 'b']);
    expect(closed()).toEqual([]);
  });

  it('close the oldest tabs that have ended above the limit, never one that runs', async () => {
    for (const start of [10, 20, 30, 40]) {
      const { resultId } = await results.start(run(`s${start}`, start), { reveal: false });
      server.tell(stateOf(resultId, { phase: start === 10 ? 'running' : 'done' }));
    }
    expect(tabs.tabs.map(({ title }) => title)).toEqual(['s10', 's30', 's40']);
  });

  it('keep a name that a person gave when run again', async () => {
    await results.start(run('a'), { reveal: false });
    tabs.rename('t1', 'mine');
    await results.runAgain('t1');
    expect(tabs.find('t1')).toMatchObject({ title: 'mine', resultId: 'g1-2' });
    expect(opened).toEqual(['local']);
  });

  it('do not run again what the person does not want', async () => {
    await results.start(run('a'), { reveal: false });
    allowed = false;
    await results.runAgain('t1');
    expect(tabs.find('t1')?.resultId).toBe('g1-1');
  });

  it('say in the tab why it could not be run again', async () => {
    await results.start(run('a'), { reveal: false });
    server.failing = new HeadwaterError({ what: 'Could not connect', why: 'Nobody answers.' });
    await results.runAgain('t1');
    expect(tabs.find('t1')?.lost).toMatchObject({ what: 'Could not connect' });
  });

  it('tell what happened to running and to finished results when the server ends', async () => {
    const running = await results.start(run('a', 1), { reveal: false });
    const finished = await results.start(run('b', 2), { reveal: false });
    server.tell(stateOf(running.resultId, { rows: 12_480 }));
    server.tell(stateOf(finished.resultId, { phase: 'done', complete: true }));
    server.change('restarting');
    expect((await running.settled).failure?.why).toContain('12,480 rows had been received');
    expect(tabs.find('t1')).toMatchObject({ lost: { code: 'server-ended' } });
    expect(tabs.find('t2')?.lost?.what).toBe('The rows of “b” are no longer there');
    expect(results.states).toEqual([]);
    expect(told.at(-1)).toMatchObject({ resultId: running.resultId, phase: 'failed' });
    server.change('running', 'g2');
    await results.runAgain('t1');
    expect(tabs.find('t1')).toMatchObject({ resultId: 'g2-3' });
    expect(tabs.find('t1')?.lost).toBeUndefined();
  });

  it('lose nothing while the same server goes on', async () => {
    const { resultId } = await results.start(run('a'), { reveal: false });
    server.tell(stateOf(resultId, { phase: 'done' }));
    server.change('running');
    expect(tabs.find('t1')?.lost).toBeUndefined();
  });

  it('end a running statement whose tab is closed', async () => {
    const { resultId, settled } = await results.start(run('a'), { reveal: false });
    server.tell(stateOf(resultId));
    results.close(['t1']);
    expect((await settled).phase).toBe('cancelled');
    expect(closed()).toEqual([{ resultId }]);
    expect(reported).toEqual([]);
  });

  it('select the neighbour of a closed tab', async () => {
    for (const start of [1, 2, 3]) await results.start(run(`s${start}`, start), { reveal: false });
    tabs.select('t2');
    results.close(['t2']);
    expect(tabs.selected).toBe('t3');
    results.close(['t3']);
    expect(tabs.selected).toBe('t1');
  });
});

describe('kept tabs', () => {
  const stored = new Map<string, unknown>();
  const store = new TabStore({
    get: (key) => stored.get(key),
    update: async (key, value) => void stored.set(key, structuredClone(value)),
  });

  it('come back without rows and without the values of parameters', async () => {
    const parameters = [{ name: '1', type: 'text', value: 'a private value' }] as const;
    await store.write([{ id: 't1', title: 'a', named: false, pinned: true, run: { ...run('a'), parameters }, resultId: 'r', state: stateOf('r') }], 't1');
    expect(JSON.stringify([...stored])).not.toContain('a private value');
    const { tabs, selected } = store.read();
    expect(selected).toBe('t1');
    expect(tabs).toMatchObject([{ id: 't1', pinned: true, valuesMissing: true, lost: { what: 'The rows of “a” are no longer there' } }]);
    expect(tabs[0]).not.toHaveProperty('resultId');
  });

  it('leave out what cannot be read, and keep the rest', async () => {
    await store.write([{ id: 't1', title: 'a', named: false, pinned: false, run: run('a') }], 't1');
    const value = stored.get('headwater.results.tabs') as { tabs: unknown[] };
    value.tabs.push({ id: 3 }, 'nonsense', null);
    expect(store.read().tabs).toHaveLength(1);
    stored.set('headwater.results.tabs', { version: 9 });
    expect(store.read().tabs).toEqual([]);
  });
});
