import { stat } from 'node:fs/promises';
import { CancelledError, HeadwaterError } from '../../core/errors';
import type { ParquetWriter } from '../../duckdb/parquet';
import type { ExportParams, ExportRows, ExportStep } from '../../protocol/results';
import type { ExportTextParams } from '../../protocol/resultsExport';
import type { ResultsClient } from '../results/client';
import { noteMetadata } from '../results/export/note';
import { tooLarge } from '../results/export/text';
import type { RowsAsked } from '../results/requests';
import type { Run } from './run';
import type { Runs } from './runs';
import { Throttle } from './throttle';

/** Milliseconds between two reports of an export at work. */
const PROGRESS_MS = 100;
/** Rows read at once while it is not known whether all fit into a text. */
const STEP_ROWS = 100_000;
/** A character stands for at most so many bytes of Arrow. */
const BYTES_OF_CHAR = 8;

/** Writes whole results, or parts of them, to files and texts. */
export class Exporter {
  readonly #listeners: ((step: ExportStep) => void)[] = [];

  constructor(
    private readonly runs: Runs,
    private readonly results: ResultsClient,
    private readonly parquet: Pick<ParquetWriter, 'write'>,
  ) {}

  onStep(listener: (step: ExportStep) => void): void {
    this.#listeners.push(listener);
  }

  tell(step: ExportStep): void {
    for (const listener of this.#listeners) listener(step);
  }

  /** Reads the source to its end first; of one without an end, what is kept now is written. */
  async export(params: ExportParams, signal: AbortSignal): Promise<{ readonly rows: number; readonly bytes: number }> {
    const { format, path, note } = params;
    const run = this.runs.get(params.resultId);
    if (isWhole(params)) await readWhole(run, signal);
    checkTable(run);
    const what = rowsOf(params);
    const of = this.#count(params, run);
    return this.#told(params.token, of, async (onProgress) => {
      if (format !== 'parquet') return this.results.export({ ...what, ...(note && { note }), format, path }, signal, onProgress);
      let rows = 0;
      const counted = (written: number): void => {
        rows = written;
        onProgress(written);
      };
      await this.parquet.write({ path, messages: this.results.messages(what, signal), metadata: noteMetadata(note), signal, onProgress: counted });
      return { rows, bytes: (await stat(path)).size };
    });
  }

  /** @throws HeadwaterError with code `too-large`, before all is read where that is sure */
  async text(params: ExportTextParams, signal: AbortSignal): Promise<{ readonly text: string; readonly rows: number }> {
    const { format, most, note } = params;
    const run = this.runs.get(params.resultId);
    if (isWhole(params)) await readWithin(run, most, signal);
    checkTable(run);
    return this.#told(params.token, this.#count(params, run), (onProgress) => this.results.text({ ...rowsOf(params), ...(note && { note }), format, most }, signal, onProgress));
  }

  /** Rows that will be written, where that is known. */
  #count(params: ExportRows, run: Run): number | null {
    if (params.ranges) return params.ranges.reduce((sum, { rows }) => sum + rows, 0);
    return params.view === undefined && !run.isLive ? run.state.rows : null;
  }

  async #told<T>(token: string, of: number | null, work: (onProgress: (rows: number) => void) => Promise<T>): Promise<T> {
    let written = 0;
    const told = new Throttle(PROGRESS_MS, () => {
      this.tell({ token, rows: written, of });
    });
    try {
      return await work((rows) => {
        written = rows;
        told.soon();
      });
    } finally {
      told.dispose();
    }
  }
}

/** @throws HeadwaterError where the result has no columns */
function checkTable({ state }: Run): void {
  if (state.columns > 0) return;
  throw new HeadwaterError({ what: 'Could not export the result', why: 'The statement gave no table.', todo: 'Export the result of a statement that reads rows.', code: 'no-rows' });
}

/** Arranged and chosen rows are there already. */
function isWhole({ view, ranges }: ExportRows): boolean {
  return view === undefined && ranges === undefined;
}

function rowsOf({ resultId, view, ranges }: ExportRows): RowsAsked {
  return { resultId, ...(view !== undefined && { view }), ...(ranges && { ranges }) };
}

/** A failure on the way stops the export; rows that an earlier one has left are exported as they are. */
async function readWhole(run: Run, signal: AbortSignal): Promise<void> {
  if (run.state.phase === 'failed' || run.isLive) return;
  await readTo(run, Infinity, signal);
}

/** In steps, so that what cannot fit is not read to its end. */
async function readWithin(run: Run, most: number, signal: AbortSignal): Promise<void> {
  while ((run.state.phase === 'running' || run.state.phase === 'paused') && !run.isLive) {
    if (run.state.bytes > most * BYTES_OF_CHAR) throw tooLarge(most);
    await readTo(run, run.state.rows + STEP_ROWS, signal);
  }
}

async function readTo(run: Run, rows: number, signal: AbortSignal): Promise<void> {
  await run.readOn(rows, signal);
  if (signal.aborted) throw new CancelledError();
  const { failure } = run.state;
  if (failure) throw new HeadwaterError(failure);
}
