import { type Data, Field, Float64, Int32, makeData, RecordBatch, Schema, Struct, Utf8 } from 'apache-arrow';
import { ArrowEncoder } from '../../src/core/arrow/messages';
import type { ArrowMessage } from '../../src/core/contract/execution';

const WORDS = ['amber', 'basin', 'cobalt', 'delta', 'ember', 'fjord', 'gorge', 'harbour'];

/** Columns that repeat: row number, a double, a word. */
export function plainSchema(cols: number): Schema {
  return new Schema(
    Array.from({ length: cols }, (_, index) => {
      const type = [new Int32(), new Float64(), new Utf8()][index % 3]!;
      return new Field(`c${index}`, type, true, new Map([['headwater:type', type.toString().toUpperCase()]]));
    }),
  );
}

/** Rows `from` to `from + rows` of an endless table: c0 is the row number. */
export function plainBatch(schema: Schema, from: number, rows: number): RecordBatch {
  const kinds: readonly Data[] = [
    makeData({ type: new Int32(), length: rows, nullCount: 0, data: Int32Array.from({ length: rows }, (_, row) => from + row) }),
    makeData({ type: new Float64(), length: rows, nullCount: 0, data: Float64Array.from({ length: rows }, (_, row) => (from + row) / 8) }),
    words(from, rows),
  ];
  const children = schema.fields.map((_, index) => kinds[index % kinds.length]!);
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

function words(from: number, rows: number): Data<Utf8> {
  const chosen = Array.from({ length: rows }, (_, row) => WORDS[(from + row) % WORDS.length]!);
  let end = 0;
  const valueOffsets = Int32Array.of(0, ...chosen.map((word) => (end += word.length)));
  return makeData({ type: new Utf8(), length: rows, nullCount: 0, valueOffsets, data: new TextEncoder().encode(chosen.join('')) });
}

/** One row with one text of `size` bytes. */
export function cellBatch(size: number): RecordBatch {
  const schema = new Schema([new Field('text', new Utf8(), true, new Map([['headwater:type', 'TEXT']]))]);
  const text = makeData({ type: new Utf8(), length: 1, nullCount: 0, valueOffsets: Int32Array.of(0, size), data: new Uint8Array(size).fill(120) });
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 1, nullCount: 0, children: [text] }));
}

export function messagesOf(batch: RecordBatch): readonly ArrowMessage[] {
  const encoder = new ArrowEncoder(batch.schema);
  return [encoder.schema(), ...encoder.write(batch)];
}
