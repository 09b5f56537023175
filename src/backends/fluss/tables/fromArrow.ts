import { DataType as Arrow, type Field, Precision, TimeUnit } from 'apache-arrow';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { HeadwaterError } from '../../../core/errors';
import type { DataType } from '../types/dataType';
import type { TableDescriptor } from '../types/table';

/** A new table for rows of an Arrow schema. */
export function descriptorOf(schemaMessage: Uint8Array, key: readonly string[]): TableDescriptor {
  const fields: readonly Field[] = new ArrowDecoder(schemaMessage).schema.fields;
  const columns = fields.map((field, id) => ({ name: field.name, type: { ...typeOf(field), nullable: field.nullable && !key.includes(field.name) }, id }));
  return { schema: { columns, primaryKey: key, autoIncrement: [] }, partitionKeys: [], bucketKeys: [], properties: {}, customProperties: {} };
}

const DIGITS: Readonly<Record<TimeUnit, number>> = { [TimeUnit.SECOND]: 0, [TimeUnit.MILLISECOND]: 3, [TimeUnit.MICROSECOND]: 6, [TimeUnit.NANOSECOND]: 9 };

const typeOf = (field: Field): DataType => typeOfArrow(field.type, field);

/** @param field whose type it is, or that has values of it */
function typeOfArrow(type: unknown, field: Field): DataType {
  const { nullable } = field;
  if (Arrow.isBool(type)) return { kind: 'BOOLEAN', nullable };
  if (Arrow.isInt(type)) return intType(type.bitWidth, type.isSigned, field);
  if (Arrow.isFloat(type)) return { kind: type.precision === Precision.DOUBLE ? 'DOUBLE' : 'FLOAT', nullable };
  if (Arrow.isUtf8(type) || Arrow.isLargeUtf8(type) || Arrow.isUtf8View(type)) return { kind: 'STRING', nullable };
  if (Arrow.isFixedSizeBinary(type)) return { kind: 'BINARY', nullable, length: type.byteWidth };
  if (Arrow.isBinary(type) || Arrow.isLargeBinary(type) || Arrow.isBinaryView(type)) return { kind: 'BYTES', nullable };
  if (Arrow.isDecimal(type) && type.precision <= 38) return { kind: 'DECIMAL', nullable, precision: type.precision, scale: type.scale };
  if (Arrow.isDate(type)) return { kind: 'DATE', nullable };
  if (Arrow.isTime(type)) return { kind: 'TIME', nullable, precision: DIGITS[type.unit] };
  if (Arrow.isTimestamp(type)) return { kind: type.timezone ? 'TIMESTAMP_LTZ' : 'TIMESTAMP', nullable, precision: DIGITS[type.unit] };
  if (Arrow.isDictionary(type)) return typeOfArrow(type.dictionary, field);
  if (Arrow.isMap(type)) {
    const [key, value] = type.children[0]?.type.children ?? [];
    return { kind: 'MAP', nullable, key: { ...typeOf(childOf(key, field)), nullable: false }, value: typeOf(childOf(value, field)) };
  }
  if (Arrow.isStruct(type)) return { kind: 'ROW', nullable, fields: type.children.map((child: Field) => ({ name: child.name, type: typeOf(child) })) };
  if (Arrow.isList(type) || Arrow.isLargeList(type) || Arrow.isFixedSizeList(type)) return { kind: 'ARRAY', nullable, element: typeOf(childOf(type.children[0], field)) };
  throw unsupported(field);
}

function intType(bits: number, signed: boolean, field: Field): DataType {
  const { nullable } = field;
  const needed = signed ? bits : bits * 2; // an unsigned number fits the next wider type
  if (needed <= 8) return { kind: 'TINYINT', nullable };
  if (needed <= 16) return { kind: 'SMALLINT', nullable };
  if (needed <= 32) return { kind: 'INT', nullable };
  if (needed <= 64) return { kind: 'BIGINT', nullable };
  throw unsupported(field);
}

function childOf(child: Field | undefined, field: Field): Field {
  if (!child) throw unsupported(field);
  return child;
}

function unsupported(field: Field): HeadwaterError {
  return new HeadwaterError({
    what: `Fluss has no type for the column ${field.name}`,
    why: `Its type is ${String(field.type)}.`,
    todo: 'Cast it in the query: unsigned 64-bit numbers to DECIMAL(20, 0), others to text.',
    kind: 'unsupported',
  });
}
