import { Worker } from 'node:worker_threads';
import type { ArrowMessage } from '../../core/contract/execution';
import { HeadwaterError } from '../../core/errors';
import type { RequestDefinition } from '../../protocol/define';
import {
  type CellParams,
  type CellPart,
  CloseResult,
  CopyCells,
  type CopyParams,
  GetCell,
  GetTotals,
  GetWindow,
  type ResultColumn,
  ResultColumns,
  type ResultWindow,
  type SelectionTotals,
  type TotalsQuery,
  type WindowParams,
} from '../../protocol/results';
import { type LiveView, type LiveViewParams, OpenLiveView } from '../../protocol/resultsLive';
import {
  type ArrangedView,
  type ArrangeParams,
  ArrangeRows,
  type CellPlace,
  type ColumnProfile,
  CountMatches,
  type CountParams,
  type DistinctParams,
  type DistinctValues,
  FindNext,
  type FindParams,
  GetDistinct,
  ProfileColumn,
  type ProfileParams,
} from '../../protocol/resultsArrange';
import { type ChartColumn, ChartColumns, type ChartData, type ChartParams, ChartRange, type ChartRangeParams, DrawChart } from '../../protocol/resultsCharts';
import { Appends } from './appends';
import { type CallOptions, PortClient } from './port';
import { AppendMessages, ConfigureResults, DisposeResults, EndResult, OpenResult, PickColumns, type PickedRows, PickRows, ReadMessage, type ResultsSettings, type RowsAsked, type TextParams, type WriteParams, WriteResult, WriteText } from './requests';
import type { Kept } from './store/resultStore';

/** Rows of one batch of a scan. */
const SCAN_ROWS = 16_384;

/** Where the rows of one run go. */
export interface ResultSink {
  /** Number of columns. */
  begin(schema: ArrowMessage & { readonly kind: 'schema' }): Promise<number>;
  /**
   * Takes a message over; settles when it is kept, and others may be given before that. Rows beyond `most` are left out.
   * @throws HeadwaterError when it cannot be kept; what was kept before stays
   */
  append(message: Exclude<ArrowMessage, { readonly kind: 'schema' }>, most: number): Promise<Kept>;
  /** No more is coming. */
  end(): Promise<Kept>;
}

/**
 * The results of this process, held by a worker that starts with the first of them.
 * When the worker ends by itself all results are gone: requests fail with code `result-lost`, and the next result starts a new worker.
 */
export class ResultsClient {
  #worker: { readonly worker: Worker; readonly port: PortClient } | undefined;
  #settings: ResultsSettings;
  /** Results with a schema: others have no rows to ask for. */
  readonly #begun = new Set<string>();
  /** Results whose worker ended before they were closed. */
  readonly #lost = new Set<string>();
  #readers = 0;

  /**
   * @param workerFile the bundle of `worker.ts`
   * @param reuse gets the memory of batches that are no longer kept
   * @param copies whether messages are copied to the worker instead of handed over, for a host that cannot hand memory from thread to thread
   */
  constructor(
    private readonly workerFile: string,
    settings: ResultsSettings,
    private readonly reuse: (buffer: ArrayBuffer) => void = () => undefined,
    private readonly copies = false,
  ) {
    this.#settings = settings;
  }

  /** Starts the worker, so that the first rows need not wait for it. */
  warmUp(): void {
    this.#port();
  }

  async configure(settings: ResultsSettings): Promise<void> {
    this.#settings = settings;
    await this.#worker?.port.request(ConfigureResults, settings);
  }

  /** A place for the rows of a new result. */
  open(resultId: string): ResultSink {
    const appends = new Appends((messages) => this.#port().request(AppendMessages, { resultId, messages }, { transfer: messages.flatMap(({ bytes }) => this.#handedOver(bytes)) }));
    return {
      begin: async ({ bytes, live = false }) => {
        const { columns } = await this.#port().request(OpenResult, { resultId, schema: bytes, live }, { transfer: this.#handedOver(bytes) });
        this.#begun.add(resultId);
        return columns;
      },
      append: ({ kind, bytes }, most) => appends.add({ kind, bytes, most: Number.isFinite(most) ? most : null }),
      end: async () => {
        await appends.settled();
        return this.#begun.has(resultId) ? this.#port().request(EndResult, { resultId }) : { rows: 0, bytes: 0, spilledBytes: 0 };
      },
    };
  }

  async close(resultId: string): Promise<void> {
    this.#lost.delete(resultId);
    if (this.#begun.delete(resultId)) await this.#worker?.port.request(CloseResult, { resultId });
  }

  async columns(params: { readonly resultId: string; readonly from: number; readonly count: number }, signal?: AbortSignal): Promise<readonly ResultColumn[]> {
    return this.#begun.has(params.resultId) ? this.#ask(ResultColumns, params, signal) : [];
  }

  window(params: WindowParams, signal?: AbortSignal): Promise<ResultWindow> {
    return this.#ask(GetWindow, params, signal);
  }

  /** A part of one value, however large. */
  cell(params: CellParams, signal?: AbortSignal): Promise<CellPart> {
    return this.#ask(GetCell, params, signal);
  }

  /** @throws HeadwaterError with code `too-large` above 64 MiB of text */
  copy(params: CopyParams, signal?: AbortSignal): Promise<{ readonly text: string; readonly cells: number }> {
    return this.#ask(CopyCells, params, signal);
  }

  /** @throws HeadwaterError with code `not-live` for a result that ends */
  liveView(params: LiveViewParams, signal?: AbortSignal): Promise<LiveView> {
    return this.#ask(OpenLiveView, params, signal);
  }

  /** Some rows with all their columns, whatever their size. */
  pick(params: { readonly resultId: string; readonly rows: readonly number[] }, signal?: AbortSignal): Promise<PickedRows> {
    return this.#ask(PickRows, params, signal);
  }

  /** Some columns of a result from its first row on, as plain types; ends where the result ends now. */
  async *scan(resultId: string, columns: readonly number[], signal?: AbortSignal): AsyncGenerator<ArrowMessage, void, undefined> {
    for (let row = 0; ; row += SCAN_ROWS) {
      const { rows, schema, batch } = await this.#ask(PickColumns, { resultId, columns, row, rows: SCAN_ROWS }, signal);
      if (row === 0) yield { kind: 'schema', bytes: schema };
      if (rows > 0) yield { kind: 'batch', rows, bytes: batch };
      if (rows < SCAN_ROWS) return;
    }
  }

  totals(params: TotalsQuery, signal?: AbortSignal): Promise<SelectionTotals> {
    return this.#ask(GetTotals, params, signal);
  }

  /** The rows that there are now in another order, or some of them. */
  arrange(params: ArrangeParams, signal?: AbortSignal): Promise<ArrangedView> {
    return this.#ask(ArrangeRows, params, signal);
  }

  find(params: FindParams, signal?: AbortSignal): Promise<{ readonly place: CellPlace | null }> {
    return this.#ask(FindNext, params, signal);
  }

  countMatches(params: CountParams, signal?: AbortSignal): Promise<{ readonly cells: number; readonly rows: number }> {
    return this.#ask(CountMatches, params, signal);
  }

  distinct(params: DistinctParams, signal?: AbortSignal): Promise<DistinctValues> {
    return this.#ask(GetDistinct, params, signal);
  }

  profile(params: ProfileParams, signal?: AbortSignal): Promise<ColumnProfile> {
    return this.#ask(ProfileColumn, params, signal);
  }

  /** What is drawn of all rows. @throws HeadwaterError with code `not-drawable` */
  chart(params: ChartParams, signal?: AbortSignal): Promise<ChartData> {
    return this.#ask(DrawChart, params, signal);
  }

  chartColumns(params: { readonly resultId: string; readonly view?: string }, signal?: AbortSignal): Promise<{ readonly columns: readonly ChartColumn[] }> {
    return this.#ask(ChartColumns, params, signal);
  }

  chartRange(params: ChartRangeParams, signal?: AbortSignal): Promise<{ readonly from: string; readonly to: string }> {
    return this.#ask(ChartRange, params, signal);
  }

  /** Writes the rows that there are now to a file that appears when it is whole. `onProgress` gets the rows written so far. */
  export(params: WriteParams, signal?: AbortSignal, onProgress?: (rows: number) => void): Promise<{ readonly rows: number; readonly bytes: number }> {
    return this.#ask(WriteResult, params, signal, onProgress ? { onProgress } : {});
  }

  /** The rows that there are now as one text. @throws HeadwaterError with code `too-large` */
  text(params: TextParams, signal?: AbortSignal, onProgress?: (rows: number) => void): Promise<{ readonly text: string; readonly rows: number }> {
    return this.#ask(WriteText, params, signal, onProgress ? { onProgress } : {});
  }

  /** The messages of a result from its schema on, as copies, one at a time as they are pulled; ends where the result ends now. */
  async *messages(of: RowsAsked, signal?: AbortSignal): AsyncIterable<ArrowMessage> {
    this.#readers += 1;
    const reader = String(this.#readers);
    for (let index = 0; ; index++) {
      const { message } = await this.#ask(ReadMessage, { ...of, index, reader }, signal);
      if (!message) return;
      const { kind, rows, bytes } = message;
      yield kind === 'batch' ? { kind, rows, bytes } : { kind, bytes };
    }
  }

  /** Removes all files and ends the worker. */
  async dispose(): Promise<void> {
    const held = this.#worker;
    if (!held) return;
    this.#worker = undefined;
    this.#begun.clear();
    await held.port.request(DisposeResults, {}).catch(() => undefined);
    await held.worker.terminate();
  }

  async #ask<P extends { readonly resultId: string }, R>(definition: RequestDefinition<P, R>, params: P, signal?: AbortSignal, options: CallOptions = {}): Promise<R> {
    if (this.#lost.has(params.resultId)) throw resultsLost(undefined);
    return this.#port().request(definition, params, { ...options, ...(signal ? { signal } : {}) });
  }

  /** Bytes that are alone in their buffer are handed over; others are copied rather than taken away from their neighbours. */
  #handedOver(bytes: Uint8Array): readonly ArrayBuffer[] {
    return !this.copies && bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : [];
  }

  #port(): PortClient {
    return (this.#worker ??= this.#start()).port;
  }

  #start(): { readonly worker: Worker; readonly port: PortClient } {
    const worker = new Worker(this.workerFile, { workerData: this.#settings });
    const port = new PortClient({ postMessage: (message, transfer) => worker.postMessage(message, transfer), on: (event, listener) => worker.on(event, listener) }, (buffers) => {
      for (const buffer of buffers) this.reuse(buffer);
    });
    const held = { worker, port };
    const lost = (error?: Error): void => {
      if (this.#worker === held) {
        this.#worker = undefined;
        for (const resultId of this.#begun) this.#lost.add(resultId);
        this.#begun.clear();
      }
      port.end(resultsLost(error));
    };
    worker.on('error', lost);
    worker.on('exit', () => lost());
    return held;
  }
}

function resultsLost(error: Error | undefined): HeadwaterError {
  return new HeadwaterError(
    {
      what: 'Could not read the rows',
      why: 'The worker that held them ended, and they are gone.',
      todo: 'Run the statement again; ask for fewer rows if memory ran out.',
      code: 'result-lost',
      ...(error ? { detail: error.message } : {}),
    },
    { cause: error },
  );
}
