import { type Failure, failureOf } from '../../../core/errors';
import { RpcError } from '../../../protocol/rpc';
import { isQuiet } from '../hostLink';

/** What a view last asked of the host: a newer question ends the one before, whose answer stays until the new one is there. */
export class LatestAnswer<T> {
  #wanted = '';
  #asking = new AbortController();
  #value: T | undefined;
  #failure: Failure | undefined;

  /** @param what did not happen where it fails */
  constructor(
    private readonly what: string,
    private readonly changed: () => void,
  ) {}

  get value(): T | undefined {
    return this.#value;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /**
   * Asks where that is not what was asked last.
   * @param wanted names the question
   * @param again whether a failure is to be met by another question: it is not shown then
   */
  ask(wanted: string, question: (signal: AbortSignal) => Promise<T>, again: (failure: Failure) => boolean = () => false): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#asking.abort();
    const { signal } = (this.#asking = new AbortController());
    question(signal).then(
      (value) => {
        if (signal.aborted) return;
        this.#value = value;
        this.#failure = undefined;
        this.changed();
      },
      (error: unknown) => {
        if (signal.aborted || isQuiet(error)) return;
        const failure = error instanceof RpcError ? error.failure : failureOf(error, this.what);
        if (!again(failure)) {
          this.#value = undefined;
          this.#failure = failure;
        }
        this.changed();
      },
    );
  }

  /** The next question is asked in any case. */
  close(): void {
    this.#asking.abort();
    this.#wanted = '';
  }
}
