import { DataType, Field } from 'apache-arrow';
import type { TableDescription } from '../contract/tables';
import { KEY_KEY, ROLE_KEY, TYPE_KEY } from '../format/metadata';

/** A table's field with what its description says of the column: the type in the system's words, its key, its role. For whoever shows its rows. */
export function markedField(field: Field, description: TableDescription, column: number): Field {
  const { type, key } = description.columns[column] ?? {};
  const keyName = key ?? description.keys.find(({ columns }) => columns.includes(column))?.name;
  const role = description.systemColumns?.find((one) => one.column === column)?.role;
  const marks = [...(type === undefined ? [] : [[TYPE_KEY, type] as const]), ...(keyName === undefined ? [] : [[KEY_KEY, keyName] as const]), ...(role === undefined ? [] : [[ROLE_KEY, role] as const])];
  return new Field(field.name, typeOf(field), field.nullable, new Map([...field.metadata, ...marks]));
}

function typeOf(field: Field): DataType {
  const type: unknown = field.type;
  if (DataType.isDataType(type)) return type;
  throw new TypeError('A field without a type.');
}
