import duckdb from '@duckdb/node-bindings';
import type { ArrowMessage } from '../core/contract/execution';
import { Batcher } from './batcher';
import { GivenMemory } from './givenMemory';
import type { KeptStatements } from './keptStatements';
import type { DuckDbError, FromWorker, RunRequest, RunSummary } from './messages';
import { describeNativeError } from './nativeError';
import { BrokenOff, type WhyBroken } from './brokenOff';
import { type ParameterBinder, ParameterError } from './parameters';
import { checkSendable } from './sendable';
import { Ticker } from './ticker';

/** Rows that arrive slowly are shown after two beats at the latest, though their batch is not full; progress is told with each. */
const BEAT_MS = 50;
/** What is read of an unfinished result when another statement needs its connection. */
const DRAIN_BYTES = 64 * 1024 * 1024;

export type Post = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;

/** One statement at work on a connection, in the worker. */
export class Run {
  #credits: number;
  #wake: (() => void) | undefined;
  #cancelled = false;
  #executing = false;
  /** Bytes that may still be sent without being asked for; `undefined` while nobody else needs the connection. */
  #drain: number | undefined;
  /** A stream that was not read to its end stays open until the connection does something else. */
  #open = false;
  #sent = 0;
  #progress = 0;
  #ticker: Ticker | undefined;
  readonly #memory = new GivenMemory();

  constructor(
    private readonly connection: duckdb.Connection,
    private readonly request: RunRequest,
    private readonly binder: ParameterBinder,
    private readonly post: Post,
    private readonly why: WhyBroken,
    private readonly kept: KeptStatements,
  ) {
    this.#credits = request.credits;
  }

  /** Never rejects; tells its end. */
  async work(): Promise<void> {
    const { run } = this.request;
    let end: FromWorker;
    this.#ticker = new Ticker(BEAT_MS, () => {
      this.#tellProgress();
    });
    try {
      this.#checkCancelled();
      const summary = await this.#run();
      end = summary ? { kind: 'runEnded', run, summary } : { kind: 'runRefused', run };
    } catch (error) {
      end = this.#cancelled ? { kind: 'runCancelled', run } : { kind: 'runFailed', run, error: describe(error) };
    }
    this.#ticker.stop();
    if (this.#open) await closeStream(this.connection);
    this.post(end);
  }

  /** @param memory for a batch to come */
  pull(credits: number, memory?: ArrayBuffer): void {
    this.#credits += credits;
    if (memory) this.#memory.give(memory);
    this.#wake?.();
  }

  cancel(): void {
    this.#cancelled = true;
    this.#wake?.();
    if (this.#executing) duckdb.interrupt(this.connection);
  }

  /** Another statement waits for the connection: send what is left up to a bound, then end. */
  makeWay(): void {
    this.#drain ??= DRAIN_BYTES;
    this.#wake?.();
  }

  async #run(): Promise<RunSummary | undefined> {
    if (this.request.keep) return this.#runKept();
    const { statements, count } = await extract(this.connection, this.request.text);
    if (count === 0) return { statement: '' };
    if (this.request.onlyReading && count > 1) return undefined;
    for (let index = 0; index < count - 1; index++) {
      await this.#prepared(statements, index, async (statement) => {
        await this.#watched(duckdb.execute_prepared(statement));
      });
    }
    const last = await this.#prepared(statements, count - 1, async (statement) => {
      if (this.request.onlyReading && duckdb.prepared_statement_type(statement) !== duckdb.StatementType.SELECT) return undefined;
      return this.#watched(duckdb.execute_prepared_streaming(statement));
    });
    return last && this.#read(last);
  }

  async #runKept(): Promise<RunSummary | undefined> {
    const { text } = this.request;
    const statement = this.kept.take(text) ?? (await this.#watched(duckdb.prepare(this.connection, text)));
    let result: duckdb.Result;
    try {
      await this.binder.bind(statement, this.request.parameters);
      result = await this.#watched(duckdb.execute_prepared_streaming(statement));
    } catch (error) {
      duckdb.destroy_prepare_sync(statement);
      throw error;
    }
    this.kept.give(text, statement);
    return this.#read(result);
  }

  async #prepared<T>(statements: duckdb.ExtractedStatements, index: number, use: (statement: duckdb.PreparedStatement) => Promise<T>): Promise<T> {
    this.#checkCancelled();
    const statement = await this.#watched(duckdb.prepare_extracted_statement(this.connection, statements, index));
    try {
      await this.binder.bind(statement, this.request.parameters);
      return await use(statement);
    } finally {
      duckdb.destroy_prepare_sync(statement);
    }
  }

  async #read(result: duckdb.Result): Promise<RunSummary> {
    const statement = duckdb.StatementType[duckdb.result_statement_type(result)];
    switch (duckdb.result_return_type(result)) {
      case duckdb.ResultType.CHANGED_ROWS:
        // The count is the only cell; small results are not streamed, so it is there already.
        return { statement, rowsChanged: await changedRows(result) };
      case duckdb.ResultType.QUERY_RESULT: {
        const ended = await this.#stream(result);
        if (ended.cutAfter === undefined) await this.#checkWhole(result);
        return { statement, ...ended };
      }
      case duckdb.ResultType.NOTHING:
      case duckdb.ResultType.INVALID:
        return { statement };
    }
  }

  async #stream(result: duckdb.Result): Promise<{ cutAfter?: number }> {
    this.#open = true;
    let first = true;
    // The next chunk is made while this one is copied.
    let next = this.#fetch(result);
    const batcher = new Batcher(result, this.request.batchRows, this.#memory);
    for (const message of batcher.head()) this.#send(message);
    for (;;) {
      if (batcher.rows > 0 && (await this.#ticker?.settlesSoon(next)) === false && !(await this.#sendBatch(batcher))) break;
      const chunk = await next;
      if (!chunk || duckdb.data_chunk_get_size(chunk) === 0) {
        this.#open = false;
        break;
      }
      next = this.#fetch(result);
      batcher.append(chunk);
      if ((first || batcher.full) && !(await this.#sendBatch(batcher))) break;
      first = false;
    }
    if (!this.#open && batcher.rows > 0) await this.#sendBatch(batcher);
    await next.catch(() => undefined);
    this.#checkCancelled();
    return this.#open || batcher.rows > 0 ? { cutAfter: this.#sent } : {};
  }

  /** A stream that breaks off looks like one that ends: only the kind of the result tells, and the reason has to be asked for. */
  async #checkWhole(result: duckdb.Result): Promise<void> {
    if (duckdb.result_return_type(result) !== duckdb.ResultType.INVALID) return;
    const reason = await this.#watched(this.why(this.connection, this.request, this.binder));
    this.#checkCancelled();
    throw new BrokenOff(reason, this.#sent);
  }

  #fetch(result: duckdb.Result): Promise<duckdb.DataChunk | null> {
    const chunk = this.#watched(duckdb.fetch_chunk(result));
    chunk.catch(() => undefined);
    return chunk;
  }

  /** Waits until somebody wants the batch. False when it must not be sent any more. */
  async #sendBatch(batcher: Batcher): Promise<boolean> {
    while (this.#credits === 0 && this.#drain === undefined && !this.#cancelled) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    this.#checkCancelled();
    if (this.#credits > 0) this.#credits--;
    else if (this.#drain !== undefined && this.#drain <= 0) return false;
    const batch = batcher.take();
    if (this.#drain !== undefined) this.#drain -= batch.bytes.byteLength;
    this.#sent += batch.rows;
    this.#send(batch);
    return true;
  }

  #send(event: ArrowMessage): void {
    const { buffer } = event.bytes;
    this.post({ kind: 'event', run: this.request.run, event }, buffer instanceof ArrayBuffer ? [buffer] : []);
  }

  /** Lets the work be interrupted. */
  async #watched<T>(work: Promise<T>): Promise<T> {
    this.#executing = true;
    try {
      return await work;
    } finally {
      this.#executing = false;
    }
  }

  /** Where DuckDB knows how far it is. */
  #tellProgress(): void {
    if (!this.#executing) return;
    const fraction = duckdb.query_progress(this.connection).percentage / 100;
    if (fraction <= this.#progress || fraction > 1) return;
    this.#progress = fraction;
    this.post({ kind: 'event', run: this.request.run, event: { kind: 'progress', fraction } });
  }

  #checkCancelled(): void {
    if (this.#cancelled) throw new Error('cancelled');
  }
}

/** @throws UnsendableText, Error of DuckDB */
export async function extract(connection: duckdb.Connection, text: string): Promise<{ readonly statements: duckdb.ExtractedStatements; readonly count: number }> {
  checkSendable(text);
  const { extracted_statements: statements, statement_count: count } = await duckdb.extract_statements(connection, text);
  if (count > 0) return { statements, count };
  const message = errorOf(statements);
  if (message !== '') throw new Error(message);
  return { statements, count };
}

/** The call throws where there is no error: a text without a statement. */
function errorOf(statements: duckdb.ExtractedStatements): string {
  try {
    return duckdb.extract_statements_error(statements);
  } catch {
    return '';
  }
}

/** Ends an unread stream: results have no close of their own, but the next statement on the connection ends them. */
async function closeStream(connection: duckdb.Connection): Promise<void> {
  await duckdb.query(connection, 'SELECT 1').catch(() => undefined);
}

/** `rows_changed` is a JS number of a result that is not streamed; the cell is the exact one. */
async function changedRows(result: duckdb.Result): Promise<string> {
  const chunk = await duckdb.fetch_chunk(result);
  if (!chunk || duckdb.data_chunk_get_size(chunk) === 0) return String(duckdb.rows_changed(result));
  const bytes = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, 0), 8);
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true).toString();
}

function describe(error: unknown): DuckDbError {
  if (error instanceof ParameterError) return { type: 'Parameter', message: error.message };
  return error instanceof BrokenOff ? error.described : describeNativeError(error);
}
