/** Thrown for bytes that are no message: they end early, a varint is too long, a group is used. */
export class ProtoError extends Error {
  override readonly name = 'ProtoError';
}

/** Reads Protocol Buffers wire format. Every read is inside the given bytes, or throws a {@link ProtoError}. */
export class ProtoReader {
  readonly #view: DataView;
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.bytes.byteLength;
  }

  /** Number and wire type of the next field. */
  tag(): { readonly number: number; readonly wire: number } {
    const tag = this.varint32();
    const number = tag >>> 3;
    if (number === 0) throw new ProtoError('a field has the number 0');
    return { number, wire: tag & 7 };
  }

  /** The low 32 bits of a varint, unsigned. */
  varint32(): number {
    const first = this.bytes[this.#at];
    if (first !== undefined && first < 0x80) {
      this.#at += 1;
      return first;
    }
    return Number(this.varint64() & 0xffff_ffffn);
  }

  /** A varint as an unsigned number of 64 bits. */
  varint64(): bigint {
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined) throw new ProtoError('a number ends early');
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (7 * index);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (index < 9) high |= bits << (7 * index - 32);
      else high |= bits << 31;
      if (byte < 0x80) return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    }
    throw new ProtoError('a number is longer than 10 bytes');
  }

  fixed32(): number {
    const at = this.#take(4);
    return this.#view.getUint32(at, true);
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** Length-delimited bytes, over the same memory. */
  delimited(): Uint8Array {
    const length = this.varint64();
    if (length > BigInt(this.bytes.byteLength - this.#at)) throw new ProtoError('a field is longer than its message');
    const at = this.#take(Number(length));
    return this.bytes.subarray(at, this.#at);
  }

  skip(wire: number): void {
    switch (wire) {
      case 0:
        this.varint64();
        return;
      case 1:
        this.#take(8);
        return;
      case 2:
        this.delimited();
        return;
      case 5:
        this.#take(4);
        return;
      default:
        throw new ProtoError(`wire type ${wire} is not used`);
    }
  }

  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.bytes.byteLength) throw new ProtoError('a field ends early');
    this.#at = at + size;
    return at;
  }
}
