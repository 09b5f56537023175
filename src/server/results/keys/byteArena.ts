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

  /** Values that stand one behind the other already. False, with nothing added, where their offsets do not say so. */
  addRow(values: Uint8Array, offsets: Int32Array, from: number, count: number): boolean {
    const first = offsets[from] ?? -1;
    const end = offsets[from + count] ?? -1;
    if (first < 0 || end < first || end > values.length) return false;
    const shift = this.#bytes - first;
    let before = first;
    for (let index = 1; index <= count; index++) {
      const next = offsets[from + index] ?? -1;
      if (next < before) return false;
      this.starts[this.#count + index] = next + shift;
      before = next;
    }
    if (this.#bytes + end - first > this.#values.length) this.#grow(this.#bytes + end - first);
    this.#values.set(values.subarray(first, end), this.#bytes);
    this.#bytes += end - first;
    this.#count += count;
    return true;
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
