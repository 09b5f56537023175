import type { Run } from './sortedColumn';

/** The longest runs, of equal ones the first; as many as asked for. */
export class TopRuns {
  #runs: Run[] = [];
  #least = 0;

  constructor(private readonly most: number) {}

  add(run: Run): void {
    const length = run.end - run.start;
    if (this.#runs.length >= this.most && length <= this.#least) return;
    this.#runs.push(run);
    // Sorted now and then: each value costs little however many are kept.
    if (this.#runs.length >= this.most * 2 + 64) this.#shrink();
  }

  take(): readonly Run[] {
    this.#shrink();
    return this.#runs;
  }

  #shrink(): void {
    this.#runs = this.#runs.sort((one, other) => other.end - other.start - (one.end - one.start) || one.start - other.start).slice(0, this.most);
    const last = this.#runs.at(-1);
    this.#least = this.#runs.length >= this.most && last ? last.end - last.start : 0;
  }
}
