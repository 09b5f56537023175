import { type Message, type RecordBatch, RecordBatchStreamWriter, type Schema } from 'apache-arrow';
import type { ArrowMessage } from '../contract/execution';

/**
 * Encodes record batches as encapsulated IPC messages, one tight buffer each.
 * The first {@link write} of a schema gives the schema message too; dictionaries come before the batch that needs them.
 */
export class ArrowEncoder {
  readonly #writer: CapturingWriter;

  constructor(schema: Schema) {
    this.#writer = new CapturingWriter(schema);
  }

  /** The schema message. */
  schema(): ArrowMessage {
    return { kind: 'schema', bytes: this.#writer.schemaBytes };
  }

  /** Zero or more dictionary messages, then the batch. */
  write(batch: RecordBatch): readonly ArrowMessage[] {
    const messages = this.#writer.capture(batch);
    return messages.map((bytes, index) => (index === messages.length - 1 ? { kind: 'batch', rows: batch.numRows, bytes } : { kind: 'dictionary', bytes }));
  }
}

/** The schema message of `schema`. */
export function encodeSchema(schema: Schema): ArrowMessage {
  return new ArrowEncoder(schema).schema();
}

class CapturingWriter extends RecordBatchStreamWriter {
  #groups: Uint8Array[][] = [];
  readonly schemaBytes: Uint8Array;

  constructor(schema: Schema) {
    super({ autoDestroy: false });
    this.reset(undefined, schema);
    this.schemaBytes = join(this.#groups[0] ?? []);
    this.#groups = [];
  }

  capture(batch: RecordBatch): Uint8Array[] {
    this.#groups = [];
    this._writeRecordBatch(batch);
    const messages = this.#groups.map(join);
    this.#groups = [];
    return messages;
  }

  protected override _writeMessage(message: Message, alignment?: number): this {
    // Called by the base constructor's reset before our own fields exist only if a schema were passed there; it is not.
    this.#groups.push([]);
    super._writeMessage(message, alignment);
    return this;
  }

  protected override _write(chunk: Parameters<RecordBatchStreamWriter['_write']>[0]): this {
    const bytes = ArrayBuffer.isView(chunk) ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength) : undefined;
    if (bytes && bytes.byteLength > 0) this.#groups.at(-1)?.push(bytes);
    return this;
  }
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.byteLength;
  }
  return out;
}
