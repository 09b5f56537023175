/** Row numbers that are gathered one by one. */
export class RowList {
  #rows = new Uint32Array(1024);
  #count = 0;

  /** Makes room for `more` rows. */
  room(more: number): void {
    if (this.#count + more <= this.#rows.length) return;
    const larger = new Uint32Array(Math.max(this.#count + more, this.#rows.length * 2));
    larger.set(this.#rows.subarray(0, this.#count));
    this.#rows = larger;
  }

  /** There must be room. */
  add(row: number): void {
    this.#rows[this.#count++] = row;
  }

  take(): Uint32Array {
    return this.#rows.slice(0, this.#count);
  }
}
