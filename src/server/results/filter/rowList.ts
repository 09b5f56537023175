/** Rows of one piece of the list. */
const PIECE = 65_536;

/** Row numbers that are gathered one by one: in pieces, since growing one array would copy, and touch for the first time, as much memory again. */
export class RowList {
  readonly #full: Uint32Array[] = [];
  #rows = new Uint32Array(PIECE);
  #count = 0;

  #room(more: number): void {
    if (this.#count + more <= this.#rows.length) return;
    this.#full.push(this.#rows.subarray(0, this.#count));
    this.#rows = new Uint32Array(Math.max(more, PIECE));
    this.#count = 0;
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
    const pieces = [...this.#full, this.#rows.subarray(0, this.#count)];
    const all = new Uint32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }
}
