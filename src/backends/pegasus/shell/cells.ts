import { type Data, type DataType, Field, Int64, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray } from 'apache-arrow';
import { ArrowEncoder } from '../../../core/arrow/messages';
import type { ExecutionEvent } from '../../../core/contract/execution';

export type Cell = string | bigint | null;
/** Names and kinds. */
export type CellColumns = readonly (readonly [name: string, kind: 'text' | 'number'])[];

export const TEXT = (name: string): CellColumns[number] => [name, 'text'];
export const NUMBER = (name: string): CellColumns[number] => [name, 'number'];

/** A short list as a result. */
export function* cellEvents(columns: CellColumns, rows: readonly (readonly Cell[])[], facts: readonly (readonly [string, string])[] = []): Generator<ExecutionEvent> {
  const schema = new Schema(columns.map(([name, kind]) => new Field(name, typeOf(kind), true, new Map([['headwater:type', kind]]))));
  const encoder = new ArrowEncoder(schema);
  yield encoder.schema();
  if (rows.length > 0) {
    const children = columns.flatMap(([, kind], at): readonly Data[] => vectorFromArray(rows.map((row) => row[at] ?? null), typeOf(kind)).data.slice(0, 1));
    yield* encoder.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children })));
  }
  yield { kind: 'done', ...(facts.length > 0 ? { facts } : {}) };
}

/** What is known of one thing. */
export const factEvents = (facts: readonly (readonly [string, Cell])[]): Generator<ExecutionEvent> => cellEvents([['fact', 'text'], ['value', 'text']], facts.map(([fact, value]) => [fact, value === null ? null : String(value)]));

const typeOf = (kind: 'text' | 'number'): DataType => (kind === 'text' ? new Utf8() : new Int64());
