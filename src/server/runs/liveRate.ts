/** Milliseconds over which a rate is taken. */
const SPAN_MS = 3_000;
/** Samples closer than this are one. */
const STEP_MS = 100;

/** How many rows come in a second, over the last few seconds. */
export class LiveRate {
  #samples: readonly { readonly at: number; readonly rows: number }[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param rows that have come in all */
  add(rows: number): void {
    const at = this.now();
    const last = this.#samples.at(-1);
    if (last && at - last.at < STEP_MS) return;
    this.#samples = [...this.#samples.filter((sample) => at - sample.at <= SPAN_MS), { at, rows }];
  }

  /** Rows per second; 0 while nothing comes. */
  rate(rows: number): number {
    const now = this.now();
    const first = this.#samples.find((sample) => now - sample.at <= SPAN_MS);
    const ms = first ? now - first.at : 0;
    return first && ms > 0 ? ((rows - first.rows) / ms) * 1_000 : 0;
  }
}
