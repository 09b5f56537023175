import type { Execution, ExecutionEvent } from '../../core/contract/execution';
import type { ScanRequest } from '../../core/contract/tables';
import { executionOf, within } from '../execution';
import type { PlannedScan } from '../planner/plan';
import type { TableSource } from '../sources';
import type { OpenedScan } from '../worker/messages';
import { lookupKeys, type PlannedLookup } from './lookups';
import { OpenScan, type ScanTold } from './openScan';

/** Milliseconds that a source has to let go when a statement is done with it. */
const STOP_MS = 150;

export interface ScannerParts {
  /** By the id that DuckDB knows them by. */
  readonly sources: ReadonlyMap<string, TableSource>;
  /** What the plan says of a reference, if it is of that table. */
  readonly planned: (reference: number, table: string) => PlannedScan | undefined;
  readonly lookups: readonly PlannedLookup[];
  /** A source may end at a limit of its own where its rows are shown as they are. */
  readonly partial: boolean;
  /** Takes the memory of batches that DuckDB has read. */
  readonly release: ((buffer: ArrayBuffer) => void) | undefined;
}

/** The scans of one statement at work. */
export class Scanner {
  readonly #open: OpenScan[] = [];
  readonly #told: ScanTold[] = [];
  readonly #fileKeys = new Map<PlannedLookup, Uint8Array>();
  #wake: () => void = () => undefined;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;

  constructor(
    private readonly parts: ScannerParts,
    signal: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([signal, this.#ended.signal]);
  }

  get scans(): readonly OpenScan[] {
    return this.#open;
  }

  /** What the first source that failed said. */
  get failure(): unknown {
    return this.#open.find((scan) => scan.failure !== undefined)?.failure;
  }

  /** DuckDB has opened a scan and waits for its rows. */
  readonly opened = (opened: OpenedScan): void => {
    const { sources, partial, release } = this.parts;
    const source = sources.get(opened.table);
    const start = (): Execution => {
      if (!source) throw new Error(`There is no table ${opened.table}.`);
      const planned = this.parts.planned(opened.reference, opened.table);
      return (planned && this.#lookup(source, opened)) ?? source.tables.scan(scanRequest(source, opened, planned, this.#signal, partial));
    };
    this.#open.push(new OpenScan(source, startedLater(start, this.#signal), opened, (told) => this.#tell(told), this.#signal, release));
  };

  /** Keys that were read from a file, for a lookup. */
  know(lookup: PlannedLookup, keys: Uint8Array): void {
    this.#fileKeys.set(lookup, keys);
  }

  /** What sources have said since the last time. */
  told(): readonly ScanTold[] {
    return this.#told.splice(0);
  }

  /** Resolves when a source has said something. */
  async news(): Promise<void> {
    if (this.#told.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Of progress only the newest counts. */
  #tell(told: ScanTold): void {
    const last = this.#told.at(-1);
    if (told.kind === 'progress' && last?.kind === 'progress') this.#told.pop();
    this.#told.push(told);
    this.#wake();
  }

  /** Where the other side of a join has been read and is small, its keys are asked for instead of all rows. */
  #lookup(source: TableSource, { reference, columns, known }: OpenedScan): Execution | undefined {
    for (const lookup of this.parts.lookups) {
      if (lookup.reference !== reference) continue;
      const { from } = lookup;
      const keys = from.kind === 'file' ? this.#fileKeys.get(lookup) : known.find((candidate) => candidate.reference === from.noted.reference)?.rows;
      if (keys) return source.tables.lookup?.({ table: source.path, key: lookup.key, keys: lookupKeys(lookup, keys), columns, signal: this.#signal });
    }
    return undefined;
  }

  /** The statement is done: sources let go, whatever they were at. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await within(Promise.all(this.#open.map((scan) => scan.stop())), STOP_MS);
  }
}

/** What a source is asked. A plan that does not fit what DuckDB asks for is not used. */
export function scanRequest(source: TableSource, { columns }: Pick<OpenedScan, 'columns'>, planned: PlannedScan | undefined, signal: AbortSignal, partial = false): ScanRequest {
  const fits = planned && columns.every((column) => planned.columns.has(column)) ? planned : undefined;
  return {
    table: source.path,
    columns: fits?.counted === true ? [] : columns,
    ...(fits?.predicate ? { predicate: fits.predicate } : {}),
    ...(fits?.limit === undefined ? {} : { limit: fits.limit }),
    ...(partial && fits?.shown ? { partial } : {}),
    signal,
  };
}

/** A source that fails before it gives an execution fails like one that fails in it. */
function startedLater(start: () => Execution, signal: AbortSignal): Execution {
  return executionOf(signal, async function* run(): AsyncGenerator<ExecutionEvent, void, undefined> {
    const execution = start();
    try {
      yield* execution.events;
    } finally {
      await execution.cancel();
    }
  });
}
