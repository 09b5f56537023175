import { type Data, type DataType, Field, Int64, makeData, RecordBatch, Schema, Struct, TimestampMillisecond, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import { ArrowEncoder } from '../../../core/arrow/messages';
import type { ExecutionEvent } from '../../../core/contract/execution';

export type Cell = string | bigint | null;
export type ColumnKind = 'text' | 'size' | 'time';
/** Names and kinds; a time is milliseconds since 1970. */
export type Columns = readonly (readonly [name: string, kind: ColumnKind])[];

/** Pages of rows as Arrow messages, the schema first. */
export async function* rowEvents(columns: Columns, pages: AsyncIterable<readonly (readonly Cell[])[]>): AsyncGenerator<ExecutionEvent> {
  const schema = new Schema(columns.map(([name, kind]) => new Field(name, typeOf(kind), true)));
  const encoder = new ArrowEncoder(schema);
  yield encoder.schema();
  for await (const rows of pages) if (rows.length > 0) yield* encoder.write(batchOf(schema, columns, rows));
  yield { kind: 'done' };
}

function batchOf(schema: Schema, columns: Columns, rows: readonly (readonly Cell[])[]): RecordBatch {
  const vectors = columns.map(([, kind], at) => vectorOf(kind, rows.map((row) => row[at] ?? null)));
  const children = vectors.flatMap((vector): readonly Data[] => vector.data.slice(0, 1));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children }));
}

function vectorOf(kind: ColumnKind, cells: readonly Cell[]): Vector {
  // The library's builder takes numbers for times.
  return kind === 'time' ? vectorFromArray(cells.map((cell) => (cell === null ? null : Number(cell))), typeOf(kind)) : vectorFromArray(cells, typeOf(kind));
}

function typeOf(kind: ColumnKind): DataType {
  switch (kind) {
    case 'text':
      return new Utf8();
    case 'size':
      return new Int64();
    case 'time':
      return new TimestampMillisecond('UTC');
  }
}
