/** Values of variable width, one behind the other. */
export class ByteArena {
  /** Where each value starts; one more for the end. */
  readonly starts: Uint32Array;
  #values: Uint8Array;
  #count = 0;
  #bytes = 0;

  constructor(readonly count: number) {
    this.starts = new Uint32Array(count + 1);
    this.#values = new Uint8Array(count * 8);
  }

  get values(): Uint8Array {
    return this.#values;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(value: Uint8Array): void {
    const { length } = value;
    const start = this.#bytes;
    if (start + length > this.#values.length) this.#grow(start + length);
    const all = this.#values;
    // Copying short values byte by byte is faster than a call that copies.
    if (length > 24) all.set(value, start);
    else for (let index = 0; index < length; index++) all[start + index] = value[index] ?? 0;
    this.#bytes = start + length;
    this.skip();
  }

  /** An empty value. */
  skip(): void {
    this.#count += 1;
    this.starts[this.#count] = this.#bytes;
  }

  #grow(bytes: number): void {
    const larger = new Uint8Array(Math.max(bytes, Math.min(this.#values.length * 2, this.#values.length + 512 * 1024 * 1024)));
    larger.set(this.#values.subarray(0, this.#bytes));
    this.#values = larger;
  }
}
