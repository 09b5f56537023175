import type { ArrowMessage, Execution, ExecutionEvent } from '../../core/contract/execution';
import { Feed } from '../../duckdb/fill/feed';
import type { TableSource } from '../sources';
import type { OpenedScan } from '../worker/messages';

/** What a scan gave, for the footer and for EXPLAIN ANALYZE. */
export interface ScanFigures {
  readonly rows: number;
  readonly bytes: number;
  /** Milliseconds spent waiting for the source. */
  readonly waitedMs: number;
  /** Read to its end. */
  readonly ended: boolean;
}

/** What a source says beside its rows. */
export type ScanTold = Extract<ExecutionEvent, { kind: 'progress' | 'message' }>;

/** One reading of a source, from its execution to DuckDB's thread. */
export class OpenScan {
  readonly #feed: Feed;
  readonly #done: Promise<void>;
  #figures: ScanFigures = { rows: 0, bytes: 0, waitedMs: 0, ended: false };

  /** @param source absent where nobody knows the table */
  constructor(
    readonly source: TableSource | undefined,
    private readonly execution: Execution,
    { port, shared }: OpenedScan,
    private readonly tell: (told: ScanTold) => void,
    signal: AbortSignal,
    release?: (buffer: ArrayBuffer) => void,
  ) {
    this.#feed = new Feed(signal, port, shared, release);
    this.#done = this.#feed.pump(this.#messages()).catch(() => undefined);
  }

  get figures(): ScanFigures {
    return this.#figures;
  }

  /** What broke it, as the source said it. */
  get failure(): unknown {
    return this.#feed.failure;
  }

  /** DuckDB needs no more. Settles when the source has let go. */
  async stop(): Promise<void> {
    this.#feed.stop();
    await Promise.all([this.execution.cancel(), this.#done]);
  }

  async *#messages(): AsyncGenerator<ArrowMessage, void, undefined> {
    let asked = performance.now();
    for await (const event of this.execution.events) {
      const waitedMs = this.#figures.waitedMs + performance.now() - asked;
      if (event.kind === 'schema' || event.kind === 'dictionary' || event.kind === 'batch') {
        const { rows, bytes } = this.#figures;
        this.#figures = { rows: rows + (event.kind === 'batch' ? event.rows : 0), bytes: bytes + event.bytes.byteLength, waitedMs, ended: false };
        yield event;
      } else if (event.kind !== 'done') this.tell(event);
      asked = performance.now();
    }
    this.#figures = { ...this.#figures, ended: true };
  }
}
