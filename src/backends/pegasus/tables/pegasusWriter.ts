import { type Data, DataType, TimeUnit } from 'apache-arrow';
import { type ArrowBatch, ArrowDecoder } from '../../../core/arrow/decode';
import { encodeSchema } from '../../../core/arrow/messages';
import type { RejectedRow, TableWriter, WriteReport, WriteRequest } from '../../../core/contract/tables';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import type { Expiry } from '../client/expiry';
import type { PegasusTable } from '../client/pegasusTable';
import { readable } from '../failures';
import { CodecError } from '../values/codec';
import type { TableEncodings } from '../values/encodings';
import { PegasusError } from '../wire/errors';
import { COLUMNS, EXPIRE_TS, HASH_KEY, PARTITION, schemaOf, SORT_KEY, VALUE } from './columns';
import { type RowWrite, writeRow } from './writeRow';

/** Writes on their way at once. */
const AT_ONCE = 64;
const MOST_REJECTED = 1_000;
/** Refusals of a single row: others may go through. */
const OF_THE_ROW: ReadonlySet<string> = new Set(['ERR_INVALID_DATA', 'INVALID_ARGUMENT (4)']);

interface Opened {
  readonly table: PegasusTable;
  readonly encodings: TableEncodings;
  readonly decoder: ArrowDecoder;
}

/** Writes rows key by key; each is done or refused for itself. */
export class PegasusWriter implements TableWriter {
  #opened: Promise<Opened> | undefined;
  #row = 0n;
  #written = 0n;
  #unknown = 0n;
  #rejectedRows = 0n;
  readonly #rejected: RejectedRow[] = [];
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;

  constructor(
    private readonly request: WriteRequest,
    private readonly open: (signal: AbortSignal) => Promise<{ readonly table: PegasusTable; readonly encodings: TableEncodings }>,
  ) {
    this.#signal = AbortSignal.any([request.signal, this.#stop.signal]);
  }

  async write(batch: Uint8Array): Promise<void> {
    const what = `Could not write to ${this.request.table.join('.')}`;
    try {
      this.#opened ??= this.#openTable();
      const opened = await this.#opened;
      const decoded = opened.decoder.batch(batch);
      const first = this.#row;
      this.#row += BigInt(decoded.rows);
      let next = 0;
      const work = async (): Promise<void> => {
        for (let row = next; row < decoded.rows; row = next) {
          next = row + 1;
          await this.#one(opened, decoded, row, first + BigInt(row));
        }
      };
      const results = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, decoded.rows) }, work));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    } catch (error) {
      throw readable(error, what);
    }
  }

  async finish(): Promise<WriteReport> {
    return this.#report();
  }

  async abort(): Promise<WriteReport> {
    this.#stop.abort();
    return this.#report();
  }

  #report(): WriteReport {
    return { written: this.#written, rejected: this.#rejected, rejectedRows: this.#rejectedRows, unknown: this.#unknown };
  }

  async #openTable(): Promise<Opened> {
    const { columns, kind } = this.request;
    if (columns.includes(PARTITION)) throw refused(this.request, 'The partition of a row follows from its key.', 'Leave _partition out.');
    const needed = kind === 'delete' ? [HASH_KEY, SORT_KEY] : kind === 'update' ? [HASH_KEY, SORT_KEY] : [HASH_KEY, SORT_KEY, VALUE];
    const missing = needed.find((column) => !columns.includes(column));
    if (missing !== undefined) throw refused(this.request, `A value for ${COLUMNS[missing] ?? ''} is missing.`, 'A row has a hash key, a sort key (which may be empty) and a value.');
    const { table, encodings } = await this.open(this.#signal);
    return { table, encodings, decoder: new ArrowDecoder(encodeSchema(schemaOf(columns, encodings)).bytes) };
  }

  async #one({ table, encodings }: Opened, batch: ArrowBatch, row: number, place: bigint): Promise<void> {
    try {
      const read = (column: number): string | null => textAt(batch.column(this.request.columns.indexOf(column)), row);
      const hashKey = encodings.hashKey.fromText(notNull(read(HASH_KEY), HASH_KEY));
      const sortKey = encodings.sortKey.fromText(notNull(read(SORT_KEY), SORT_KEY));
      const why = await writeRow(table, hashKey, sortKey, this.#writeOf(batch, row, encodings, read), this.#signal);
      if (why === undefined) this.#written += 1n;
      else this.#reject(place, why);
    } catch (error) {
      this.#failed(error, place);
    }
  }

  #writeOf(batch: ArrowBatch, row: number, encodings: TableEncodings, read: (column: number) => string | null): RowWrite {
    const { kind, columns } = this.request;
    const expiry = (): Expiry => (columns.includes(EXPIRE_TS) ? timeAt(batch.column(columns.indexOf(EXPIRE_TS)), row) : undefined);
    const value = (): Uint8Array => encodings.value.fromText(notNull(read(VALUE), VALUE));
    switch (kind) {
      case 'insert':
      case 'upsert':
        return { kind, value: value(), expiry: expiry() };
      case 'update':
        return { kind, ...(columns.includes(VALUE) ? { value: value() } : {}), ...(columns.includes(EXPIRE_TS) ? { expiry: { to: expiry() } } : {}) };
      case 'delete':
        return { kind };
    }
  }

  /** @throws the error, where it is not about this row alone */
  #failed(error: unknown, place: bigint): void {
    if (isCancelled(error)) throw error;
    if (error instanceof CodecError) this.#reject(place, `${error.message}.`);
    else if (error instanceof PegasusError && OF_THE_ROW.has(error.code)) {
      const told = readable(error, '');
      this.#reject(place, told instanceof HeadwaterError ? told.failure.why : error.message);
    } else if (error instanceof HeadwaterError && error.failure.kind === 'invalid') this.#reject(place, error.failure.why);
    else {
      if (error instanceof HeadwaterError && error.failure.outcomeUnknown) this.#unknown += 1n;
      this.#stop.abort();
      throw error;
    }
  }

  #reject(row: bigint, why: string): void {
    this.#rejectedRows += 1n;
    if (this.#rejected.length < MOST_REJECTED) this.#rejected.push({ row, why });
  }
}

function notNull(text: string | null, column: number): string {
  if (text === null) throw new CodecError(`${COLUMNS[column] ?? ''} cannot be NULL`);
  return text;
}

function textAt(data: Data, row: number): string | null {
  if (!data.getValid(row)) return null;
  if (!DataType.isUtf8(data.type)) throw new TypeError('a text was expected');
  const offsets: unknown = data.valueOffsets;
  const values: unknown = data.values;
  if (!(offsets instanceof Int32Array) || !(values instanceof Uint8Array)) return '';
  return utf8.decode(values.subarray(offsets[row] ?? 0, offsets[row + 1] ?? 0));
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function timeAt(data: Data, row: number): Expiry {
  if (!data.getValid(row)) return undefined;
  const { type } = data;
  const values: unknown = data.values;
  if (!DataType.isTimestamp(type) || type.unit !== TimeUnit.MICROSECOND || !(values instanceof BigInt64Array)) throw new TypeError('a time in microseconds was expected');
  return { atMs: Number((values[row] ?? 0n) / 1000n) };
}

const refused = ({ table }: WriteRequest, why: string, todo: string): HeadwaterError => new HeadwaterError({ what: `Could not write to ${table.join('.')}`, why, todo, kind: 'invalid' });
