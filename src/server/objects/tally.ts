import { failureOf, isCancelled } from '../../core/errors';
import { type FailedItem, MOST_FAILURES, type TransferProgress, type TransferReport } from '../../protocol/transfers';

/** Milliseconds between two notes about one transfer. */
const NOTE_MS = 100;

/** Counts what a transfer has done, keeps what failed, and tells about it ten times a second at most. */
export class Tally {
  #objects = 0;
  #bytes = 0;
  #of: number | undefined;
  #failed = 0;
  #told = 0;
  readonly #failures: FailedItem[] = [];

  constructor(
    private readonly token: string,
    private readonly tell: (progress: TransferProgress) => void,
  ) {}

  expect(objects: number): void {
    this.#of = objects;
  }

  bytes(more: number): void {
    this.#bytes += more;
    this.#note();
  }

  done(objects = 1): void {
    this.#objects += objects;
    this.#note();
  }

  /** Throws on a cancelling, which ends the whole transfer. */
  failed(name: string, error: unknown, what: string): void {
    if (isCancelled(error)) throw error;
    this.#failed += 1;
    if (this.#failures.length < MOST_FAILURES) this.#failures.push({ name, failure: failureOf(error, what) });
    this.#note();
  }

  get report(): TransferReport {
    return { objects: this.#objects, bytes: this.#bytes, failed: this.#failed, failures: this.#failures };
  }

  #note(): void {
    const now = performance.now();
    if (now - this.#told < NOTE_MS) return;
    this.#told = now;
    this.tell({ token: this.token, objects: this.#objects, bytes: this.#bytes, ...(this.#of === undefined ? {} : { of: this.#of }) });
  }
}
