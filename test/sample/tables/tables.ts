import { Schema } from 'apache-arrow';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeSchema } from '../../../src/core/arrow/messages';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import type { Execution, ExecutionEvent } from '../../../src/core/contract/execution';
import type { Live, LiveRequest } from '../../../src/core/contract/live';
import type { ChangeRequest, LookupRequest, ScanPlan, ScanRequest, TableDescription, Tables, TableWriter, WriteReport, WriteRequest } from '../../../src/core/contract/tables';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';
import { encodeRows } from '../../../src/server/tables/encodeRows';
import { type SampleChange, Writing } from './change';
import { EVENTS, type SampleStore, type SampleTable, type Texts } from './store';
import { textsOf } from './texts';

/** Tables in memory. An amount below zero is refused; a row named “lost” is never acknowledged. */
export class SampleTables implements Tables {
  readonly applyAtomically?: (request: ChangeRequest) => Promise<WriteReport>;

  constructor(
    private readonly store: SampleStore,
    atomic: boolean,
  ) {
    if (atomic) this.applyAtomically = (request) => this.#applyAll(request);
  }

  async describe(path: readonly string[]): Promise<TableDescription> {
    return this.#table(path).description;
  }

  async plan(): Promise<ScanPlan> {
    return { predicate: 'none', limit: false, access: 'full scan' };
  }

  scan(request: ScanRequest): Execution {
    return stepwise((signal) => this.#events(request.table, request.columns, [...this.#table(request.table).rows.values()], signal), request.signal);
  }

  lookup(request: LookupRequest): Execution {
    const { description, rows } = this.#table(request.table);
    const columns = description.keys[request.key]?.columns ?? [];
    const wanted = textsOf(request.keys);
    const found = [...rows.values()].filter((row) => wanted.some((key) => key.every((value, index) => row[columns[index] ?? -1] === value)));
    return stepwise((signal) => this.#events(request.table, request.columns, found, signal), request.signal);
  }

  async locate(request: LookupRequest): Promise<readonly (readonly (readonly [string, string])[])[]> {
    return textsOf(request.keys).map((key) => [['Bucket', String((key[0]?.length ?? 0) % 4)], ['Leader', `node-${(key[0]?.length ?? 0) % 3}`]]);
  }

  writer({ table: path, kind, columns, signal }: WriteRequest): TableWriter {
    const table = this.#table(path);
    const schema = encodeSchema(new Schema(columns.flatMap((column) => table.schema.fields[column] ?? []))).bytes;
    const writing = new Writing(table);
    return {
      write: async (batch) => {
        await delay(1, undefined, { signal });
        const { rows } = new ArrowDecoder(schema).batch(batch);
        const stream = Buffer.concat([schema, batch]);
        if (rows > 0) for (const row of textsOf(new Uint8Array(stream))) writing.add({ kind, columns, row });
      },
      finish: async () => writing.report,
      abort: async () => writing.report,
    };
  }

  async #applyAll({ table: path, changes }: ChangeRequest): Promise<WriteReport> {
    const table = this.#table(path);
    const kept = new Map(table.rows);
    const all = changes.map(({ kind, columns, row, before }): SampleChange => ({ kind, columns, row: textsOf(row)[0] ?? [], ...(before ? { before: textsOf(before)[0] ?? [] } : {}) }));
    const writing = new Writing(table);
    for (const change of all) writing.add(change);
    const { report } = writing;
    if (report.rejectedRows === 0n && report.unknown === 0n) return report;
    table.rows.clear();
    for (const [key, row] of kept) table.rows.set(key, row);
    return { ...report, written: 0n };
  }

  *#events(path: readonly string[], columns: readonly number[], rows: readonly Texts[], signal: AbortSignal): Iterable<ExecutionEvent> {
    const { schema } = this.#table(path);
    yield* batchesOf(new Schema(columns.flatMap((column) => schema.fields[column] ?? [])), rows.map((row) => columns.map((column) => row[column] ?? null)));
    if (signal.aborted) throw new CancelledError();
    yield { kind: 'done', facts: [['Access', 'full scan']] };
  }

  #table(path: readonly string[]): SampleTable {
    const table = this.store.find(path);
    if (table) return table;
    throw new HeadwaterError({ what: `Could not read \`${path.join('.')}\``, why: 'The sample has no such table.', kind: 'notFound' });
  }
}

/** Clicks of ten users, for ever: every fourth event changes an earlier one. */
export class SampleLive implements Live {
  readonly starts = ['latest', 'earliest'] as const;

  constructor(private readonly everyMs: number) {}

  subscribe({ columns, signal }: LiveRequest): Execution {
    return stepwise((ended) => this.#clicks(columns, ended), signal);
  }

  async *#clicks(columns: readonly number[], signal: AbortSignal): AsyncIterable<ExecutionEvent> {
    const asked = new Schema(columns.flatMap((column) => EVENTS.fields[column] ?? []));
    for (let from = 0; ; from += 10) {
      const rows = Array.from({ length: 10 }, (_, index): Texts => [['+I', '-U', '+U', '-D'][(from + index) % 4] ?? '+I', String((from + index) % 10), String(from + index), `/page/${(from + index) % 7}`]);
      const [schema, ...batches] = batchesOf(asked, rows.map((row) => columns.map((column) => row[column] ?? null)));
      if (from === 0 && schema) yield schema;
      yield* batches;
      await delay(this.everyMs, undefined, { signal });
    }
  }
}

function batchesOf(schema: Schema, rows: readonly Texts[]): readonly ExecutionEvent[] {
  const head = encodeSchema(schema);
  if (rows.length === 0) return [head];
  const stream = encodeRows(schema.fields, rows, 'UTC', 'Could not make the rows');
  return [head, { kind: 'batch', rows: rows.length, bytes: stream.slice(headOf(stream), stream.length - END_OF_STREAM) }];
}

const END_OF_STREAM = 8;

/** Length of a stream's schema message. */
function headOf(stream: Uint8Array): number {
  return 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
}

function stepwise(events: (signal: AbortSignal) => AsyncIterable<ExecutionEvent> | Iterable<ExecutionEvent>, signal: AbortSignal): Execution {
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  return {
    events: (async function* steps(): AsyncGenerator<ExecutionEvent, undefined> {
      try {
        for await (const event of events(ended)) yield event;
      } catch (error) {
        throw ended.aborted ? new CancelledError() : error;
      }
    })(),
    cancel: async () => {
      stop.abort();
    },
  };
}

