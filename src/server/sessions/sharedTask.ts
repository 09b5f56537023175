import { CancelledError } from '../../core/errors';

/** Work that several callers wait for. It is aborted only when each of them has given up. */
export class SharedTask<T> {
  readonly #controller = new AbortController();
  readonly #work: Promise<T>;
  #waiting = 0;
  #settled = false;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.#work = start(this.#controller.signal).finally(() => {
      this.#settled = true;
    });
    this.#work.catch(() => undefined); // a joiner may come later, or never
  }

  /** True once it can no longer be joined: everybody gave up before it was done. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  abort(): void {
    if (!this.#settled) this.#controller.abort(new CancelledError());
  }

  async join(signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw new CancelledError();
    this.#waiting += 1;
    let giveUp: (() => void) | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        giveUp = () => {
          reject(new CancelledError());
        };
        signal.addEventListener('abort', giveUp, { once: true });
        this.#work.then(resolve, reject);
      });
    } finally {
      if (giveUp) signal.removeEventListener('abort', giveUp);
      this.#waiting -= 1;
      if (this.#waiting === 0) this.abort();
    }
  }
}
