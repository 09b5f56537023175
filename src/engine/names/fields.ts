import type { DataType, Field } from 'apache-arrow';
import { ArrowDecoder } from '../../core/arrow/decode';

/** The Arrow fields of a table, in order. */
export function fieldsOf(schema: Uint8Array): readonly Field<DataType>[] {
  return new ArrowDecoder(schema).schema.fields;
}
