import type { ArrowMessage, ExecutionEvent, RunOptions } from '../../core/contract/execution';
import { CancelledError, HeadwaterError } from '../../core/errors';
import { formatBytes, formatCount } from '../../core/format/numbers';
import type { DuckDbRunEvent } from '../../duckdb/runChannel';
import { fetchLimitOf } from '../remote/fetchLimit';
import { fileKeys } from '../scans/fileKeys';
import type { PlannedScan } from '../planner/plan';
import { Scanner } from '../scans/scanner';
import type { OpenScan, ScanTold } from '../scans/openScan';
import type { FileSource, TableSource } from '../sources';
import type { Federation } from './federation';
import { lockFiles } from './lockFiles';

/** More tries than a plan can be wrong about. */
const MOST_TRIES = 10;

export type ReadEvent = DuckDbRunEvent | ScanTold;
export type Facts = readonly (readonly [label: string, value: string])[];

/** One run of a planned query: its rows, and afterwards what they cost. `instead` stands for the source of its id. */
export class FederatedRead {
  readonly #scanner: Scanner;

  constructor(
    private readonly federation: Federation,
    private readonly text: string,
    private readonly options: Pick<RunOptions, 'parameters' | 'batchRows' | 'settings'> & { readonly partial?: boolean },
    private readonly signal: AbortSignal,
    instead?: TableSource,
  ) {
    const sources = new Map(federation.tables.map((source) => [source.id, source.id === instead?.id ? instead : source]));
    const planned = (reference: number, table: string): PlannedScan | undefined => (federation.sourceOf(reference)?.id === table ? federation.planned.get(reference) : undefined);
    this.#scanner = new Scanner({ sources, planned, lookups: federation.lookups, partial: options.partial ?? false, release: federation.release }, signal);
  }

  get scans(): readonly OpenScan[] {
    return this.#scanner.scans;
  }

  /** @throws HeadwaterError: the source's own where a source failed */
  async *events(): AsyncGenerator<ReadEvent, void, undefined> {
    const { files } = this.federation;
    try {
      yield* this.#withTold(files.length === 0 ? this.#once() : this.#withFiles(files));
    } catch (error) {
      throw this.#told(error);
    } finally {
      await this.#scanner.stop();
    }
  }

  /** A small result whole, every value as text. */
  async texts(): Promise<readonly (readonly (string | null)[])[]> {
    try {
      await this.#begin();
      return await this.federation.connection.rows(this.text, 'Could not run the statement', this.signal, this.options.parameters ?? []);
    } catch (error) {
      throw this.#told(error);
    } finally {
      await this.#scanner.stop();
    }
  }

  /** For the footer: what was fetched from where. */
  facts(): Facts {
    const tables = this.federation.tables.flatMap((source): Facts => {
      const scans = this.scans.filter((scan) => scan.source === source);
      const rows = scans.reduce((sum, scan) => sum + scan.figures.rows, 0);
      const bytes = scans.reduce((sum, scan) => sum + scan.figures.bytes, 0);
      return [[source.label, `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}, ${formatBytes(bytes)} fetched`]];
    });
    const files = this.federation.files.map((file): Facts[number] => [file.label, `${formatBytes(file.fetched().bytes)} fetched`]);
    return [...tables, ...files];
  }

  /** What sources say comes between the rows, and before the end. */
  async *#withTold(events: AsyncGenerator<ReadEvent, void, undefined>): AsyncGenerator<ReadEvent, void, undefined> {
    try {
      for (let next = events.next(); ; next = events.next()) {
        for (let told = false; !told; ) {
          told = await Promise.race([next.then(() => true), this.#scanner.news().then(() => false)]);
          yield* this.#scanner.told();
        }
        const { done, value } = await next;
        if (done === true) return;
        yield value;
      }
    } finally {
      // one that waits for rows ends when the sources do
      const ended = events.return();
      await this.#scanner.stop();
      await ended;
    }
  }

  async #begin(): Promise<void> {
    const counted = [...this.federation.planned.values()].filter((scan) => scan.counted).map((scan) => scan.reference);
    const { lookups, worker, connection } = this.federation;
    const noted = lookups.flatMap(({ from }) => (from.kind === 'noted' ? [from.noted] : []));
    for (const lookup of lookups) {
      const keys = lookup.from.kind === 'file' ? await fileKeys(lookup.from, worker, connection, this.signal) : undefined;
      if (keys) this.#scanner.know(lookup, keys);
    }
    worker.begin(this.#scanner.opened, noted, counted);
  }

  /** The source's own words where a source failed, and never a local path for an object. */
  #told(error: unknown): unknown {
    if (this.signal.aborted) return new CancelledError();
    const { failure } = this.#scanner;
    if (failure instanceof Error) return failure;
    return error instanceof HeadwaterError ? new HeadwaterError(this.federation.files.reduce((told, file) => file.told(told), error.failure), { cause: error }) : error;
  }

  async *#once(): AsyncGenerator<DuckDbRunEvent, void, undefined> {
    await this.#begin();
    const { parameters, batchRows } = this.options;
    yield* this.federation.connection.run(this.text, { signal: this.signal, keep: this.federation.steady, ...(parameters ? { parameters } : {}), ...(batchRows === undefined ? {} : { batchRows }) });
  }

  /** Fetches what is needed before; what is missed all the same is fetched and tried again, as long as no row was given out. */
  async *#withFiles(files: readonly FileSource[]): AsyncGenerator<ReadEvent, void, undefined> {
    for (let attempt = 1; ; attempt++) {
      const held = await lockFiles(files, this.signal);
      const waiting: ArrowMessage[] = [];
      let given = false;
      try {
        yield* this.#prepare(files);
        for await (const event of this.#once()) {
          if (!given && event.kind !== 'batch' && event.kind !== 'ended' && event.kind !== 'progress') {
            waiting.push(event);
            continue;
          }
          if (!given && event.kind !== 'progress') {
            given = true;
            held();
            yield* waiting;
          }
          yield event;
        }
        return;
      } catch (error) {
        if (given || attempt >= MOST_TRIES || !(error instanceof HeadwaterError) || this.signal.aborted) throw error;
        if (!(await this.#recovers(files, error))) throw error;
      } finally {
        held();
      }
    }
  }

  async *#prepare(files: readonly FileSource[]): AsyncGenerator<Extract<ExecutionEvent, { kind: 'progress' }>, void, undefined> {
    const told: Extract<ExecutionEvent, { kind: 'progress' }>[] = [];
    let wake: () => void = () => undefined;
    const ask = {
      query: this.text,
      ...fetchLimitOf(this.options.settings),
      rows: (text: string) => this.federation.connection.rows(text, 'Could not plan the statement', this.signal),
      progress: (text: string, fraction?: number) => {
        told.push({ kind: 'progress', text, ...(fraction === undefined ? {} : { fraction }) });
        wake();
      },
    };
    let working = true;
    const work = (async () => {
      for (const file of files) await file.prepare(ask, this.signal);
    })().finally(() => {
      working = false;
      wake();
    });
    work.catch(() => undefined);
    while (working) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (told.length > 0) resolve();
      });
      yield* told.splice(0);
    }
    await work;
  }

  async #recovers(files: readonly FileSource[], error: HeadwaterError): Promise<boolean> {
    for (const file of files) if (await file.recover(error, this.signal)) return true;
    return false;
  }
}
