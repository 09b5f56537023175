import { DataType, type Field, type Schema } from 'apache-arrow';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { HeadwaterError } from '../../../core/errors';

/** Whether values of a result with this schema message stand in dictionaries, on any level. */
export function hasDictionaries(schema: Uint8Array): boolean {
  return schemaIn(schema).fields.some(inDictionary);
}

function inDictionary(field: Field): boolean {
  const type: unknown = field.type;
  if (DataType.isDictionary(type)) return true;
  return DataType.isDataType(type) && childrenOf(type).some(inDictionary);
}

function childrenOf(type: DataType): readonly Field[] {
  const children: unknown = type.children;
  return Array.isArray(children) ? type.children : [];
}

/** Checks that the parts of a result agree. @throws HeadwaterError that names the first column that differs */
export function sameColumns(first: Uint8Array, other: Uint8Array): void {
  if (Buffer.compare(first, other) === 0) return;
  const expected = schemaIn(first).fields;
  const found = schemaIn(other).fields;
  const differs = Array.from({ length: Math.max(expected.length, found.length) }, (_, index) => index).find((index) => textOf(expected[index]) !== textOf(found[index]));
  if (differs === undefined) return;
  throw new HeadwaterError({
    what: 'Could not read all rows',
    why: `The parts of the result have different columns: column ${differs + 1} is ${textOf(expected[differs])} in one and ${textOf(found[differs])} in another.`,
    todo: 'Run the statement again. If it happens again, the servers that hold the parts have different versions of the table.',
    code: 'schema-changed',
  });
}

function schemaIn(message: Uint8Array): Schema {
  return new ArrowDecoder(message).schema;
}

function textOf(field: Field | undefined): string {
  return field ? `“${field.name}” ${String(field.type)}` : 'not there';
}
