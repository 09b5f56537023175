/** A value with the second at which it expires, counted from 2016; 0 is never. */
export interface Row {
  readonly value: Buffer;
  readonly expireTs: number;
}

export interface Entry extends Row {
  readonly key: string;
}

/** Rows of a partition in the order of their full keys. */
export interface Rows {
  get(key: string): Row | undefined;
  put(key: string, row: Row): void;
  delete(key: string): void;
  /** From `start` on, itself first where it is there. */
  ascending(start: string): Iterator<Entry, undefined>;
  /** From `start` back. */
  descending(start: string): Iterator<Entry, undefined>;
  copy(): Rows;
}

/** Rows in memory. Readers see rows that come and go meanwhile; a reader holds its place by its key. */
export class StoredRows implements Rows {
  readonly #rows: Map<string, Row>;
  #keys: string[];
  /** Keys that came out of order since {@link #keys} was sorted. */
  #sorted = true;

  constructor(rows: ReadonlyMap<string, Row> = new Map()) {
    this.#rows = new Map(rows);
    this.#keys = [...rows.keys()].sort(byBytes);
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  put(key: string, row: Row): void {
    if (!this.#rows.has(key)) {
      this.#sorted &&= this.#keys.length === 0 || this.#keys.at(-1)! < key;
      this.#keys.push(key);
    }
    this.#rows.set(key, row);
  }

  delete(key: string): void {
    if (!this.#rows.delete(key)) return;
    const at = this.#place(key);
    this.#keys.splice(at, 1);
  }

  *ascending(start: string): Generator<Entry, undefined> {
    let key: string | undefined = this.#keys[this.#place(start)];
    while (key !== undefined) {
      const row = this.#rows.get(key);
      if (row) yield { key, ...row };
      const at = this.#place(key);
      key = this.#keys[this.#keys[at] === key ? at + 1 : at];
    }
    return undefined;
  }

  *descending(start: string): Generator<Entry, undefined> {
    const first = this.#place(start);
    let key: string | undefined = this.#keys[this.#keys[first] === start ? first : first - 1];
    while (key !== undefined) {
      const row = this.#rows.get(key);
      if (row) yield { key, ...row };
      key = this.#keys[this.#place(key) - 1];
    }
    return undefined;
  }

  copy(): Rows {
    return new StoredRows(this.#rows);
  }

  /** Where the first key stands that is not before `key`. */
  #place(key: string): number {
    if (!this.#sorted) {
      this.#keys.sort(byBytes);
      this.#sorted = true;
    }
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export const byBytes = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
