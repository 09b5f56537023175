import { CancelledError, HeadwaterError } from '../../core/errors';
import type { DuckDbConnection } from '../../duckdb/duckdb';
import type { DuckDbRunEvent } from '../../duckdb/runChannel';
import type { FileSource, PlanAsk } from '../sources';
import { ProgressEvents, type ProgressEvent } from './progressEvents';

export interface OverFilesOptions {
  readonly signal: AbortSignal;
  readonly progress?: PlanAsk['progress'];
  readonly fetchLimit?: number;
  /** The reading query inside the text, where that is more than it. */
  readonly query?: string;
  /** Rows are kept back until the end, so that a miss late in the reading can be made good: for small results. */
  readonly whole?: boolean;
}

const TRIES = 10;
const NOT_RUN = 'Could not read the objects';

/**
 * Runs one reading statement over sources whose names its connection knows. What they need is fetched before; what is missing all the
 * same is fetched and the statement run again, as long as no row was given out.
 * @throws HeadwaterError, CancelledError
 */
export async function* runOverFiles(connection: DuckDbConnection, text: string, sources: readonly FileSource[], options: Omit<OverFilesOptions, 'progress'>): AsyncGenerator<DuckDbRunEvent | ProgressEvent, void, undefined> {
  const { signal } = options;
  const progress = new ProgressEvents();
  let given = false;
  let failed: HeadwaterError | undefined;
  for (let attempt = 0; ; attempt++) {
    let release = await lockAll(sources, signal);
    try {
      if (failed === undefined) yield* progress.during(prepareAll(connection, text, sources, { ...options, progress: progress.add }));
      else if (!(await recoverAny(sources, failed, signal))) throw failed;
      const held: DuckDbRunEvent[] = [];
      for await (const event of connection.run(text, { signal })) {
        if (event.kind === 'batch') {
          release(); // the files are open
          release = () => undefined;
        }
        if (options.whole === true && event.kind !== 'ended') held.push(event);
        else {
          if (event.kind !== 'progress') given = true;
          yield* held;
          yield event;
        }
      }
      return;
    } catch (error) {
      if (!(error instanceof HeadwaterError) || given || attempt >= TRIES || error === failed) throw told(error, sources);
      failed = error;
    } finally {
      release();
    }
  }
}

/** A small result whole, as text. */
export async function rowsOverFiles(connection: DuckDbConnection, text: string, sources: readonly FileSource[], options: OverFilesOptions): Promise<readonly (readonly (string | null)[])[]> {
  const { signal } = options;
  let failed: HeadwaterError | undefined;
  for (let attempt = 0; ; attempt++) {
    const release = await lockAll(sources, signal);
    try {
      if (failed === undefined) await prepareAll(connection, text, sources, options);
      else if (!(await recoverAny(sources, failed, signal))) throw failed;
      return await connection.rows(text, NOT_RUN, signal);
    } catch (error) {
      if (!(error instanceof HeadwaterError) || attempt >= TRIES || error === failed) throw told(error, sources);
      failed = error;
    } finally {
      release();
    }
  }
}

/** In the order of ids, so that two statements cannot wait for each other. */
async function lockAll(sources: readonly FileSource[], signal: AbortSignal): Promise<() => void> {
  const held: (() => void)[] = [];
  const release = (): void => {
    for (const letGo of held.splice(0)) letGo();
  };
  try {
    const distinct = [...new Map(sources.map((source) => [source.id, source])).values()];
    for (const source of distinct.sort((one, other) => (one.id < other.id ? -1 : 1))) held.push(await source.lock(signal));
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

async function prepareAll(connection: DuckDbConnection, text: string, sources: readonly FileSource[], { signal, progress, fetchLimit, query = text }: OverFilesOptions): Promise<void> {
  const ask: PlanAsk = {
    query,
    rows: (asked) => connection.rows(asked, NOT_RUN, signal),
    progress: (words, fraction) => progress?.(words, fraction),
    ...(fetchLimit === undefined ? {} : { fetchLimit }),
  };
  for (const source of sources) await source.prepare(ask, signal);
}

async function recoverAny(sources: readonly FileSource[], failed: HeadwaterError, signal: AbortSignal): Promise<boolean> {
  for (const source of sources) {
    if (signal.aborted) throw new CancelledError();
    if (await source.recover(failed, signal)) return true;
  }
  return false;
}

function told(error: unknown, sources: readonly FileSource[]): unknown {
  if (!(error instanceof HeadwaterError)) return error;
  const failure = sources.reduce((words, source) => source.told(words), error.failure);
  return new HeadwaterError(failure, { cause: error });
}
