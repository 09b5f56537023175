import { POOLED_MEMORY } from '../core/arrow/bufferPool';
import type { MessageMemory } from '../core/contract/memory';

/** More than this are never waiting: one comes with each batch that is asked for. */
const MOST = 2;

/** Memory that the reader of the rows sends for the next ones. Touching new memory costs as much as filling it. */
export class GivenMemory implements MessageMemory {
  readonly #buffers: ArrayBuffer[] = [];

  give(buffer: ArrayBuffer): void {
    this.#buffers.push(buffer);
    if (this.#buffers.length > MOST) this.#buffers.shift();
  }

  /** What was given where it fits, and not for messages that would leave half of it empty; else new memory of a size that can be used again. */
  take(size: number): Uint8Array {
    const index = this.#buffers.findIndex(({ byteLength }) => byteLength >= size && byteLength < size * 2);
    const [buffer] = index < 0 ? [] : this.#buffers.splice(index, 1);
    return buffer ? new Uint8Array(buffer) : POOLED_MEMORY.take(size);
  }
}
