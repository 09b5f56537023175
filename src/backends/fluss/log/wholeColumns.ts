import { BatchParts, encodeBatch, encodeCompressedBatch } from '../../../core/arrow/batchMessage';
import type { BatchHeader } from '../../../core/arrow/header';
import type { MessageMemory } from '../../../core/contract/memory';
import { STORED_PREFIX } from './appendBatch';

/** Where the nodes and buffers of one column stand in a batch. */
export interface ColumnPlace {
  readonly node: number;
  readonly nodes: number;
  readonly buffer: number;
  readonly buffers: number;
}

/**
 * A batch of which all rows are wanted, put together from whole columns of another one. Buffers stay as they came, compressed or not:
 * whoever uses the values decompresses those that it needs, in a thread of its own.
 */
export class WholeColumns {
  readonly #parts = new BatchParts();

  constructor(private readonly batch: BatchHeader) {}

  copy({ node, nodes, buffer, buffers }: ColumnPlace): void {
    for (let index = node; index < node + nodes; index++) {
      const { length, nulls } = this.batch.node(index);
      this.#parts.node(length, nulls);
    }
    for (let index = buffer; index < buffer + buffers; index++) this.#parts.buffer(this.batch.buffer(index));
  }

  /** A column that did not come with the batch. */
  add({ nodes, buffers }: BatchParts): void {
    for (const { length, nulls } of nodes) this.#parts.node(length, nulls);
    for (const buffer of buffers) this.#parts.buffer(this.batch.compression === undefined ? buffer : stored(buffer));
  }

  message(memory: MessageMemory): Uint8Array {
    const { rows, compression } = this.batch;
    return compression === undefined ? encodeBatch(rows, this.#parts, memory) : encodeCompressedBatch(rows, this.#parts, compression, memory);
  }
}

function stored(buffer: Uint8Array): Uint8Array {
  if (buffer.byteLength === 0) return buffer;
  const framed = new Uint8Array(STORED_PREFIX.byteLength + buffer.byteLength);
  framed.set(STORED_PREFIX);
  framed.set(buffer, STORED_PREFIX.byteLength);
  return framed;
}
