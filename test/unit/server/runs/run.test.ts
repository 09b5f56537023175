import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../../src/core/errors';
import type { ResultState } from '../../../../src/protocol/results';
import { Run, type RunLimits } from '../../../../src/server/runs/run';
import { SampleExecution } from '../../../sample/execution';
import { parseToy } from '../../../sample/parse';
import { SampleServer } from '../../../sample/sampleServer';
import { CountingRows } from '../../../support/memoryRows';

const never = new AbortController().signal;
let other = new SampleServer();

interface Started {
  readonly run: Run;
  readonly states: ResultState[];
  readonly rows: CountingRows;
}

function start(text: string, limits: Partial<RunLimits> = {}, rows = new CountingRows()): Started {
  const states: ResultState[] = [];
  const run = new Run({
    resultId: 'g.1',
    connectionId: 'c',
    title: 'T',
    execution: new SampleExecution(() => parseToy(text), other, never),
    rows,
    limits: { firstRows: Infinity, pausedMs: 60_000, ...limits },
    report: (state) => states.push(state),
    failureOf: (error) => failureOf(error, 'Could not run'),
  });
  void run.work();
  return { run, states, rows };
}

async function phase(run: Run, wanted: ResultState['phase']): Promise<void> {
  for (let tries = 0; run.state.phase !== wanted; tries += 1) {
    if (tries > 400) throw new Error(`The run is ${run.state.phase}, not ${wanted}.`);
    await delay(5);
  }
}

afterEach(() => {
  expect(other.leftovers()).toEqual([]);
  other = new SampleServer();
});

describe('a run', () => {
  test('puts every row away and says that it is complete', async () => {
    const { run, states, rows } = start('rows 10000 cols 3 batch 1000');
    await run.ended;
    expect(run.state).toMatchObject({ phase: 'done', complete: true, rows: 10_000, columns: 3, resultId: 'g.1', messages: [] });
    expect(run.state.bytes).toBe(rows.bytes);
    expect(run.state.firstRowMs).toBeLessThanOrEqual(run.state.elapsedMs);
    expect(rows.ended).toBe(true);
    expect(states.at(-1)).toEqual(run.state);
  });

  test('waits with its source open once there are as many rows as were wanted first', async () => {
    const { run } = start('rows 10000 batch 1000', { firstRows: 2_500 });
    await phase(run, 'paused');
    expect(run.state).toMatchObject({ rows: 3_000, complete: false });
    expect(other.running.size).toBe(1);
    const { elapsedMs } = run.state;
    await delay(50);
    expect(run.state.elapsedMs).toBe(elapsedMs);
    await run.cancel();
  });

  test('is complete without a wait where the rows that were wanted first are all there are', async () => {
    const { run, states } = start('rows 1000 batch 1000', { firstRows: 1_000 });
    await run.ended;
    expect(states.map((state) => state.phase)).not.toContain('paused');
    expect(run.state.complete).toBe(true);
  });

  test('reads on to as many rows as are asked for, then waits again', async () => {
    const { run } = start('rows 10000 batch 1000', { firstRows: 1 });
    await phase(run, 'paused');
    expect(await run.readOn(4_500, never)).toEqual({ rows: 5_000, complete: false });
    await phase(run, 'paused');
    expect(await run.readOn(Infinity, never)).toEqual({ rows: 10_000, complete: true });
  });

  test('lets a reader go who gives up', async () => {
    const { run } = start('endless every 5ms', { firstRows: 1 });
    const controller = new AbortController();
    const reading = run.readOn(1e12, controller.signal);
    controller.abort();
    expect((await reading).complete).toBe(false);
    await run.cancel();
  });

  test('waits again when the one who wanted the rest has given up', async () => {
    const { run } = start('rows 1000000 batch 1000 every 2ms', { firstRows: 1 });
    const controller = new AbortController();
    const reading = run.readOn(Infinity, controller.signal);
    await run.readOn(3_000, never);
    controller.abort();
    await reading;
    await phase(run, 'paused');
    expect(run.state.rows).toBeLessThan(1_000_000);
    await run.cancel();
  });

  test('closes a source that has waited for too long, and says why there are no more rows', async () => {
    const { run } = start('rows 10000 batch 1000', { firstRows: 1, pausedMs: 30 });
    await run.ended;
    expect(run.state).toMatchObject({ phase: 'done', complete: false, rows: 1_000 });
    expect(run.state.endedEarly).toContain('Run the statement again');
  });

  test('stops at the row cap exactly', async () => {
    const { run, rows } = start('rows 10000 batch 1000', { rowCap: 1_500 });
    await run.ended;
    expect(rows.rows).toBe(1_500);
    expect(run.state).toMatchObject({ phase: 'done', complete: false, rows: 1_500, endedEarly: 'The limit of 1,500 rows was reached.' });
  });

  test('is complete where the source has exactly as many rows as the cap', async () => {
    const { run } = start('rows 2000 batch 1000', { rowCap: 2_000 });
    await run.ended;
    expect(run.state).toMatchObject({ complete: true, rows: 2_000 });
  });

  test('fails after its time limit with the rows it has', async () => {
    const { run } = start('rows 1000000 batch 10 every 10ms', { timeoutMs: 100 });
    await run.ended;
    expect(run.state).toMatchObject({ phase: 'failed', failure: { code: 'timeout' } });
    expect(run.state.rows).toBeGreaterThan(0);
    expect(run.state.failure?.why).toContain('rows received before are shown');
  });

  test('does not count a wait against the time limit', async () => {
    const { run } = start('rows 3000 batch 1000', { firstRows: 1, timeoutMs: 200 });
    await phase(run, 'paused');
    await delay(300);
    await run.readOn(Infinity, never);
    expect(run.state).toMatchObject({ phase: 'done', complete: true, rows: 3_000 });
  });

  test('ends within 200 ms of a cancel, with the rows it has', async () => {
    const { run, states } = start('endless every 1ms');
    await run.readOn(1, never);
    const asked = performance.now();
    await run.cancel();
    expect(performance.now() - asked).toBeLessThan(200);
    expect(run.state).toMatchObject({ phase: 'cancelled', complete: false });
    expect(run.state.rows).toBeGreaterThan(0);
    expect(states.at(-1)?.phase).toBe('cancelled');
  });

  test('ends within 200 ms of a cancel even where the other side never answers', async () => {
    const { run } = start('deaf');
    await delay(10);
    const asked = performance.now();
    await run.cancel();
    expect(performance.now() - asked).toBeLessThan(200);
    expect(run.state.phase).toBe('cancelled');
    other.running.clear();
  });

  test('can be cancelled while it waits, and twice', async () => {
    const { run } = start('rows 10000 batch 1000', { firstRows: 1 });
    await phase(run, 'paused');
    await Promise.all([run.cancel(), run.cancel()]);
    await run.cancel();
    expect(run.state.phase).toBe('cancelled');
  });

  test('keeps the rows that came before a failure', async () => {
    const { run } = start('fail after 5');
    await run.ended;
    expect(run.state).toMatchObject({ phase: 'failed', rows: 5, failure: { code: 'fail', why: 'The sample was told to fail.' } });
  });

  test('tells where in the statement an error stands', async () => {
    const { run } = start('rows many');
    await run.ended;
    expect(run.state.failure?.position).toEqual({ start: 5, end: 9 });
  });

  test('fails when the server is killed in mid-stream', async () => {
    const { run } = start('endless every 1ms');
    await run.readOn(1, never);
    other.kill();
    await run.ended;
    expect(run.state).toMatchObject({ phase: 'failed', failure: { code: 'gone' } });
  });

  test('ends early with the reason when no more rows can be kept', async () => {
    const { run } = start('rows 10000 batch 1000', {}, new CountingRows(3_000));
    await run.ended;
    expect(run.state).toMatchObject({ phase: 'done', complete: false, rows: 3_000, endedEarly: 'There is no room for more rows.' });
  });

  test('has no columns where the statement has no rows, and tells what it did', async () => {
    const { run } = start('affected 3');
    await run.ended;
    expect(run.state).toMatchObject({ phase: 'done', complete: true, columns: 0, rowsAffected: '3' });
  });

  test('has its columns where there are no rows', async () => {
    const { run, rows } = start('empty cols 3');
    await run.ended;
    expect(run.state).toMatchObject({ phase: 'done', complete: true, columns: 3, rows: 0 });
    expect(rows.begun).toBe(1);
  });

  test('keeps the first messages of very many and counts the others', async () => {
    const { run } = start('message 1200');
    await run.ended;
    expect(run.state.messages).toHaveLength(501);
    expect(run.state.messages.at(-1)?.text).toBe('700 more messages are not shown.');
  });

  test('reports at most about ten times a second, and every change of phase', async () => {
    const { run, states } = start('rows 100 batch 1 every 5ms', { firstRows: 60 });
    await phase(run, 'paused');
    await run.readOn(Infinity, never);
    await run.ended;
    const seconds = run.state.elapsedMs / 1_000;
    expect(states.length).toBeLessThanOrEqual(10 * seconds + 8);
    expect(states.length).toBeGreaterThan(5);
    expect(new Set(states.map((state) => state.phase))).toEqual(new Set(['running', 'paused', 'done']));
  });
});
