import { Bool, type DataType, Field, Int64, RecordBatch, Schema, Struct, Utf8, makeData, vectorFromArray } from 'apache-arrow';
import { ArrowEncoder } from '../../../core/arrow/messages';
import type { ArrowMessage } from '../../../core/contract/execution';
import { TYPE_KEY } from '../../../core/format/metadata';

/** A value of a small grid. */
export type Cell = string | bigint | boolean | null;

export interface Grid {
  readonly columns: readonly { readonly name: string; readonly type: 'text' | 'integer' | 'boolean' }[];
  readonly rows: readonly (readonly Cell[])[];
}

export const textColumns = (...names: readonly string[]): Grid['columns'] => names.map((name) => ({ name, type: 'text' }));

/** A grid of things and what is said of them. */
export function factsGrid(facts: readonly (readonly [label: string, value: string])[]): Grid {
  return { columns: textColumns('Property', 'Value'), rows: facts };
}

/** Schema and rows as Arrow. For small grids. */
export function gridMessages({ columns, rows }: Grid): readonly ArrowMessage[] {
  const fields = columns.map(({ name, type }) => new Field(name, TYPES[type], true, new Map([[TYPE_KEY, NAMES[type]]])));
  const schema = new Schema(fields);
  const children = columns.map(({ type }, index) => {
    const [data] = vectorFromArray(
      rows.map((row) => row[index] ?? null),
      TYPES[type],
    ).data;
    if (!data) throw new TypeError('A column without values.');
    return data;
  });
  const encoder = new ArrowEncoder(schema);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children }));
  return [encoder.schema(), ...(rows.length === 0 ? [] : encoder.write(batch))];
}

const TYPES: Readonly<Record<Grid['columns'][number]['type'], DataType>> = { text: new Utf8(), integer: new Int64(), boolean: new Bool() };

/** As ksqlDB calls them. */
const NAMES: Readonly<Record<Grid['columns'][number]['type'], string>> = { text: 'STRING', integer: 'BIGINT', boolean: 'BOOLEAN' };
