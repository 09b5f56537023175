import type { ExecutionEvent } from '../../core/contract/execution';

export type ProgressEvent = Extract<ExecutionEvent, { kind: 'progress' }>;

/** Progress that is told by a callback, as events: only the latest counts. */
export class ProgressEvents {
  #latest: ProgressEvent | undefined;
  #wake: () => void = () => undefined;

  readonly add = (text: string, fraction?: number): void => {
    this.#latest = { kind: 'progress', text, ...(fraction === undefined ? {} : { fraction }) };
    this.#wake();
  };

  /** What is told while work goes on; then what the work gave. Who stops listening has to end the work by its signal. */
  async *during<T>(work: Promise<T>): AsyncGenerator<ProgressEvent, T, undefined> {
    const state = { done: false };
    const done = work.catch(() => undefined).then(() => {
      state.done = true;
    });
    while (!state.done) {
      await Promise.race([done, this.#told()]);
      const event = this.#latest;
      this.#latest = undefined;
      if (event) yield event;
    }
    return work;
  }

  #told(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#latest) resolve();
    });
  }
}
