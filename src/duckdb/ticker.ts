/** Beats at a fixed rate: many short waits share its one timer. */
export class Ticker {
  readonly #timer: NodeJS.Timeout;
  #beat: Promise<void>;
  #resolve: () => void = () => undefined;

  constructor(everyMs: number, onBeat: () => void) {
    this.#beat = this.#renewed();
    this.#timer = setInterval(() => {
      onBeat();
      this.#resolve();
      this.#beat = this.#renewed();
    }, everyMs);
  }

  /** Whether the work settles before the beat after the next. */
  async settlesSoon(work: Promise<unknown>): Promise<boolean> {
    const settled = work.then(
      () => true,
      () => true,
    );
    const late = () => this.#beat.then(() => false);
    return (await Promise.race([settled, late()])) || Promise.race([settled, late()]);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#resolve();
  }

  #renewed(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }
}
