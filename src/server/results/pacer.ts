import { setImmediate } from 'node:timers/promises';
import { CancelledError } from '../../core/errors';

/** Milliseconds that a piece of work may hold the thread: a window never waits longer behind an export. */
const PIECE_MS = 6;

/** Cuts long work into short pieces, and ends it when it is cancelled. */
export class Pacer {
  #since = performance.now();

  constructor(private readonly signal: AbortSignal) {}

  /** Whether it is time to {@link pause}; cheap enough for inner loops of some dozen microseconds. */
  get due(): boolean {
    return performance.now() - this.#since > PIECE_MS;
  }

  /** Lets others work. @throws CancelledError */
  async pause(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
    if (this.signal.aborted) throw new CancelledError();
  }
}
