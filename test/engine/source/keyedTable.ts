import { Schema } from 'apache-arrow';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { encodeSchema } from '../../../src/core/arrow/messages';
import type { ArrowMessage, ExecutionEvent } from '../../../src/core/contract/execution';
import type { LookupRequest, ScanPlan, ScanRequest, TableDescription, WriteRequest } from '../../../src/core/contract/tables';
import { rowTexts } from './texts';
import { ArrowTable } from './arrowTable';
import type { SyntheticTable } from './session';

/** A table whose first column is its key: looked up by it, and written. What was written is kept as texts. */
export class KeyedTable implements SyntheticTable {
  readonly description: TableDescription;
  /** `insert 1 a`, `delete 1`, … in order. */
  readonly written: string[] = [];
  readonly #rows: ArrowTable;

  constructor(messages: readonly ArrowMessage[]) {
    this.#rows = new ArrowTable(messages, 'exact');
    this.description = { ...this.#rows.description, keys: [{ name: 'hash key', columns: [0], prefix: 1, unique: true }], changes: ['insert', 'upsert', 'update', 'delete'] };
  }

  plan(request: ScanRequest): ScanPlan {
    return this.#rows.plan(request);
  }

  scan(request: ScanRequest): AsyncGenerator<ExecutionEvent, void, undefined> {
    return this.#rows.scan(request);
  }

  async *lookup({ keys, columns, signal }: LookupRequest): AsyncGenerator<ExecutionEvent, void, undefined> {
    const wanted = rowTexts(await streamMessages(keys)).map(([key = '']) => ({ type: 'VARCHAR', value: key }));
    yield* this.#rows.scan({ table: [], columns, predicate: { op: 'in', column: 0, values: wanted }, signal });
  }

  write({ kind, columns }: WriteRequest, batch: Uint8Array): number {
    const { fields } = new ArrowDecoder(this.description.schema).schema;
    const schema = encodeSchema(new Schema(columns.map((column) => fields[column]!)));
    const rows = rowTexts([schema, { kind: 'batch', rows: 0, bytes: batch }]);
    for (const row of rows) this.written.push([kind, ...row].join(' '));
    return rows.length;
  }
}

async function streamMessages(stream: Uint8Array): Promise<readonly ArrowMessage[]> {
  const { readStream } = await import('../../../src/core/arrow/readStream');
  const { schema, batches, rows } = readStream(stream);
  return [encodeSchema(schema), ...batches.map((bytes): ArrowMessage => ({ kind: 'batch', rows, bytes }))];
}
