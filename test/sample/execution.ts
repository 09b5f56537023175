import { setTimeout as delay } from 'node:timers/promises';
import type { RecordBatch } from 'apache-arrow';
import { ArrowEncoder } from '../../src/core/arrow/messages';
import type { Execution, ExecutionEvent } from '../../src/core/contract/execution';
import { CancelledError, HeadwaterError } from '../../src/core/errors';
import type { Toy } from './parse';
import { cellBatch, messagesOf, plainBatch, plainSchema } from './rows';
import type { SampleServer } from './sampleServer';
import { typesBatch } from './types';

/** One toy statement at work. */
export class SampleExecution implements Execution {
  readonly events: AsyncGenerator<ExecutionEvent, undefined, undefined>;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;

  constructor(
    private readonly toy: () => Toy,
    private readonly server: SampleServer,
    signal: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([signal, server.lost, this.#stop.signal]);
    this.events = this.#run();
  }

  async cancel(): Promise<void> {
    this.#stop.abort();
    await this.events.return(undefined).catch(() => undefined);
  }

  async *#run(): AsyncGenerator<ExecutionEvent, undefined, undefined> {
    this.server.running.add(this);
    try {
      yield* this.#events(this.toy());
    } catch (error) {
      if (this.server.lost.aborted) throw this.server.lost.reason;
      throw this.#signal.aborted ? new CancelledError() : error;
    } finally {
      this.server.running.delete(this);
    }
  }

  async *#events(toy: Toy): AsyncGenerator<ExecutionEvent> {
    switch (toy.verb) {
      case 'rows':
        yield* this.#table(toy.cols, toy.rows, toy.batch, toy.every);
        return;
      case 'endless':
        yield* this.#table(toy.cols, Infinity, 1_024, toy.every);
        return;
      case 'empty':
        yield* this.#table(toy.cols, 0, 1, 0);
        return;
      case 'wide':
        yield* this.#table(toy.cols, 10, 10, 0);
        return;
      case 'cell':
        yield* whole(cellBatch(toy.size));
        return;
      case 'types':
        yield* whole(typesBatch());
        return;
      case 'message':
        for (let index = 1; index <= toy.count; index += 1) yield { kind: 'message', severity: 'info', text: `Message ${index}` };
        yield { kind: 'done' };
        return;
      case 'affected':
        yield { kind: 'done', rowsAffected: BigInt(toy.rows) };
        return;
      case 'sleep':
        await this.#pass(toy.ms);
        yield { kind: 'done' };
        return;
      case 'fail':
        for await (const event of this.#table(1, toy.after, 1, 0)) if (event.kind !== 'done') yield event;
        throw new HeadwaterError({ what: 'Could not run the statement', why: 'The sample was told to fail.', todo: 'Ask for something else.', code: 'fail' });
      case 'deaf':
        await new Promise(() => undefined);
    }
  }

  async *#table(cols: number, rows: number, batch: number, every: number): AsyncGenerator<ExecutionEvent> {
    const schema = plainSchema(cols);
    const encoder = new ArrowEncoder(schema);
    yield encoder.schema();
    for (let from = 0; from < rows; from += batch) {
      await this.#pass(every);
      yield* encoder.write(plainBatch(schema, from, Math.min(batch, rows - from)));
      yield { kind: 'progress', ...(Number.isFinite(rows) ? { fraction: Math.min(1, (from + batch) / rows) } : {}) };
    }
    yield { kind: 'done' };
  }

  async #pass(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#signal });
  }
}

function* whole(batch: RecordBatch): Generator<ExecutionEvent> {
  yield* messagesOf(batch);
  yield { kind: 'done' };
}
