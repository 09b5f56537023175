import { beforeEach, describe, expect, test } from 'vitest';
import type { StatementParameter } from '../../../src/core/contract/execution';
import type { ConnectionProfile } from '../../../src/core/contract/profile';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';
import { Emitter } from '../../../src/extension/emitter';
import { ActiveRuns } from '../../../src/extension/running/activeRuns';
import { LastResults } from '../../../src/extension/running/lastResults';
import type { RunPrompts } from '../../../src/extension/running/prompts';
import { DocumentRunner } from '../../../src/extension/running/documentRunner';
import type { RunTarget } from '../../../src/extension/running/documentRunner';
import { Runner } from '../../../src/extension/running/runner';
import type { RunRequest } from '../../../src/extension/running/runner';
import { WriteGuard } from '../../../src/extension/running/writeGuard';
import type { SentRun } from '../../../src/extension/services';
import type { ResultState, StartRun } from '../../../src/protocol/results';
import { FakeConnections, LOCAL, PROD, runOf, settled, splitter, stateOf, statementsIn } from './fakes';

/** Statements end as their text says: `fail`, `endless` (until it is cancelled), `pause`, `refuse` (cannot start), else well. */
class FakeResults {
  readonly started: StartRun[] = [];
  readonly reveals: boolean[] = [];
  readonly replaced: (string | undefined)[] = [];
  readonly begun = new Emitter<SentRun>();
  readonly onDidStart = this.begun.event;
  readonly cancelled: string[] = [];
  readonly #endless = new Map<string, (state: ResultState) => void>();

  async start(run: StartRun, { reveal, replaces }: { readonly reveal: boolean; readonly replaces?: string }): Promise<{ resultId: string; settled: Promise<ResultState> }> {
    if (run.statement.includes('refuse')) throw new HeadwaterError({ what: 'Could not start', why: 'The server ended.' });
    this.started.push(run);
    this.reveals.push(reveal);
    const resultId = `r${this.started.length}`;
    this.replaced.push(replaces);
    this.begun.fire({ resultId, run });
    if (run.statement.includes('endless')) return { resultId, settled: new Promise((resolve) => this.#endless.set(resultId, resolve)) };
    const phase = run.statement.includes('fail') ? 'failed' : run.statement.includes('pause') ? 'paused' : 'done';
    return { resultId, settled: Promise.resolve(stateOf(resultId, { phase, ...(phase === 'failed' ? { failure: { what: 'Failed', why: 'No.' } } : {}) })) };
  }

  async cancel(resultId: string): Promise<void> {
    this.cancelled.push(resultId);
    this.#endless.get(resultId)?.(stateOf(resultId, { phase: 'cancelled' }));
  }
}

class FakePrompts implements RunPrompts {
  readonly asked: string[] = [];
  allowWrites = true;
  goesOn = true;
  values: readonly StatementParameter[] | undefined = [];
  async confirmWrites(_: ConnectionProfile, statements: readonly { readonly text: string }[]): Promise<boolean> {
    this.asked.push(`writes: ${statements.map(({ text }) => text).join(' + ')}`);
    return this.allowWrites;
  }
  async goOn(_: unknown, __: unknown, left: number): Promise<boolean> {
    this.asked.push(`go on with ${left}`);
    return this.goesOn;
  }
  async parameters(statement: { readonly parameters: readonly string[] }, _: unknown, known: ReadonlyMap<string, StatementParameter>): Promise<readonly StatementParameter[] | undefined> {
    this.asked.push(`values of ${statement.parameters.filter((name) => !known.has(name)).join()}`);
    return this.values && statement.parameters.map((name) => known.get(name) ?? { name, type: 'integer', value: '1' });
  }
  failed(error: unknown): void {
    this.asked.push(`failed: ${error instanceof Error ? error.message : ''}`);
  }
  nothing(): void {
    this.asked.push('nothing');
  }
}

describe('a run', () => {
  let results: FakeResults;
  let prompts: FakePrompts;
  let active: ActiveRuns;
  let onError: string;
  let open: () => Promise<unknown>;
  let runner: Runner;
  const run = (text: string, profile = LOCAL, settings: Record<string, string> = {}): Promise<void> =>
    runner.run({ profile, statements: statementsIn(text), uri: 'file:///a.sql', settings });
  const texts = (): string[] => results.started.map(({ statement }) => statement);

  beforeEach(() => {
    results = new FakeResults();
    prompts = new FakePrompts();
    active = new ActiveRuns();
    onError = 'stop';
    open = () => Promise.resolve();
    const guard = new WriteGuard({ server: splitter(), connections: new FakeConnections(), prompts });
    runner = new Runner({ open: () => open(), profiles: () => [], results, active, last: new LastResults(results), prompts, guard, onError: () => onError });
  });

  test('runs statements in order, each into its own result, and shows the first', async () => {
    await run('SELECT 1; SELECT 2');
    expect(results.started).toMatchObject([
      { connectionId: 'local', statement: 'SELECT 1', source: { uri: 'file:///a.sql', range: { start: 0, end: 8 } } },
      { connectionId: 'local', statement: 'SELECT 2', source: { uri: 'file:///a.sql', range: { start: 10, end: 18 } } },
    ]);
    expect(results.reveals).toEqual([true, false]);
    expect(active.all).toEqual([]);
  });

  test('takes the place of the result that a statement had before, although the text above it has changed', async () => {
    await run('SELECT 1; SELECT 1; SELECT 2');
    await run('    SELECT 1; SELECT 1; SELECT 2; SELECT 3');
    expect(results.replaced).toEqual([undefined, undefined, undefined, 'r1', 'r2', 'r3', undefined]);
    await run('SELECT 2');
    expect(results.replaced.at(-1)).toBe('r6');
  });

  test('stops at the first error', async () => {
    await run('SELECT 1; fail; SELECT 3');
    expect(texts()).toEqual(['SELECT 1', 'fail']);
  });

  test('goes on after an error where the setting says so, and where the document does', async () => {
    onError = 'continue';
    await run('fail; SELECT 2');
    onError = 'stop';
    await run('fail; SELECT 3', LOCAL, { 'on-error': 'continue' });
    expect(texts()).toEqual(['fail', 'SELECT 2', 'fail', 'SELECT 3']);
  });

  test('asks about an error where the setting says so, and not behind the last statement', async () => {
    onError = 'ask';
    prompts.goesOn = false;
    await run('fail; SELECT 2; SELECT 3');
    await run('fail');
    expect(prompts.asked).toEqual(['go on with 2']);
    expect(texts()).toEqual(['fail', 'fail']);
  });

  test('goes on behind a result that waits to be read', async () => {
    await run('pause; SELECT 2');
    expect(texts()).toEqual(['pause', 'SELECT 2']);
  });

  test('ends with the statement that was stopped, and cancels it on the server', async () => {
    const running = run('endless; SELECT 2');
    await settled();
    expect(active.all[0]?.step).toEqual({ step: 'statement', at: 1, resultId: 'r1' });
    active.all[0]?.stop();
    await running;
    expect(results.cancelled).toEqual(['r1']);
    expect(texts()).toEqual(['endless']);
    expect(active.all).toEqual([]);
  });

  test('can be stopped while it connects, silently', async () => {
    open = () => new Promise(() => undefined);
    const running = run('SELECT 1');
    await settled();
    expect(active.all[0]?.step).toEqual({ step: 'connecting' });
    active.all[0]?.stop();
    await running;
    expect(texts()).toEqual([]);
    expect(prompts.asked).toEqual([]);
  });

  test('tells why it could not connect, and is silent about giving up', async () => {
    open = () => Promise.reject(new HeadwaterError({ what: 'Could not connect to prod', why: 'Nobody listens.' }));
    await run('SELECT 1');
    open = () => Promise.reject(new CancelledError());
    await run('SELECT 1');
    expect(prompts.asked).toEqual(['failed: Could not connect to prod: Nobody listens.']);
  });

  test('tells about a statement that the server did not take, and ends', async () => {
    onError = 'continue';
    await run('refuse; SELECT 2');
    expect(prompts.asked).toEqual(['failed: Could not start: The server ended.']);
    expect(texts()).toEqual([]);
  });

  test('asks once before statements that write on a protected connection, and only there', async () => {
    await run('INSERT 1; SELECT 2; DELETE 3', PROD);
    await run('INSERT 1');
    expect(prompts.asked).toEqual(['writes: INSERT 1 + DELETE 3']);
    prompts.allowWrites = false;
    await run('SELECT 4; DROP 5', PROD);
    expect(texts()).toEqual(['INSERT 1', 'SELECT 2', 'DELETE 3', 'INSERT 1']);
  });

  test('asks for parameters before the first statement; a name once, a number for each statement', async () => {
    await run('SELECT $a, $1; SELECT $a, $b, $1');
    expect(prompts.asked).toEqual(['values of a,1', 'values of b,1']);
    expect(results.started[1]?.parameters?.map(({ name }) => name)).toEqual(['a', 'b', '1']);
    expect(results.started[0]?.parameters).toHaveLength(2);
  });

  test('does nothing where no values are given', async () => {
    prompts.values = undefined;
    await run('SELECT 1; SELECT $a');
    expect(texts()).toEqual([]);
  });

  test('takes limits from the lines on top of the document, and leaves out what it cannot read', async () => {
    await run('SELECT 1', LOCAL, { timeout: '1.5s', rows: '1,000' });
    await run('SELECT 1', LOCAL, { timeout: 'soon', rows: '-3', 'on-error': 'maybe' });
    expect(results.started[0]).toMatchObject({ timeoutMs: 1_500, rowCap: 1_000 });
    expect(results.started[1]).not.toHaveProperty('timeoutMs');
    expect(results.started[1]).not.toHaveProperty('rowCap');
  });

  test('says so where there is nothing to run', async () => {
    await run('   ');
    expect(prompts.asked).toEqual(['nothing']);
  });
});

describe('running again from a tab', () => {
  test('asks on a protected connection where the statement writes, and nowhere else', async () => {
    const prompts = new FakePrompts();
    const guard = new WriteGuard({ server: splitter(), connections: new FakeConnections(), prompts });
    expect(await guard.mayRunAgain(runOf('INSERT 1', { connectionId: 'p-1' }))).toBe(true);
    prompts.allowWrites = false;
    expect(await guard.mayRunAgain(runOf('INSERT 2', { connectionId: 'p-1' }))).toBe(false);
    expect(await guard.mayRunAgain(runOf('SELECT 3', { connectionId: 'p-1' }))).toBe(true);
    expect(await guard.mayRunAgain(runOf('INSERT 4'))).toBe(true);
    expect(prompts.asked).toEqual(['writes: INSERT 1', 'writes: INSERT 2']);
  });
});

describe('running a document', () => {
  const ran: RunRequest[] = [];
  const documents = new DocumentRunner(splitter(), { run: async (request) => void ran.push(request) });
  const run = async (text: string, target: RunTarget): Promise<string[]> => {
    ran.length = 0;
    await documents.run({ text, profile: LOCAL, uri: 'file:///a.sql' }, target);
    return ran.flatMap(({ statements }) => statements.map((one) => `${one.text} at ${one.start}`));
  };

  test('runs all, the one at a place, or exactly what is selected', async () => {
    const text = 'SELECT 1; SELECT 22';
    expect(await run(text, { kind: 'all' })).toEqual(['SELECT 1 at 0', 'SELECT 22 at 10']);
    expect(await run(text, { kind: 'at', offset: 12 })).toEqual(['SELECT 22 at 10']);
    expect(await run(text, { kind: 'statement', range: { start: 10, end: 19 } })).toEqual(['SELECT 22 at 10']);
    expect(await run(text, { kind: 'selected', ranges: [{ start: 17, end: 19 }, { start: 0, end: 6 }] })).toEqual(['SELECT at 0', '22 at 17']);
    expect(await run('  ', { kind: 'at', offset: 1 })).toEqual([]);
  });
});
