import { DataType, Field, type Schema } from 'apache-arrow';
import { ArrowDecoder } from '../../core/arrow/decode';
import { markedField } from '../../core/arrow/tableFields';
import type { SystemColumnRole, TableDescription } from '../../core/contract/tables';

/** A table's columns as Arrow fields, with what the description says of them. */
export interface TableType {
  readonly description: TableDescription;
  readonly schema: Schema;
  /** Fields marked with the type in the system's words, key and role, for whoever shows their rows. */
  readonly marked: readonly Field[];
  role(column: number): SystemColumnRole | undefined;
}

export function tableType(description: TableDescription): TableType {
  const { schema } = new ArrowDecoder(description.schema);
  const roles = new Map(description.systemColumns?.map(({ column, role }) => [column, role]));
  const marked = schema.fields.map((field, column) => markedField(field, description, column));
  return { description, schema, marked, role: (column) => roles.get(column) };
}

/** The field as its values are written: a dictionary's values stand for themselves. */
export function writtenField(field: Field): Field {
  const type: unknown = field.type;
  if (!DataType.isDictionary(type)) return field;
  const values: unknown = type.dictionary;
  return DataType.isDataType(values) ? new Field(field.name, values, field.nullable, field.metadata) : field;
}
