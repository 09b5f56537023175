import type { AppendedMessage } from './requests';
import type { Kept } from './store/resultStore';

interface Waiting {
  readonly message: AppendedMessage;
  readonly resolve: (kept: Kept) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Messages of one result on their way to the worker, in order. Handing over costs as much for one as for many: what comes while some are under way
 * goes together when they have arrived. After a message that cannot be kept no other is: rows would be missing between them.
 */
export class Appends {
  #waiting: Waiting[] = [];
  #sending: Promise<void> | undefined;
  #failed: { readonly error: unknown } | undefined;

  /** @param send settles when the worker has kept all of them */
  constructor(private readonly send: (messages: readonly AppendedMessage[]) => Promise<Kept>) {}

  /** Settles when the message is kept. What it tells may be of the messages behind it, too. */
  add(message: AppendedMessage): Promise<Kept> {
    return new Promise((resolve, reject) => {
      if (this.#failed) throw this.#failed.error;
      this.#waiting.push({ message, resolve, reject });
      this.#sending ??= this.#sendAll();
    });
  }

  /** Settles when nothing is under way; never rejects. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const sent = this.#waiting;
      this.#waiting = [];
      try {
        const kept = await this.send(sent.map(({ message }) => message));
        for (const { resolve } of sent) resolve(kept);
      } catch (error) {
        this.#failed = { error };
        for (const { reject } of [...sent, ...this.#waiting]) reject(error);
        this.#waiting = [];
      }
    }
    this.#sending = undefined;
  }
}
