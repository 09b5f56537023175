import { Log, type LogLine } from '../protocol/lifecycle';
import type { ServerLog } from './log';
import type { Pipe } from './router';

/** Most lines kept while the pipe has no room; what comes on top is counted and left out. */
const MOST_WAITING = 2_000;

/** Sends the lines to the host in order, at the speed of the pipe. */
export class PipeLog implements ServerLog {
  readonly #waiting: LogLine[] = [];
  #left = 0;
  #sending = false;

  constructor(private readonly pipe: Pipe) {}

  write(level: LogLine['level'], text: string): void {
    if (this.#waiting.length >= MOST_WAITING) this.#left += 1;
    else this.#waiting.push({ level, text });
    if (!this.#sending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#sending = true;
    for (let line = this.#waiting.shift(); line; line = this.#waiting.shift()) {
      await this.pipe.sendNotification(Log.method, line).catch(() => undefined);
      if (this.#left > 0 && this.#waiting.length === 0) {
        this.#waiting.push({ level: 'warn', text: `${this.#left} lines were left out: they came faster than they could be written.` });
        this.#left = 0;
      }
    }
    this.#sending = false;
  }
}
