/** Lets an action run at once, and again at most once per interval; the last request is never lost. */
export class Throttle {
  #timer: NodeJS.Timeout | undefined;
  #asked = false;

  constructor(
    private readonly intervalMs: number,
    private readonly act: () => void,
  ) {}

  soon(): void {
    if (this.#timer) this.#asked = true;
    else this.now();
  }

  now(): void {
    clearTimeout(this.#timer);
    this.#asked = false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#asked) this.now();
    }, this.intervalMs);
    this.act();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = false;
  }
}
