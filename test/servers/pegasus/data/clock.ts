/** 2016-01-01T00:00:00Z, from which Pegasus counts the seconds at which rows expire. */
export const EPOCH = 1_451_606_400;

/** The servers' time. A test may put it forward. */
export class Clock {
  #aheadMs = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Seconds since 2016. */
  seconds(): number {
    return Math.floor(this.now() / 1000) - EPOCH;
  }

  putForward(ms: number): void {
    this.#aheadMs += ms;
  }
}
