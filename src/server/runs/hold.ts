/** A gate that people close and open; whoever comes to it while it is closed waits. */
export class Hold {
  #waiting: (() => void)[] = [];
  #held = false;

  get held(): boolean {
    return this.#held;
  }

  set(held: boolean): void {
    this.#held = held;
    if (!held) this.release();
  }

  /** Resolves while it is open, or when {@link release} is called. */
  passed(): Promise<void> {
    return this.#held ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  /** Lets everybody through who waits now. */
  release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}
