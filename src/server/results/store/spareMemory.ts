import { isPooled } from '../../../core/arrow/bufferPool';

/**
 * Memory of one result's messages that are no longer kept. It is handed on to be used again, unless somebody reads the result at that moment:
 * what a reader holds is left to the collector.
 */
export class SpareMemory {
  #readers = 0;
  #buffers: ArrayBuffer[] = [];

  /** @param handOn gets buffers that nothing here uses any more */
  constructor(private readonly handOn: (buffers: readonly ArrayBuffer[]) => void) {}

  /** Work that may hold the memory of messages until it ends. */
  async reading<R>(work: () => Promise<R> | R): Promise<R> {
    this.#readers += 1;
    try {
      return await work();
    } finally {
      this.#readers -= 1;
    }
  }

  /** A message that is no longer kept. */
  add({ buffer }: Uint8Array): void {
    if (buffer instanceof ArrayBuffer && isPooled(buffer)) this.#buffers.push(buffer);
  }

  /** Hands on what was added. */
  flush(): void {
    const buffers = this.#buffers;
    this.#buffers = [];
    if (this.#readers === 0 && buffers.length > 0) this.handOn(buffers);
  }
}
