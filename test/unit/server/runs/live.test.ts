import { describe, expect, it } from 'vitest';
import type { Execution, ExecutionEvent } from '../../../../src/core/contract/execution';
import { failureOf } from '../../../../src/core/errors';
import type { ResultState } from '../../../../src/protocol/results';
import { LiveRate } from '../../../../src/server/runs/liveRate';
import type { Kept, RowSink } from '../../../../src/server/runs/rowSink';
import { Run } from '../../../../src/server/runs/run';

/** Batches of ten rows that come one by one, each when somebody pulls; `pulled` counts them. */
class Stream {
  pulled = 0;
  cancelled = false;
  readonly execution: Execution = {
    events: this.#events(),
    cancel: async () => {
      this.cancelled = true;
    },
  };

  async *#events(): AsyncGenerator<ExecutionEvent, undefined> {
    yield { kind: 'schema', bytes: new Uint8Array(8), live: true };
    while (!this.cancelled) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      this.pulled += 1;
      yield { kind: 'batch', rows: 10, bytes: new Uint8Array(8) };
    }
  }
}

function start(stream: Stream): { readonly run: Run; readonly states: readonly ResultState[]; readonly most: readonly number[] } {
  const states: ResultState[] = [];
  const most: number[] = [];
  let rows = 0;
  const kept = (): Kept => ({ rows, bytes: rows, spilledBytes: 0, ring: { kept: Math.min(rows, 50), dropped: Math.max(0, rows - 50) } });
  const sink: RowSink = {
    begin: async () => 1,
    append: async (message, bound) => {
      most.push(bound);
      if (message.kind === 'batch') rows += message.rows;
      return kept();
    },
    end: async () => kept(),
  };
  const run = new Run({
    resultId: 'r',
    connectionId: 'c',
    title: 't',
    execution: stream.execution,
    rows: sink,
    limits: { firstRows: 20, pausedMs: 5, rowCap: 30, timeoutMs: 20 },
    report: (state) => states.push(state),
    failureOf: (error) => failureOf(error, 'x'),
  });
  void run.work();
  return { run, states, most };
}

const until = async (met: () => boolean): Promise<void> => {
  const limit = Date.now() + 10_000;
  while (!met()) {
    if (Date.now() > limit) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

describe('A live run', () => {
  it('reads on beyond the first rows, the cap of rows and the time limit, which are for statements that end', async () => {
    const stream = new Stream();
    const { run, most } = start(stream);
    await until(() => run.state.rows >= 300);
    expect(run.state.phase).toBe('running');
    expect(run.state.live).toMatchObject({ kept: 50, held: false });
    expect(run.state.live?.dropped).toBeGreaterThanOrEqual(250);
    expect(new Set(most)).toEqual(new Set([Infinity]));
    await run.cancel();
  });

  it('pulls nothing while it is held, for as long as that is, and goes on with the same statement', async () => {
    const stream = new Stream();
    const { run } = start(stream);
    await until(() => run.state.rows >= 50);
    run.hold(true);
    await until(() => run.state.phase === 'paused');
    await new Promise((resolve) => setTimeout(resolve, 30)); // what was on its way
    const { pulled } = stream;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(stream.pulled).toBe(pulled);
    expect(stream.cancelled).toBe(false);
    expect(run.state.live).toMatchObject({ held: true, rate: 0 });
    run.hold(false);
    await until(() => stream.pulled > pulled + 5);
    await run.cancel();
  });

  it('ends at once while it is held', async () => {
    const stream = new Stream();
    const { run } = start(stream);
    await until(() => run.state.rows >= 50);
    run.hold(true);
    await run.cancel();
    expect(run.state.phase).toBe('cancelled');
    expect(stream.cancelled).toBe(true);
    run.hold(false);
    expect(run.state.phase).toBe('cancelled');
  });
});

describe('The rate of a live run', () => {
  it('is that of the last seconds, and falls to nothing', () => {
    let now = 0;
    const rate = new LiveRate(() => now);
    for (let step = 0; step <= 50; step++) {
      now = step * 100;
      rate.add(step * 10);
    }
    expect(Math.round(rate.rate(500))).toBe(100);
    now += 10_000;
    expect(rate.rate(500)).toBe(0);
  });
});
