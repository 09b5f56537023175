import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { FRESH_MEMORY } from '../../../src/core/arrow/bufferPool';
import { BatchParts, encodeBatch } from '../../../src/core/arrow/batchMessage';
import { gather } from '../../../src/core/arrow/gather';
import { encodeSchema } from '../../../src/core/arrow/messages';
import type { ArrowMessage, ExecutionEvent } from '../../../src/core/contract/execution';
import type { LookupRequest, ScanPlan, ScanRequest, TableDescription } from '../../../src/core/contract/tables';
import { Schema } from 'apache-arrow';
import type { SyntheticTable } from './session';

/** As many rows as wanted: one batch again and again, copied as bytes from a socket are. Applies no predicate; a key lookup gives its first row. */
export class CannedTable implements SyntheticTable {
  readonly description: TableDescription;
  readonly #decoder: ArrowDecoder;
  readonly #batch: ReturnType<ArrowDecoder['batch']>;
  readonly #made = new Map<string, Uint8Array>();

  /**
   * @param messages a schema and one batch
   * @param memory for the copies, as sources that receive into memory of the server's have it
   */
  constructor(
    messages: readonly ArrowMessage[],
    private readonly rows: number,
    private readonly memory = FRESH_MEMORY,
  ) {
    const [schema, batch] = messages;
    this.#decoder = new ArrowDecoder(schema!.bytes);
    this.#batch = this.#decoder.batch(batch!.bytes);
    const { fields } = this.#decoder.schema;
    this.description = { schemaId: '1', schema: schema!.bytes, columns: fields.map((field) => ({ name: field.name, type: String(field.type) })), keys: [{ name: 'key', columns: [0], prefix: 1, unique: true }], estimatedRows: rows };
  }

  plan({ predicate }: ScanRequest): ScanPlan {
    const keyed = isKey(predicate);
    return { predicate: keyed ? 'superset' : 'none', limit: false, access: keyed ? 'key lookup' : 'full scan' };
  }

  async *scan({ columns, predicate }: Pick<ScanRequest, 'columns' | 'predicate'>): AsyncGenerator<ExecutionEvent, void, undefined> {
    const { fields } = this.#decoder.schema;
    yield encodeSchema(new Schema(columns.map((column) => fields[column]!)));
    if (isKey(predicate)) {
      yield { kind: 'batch', rows: 1, bytes: this.#copy(columns, 1) };
      return;
    }
    for (let left = this.rows; left > 0; left -= this.#batch.rows) {
      const rows = Math.min(left, this.#batch.rows);
      yield { kind: 'batch', rows, bytes: this.#copy(columns, rows) };
    }
  }

  lookup({ columns }: LookupRequest): AsyncGenerator<ExecutionEvent, void, undefined> {
    return this.scan({ columns, predicate: { op: 'compare', column: 0, comparison: '=', value: { type: 'BIGINT', value: '0' } } });
  }

  #copy(columns: readonly number[], rows: number): Uint8Array {
    const made = this.#encode(columns, rows);
    const room = this.memory.take(made.length).subarray(0, made.length);
    room.set(made);
    return room;
  }

  #encode(columns: readonly number[], rows: number): Uint8Array {
    const key = `${columns.join(',')}:${rows}`;
    const known = this.#made.get(key);
    if (known) return known;
    const parts = new BatchParts();
    for (const column of columns) gather(this.#decoder.schema.fields[column]!, [{ data: this.#batch.column(column), start: 0, count: rows }], parts);
    const made = encodeBatch(rows, parts);
    this.#made.set(key, made);
    return made;
  }
}

function isKey(predicate: ScanRequest['predicate']): boolean {
  return predicate?.op === 'compare' && predicate.column === 0 && predicate.comparison === '=';
}
