import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/extension/emitter';
import { ActiveRuns } from '../../../src/extension/running/activeRuns';
import { BindingReporter } from '../../../src/extension/running/bindingReporter';
import { placeOf, ProblemReporter } from '../../../src/extension/running/problemReporter';
import { Pulse } from '../../../src/extension/running/pulse';
import { elapsedOf, RunWatch } from '../../../src/extension/running/runWatch';
import { wholeSeconds, wordsOf } from '../../../src/extension/running/runWords';
import { Stopper } from '../../../src/extension/running/stopper';
import type { ServerState } from '../../../src/extension/server/api';
import type { SentRun } from '../../../src/extension/services';
import { RunningModel } from '../../../src/providers/running/runningModel';
import type { ResultState } from '../../../src/protocol/results';
import { FakeConnections, FakeDocument, FakeDocuments, LOCAL, runOf, settled, stateOf, uriOf } from './fakes';

const l10n = { t: (message: string, ...args: readonly (string | number)[]) => message.replaceAll(/\{(\d)\}/gu, (_, at: string) => String(args[Number(at)])) };
const SOURCE = { uri: 'file:///a.sql', range: { start: 0, end: 8 } };

describe('what runs', () => {
  const started = new Emitter<SentRun>();
  const changed = new Emitter<ResultState>();
  let now: number;
  let watch: RunWatch;
  let active: ActiveRuns;
  let cancelled: string[];
  let stopper: Stopper;

  beforeEach(() => {
    now = 10_000;
    watch = new RunWatch({ onDidStart: started.event, onDidChange: changed.event }, () => now);
    active = new ActiveRuns();
    cancelled = [];
    stopper = new Stopper(active, watch, { cancel: async (id) => void cancelled.push(id) });
  });
  afterEach(() => {
    vi.useRealTimers();
    watch.dispose();
    active.dispose();
  });

  test('is listed from its first state to its end', () => {
    started.fire({ resultId: 'r', run: runOf('SELECT 1') });
    expect(watch.running).toEqual([]);
    changed.fire(stateOf('r', { elapsedMs: 100 }));
    now += 2_000;
    expect(watch.running.map((one) => elapsedOf(one, now))).toEqual([2_100]);
    changed.fire(stateOf('r', { phase: 'paused', elapsedMs: 100 }));
    expect(watch.running.map((one) => elapsedOf(one, now))).toEqual([100]);
    changed.fire(stateOf('r', { phase: 'done' }));
    expect(watch.running).toEqual([]);
  });

  test('is not mixed up with results that were never sent from here', () => {
    changed.fire(stateOf('unknown'));
    expect(watch.running).toEqual([]);
  });

  test('is stopped once: a run with the statement it is at, and statements of their own', async () => {
    let end: () => void = () => undefined;
    const running = active.track({ connectionId: 'local', title: 'file', uri: SOURCE.uri, total: 3 }, async (run) => {
      run.move({ step: 'statement', at: 2, resultId: 'r' });
      await new Promise<void>((resolve) => (end = resolve));
    });
    started.fire({ resultId: 'r', run: runOf('SELECT 2', { source: SOURCE }) });
    started.fire({ resultId: 's', run: runOf('SELECT 3') });
    started.fire({ resultId: 'p', run: runOf('SELECT 4') });
    changed.fire(stateOf('p', { phase: 'paused', rows: 1_000 }));
    changed.fire(stateOf('r'));
    changed.fire(stateOf('s'));
    expect(stopper.all.map((one) => one.watched?.state.resultId)).toEqual(['r', 's', 'p']);
    expect(stopper.atWork).toHaveLength(2);
    expect(stopper.of(SOURCE.uri)).toHaveLength(1);

    const connections = new FakeConnections();
    expect(stopper.all.map((one) => wordsOf(one, connections, l10n, now).doing)).toEqual(['2 of 3', '', 'paused · 1,000 rows']);
    const model = new RunningModel({ stopper, connections, pulse: new Pulse(watch, active), l10n, now: () => now });
    expect(model.children(undefined).map((node) => model.present(node).icon)).toEqual(['loading~spin', 'loading~spin', 'debug-pause']);

    await stopper.stop(...stopper.all);
    expect(active.all[0]?.signal.aborted).toBe(true);
    expect(cancelled).toEqual(['s', 'p']);
    end();
    await running;
    expect(active.all).toEqual([]);
  });

  test('beats at once when something comes, pauses or goes, else once a second, and rests when nothing runs', () => {
    vi.useFakeTimers();
    const pulse = new Pulse(watch, active);
    let beats = 0;
    pulse.onDidChange(() => beats++);
    started.fire({ resultId: 'r', run: runOf('SELECT 1') });
    changed.fire(stateOf('r'));
    expect(beats).toBe(1);
    for (let rows = 1; rows <= 20; rows++) changed.fire(stateOf('r', { rows }));
    expect(beats).toBe(1);
    vi.advanceTimersByTime(2_000);
    expect(beats).toBe(3);
    changed.fire(stateOf('r', { phase: 'done' }));
    expect(beats).toBe(4);
    vi.advanceTimersByTime(60_000);
    expect(beats).toBe(4);
    pulse.dispose();
  });

  test('leaves its problem at its place, and clears it when it works', () => {
    const told: unknown[] = [];
    const documents = new FakeDocuments([new FakeDocument(SOURCE.uri, 'SELEC 1;')]);
    const reporter = new ProblemReporter(watch, { notify: (_, params) => void told.push(params) }, documents);
    const failure = { what: 'Failed', why: 'No.', position: { start: 0, end: 5 } };
    const again = (phase: 'failed' | 'cancelled' | 'done'): void => {
      started.fire({ resultId: phase, run: runOf('SELEC 1', { source: SOURCE }) });
      changed.fire(stateOf(phase, { phase, ...(phase === 'failed' ? { failure } : {}) }));
    };
    again('failed');
    again('cancelled');
    again('done');
    expect(told).toEqual([
      { uri: SOURCE.uri, statement: { start: 0, end: 7 }, failure },
      { uri: SOURCE.uri, statement: { start: 0, end: 7 } },
    ]);
    reporter.dispose();
  });
});

test.each([
  ['SELECT 1; x', 'SELECT 1', 0, 0],
  ['-- new\nSELECT 1', 'SELECT 1', 0, 7],
  ['SELECT 1; SELECT 1', 'SELECT 1', 9, 10],
  ['SELECT 2', 'SELECT 1', 0, undefined],
  ['anything', '', 0, undefined],
])('in %j the statement %j, sent from %d, stands at %s', (text, statement, sent, start) => {
  expect(placeOf(text, statement, { start: sent, end: sent + 8 })?.start).toBe(start);
});

test.each([[0, '0 s'], [999, '0 s'], [1_999, '1 s'], [59_999, '59 s'], [61_000, '1 min 1 s'], [3_600_000, '1 h']])('%d ms are shown as %s', (millis, text) => {
  expect(wholeSeconds(millis)).toBe(text);
});

test('the server is told about bindings only while it runs, and about all when it starts', async () => {
  const states = new Emitter<ServerState>();
  const bound = new Emitter<ReturnType<typeof uriOf>>();
  const told: unknown[] = [];
  const server = { state: 'stopped' as ServerState, onDidChangeState: states.event, notify: (_: unknown, params: unknown) => void told.push(params) };
  const documents = new FakeDocuments([new FakeDocument('file:///a.sql'), new FakeDocument('file:///b.md', '', 'markdown')]);
  const reporter = new BindingReporter(server, documents, { connectionOf: () => LOCAL, bind: async () => undefined, onDidChange: bound.event });
  bound.fire(uriOf('file:///a.sql'));
  expect(told).toEqual([]);
  server.state = 'running';
  states.fire('running');
  documents.open(new FakeDocument('file:///c.sql'));
  bound.fire(uriOf('file:///a.sql'));
  await settled();
  expect(told).toEqual(['a', 'c', 'a'].map((name) => ({ uri: `file:///${name}.sql`, connectionId: 'local', backend: 'local' })));
  reporter.dispose();
});
