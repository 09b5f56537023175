import type { ArrowMessage } from '../../core/contract/execution';
import type { Kept, RowSink } from './rowSink';

/** Bytes that may be on their way into the store while the source goes on; one message may be larger. */
const MOST_BYTES = 8 << 20;

/** Puts the messages of one run away, some ahead of the store's answers: waiting for each would cost more than storing it. */
export class Filling {
  #rows = 0;
  #bytes = 0;
  /** Of the messages that are not kept yet, in order. */
  #pending: Promise<void>[] = [];

  /**
   * @param onKept told after each message what is kept by then
   * @param onFailed told when one cannot be kept: the source may say nothing for long
   */
  constructor(
    private readonly sink: RowSink,
    private readonly onKept: (kept: Kept) => void,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  /** Rows handed in so far, those on their way among them. */
  get rows(): number {
    return this.#rows;
  }

  /** Settles when there is room for the next message; rows beyond `most` are left out. @throws what one of those before could not be kept for */
  async add(message: Exclude<ArrowMessage, { readonly kind: 'schema' }>, most: number): Promise<void> {
    const size = message.bytes.byteLength; // before it is handed over
    if (message.kind === 'batch') this.#rows = Math.min(most, this.#rows + message.rows);
    this.#bytes += size;
    const kept = this.sink.append(message, most).then((now) => {
      void this.#pending.shift();
      this.#bytes -= size;
      this.onKept(now);
    });
    kept.catch(this.onFailed); // and thrown to whoever waits next
    this.#pending.push(kept);
    while (this.#bytes > MOST_BYTES && this.#pending.length > 0) await this.#pending[0];
  }

  /** Settles when all is kept. @throws like {@link add} */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }
}
