import { DataType, type Field } from 'apache-arrow';
import { plainField } from '../../../core/arrow/plain';
import { HeadwaterError } from '../../../core/errors';
import { typeLabel } from '../../../core/format/column';

/** The type of a column in CREATE TABLE, in words that SQL engines share. @throws HeadwaterError for types that they do not */
export function sqlType(field: Field): string {
  const type: unknown = plainField(field).type;
  if (DataType.isBool(type)) return 'BOOLEAN';
  if (DataType.isInt(type)) return type.bitWidth === 64 || !type.isSigned ? 'BIGINT' : 'INTEGER';
  // Engines know this word where they do not know the standard's DOUBLE PRECISION, as Arrow's own SQLite server does not.
  if (DataType.isFloat(type)) return 'DOUBLE';
  if (DataType.isDecimal(type)) return `DECIMAL(${type.precision}, ${type.scale})`;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) return 'VARCHAR';
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type) || DataType.isFixedSizeBinary(type)) return 'BLOB';
  if (DataType.isDate(type)) return 'DATE';
  if (DataType.isTime(type)) return 'TIME';
  if (DataType.isTimestamp(type)) return type.timezone ? 'TIMESTAMP WITH TIME ZONE' : 'TIMESTAMP';
  throw new HeadwaterError({ what: `Could not make the column \`${field.name}\``, why: `SQL has no common word for the type ${typeLabel(field)}.`, todo: 'Leave the column out, or make the table by a statement of your own.', kind: 'unsupported', code: 'no-sql-type' });
}
