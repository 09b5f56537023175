import type { DataType } from '../types/dataType';
import type { RowFormat } from '../types/table';
import { CompactedReader } from './compactedReader';
import { COMPACT_DECIMAL, type FieldReader } from './fieldReader';
import { IndexedReader } from './indexedReader';
import { RowError } from './rowError';

/** A row whose values are read in order; those that are null have no bytes. */
export interface OpenRow {
  readonly reader: FieldReader;
  isNull(field: number): boolean;
}

/** Whether an INDEXED row keeps a length for values of this type. */
export function isVariable(type: DataType): boolean {
  switch (type.kind) {
    case 'STRING':
    case 'BYTES':
    case 'ARRAY':
    case 'MAP':
    case 'ROW':
      return true;
    case 'DECIMAL':
      return type.precision > COMPACT_DECIMAL;
    case 'BOOLEAN':
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'CHAR':
    case 'BINARY':
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return false;
  }
}

export const bitmapBytes = (fields: number): number => Math.ceil(fields / 8);

export function openRow(bytes: Uint8Array, types: readonly DataType[], format: RowFormat): OpenRow {
  const nulls = bitmapBytes(types.length);
  if (bytes.byteLength < nulls) throw new RowError('a row ends early');
  const isNull = (field: number): boolean => (((bytes[field >> 3] ?? 0) >> (field & 7)) & 1) === 1;
  if (format === 'COMPACTED') return { isNull, reader: new CompactedReader(bytes, nulls) };
  const lengths = types.filter(isVariable).length * 4;
  return { isNull, reader: new IndexedReader(bytes, nulls, nulls + lengths) };
}
