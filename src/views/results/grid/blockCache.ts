/** Rows of one group of columns, as one reply brought them. */
export interface Part {
  readonly row: number;
  readonly rows: number;
  readonly bytes: number;
}

interface Block<P extends Part> {
  parts: P[];
  bytes: number;
}

/** Most block numbers stay far below this (2^33 blocks of 128 rows), so that one number names block and group. */
const BLOCKS = 2 ** 33;

/** Parts by block of rows and group of columns; the blocks longest unused go when `limit` bytes are exceeded. */
export class BlockCache<P extends Part> {
  readonly #blocks = new Map<number, Block<P>>();
  #bytes = 0;

  constructor(
    readonly blockRows: number,
    private readonly limit: number,
  ) {}

  get bytes(): number {
    return this.#bytes;
  }

  find(row: number, group: number): P | undefined {
    const parts = this.#blocks.get(this.#key(row, group))?.parts;
    return parts?.find((part) => row >= part.row && row < part.row + part.rows);
  }

  /** Whether anything of the row's block is there. */
  hasBlock(row: number, group: number): boolean {
    return this.#blocks.has(this.#key(row, group));
  }

  /** Marks a row's block as used. */
  touch(row: number, group: number): void {
    const key = this.#key(row, group);
    const block = this.#blocks.get(key);
    if (!block) return;
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
  }

  /** A part belongs to the block of its first row; it must not reach into the next. */
  add(part: P, group: number): void {
    const key = this.#key(part.row, group);
    const block = this.#blocks.get(key) ?? { parts: [], bytes: 0 };
    block.parts.push(part);
    block.bytes += part.bytes;
    this.#bytes += part.bytes;
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    this.#evict(key);
  }

  clear(): void {
    this.#blocks.clear();
    this.#bytes = 0;
  }

  #evict(keep: number): void {
    for (const [key, block] of this.#blocks) {
      if (this.#bytes <= this.limit) return;
      if (key === keep) continue;
      this.#blocks.delete(key);
      this.#bytes -= block.bytes;
    }
  }

  #key(row: number, group: number): number {
    return group * BLOCKS + Math.floor(row / this.blockRows);
  }
}
