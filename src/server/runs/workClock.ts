/** Milliseconds at work: a stopwatch that is stopped during pauses. */
export class WorkClock {
  #before = 0;
  #since: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#since = now();
  }

  get elapsed(): number {
    return this.#before + (this.#since === undefined ? 0 : this.now() - this.#since);
  }

  pause(): void {
    this.#before = this.elapsed;
    this.#since = undefined;
  }

  resume(): void {
    this.#since ??= this.now();
  }
}
