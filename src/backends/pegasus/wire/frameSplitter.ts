import { ThriftError } from './thriftError';

/** Smallest answer: its length, an empty error, the head of a message without name. */
const SMALLEST = 4 + 4 + 12;

/** Cuts a byte stream into answers. A frame that came whole is a view of its chunk; others are put together in memory of their own. */
export class FrameSplitter {
  #part: Uint8Array | undefined;
  #filled = 0;
  readonly #length = new Uint8Array(4);
  #lengthBytes = 0;

  /** @param maxBytes a longer frame is refused before anything is allocated for it */
  constructor(private readonly maxBytes: number) {}

  /** Frames without their length. @throws ThriftError where a length cannot be one */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    let at = 0;
    while (at < chunk.byteLength) {
      if (this.#part) {
        const count = Math.min(this.#part.byteLength - this.#filled, chunk.byteLength - at);
        this.#part.set(chunk.subarray(at, at + count), this.#filled);
        this.#filled += count;
        at += count;
        if (this.#filled < this.#part.byteLength) return;
        const whole = this.#part;
        this.#part = undefined;
        yield whole;
        continue;
      }
      const count = Math.min(4 - this.#lengthBytes, chunk.byteLength - at);
      this.#length.set(chunk.subarray(at, at + count), this.#lengthBytes);
      this.#lengthBytes += count;
      at += count;
      if (this.#lengthBytes < 4) return;
      this.#lengthBytes = 0;
      const size = this.#size();
      if (chunk.byteLength - at >= size) {
        yield chunk.subarray(at, at + size);
        at += size;
      } else {
        this.#part = new Uint8Array(size);
        this.#filled = 0;
      }
    }
  }

  #size(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#length;
    const total = (a * 256 + b) * 65_536 + c * 256 + d;
    if (total < SMALLEST || total > this.maxBytes) throw new ThriftError(`an answer of ${total} bytes is announced`);
    return total - 4;
  }
}
