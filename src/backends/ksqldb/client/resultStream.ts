import type { ArrowMessage } from '../../../core/contract/execution';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import { JsonError } from '../rows/jsonCursor';
import type { RowBatch } from '../rows/rowBatch';
import { type ReaderOptions, ResultReader } from '../rows/resultReader';
import type { ResultHeader } from '../rows/resultMessages';
import { type KsqlHttp, type Reply } from './http';
import { RefusedError, refusalFailure } from './refusal';

/** How a result came to its end. */
export interface ResultEnd {
  /** `ended`: the server closed it without saying why, as it does when the query is terminated elsewhere, or where its framing has no words for it. */
  readonly reason: 'limit' | 'completed' | 'ended';
  readonly rows: bigint;
  /** For reading on where this result ended, where the server gives such tokens. */
  readonly continuation: string | undefined;
}

export interface ResultOptions extends ReaderOptions {
  readonly what: string;
  /** Rows keep coming until somebody stops it. */
  readonly live: boolean;
  /** Rows of a batch at most. */
  readonly batchRows?: number;
}

/** Rows and bytes of a batch at most. */
const BATCH_ROWS = 8_192;
const BATCH_BYTES = 4 * 1024 * 1024;
/** Milliseconds that rows of a fast result are held to make a larger batch. */
const HOLD_MS = 40;

type ResultReply = Reply & { close(): Promise<void> };

/** The rows of one query, pulled from its connection as somebody asks for them: who does not ask holds the server back. */
export class ResultStream {
  #reader: ResultReader;
  #rows = 0n;
  /** Since the rows of the present batch began to gather. */
  #since = 0;

  constructor(
    private readonly http: KsqlHttp,
    private readonly reply: ResultReply,
    private readonly options: ResultOptions,
    private readonly signal: AbortSignal,
    private readonly onHeader: (header: ResultHeader) => void,
  ) {
    this.#reader = new ResultReader(options);
  }

  /** Schema, then batches. Ends the connection in any case. @throws HeadwaterError, CancelledError */
  async *messages(): AsyncGenerator<ArrowMessage, ResultEnd, undefined> {
    try {
      return yield* this.#read();
    } catch (error) {
      if (this.signal.aborted) throw new CancelledError();
      yield* this.#batch(); // what came before is whole
      if (error instanceof JsonError) throw this.#unreadable(error);
      if (error instanceof HeadwaterError) throw error;
      throw this.#lost(error);
    } finally {
      await this.reply.close();
    }
  }

  async *#read(): AsyncGenerator<ArrowMessage, ResultEnd, undefined> {
    const chunks = this.reply.body[Symbol.asyncIterator]();
    let begun = false;
    let pending = chunks.next();
    for (;;) {
      const step = await pending;
      if (step.done === true) break;
      if (!(step.value instanceof Uint8Array)) continue;
      let all = this.#reader.feed(step.value, this.#full);
      pending = chunks.next();
      pending.catch(() => undefined);
      if (!begun && this.#reader.rows && this.#reader.header) {
        begun = true;
        this.onHeader(this.#reader.header);
        yield this.#reader.rows.schema(this.options.live);
      }
      while (!all) {
        yield* this.#batch();
        all = this.#reader.feed(new Uint8Array(0), this.#full);
      }
      const { rows } = this.#reader;
      if (rows && rows.rows > 0 && !(await this.#moreIsThere(pending))) yield* this.#batch();
    }
    yield* this.#batch();
    return this.#end();
  }

  readonly #full = (rows: RowBatch): boolean => rows.rows >= (this.options.batchRows ?? BATCH_ROWS) || ((rows.rows & 63) === 0 && rows.size > BATCH_BYTES);

  *#batch(): Generator<ArrowMessage> {
    const { rows } = this.#reader;
    if (!rows || rows.rows === 0) return;
    this.#rows += BigInt(rows.rows);
    this.#since = 0;
    yield rows.take();
  }

  /** Whether the next bytes are there at once, so that their rows can go into the same batch. */
  async #moreIsThere(pending: Promise<unknown>): Promise<boolean> {
    const now = performance.now();
    if (this.#since === 0) this.#since = now;
    if (now - this.#since > HOLD_MS) return false;
    return Promise.race([
      pending.then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setImmediate(resolve, false)),
    ]);
  }

  #end(): ResultEnd {
    const { error, header, closed, cut, final, continuation } = this.#reader;
    if (error) throw this.#sentError(error.code, error.message);
    if (!header || cut || (this.options.framing === 'array' && !closed)) throw this.#lost(undefined);
    const reason = final === undefined ? 'ended' : /limit/iu.test(final) ? 'limit' : 'completed';
    return { reason, rows: this.#rows, continuation };
  }

  #sentError(code: number | undefined, message: string): HeadwaterError {
    const refusal = { status: code === undefined ? 500 : Math.floor(code / 100), code: code ?? 50000, message, statementText: undefined, entities: [] };
    return new RefusedError(refusalFailure(this.options.what, this.http.where, refusal, false), refusal);
  }

  #lost(error: unknown): HeadwaterError {
    const { continuation } = this.#reader;
    const failure = this.http.broken(this.options.what, error).failure;
    const received = this.#rows === 0n ? 'No rows had been received' : `${this.#rows.toLocaleString('en')} rows were received and are shown`;
    return new HeadwaterError(
      {
        ...failure,
        why: `The connection to ${this.http.where} was lost. ${received}.`,
        todo: `Run it again; from ${this.options.live ? 'the earliest offset it reads rows again, from the latest it misses those in between' : 'its start'}. A proxy or the server’s idle timeout may end connections that are quiet.`,
        ...(continuation === undefined ? {} : { detail: `${failure.detail ?? ''}\nContinuation token: ${continuation}` }),
        kind: 'unreachable',
      },
      { cause: error },
    );
  }

  #unreadable(error: JsonError): HeadwaterError {
    const row = this.#rows + 1n;
    const place = this.#reader.header ? `Row ${row.toLocaleString('en')} cannot be read: ${error.message}` : `${this.http.where} did not answer as ksqlDB does: ${error.message}`;
    return new HeadwaterError({ what: this.options.what, why: `${place}.`, todo: 'The log of the connection says more. A proxy may have changed the answer.', code: 'ksql-result' }, { cause: error });
  }
}
