/** How many rows somebody wants, and who waits for that to grow. */
export class Demand {
  readonly #wishes = new Set<{ readonly rows: number }>();
  readonly #waiting = new Set<() => void>();

  /** @param first rows that are wanted in any case */
  constructor(private readonly first: number) {}

  get rows(): number {
    let most = this.first;
    for (const { rows } of this.#wishes) most = Math.max(most, rows);
    return most;
  }

  /** Gives back how to take the wish back. */
  wish(rows: number): () => void {
    const wish = { rows };
    this.#wishes.add(wish);
    for (const look of [...this.#waiting]) look();
    return () => void this.#wishes.delete(wish);
  }

  /** Resolves when more than `rows` rows are wanted; never rejects. */
  beyond(rows: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.rows <= rows) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}
