import type { ArrowMessage } from '../../src/core/contract/execution';
import type { Kept, RowSink } from '../../src/server/runs/rowSink';
import type { ResultKeeper } from '../../src/server/runs/runs';

/** A sink that counts, and says that it is full where it is told to. */
export class CountingRows implements RowSink {
  rows = 0;
  bytes = 0;
  ended = false;
  begun = 0;

  constructor(private readonly fullAt = Infinity) {}

  async begin(): Promise<number> {
    this.begun += 1;
    return 3;
  }

  async append(message: ArrowMessage, most: number): Promise<Kept> {
    await new Promise(setImmediate);
    if (this.rows >= this.fullAt) return this.#kept(); // as the store leaves out what comes then
    this.bytes += message.bytes.byteLength;
    if (message.kind === 'batch') this.rows = Math.min(most, this.rows + message.rows);
    return this.#kept();
  }

  async end(): Promise<Kept> {
    this.ended = true;
    return this.#kept();
  }

  #kept(): Kept {
    return { rows: this.rows, bytes: this.bytes, spilledBytes: 0, ...(this.rows >= this.fullAt ? { full: 'There is no room for more rows.' } : {}) };
  }
}

export class CountingKeeper implements ResultKeeper {
  readonly results = new Map<string, CountingRows>();

  open(resultId: string): CountingRows {
    const rows = new CountingRows();
    this.results.set(resultId, rows);
    return rows;
  }

  async close(resultId: string): Promise<void> {
    this.results.delete(resultId);
  }
}
