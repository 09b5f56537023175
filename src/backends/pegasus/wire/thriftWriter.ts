const utf8 = new TextEncoder();

/** Writes Thrift's binary protocol into memory that grows. */
export class ThriftWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(size = 256) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#at;
  }

  u8(value: number): void {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
  }

  bool(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  i16(value: number): void {
    const at = this.#grow(2);
    this.#view.setInt16(at, value);
  }

  i32(value: number): void {
    const at = this.#grow(4);
    this.#view.setInt32(at, value);
  }

  i64(value: bigint): void {
    const at = this.#grow(8);
    this.#view.setBigInt64(at, value);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#grow(bytes.byteLength);
    this.#bytes.set(bytes, at);
  }

  /** A length, then the bytes. */
  binary(bytes: Uint8Array): void {
    this.i32(bytes.byteLength);
    this.raw(bytes);
  }

  string(value: string): void {
    this.binary(utf8.encode(value));
  }

  /** The type and number of a field. */
  field(type: number, id: number): void {
    const at = this.#grow(3);
    this.#view.setUint8(at, type);
    this.#view.setInt16(at + 1, id);
  }

  /** Overwrites what was left open for a length that is known only now. */
  patchI32(at: number, value: number): void {
    this.#view.setInt32(at, value);
  }

  /** Takes back what was written after a length of `at`. */
  cut(at: number): void {
    this.#at = Math.min(this.#at, at);
  }

  /** What has been written, over memory that is given away: the writer begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#bytes = new Uint8Array(Math.min(this.#bytes.byteLength, KEPT_SIZE));
    this.#view = new DataView(this.#bytes.buffer);
    this.#at = 0;
    return taken;
  }

  /** Makes place, perhaps in other memory: what is written to is read after it. */
  #grow(size: number): number {
    const start = this.#at;
    const end = start + size;
    if (end > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.byteLength * 2));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#at = end;
    return start;
  }
}

const KEPT_SIZE = 16_384;
