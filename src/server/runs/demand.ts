/** How many rows somebody wants, and who waits for that to grow. */
export class Demand {
  readonly #waiting = new Set<() => void>();

  constructor(private wanted: number) {}

  get rows(): number {
    return this.wanted;
  }

  raise(rows: number): void {
    this.wanted = Math.max(this.wanted, rows);
    for (const look of [...this.#waiting]) look();
  }

  /** Resolves when more than `rows` rows are wanted; never rejects. */
  beyond(rows: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.wanted <= rows) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}
