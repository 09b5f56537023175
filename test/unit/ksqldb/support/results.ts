import { ArrowDecoder } from '../../../../src/core/arrow/decode';
import type { ArrowMessage } from '../../../../src/core/contract/execution';
import { jsonText, makeJsonWriter } from '../../../../src/core/format/json';
import { type ReaderOptions, ResultReader } from '../../../../src/backends/ksqldb/rows/resultReader';

/** Decoded rows of one result, each as the JSON of its values. */
export class Decoded {
  readonly #decoder: ArrowDecoder;
  readonly rows: string[] = [];

  constructor(schema: ArrowMessage) {
    this.#decoder = new ArrowDecoder(schema.bytes);
  }

  get names(): readonly string[] {
    return this.#decoder.schema.fields.map(({ name }) => name);
  }

  add(message: ArrowMessage): void {
    const batch = this.#decoder.batch(message.bytes);
    const writers = this.#decoder.schema.fields.map((field) => makeJsonWriter(field, { timeZone: 'UTC' }));
    for (let row = 0; row < batch.rows; row++) this.rows.push(`[${writers.map((writer, column) => jsonText(writer, batch.column(column), row).text).join(',')}]`);
  }
}

/** Everything that a reader makes of pieces. */
/** @param show false: rows are read and not looked at */
export function readPieces(pieces: readonly Uint8Array[], options: ReaderOptions, show = true): { readonly reader: ResultReader; readonly rows: readonly string[] } {
  const reader = new ResultReader(options);
  let decoded: Decoded | undefined;
  const take = (): void => {
    if (!reader.rows) return;
    if (show) decoded ??= new Decoded(reader.rows.schema(false));
    if (reader.rows.rows === 0) return;
    const batch = reader.rows.take();
    decoded?.add(batch);
  };
  for (const piece of pieces) {
    for (let all = reader.feed(piece, (rows) => rows.rows >= 7); !all; all = reader.feed(new Uint8Array(0), (rows) => rows.rows >= 7)) take();
    take();
  }
  return { reader, rows: decoded?.rows ?? [] };
}

/** A text cut into pieces of at most `size` bytes. */
export function pieces(text: string, size: number): readonly Uint8Array[] {
  const bytes = Buffer.from(text, 'utf8');
  const all: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) all.push(bytes.subarray(at, at + size));
  return all;
}
