/** Row numbers that are gathered one by one. */
export class RowList {
  #rows = new Uint32Array(1024);
  #count = 0;

  #room(more: number): void {
    if (this.#count + more <= this.#rows.length) return;
    const larger = new Uint32Array(Math.max(this.#count + more, this.#rows.length * 2));
    larger.set(this.#rows.subarray(0, this.#count));
    this.#rows = larger;
  }

  /** Adds those of `count` rows whose mark, 0 or 1, is `wanted`: row `from` and what follows it, or what stands in `among` from there on. */
  add(marks: Uint8Array, wanted: 0 | 1, count: number, from: number, among: Uint32Array | undefined): void {
    this.#room(count);
    const rows = this.#rows;
    let next = this.#count;
    // Each row is written, and kept by going on: a branch would be guessed wrongly half of the time.
    const flip = 1 - wanted;
    if (among) {
      for (let index = 0; index < count; index++) {
        rows[next] = among[from + index] ?? 0;
        next += (marks[index] ?? 0) ^ flip;
      }
    } else {
      for (let index = 0; index < count; index++) {
        rows[next] = from + index;
        next += (marks[index] ?? 0) ^ flip;
      }
    }
    this.#count = next;
  }

  take(): Uint32Array {
    return this.#rows.slice(0, this.#count);
  }
}
