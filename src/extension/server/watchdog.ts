export interface WatchdogTimes {
  /** Milliseconds between two pings. */
  readonly everyMs: number;
  /** Milliseconds that an answer may take. */
  readonly limitMs: number;
}

/** Notices a server that is alive but stuck: its end would be told by the pipe, its silence would not. */
export class Watchdog {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly times: WatchdogTimes,
    private readonly ping: () => Promise<unknown>,
    private readonly onStuck: () => void,
  ) {}

  start(): void {
    this.stop();
    const round = (): void => {
      const { everyMs, limitMs } = this.times;
      const asked = Date.now();
      const limit = (this.#timer = setTimeout(() => {
        // A machine that slept wakes up with late timers: the server gets another chance then.
        if (Date.now() - asked > limitMs * 2) round();
        else this.onStuck();
      }, limitMs));
      const answered = (): void => {
        if (this.#timer !== limit) return; // stopped, or a later round
        clearTimeout(limit);
        this.#timer = setTimeout(round, everyMs);
      };
      this.ping().then(answered, answered); // an error is an answer too
    };
    this.#timer = setTimeout(round, this.times.everyMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
