import { stat } from 'node:fs/promises';
import { CancelledError, HeadwaterError } from '../../core/errors';
import { writeParquet } from '../../duckdb/parquet';
import type { ExportParams } from '../../protocol/results';
import type { ResultsClient } from '../results/client';
import type { Run } from './run';
import type { Runs } from './runs';
import { Throttle } from './throttle';

export interface ExportStep {
  readonly token: string;
  readonly rows: number;
  readonly of: number | null;
}

/** Milliseconds between two reports of an export at work. */
const PROGRESS_MS = 100;

/** Writes whole results to files. */
export class Exporter {
  readonly #listeners: ((step: ExportStep) => void)[] = [];

  constructor(
    private readonly runs: Runs,
    private readonly results: ResultsClient,
    /** The bundle of the DuckDB worker, which writes Parquet. */
    private readonly duckdbWorker: string,
  ) {}

  onStep(listener: (step: ExportStep) => void): void {
    this.#listeners.push(listener);
  }

  /** Reads the source to its end first; of one without an end, what is kept now is written. */
  async export({ resultId, view, format, path, token }: ExportParams, signal: AbortSignal): Promise<{ readonly rows: number; readonly bytes: number }> {
    const run = this.runs.get(resultId);
    if (view === undefined) await readWhole(run, signal);
    const what = { resultId, ...(view !== undefined && { view }) };
    const { rows, columns } = run.state;
    const of = view === undefined ? rows : null;
    if (columns === 0) throw new HeadwaterError({ what: 'Could not export the result', why: 'The statement gave no table.', todo: 'Export the result of a statement that reads rows.', code: 'no-rows' });
    let written = 0;
    const told = new Throttle(PROGRESS_MS, () => {
      for (const listener of this.#listeners) listener({ token, rows: written, of });
    });
    const onProgress = (rows: number): void => {
      written = rows;
      told.soon();
    };
    try {
      if (format !== 'parquet') return await this.results.export({ ...what, format, path }, signal, onProgress);
      await writeParquet({ workerPath: this.duckdbWorker, path, messages: this.results.messages(what, signal), signal, onProgress });
      return { rows: of ?? written, bytes: (await stat(path)).size };
    } finally {
      told.dispose();
    }
  }
}

/** A failure on the way stops the export; rows that an earlier one has left are exported as they are. */
async function readWhole(run: Run, signal: AbortSignal): Promise<void> {
  if (run.state.phase === 'failed' || run.isLive) return;
  await run.readOn(Infinity, signal);
  if (signal.aborted) throw new CancelledError();
  const { failure } = run.state;
  if (failure) throw new HeadwaterError(failure);
}
