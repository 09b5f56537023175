/** Beats while something runs: the elapsed time moves although no news comes. */
export class RunningClock {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly beat: () => void) {}

  run(on: boolean): void {
    if (on) this.#timer ??= setInterval(this.beat, 250);
    else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }
}
