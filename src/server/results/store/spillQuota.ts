/** Bytes that the spill files of this process may take together. */
export class SpillQuota {
  #used = 0;

  constructor(private limit: number) {}

  get bytes(): number {
    return this.limit;
  }

  /** A lower limit takes nothing away from files that exist. */
  change(limit: number): void {
    this.limit = limit;
  }

  /** Whether there is room; takes it where there is. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.limit) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}
