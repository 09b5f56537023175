import { type Data, Schema } from 'apache-arrow';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { encodeSchema } from '../../../core/arrow/messages';
import type { RejectedRow, TableWriter, WriteReport } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import { isNull } from '../../../core/format/buffers';
import { InsertStream, type RowAck } from '../client/insertStream';
import { RefusedError } from '../client/refusal';
import type { Connected } from '../connect';
import type { KsqlClient, StatementContext } from '../client/ksqlClient';
import { quoted } from '../language/words';
import { arrowField } from '../types/arrowType';
import type { SqlColumn } from '../types/sqlType';
import { InsertJson } from './insertJson';
import { insertStatement } from './insertStatement';

export interface InsertWriterParts {
  readonly connected: Connected;
  readonly context: StatementContext;
  readonly target: string;
  /** Columns of the batches, in order, and whether each row needs a key. */
  readonly rows: Promise<{ readonly columns: readonly SqlColumn[]; readonly keyed: boolean }>;
  readonly signal: AbortSignal;
  /** Told once where rows go one by one, and why. */
  readonly onFallback: (why: string) => void;
}

/** The first of the refused rows that are kept. */
const MOST_REJECTED = 1_000;
/**
 * Rows that may be without an answer at a time. After an error the server tells nothing more of rows that were on their way, so that
 * few are at first, and more with each row that goes well.
 */
const FIRST_WINDOW = 16;
const LARGEST_WINDOW = 4_096;
/** Milliseconds without any answer after which rows count as lost. */
const SILENCE_MS = 60_000;

interface Opened {
  readonly json: InsertJson;
  readonly columns: readonly SqlColumn[];
  /** Indexes of columns that must have a value. */
  readonly needed: readonly number[];
  readonly decoder: ArrowDecoder;
}

/** Inserts rows over /inserts-stream, or, where no HTTP/2 comes through, by a statement each. */
export class InsertWriter implements TableWriter {
  #opened: Promise<Opened> | undefined;
  #stream: InsertStream | undefined;
  #oneByOne = false;
  /** Places, in the order of all rows given, of those without an answer, by their number in the present stream. */
  readonly #pending = new Map<number, bigint>();
  #seq = 0;
  #window = FIRST_WINDOW;
  #row = 0n;
  #written = 0n;
  #unknown = 0n;
  #rejectedRows = 0n;
  readonly #rejected: RejectedRow[] = [];
  #wake: () => void = () => undefined;
  #stopped = false;
  #failure: Error | undefined;

  constructor(private readonly parts: InsertWriterParts) {}

  async write(batch: Uint8Array): Promise<void> {
    this.#opened ??= this.#open();
    const { json, columns, needed, decoder } = await this.#opened;
    const decoded = decoder.batch(batch);
    const data = columns.map((_, index) => decoded.column(index));
    for (let row = 0; row < decoded.rows; row++) {
      if (this.#stopped) return;
      // Found here, it costs no other row its answer.
      const missing = needed.find((index) => data[index] === undefined || isNull(data[index], row));
      if (missing === undefined) await this.#one(json.row(data, row), data, row);
      else this.#reject(this.#row++, `The key ${columns[missing]?.name ?? ''} has no value.`);
    }
  }

  async finish(): Promise<WriteReport> {
    if (this.#stream) await this.#drain();
    return this.#report();
  }

  async abort(): Promise<WriteReport> {
    this.#stopped = true;
    if (this.#stream) this.#ended(this.#stream, undefined);
    return this.#report();
  }

  async #one(line: string, data: readonly Data[], row: number): Promise<void> {
    const place = this.#row++;
    const stream = this.#oneByOne ? undefined : await this.#streamOrFallback();
    if (!stream) {
      await this.#statement(place, data, row);
      return;
    }
    this.#pending.set(this.#seq++, place);
    await stream.send(Buffer.from(`${line}\n`, 'utf8'));
    if (this.#pending.size >= this.#window) await this.#until(() => this.#pending.size < this.#window / 2 || this.#stream !== stream);
  }

  /** The stream that takes rows now: a new one behind an error. `undefined` where none can be had. */
  async #streamOrFallback(): Promise<InsertStream | undefined> {
    if (this.#stream && !this.#stream.done) return this.#stream;
    if (this.#stream) await this.#until(() => this.#stream === undefined);
    const { connected, target, signal } = this.parts;
    if (connected.transport.proxy !== undefined) {
      this.#fallback('the connection goes through a proxy');
      return undefined;
    }
    try {
      const stream = await InsertStream.open({ what: this.#what, address: connected.address, tls: connected.transport, headers: connected.headers, target: quoted(target) }, (ack) => this.#acknowledged(ack), signal);
      this.#seq = 0;
      this.#stream = stream;
      stream.ended.then(
        () => this.#ended(stream, undefined),
        (error: unknown) => this.#ended(stream, error),
      );
      return stream;
    } catch (error) {
      if (!(error instanceof HeadwaterError) || error.failure.kind !== 'unsupported') throw error;
      this.#fallback('HTTP/2 does not come through to the server');
      return undefined;
    }
  }

  #fallback(why: string): void {
    this.#oneByOne = true;
    this.parts.onFallback(`Rows are inserted by one statement each, since ${why}.`);
  }

  #acknowledged(ack: RowAck): void {
    const place = this.#pending.get(ack.seq);
    if (place === undefined) return;
    this.#pending.delete(ack.seq);
    if (ack.status === 'ok') {
      this.#written++;
      if (this.#window < LARGEST_WINDOW) this.#window++;
    } else this.#reject(place, ack.message);
    this.#wake();
  }

  /** Nothing more is told of rows that have no answer by now. */
  #ended(stream: InsertStream, error: unknown): void {
    if (this.#stream !== stream) return;
    this.#unknown += BigInt(this.#pending.size);
    this.#pending.clear();
    this.#stream = undefined;
    stream.close();
    this.#window = FIRST_WINDOW;
    if (error !== undefined && !this.#stopped) this.#failure = error instanceof Error ? error : new Error('The stream broke off.');
    this.#wake();
  }

  async #drain(): Promise<void> {
    this.#stream?.finish();
    await this.#until(() => this.#stream === undefined);
  }

  /** Waits for answers. @throws HeadwaterError where the stream broke */
  async #until(reached: () => boolean): Promise<void> {
    while (!reached() && !this.#stopped && this.#failure === undefined) {
      this.parts.signal.throwIfAborted();
      let timer: NodeJS.Timeout | undefined;
      const silent = await new Promise<boolean>((resolve) => {
        this.#wake = () => resolve(false);
        timer = setTimeout(resolve, SILENCE_MS, true);
        this.parts.signal.addEventListener('abort', this.#wake, { once: true });
      });
      clearTimeout(timer);
      this.parts.signal.removeEventListener('abort', this.#wake);
      if (silent && this.#stream) this.#ended(this.#stream, new HeadwaterError({ what: this.#what, why: `The server has said nothing of the rows for ${SILENCE_MS / 1000} seconds.`, kind: 'timeout', outcomeUnknown: true }));
    }
    if (this.#failure === undefined) return;
    const failure = this.#failure;
    this.#failure = undefined;
    throw failure;
  }

  async #statement(place: bigint, data: readonly Data[], row: number): Promise<void> {
    const { connected, context, target, signal } = this.parts;
    const { columns } = await (this.#opened ?? this.#open());
    const client: KsqlClient = connected.client;
    try {
      await client.execute(this.#what, insertStatement(target, columns, data, row), context, signal, { writing: true });
      this.#written++;
    } catch (error) {
      if (!(error instanceof HeadwaterError)) throw error;
      if (error.failure.outcomeUnknown) {
        this.#unknown++;
        throw error;
      }
      if (!(error instanceof RefusedError) || error.failure.kind === 'unauthorized' || error.failure.kind === 'forbidden') throw error;
      this.#reject(place, error.failure.why);
    }
  }

  #reject(row: bigint, why: string): void {
    this.#rejectedRows++;
    if (this.#rejected.length < MOST_REJECTED) this.#rejected.push({ row, why });
  }

  async #open(): Promise<Opened> {
    const { columns, keyed } = await this.parts.rows;
    const fields = columns.map(arrowField);
    return { columns, needed: keyed ? columns.flatMap(({ key }, index) => (key ? [index] : [])) : [], json: new InsertJson(columns, fields), decoder: new ArrowDecoder(encodeSchema(new Schema(fields)).bytes) };
  }


  get #what(): string {
    return `Could not insert into \`${this.parts.target}\``;
  }

  #report(): WriteReport {
    return { written: this.#written, rejected: this.#rejected, rejectedRows: this.#rejectedRows, unknown: this.#unknown };
  }
}
