/** Bytes of more than this are referred to, not copied, until the message is put together. */
const COPY_BELOW = 256;

/** Collects the bytes of a Protocol Buffers message; nested messages are collected apart and joined without copying large fields. */
export class ProtoWriter {
  readonly #chunks: Uint8Array[] = [];
  #small = new Uint8Array(128);
  #used = 0;
  #length = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** @param value the low 64 bits are written as an unsigned varint */
  varint64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  /** @param value 0 to 2³² − 1 */
  varint32(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#byte(rest);
  }

  fixed(bytes: Uint8Array): void {
    if (bytes.byteLength < COPY_BELOW) {
      this.#reserve(bytes.byteLength);
      this.#small.set(bytes, this.#used);
      this.#used += bytes.byteLength;
    } else {
      this.#flush();
      this.#chunks.push(bytes);
    }
    this.#length += bytes.byteLength;
  }

  /** A length-delimited message. */
  nested(message: ProtoWriter): void {
    this.varint32(message.#length);
    message.#flush();
    for (const chunk of message.#chunks) this.fixed(chunk);
  }

  /** The parts in order; together they are the message. */
  chunks(): readonly Uint8Array[] {
    this.#flush();
    return this.#chunks;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.chunks()) {
      all.set(chunk, at);
      at += chunk.byteLength;
    }
    return all;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#small[this.#used++] = value;
    this.#length += 1;
  }

  #reserve(size: number): void {
    if (this.#used + size <= this.#small.byteLength) return;
    this.#flush();
    this.#small = new Uint8Array(Math.max(512, size));
  }

  #flush(): void {
    if (this.#used === 0) return;
    this.#chunks.push(this.#small.subarray(0, this.#used));
    this.#small = this.#small.subarray(this.#used);
    this.#used = 0;
  }
}
