import { brokenArrow } from './broken';
import { countAt, FlatTable, type FlatVector } from './flatTable';

/** Headers of encapsulated IPC messages, read in place. Format: Arrow columnar format, "Encapsulated message format". */

export type Compression = 'lz4' | 'zstd';

export type MessageHeader =
  | { readonly kind: 'schema' }
  | { readonly kind: 'dictionary'; readonly id: number; readonly delta: boolean; readonly batch: BatchHeader }
  | { readonly kind: 'batch'; readonly batch: BatchHeader };

const PREFIX = 8;
const CONTINUATION = 0xffff_ffff;
const NODE_BYTES = 16;
const BUFFER_BYTES = 16;
const V4 = 3;

/** The metadata of a message (its flatbuffer) without prefix and body. */
export function metadataOf(message: Uint8Array): Uint8Array {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (message.byteLength < PREFIX || view.getUint32(0, true) !== CONTINUATION) throw brokenArrow('a message does not start with its mark.');
  const length = view.getInt32(4, true);
  if (length <= 0 || PREFIX + length > message.byteLength) throw brokenArrow('a message ends within its header.');
  return message.subarray(PREFIX, PREFIX + length);
}

/** @throws HeadwaterError or RangeError where the bytes are no message */
export function readHeader(message: Uint8Array): MessageHeader {
  const metadata = metadataOf(message);
  const root = FlatTable.root(viewOf(metadata));
  const version = root.short(0);
  if (version < V4) throw brokenArrow('its format version is older than 0.8.');
  const header = root.table(2);
  if (!header) throw brokenArrow('a message has no header.');
  const bodyLength = root.count(3);
  const start = PREFIX + metadata.byteLength;
  if (start + bodyLength > message.byteLength) throw brokenArrow('a message ends within its body.');
  const body = message.subarray(start, start + bodyLength);
  switch (root.byte(1)) {
    case 1:
      return { kind: 'schema' };
    case 2: {
      const batch = header.table(1);
      if (!batch) throw brokenArrow('a dictionary has no values.');
      return { kind: 'dictionary', id: header.count(0), delta: header.byte(2) !== 0, batch: new BatchHeader(batch, body, version) };
    }
    case 3:
      return { kind: 'batch', batch: new BatchHeader(header, body, version) };
    default:
      throw brokenArrow('a message is of a kind that holds no table rows.');
  }
}

/** Length and null count of one field's values. */
export interface FieldNode {
  readonly length: number;
  readonly nulls: number;
}

/** The header of a record batch with its body; nodes and buffers are read when they are asked for. */
export class BatchHeader {
  readonly rows: number;
  readonly compression: Compression | undefined;
  /** Number of data buffers of each view column, in depth-first order. */
  readonly variadicCounts: readonly number[];
  /** Whether unions have a validity bitmap, as they had before format version 5. */
  readonly unionBitmaps: boolean;
  readonly #view: DataView;
  readonly #length: number | undefined;
  readonly #nodes: FlatVector;
  readonly #buffers: FlatVector;

  constructor(
    table: FlatTable,
    readonly body: Uint8Array,
    version: number,
  ) {
    this.#view = table.view;
    this.#length = table.place(0);
    this.rows = table.count(0);
    this.#nodes = table.vector(1, NODE_BYTES);
    this.#buffers = table.vector(2, BUFFER_BYTES);
    this.compression = compressionOf(table.table(3));
    const counts = table.vector(4, 8);
    this.variadicCounts = Array.from({ length: counts.length }, (_, index) => countAt(table.view, counts.at + index * 8));
    this.unionBitmaps = version === V4;
    for (let index = 0; index < this.#buffers.length; index++) this.buffer(index);
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  get bufferCount(): number {
    return this.#buffers.length;
  }

  node(index: number): FieldNode {
    if (index >= this.#nodes.length) throw brokenArrow('a batch has fewer columns than its schema.');
    const at = this.#nodes.at + index * NODE_BYTES;
    const length = countAt(this.#view, at);
    const nulls = countAt(this.#view, at + 8);
    if (nulls > length) throw brokenArrow('a column has more nulls than values.');
    return { length, nulls };
  }

  /** Makes the batch shorter, in place: its top-level columns get `rows` values, of which `nullsOf` says how many are null. Buffers stay as they are. */
  truncate(rows: number, nodes: readonly number[], nullsOf: (column: number) => number): void {
    if (this.#length === undefined) return;
    this.#view.setBigInt64(this.#length, BigInt(rows), true);
    nodes.forEach((node, column) => {
      const at = this.#nodes.at + node * NODE_BYTES;
      this.#view.setBigInt64(at, BigInt(rows), true);
      this.#view.setBigInt64(at + 8, BigInt(nullsOf(column)), true);
    });
  }

  /** A buffer as it stands in the body: compressed where the batch is. */
  buffer(index: number): Uint8Array {
    if (index >= this.#buffers.length) throw brokenArrow('a batch has fewer buffers than its schema needs.');
    const at = this.#buffers.at + index * BUFFER_BYTES;
    const start = countAt(this.#view, at);
    const length = countAt(this.#view, at + 8);
    if (length > 0 && start + length > this.body.byteLength) throw brokenArrow('a buffer reaches beyond its message.');
    return this.body.subarray(start, start + length);
  }
}

function compressionOf(table: FlatTable | undefined): Compression | undefined {
  if (!table) return undefined;
  switch (table.byte(0)) {
    case 0:
      return 'lz4';
    case 1:
      return 'zstd';
    default:
      throw brokenArrow('its buffers are compressed in an unknown way.');
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
