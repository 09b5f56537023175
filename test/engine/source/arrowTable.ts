import { type Data, type Field, RecordBatch, Schema, Struct, makeData } from 'apache-arrow';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { BatchParts, encodeBatch } from '../../../src/core/arrow/batchMessage';
import { gather } from '../../../src/core/arrow/gather';
import { ArrowEncoder, encodeSchema } from '../../../src/core/arrow/messages';
import { PieceList } from '../../../src/core/arrow/pieces';
import type { ArrowMessage, ExecutionEvent } from '../../../src/core/contract/execution';
import type { Predicate, ScanPlan, ScanRequest, TableDescription, TableKey } from '../../../src/core/contract/tables';
import { evaluator } from './evaluate';
import type { SyntheticTable } from './session';

/** How much of a predicate the table applies. `superset` lets every third row pass that it should keep back. */
export type Pushdown = 'none' | 'superset' | 'exact';

/** A table of given rows without dictionaries. */
export class ArrowTable implements SyntheticTable {
  readonly description: TableDescription;
  readonly #fields: readonly Field[];
  readonly #batches: readonly (readonly Data[])[];
  readonly #rows: readonly number[];

  constructor(
    messages: readonly ArrowMessage[],
    private readonly pushdown: Pushdown,
    keys: readonly TableKey[] = [],
  ) {
    const [schema, ...rest] = messages;
    const decoder = new ArrowDecoder(schema!.bytes);
    const decoded = rest.flatMap((message) => (message.kind === 'batch' ? [decoder.batch(message.bytes)] : []));
    this.#fields = decoder.schema.fields;
    this.#batches = decoded.map((batch) => this.#fields.map((_, index) => batch.column(index)));
    this.#rows = decoded.map((batch) => batch.rows);
    this.description = {
      schemaId: '1',
      schema: encodeSchema(decoder.schema).bytes,
      columns: this.#fields.map((field) => ({ name: field.name, type: field.metadata.get('headwater:type') ?? String(field.type) })),
      keys,
      estimatedRows: this.#rows.reduce((sum, rows) => sum + rows, 0),
    };
  }

  plan({ predicate, limit }: ScanRequest): ScanPlan {
    const how = predicate ? this.#applied(predicate) : 'exact';
    return { predicate: predicate ? how : 'none', limit: limit !== undefined && how === 'exact', access: 'full scan' };
  }

  async *scan({ columns, predicate, limit }: ScanRequest): AsyncGenerator<ExecutionEvent, void, undefined> {
    const fields = columns.map((column) => this.#fields[column]!);
    yield new ArrowEncoder(new Schema([...fields])).schema();
    const how = predicate ? this.#applied(predicate) : 'exact';
    const test = predicate && how !== 'none' ? evaluator(predicate, this.#fields) : undefined;
    let left = limit !== undefined && how === 'exact' ? limit : Infinity;
    for (const [index, data] of this.#batches.entries()) {
      const rows: number[] = [];
      for (let row = 0; row < this.#rows[index]! && left > 0; row++) {
        if (test && test(data, row) !== true && !(how === 'superset' && row % 3 === 0)) continue;
        rows.push(row);
        left--;
      }
      if (rows.length > 0) yield { kind: 'batch', rows: rows.length, bytes: this.#encode(columns, data, rows) };
    }
  }

  #applied(predicate: Predicate): Pushdown {
    return evaluator(predicate, this.#fields) ? this.pushdown : 'none';
  }

  #encode(columns: readonly number[], data: readonly Data[], rows: readonly number[]): Uint8Array {
    const parts = new BatchParts();
    for (const column of columns) {
      const list = new PieceList();
      for (const row of rows) list.add(data[column], row);
      gather(this.#fields[column]!, list.pieces, parts);
    }
    return encodeBatch(rows.length, parts);
  }
}

/** The schema message of a record batch and the batch, for tables written by hand. */
export function messagesOf(fields: readonly Field[], columns: readonly Data[], rows: number): readonly ArrowMessage[] {
  const schema = new Schema([...fields]);
  const encoder = new ArrowEncoder(schema);
  return [encoder.schema(), ...encoder.write(new RecordBatch(schema, makeData({ type: new Struct([...fields]), length: rows, nullCount: 0, children: [...columns] })))];
}
