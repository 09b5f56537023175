import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/extension/emitter';
import type { HistoryEntry } from '../../../src/extension/history/entry';
import { HistoryRecorder } from '../../../src/extension/history/recorder';
import { RunWatch } from '../../../src/extension/running/runWatch';
import type { SentRun } from '../../../src/extension/services';
import type { ResultState } from '../../../src/protocol/results';
import { FakeConnections, runOf, stateOf } from '../running/fakes';

describe('what is recorded of a run', () => {
  const started = new Emitter<SentRun>();
  const changed = new Emitter<ResultState>();
  let added: HistoryEntry[];
  let enabled: boolean;
  let watch: RunWatch;
  let recorder: HistoryRecorder;

  beforeEach(() => {
    vi.useFakeTimers();
    added = [];
    enabled = true;
    watch = new RunWatch({ onDidStart: started.event, onDidChange: changed.event });
    const store = {
      add: async (entry: HistoryEntry) => {
        added.push(entry);
      },
    };
    recorder = new HistoryRecorder({ runs: watch, store, connections: new FakeConnections(), enabled: () => enabled, failed: () => undefined });
  });
  afterEach(() => {
    recorder.dispose();
    watch.dispose();
    vi.useRealTimers();
  });

  test('is one entry at its end', () => {
    started.fire({ resultId: 'r', run: runOf('SELECT 1', { source: { uri: 'file:///a.sql', range: { start: 0, end: 8 } } }) });
    changed.fire(stateOf('r'));
    changed.fire(stateOf('r', { rows: 3 }));
    changed.fire(stateOf('r', { phase: 'done', rows: 7, elapsedMs: 12 }));
    vi.advanceTimersByTime(10_000);
    expect(added).toEqual([
      { id: 'r', statement: 'SELECT 1', title: 'SELECT', connectionId: 'local', connectionName: 'Local', startedAt: 1_000, elapsedMs: 12, rows: 7, outcome: 'done', uri: 'file:///a.sql' },
    ]);
  });

  test('is written before the end where that takes long, since the window may be gone by then', () => {
    started.fire({ resultId: 'r', run: runOf('SELECT 1') });
    vi.advanceTimersByTime(2_000);
    expect(added).toMatchObject([{ id: 'r', outcome: 'started' }]);
    changed.fire(stateOf('r', { phase: 'failed', failure: { what: 'Failed', why: 'No.' } }));
    expect(added[1]).toMatchObject({ id: 'r', outcome: 'failed', reason: 'No.' });
  });

  test('is brought up to date when a paused source is read on', () => {
    started.fire({ resultId: 'r', run: runOf('SELECT 1') });
    changed.fire(stateOf('r', { phase: 'paused', rows: 10 }));
    changed.fire(stateOf('r', { phase: 'running', rows: 20 }));
    changed.fire(stateOf('r', { phase: 'done', rows: 30 }));
    expect(added.map(({ outcome, rows }) => `${outcome} ${rows}`)).toEqual(['paused 10', 'done 30']);
  });

  test('holds no values of parameters and no secret, and says that it is not whole', () => {
    const parameters = [{ name: '1', type: 'text', value: 'hunter2' }] as const;
    started.fire({ resultId: 'r', run: runOf("SET password = 'hunter2'; SELECT $1", { parameters }) });
    changed.fire(stateOf('r', { phase: 'done' }));
    started.fire({ resultId: 's', run: runOf('x'.repeat(200_000)) });
    changed.fire(stateOf('s', { phase: 'done' }));
    expect(JSON.stringify(added)).not.toContain('hunter2');
    expect(added.map(({ altered }) => altered)).toEqual([true, true]);
    expect(added[1]?.statement.length).toBe(131_072);
  });

  test('is nothing where the history is off', () => {
    enabled = false;
    started.fire({ resultId: 'r', run: runOf('SELECT 1') });
    changed.fire(stateOf('r', { phase: 'done' }));
    vi.advanceTimersByTime(10_000);
    expect(added).toEqual([]);
  });
});
