import type { Execution, ExecutionEvent, RunOptions, Statements } from '../../core/contract/execution';
import { CancelledError } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import type { DuckDbConnection } from '../../duckdb/duckdb';
import type { RunSummary } from '../../duckdb/messages';
import { type DuckDbRunEvent, NotReading } from '../../duckdb/runChannel';
import type { SessionConnections } from './connections';
import { outcomeText } from './outcome';

/** Runs statements of one session. */
export class LocalStatements implements Statements {
  /** @param connections gives those of the open database, opening it anew where it was lost */
  constructor(private readonly connections: () => Promise<SessionConnections>) {}

  run(text: string, options: RunOptions): Execution {
    const controller = new AbortController();
    const signal = AbortSignal.any([options.signal, controller.signal]);
    const work = new Work();
    const events = work.track(this.#events(text, options, signal));
    return {
      events,
      cancel: async () => {
        controller.abort();
        await work.endedSoon();
      },
    };
  }

  async *#events(text: string, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const connections = await this.connections();
    if (signal.aborted) throw new CancelledError();
    if (!connections.tied) {
      const reader = await connections.acquire();
      try {
        yield* toldEvents(reader.connection.run(text, { ...runOptions(options, signal), onlyReading: true }), text);
        return;
      } catch (error) {
        if (!(error instanceof NotReading)) throw error;
      } finally {
        connections.release(reader);
      }
    }
    yield* this.#onMain(connections, connections.main, text, options, signal);
  }

  async *#onMain(connections: SessionConnections, main: DuckDbConnection, text: string, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    for await (const event of main.run(text, runOptions(options, signal))) {
      if (event.kind === 'ended') connections.note(text);
      yield* toldEvent(event, text);
    }
  }
}

/** Whether an iteration is at work, for who waits for its end. */
class Work {
  #running: Promise<void> = Promise.resolve();

  async *track<T>(events: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    let finish: () => void = () => undefined;
    this.#running = new Promise((resolve) => {
      finish = resolve;
    });
    try {
      yield* events;
    } finally {
      finish();
    }
  }

  /** Waits for the end, but not for a consumer that asks for nothing more: the statement itself stops by its signal. */
  async endedSoon(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CANCEL_MS);
    });
    await Promise.race([this.#running, late]);
    clearTimeout(timer);
  }
}

const CANCEL_MS = 180;

function runOptions(options: RunOptions, signal: AbortSignal) {
  return { signal, parameters: options.parameters ?? [], ...(options.batchRows === undefined ? {} : { batchRows: options.batchRows }) };
}

async function* toldEvents(events: AsyncIterable<DuckDbRunEvent>, text: string): AsyncGenerator<ExecutionEvent, void, undefined> {
  for await (const event of events) yield* toldEvent(event, text);
}

function* toldEvent(event: DuckDbRunEvent, text: string): Generator<ExecutionEvent, void, undefined> {
  if (event.kind === 'ended') yield* endOf(event.summary, text);
  else yield event;
}

function* endOf({ statement, rowsChanged, cutAfter }: RunSummary, text: string): Generator<ExecutionEvent, void, undefined> {
  if (cutAfter !== undefined) {
    const why = 'another statement ran on the same connection, which has a transaction or temporary objects and reads one result at a time';
    yield { kind: 'message', severity: 'warning', text: `Reading ended after ${formatCount(cutAfter)} rows: ${why}. Run the statement again to read all rows.` };
  }
  const told = outcomeText(statement, text);
  if (told !== undefined) yield { kind: 'message', severity: 'info', text: told };
  yield { kind: 'done', ...(rowsChanged === undefined ? {} : { rowsAffected: BigInt(rowsChanged) }) };
}
