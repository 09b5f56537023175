/** Thrift's binary encoding, as much of it as Pegasus speaks. Written apart from the client's, so that the two cannot share a mistake. */

export const WIRE = { stop: 0, bool: 2, i8: 3, i16: 6, i32: 8, i64: 10, string: 11, struct: 12, map: 13, set: 14, list: 15 } as const;

/** What cannot be read. A server closes the connection on it. */
export class Malformed extends Error {}

export class ThriftReader {
  offset = 0;

  constructor(readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.offset;
  }

  u8(): number {
    return this.bytes.readUInt8(this.#take(1));
  }

  i16(): number {
    return this.bytes.readInt16BE(this.#take(2));
  }

  i32(): number {
    return this.bytes.readInt32BE(this.#take(4));
  }

  i64(): bigint {
    return this.bytes.readBigInt64BE(this.#take(8));
  }

  blob(): Buffer {
    const length = this.i32();
    if (length < 0) throw new Malformed(`A length of ${length} bytes.`);
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  #take(length: number): number {
    if (length > this.left) throw new Malformed(`${length} bytes are wanted at ${this.offset}, and ${this.left} are left.`);
    const at = this.offset;
    this.offset += length;
    return at;
  }
}

export class ThriftWriter {
  #bytes = Buffer.alloc(256);
  #length = 0;

  u8(value: number): void {
    const at = this.#grow(1);
    this.#bytes.writeUInt8(value, at);
  }

  i16(value: number): void {
    const at = this.#grow(2);
    this.#bytes.writeInt16BE(value, at);
  }

  i32(value: number): void {
    const at = this.#grow(4);
    this.#bytes.writeInt32BE(value, at);
  }

  i64(value: bigint): void {
    const at = this.#grow(8);
    this.#bytes.writeBigInt64BE(BigInt.asIntN(64, value), at);
  }

  blob(value: Uint8Array): void {
    this.i32(value.length);
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  text(value: string): void {
    this.blob(Buffer.from(value, 'utf8'));
  }

  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  /** Comes before the bytes are touched, since it may replace them. */
  #grow(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }
}
