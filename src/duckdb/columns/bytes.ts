const START = 1024;

/** Bytes that grow at their end. The room is kept when cleared, so that batches after the first allocate nothing. */
export class Bytes {
  #room = new Uint8Array(START);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A view of what is there; valid until the next change. */
  get view(): Uint8Array {
    return this.#room.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    this.extend(bytes.length).set(bytes);
  }

  /** `count` more bytes, to be written by the caller at once. Their content is whatever was there before. */
  extend(count: number): Uint8Array {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#room.length) {
      const grown = new Uint8Array(Math.max(this.#room.length * 2, this.#length));
      grown.set(this.#room.subarray(0, start));
      this.#room = grown;
    }
    return this.#room.subarray(start, this.#length);
  }

  /** As {@link extend}, as a view of 32-bit words. Everything before must be whole words. */
  extendWords(count: number): Int32Array {
    const start = this.#length;
    this.extend(count * 4);
    return new Int32Array(this.#room.buffer, start, count);
  }

  clear(): void {
    this.#length = 0;
    // One huge batch must not hold its room for the rest of a long result.
    if (this.#room.length > KEPT) this.#room = new Uint8Array(START);
  }
}

const KEPT = 16 * 1024 * 1024;
