import { join } from 'node:path';
import type { ArrowMessage, Execution, ExecutionEvent } from '../../core/contract/execution';
import { formatCount } from '../../core/format/numbers';
import type { ParquetWriter } from '../../duckdb/parquet';
import { compareRelations, type Relation } from '../../engine/diff/compare';
import { executionOf } from '../../engine/execution';
import { CacheFolder } from '../../engine/remote/cacheFolder';
import { ProgressEvents } from '../../engine/remote/progressEvents';
import type { ComparedResult, DataRead } from '../../protocol/data';
import type { RowsAsked } from '../results/requests';
import type { DataEngine } from './dataEngine';
import { markedDifference } from './markedDifference';

/** The results of this process. */
export interface ResultSource {
  /** Settles when all rows are there; of a result that does not end, at once. @throws HeadwaterError where they are not, or where it is gone */
  readAll(resultId: string, signal: AbortSignal): Promise<void>;
  messages(of: RowsAsked, signal: AbortSignal): AsyncIterable<ArrowMessage>;
}

export interface ResultDataParts {
  readonly engine: Pick<DataEngine, 'connect'>;
  /** Where the engine may read files. */
  readonly folder: string;
  readonly parquet: Pick<ParquetWriter, 'write'>;
}

type Comparison = Extract<DataRead, { kind: 'compareResults' }>;
type Snapshot = Extract<DataRead, { kind: 'snapshot' }>;

/** Results made of other results. */
export class ResultData {
  readonly #files: CacheFolder;

  constructor(private readonly parts: ResultDataParts) {
    this.#files = new CacheFolder(parts.folder);
  }

  /** How two results differ; each is read to its end first, of one without an end what is kept now counts. */
  compare(read: Comparison, source: ResultSource, signal: AbortSignal): Execution {
    return executionOf(signal, (ended) => markedDifference(this.#difference(read, source, ended)));
  }

  /** The rows that there are now, or some cells of them, as a result that stays as it is. */
  snapshot({ resultId, view, ranges }: Snapshot, source: ResultSource, signal: AbortSignal): Execution {
    return executionOf(signal, async function* (ended): AsyncGenerator<ExecutionEvent, void, undefined> {
      if (view === undefined && !ranges) await source.readAll(resultId, ended);
      yield* source.messages({ resultId, ...(view !== undefined && { view }), ...(ranges && { ranges }) }, ended);
      yield { kind: 'done' };
    });
  }

  /** The sides stand as Parquet files meanwhile: DuckDB reads them as often as it likes, and memory holds neither. */
  async *#difference({ left, right, key }: Comparison, source: ResultSource, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const folder = await this.#files.scratch();
    try {
      const progress = new ProgressEvents();
      const one = yield* progress.during(this.#relation(left, join(folder, 'left.parquet'), source, progress, signal));
      const other = yield* progress.during(this.#relation(right, join(folder, 'right.parquet'), source, progress, signal));
      const connection = await this.parts.engine.connect();
      try {
        yield* compareRelations(connection, { left: one, right: other, key }, { signal });
      } finally {
        connection.close();
      }
    } finally {
      await this.#files.remove(folder);
    }
  }

  async #relation({ resultId, label }: ComparedResult, path: string, source: ResultSource, progress: ProgressEvents, signal: AbortSignal): Promise<Relation> {
    progress.add(`Reading ${label}`);
    await source.readAll(resultId, signal);
    const onProgress = (rows: number): void => progress.add(`Reading ${label}: ${formatCount(rows)} rows`);
    await this.parts.parquet.write({ path, messages: source.messages({ resultId }, signal), signal, onProgress });
    return { label, query: `FROM read_parquet('${path.replaceAll("'", "''")}')`, sources: [] };
  }
}
