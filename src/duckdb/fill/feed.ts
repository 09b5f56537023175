import type { MessagePort } from 'node:worker_threads';
import type { ArrowMessage } from '../../core/contract/execution';
import { CANCELLED, type FeedMessage, POSTED, TAKEN, WAITING } from './batchSource';

/** Batches on their way to DuckDB. */
const IN_FLIGHT = 3;

/** The near end of a stream of messages that a blocked thread reads. */
export class Feed {
  /** What broke the source of the messages. */
  failure: unknown;
  readonly #state: Int32Array;
  readonly #port: MessagePort;
  #posted = 0;
  #stopped = false;
  #wake: (() => void) | undefined;
  readonly #signal: AbortSignal;
  readonly #abort = () => {
    this.stop();
  };

  /**
   * @param port to the thread that reads
   * @param shared the slots that both ends share
   * @param release takes the memory of messages that have been read
   */
  constructor(signal: AbortSignal, port: MessagePort, shared: SharedArrayBuffer, release?: (buffer: ArrayBuffer) => void) {
    this.#port = port;
    this.#state = new Int32Array(shared);
    this.#signal = signal;
    this.#port.on('message', (message: unknown) => {
      if (message instanceof ArrayBuffer) release?.(message);
      else this.#wake?.();
    });
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  async pump(messages: AsyncIterable<ArrowMessage>, onProgress?: (rows: number) => void): Promise<void> {
    let rows = 0;
    try {
      for await (const message of messages) {
        if (!(await this.#room())) return;
        this.#post({ kind: message.kind, bytes: message.bytes });
        if (message.kind === 'batch') onProgress?.((rows += message.rows));
      }
      if (await this.#room()) this.#post({ kind: 'end' });
    } catch (error) {
      this.failure = error;
      this.#post({ kind: 'broken', message: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  /** Wakes the reader, who finds that it is cancelled, and the writer. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#signal.removeEventListener('abort', this.#abort);
    Atomics.store(this.#state, CANCELLED, 1);
    this.#announce();
    this.#wake?.();
    this.#port.close();
  }

  async #room(): Promise<boolean> {
    while (this.#full() && !this.#stopped) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      Atomics.store(this.#state, WAITING, 1);
      // Whoever took one before it could see that somebody waits has not told.
      if (this.#full()) await woken;
    }
    return !this.#stopped;
  }

  #full(): boolean {
    return this.#posted - Atomics.load(this.#state, TAKEN) >= IN_FLIGHT;
  }

  #post(message: FeedMessage): void {
    if (this.#stopped) return;
    this.#posted++;
    const buffer = 'bytes' in message ? message.bytes.buffer : undefined;
    this.#port.postMessage(message, buffer instanceof ArrayBuffer ? [buffer] : []);
    this.#announce();
  }

  #announce(): void {
    Atomics.add(this.#state, POSTED, 1);
    Atomics.notify(this.#state, POSTED);
  }
}
