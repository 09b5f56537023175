import { Binary, Bool, type DataType, DateDay, Decimal, Field, Float64, Int32, Int64, List, Map_, Schema, Struct, TimeMillisecond, TimestampMillisecond, Utf8 } from 'apache-arrow';
import { KEY_KEY, KIND_KEY, ROLE_KEY, TYPE_KEY } from '../../../core/format/metadata';
import { type SqlColumn, type SqlType, typeText } from './sqlType';

/** Digits that a 128-bit, and that a 256-bit decimal holds. */
const DIGITS_128 = 38;
const DIGITS_256 = 76;

/** Bytes of the Arrow decimal for a precision; `undefined` where it stays text. */
export function decimalBytes(precision: number): 16 | 32 | undefined {
  if (precision <= DIGITS_128) return 16;
  return precision <= DIGITS_256 ? 32 : undefined;
}

/** TIMESTAMP is an instant that the server writes in UTC without saying so; it is shown as it is written. */
export function arrowType(type: SqlType): DataType {
  switch (type.kind) {
    case 'BOOLEAN':
      return new Bool();
    case 'INTEGER':
      return new Int32();
    case 'BIGINT':
      return new Int64();
    case 'DOUBLE':
      return new Float64();
    case 'STRING':
    case 'OTHER':
      return new Utf8();
    case 'BYTES':
      return new Binary();
    case 'DATE':
      return new DateDay();
    case 'TIME':
      return new TimeMillisecond();
    case 'TIMESTAMP':
      return new TimestampMillisecond();
    case 'DECIMAL': {
      const bytes = decimalBytes(type.precision);
      return bytes === undefined ? new Utf8() : new Decimal(type.scale, type.precision, bytes * 8);
    }
    case 'ARRAY':
      return new List(new Field('element', arrowType(type.element), true, kindMarks(type.element)));
    case 'MAP': {
      const entry = new Struct<{ key: DataType; value: DataType }>([new Field('key', new Utf8(), false), new Field('value', arrowType(type.value), true, kindMarks(type.value))]);
      return new Map_(new Field('entries', entry, false));
    }
    case 'STRUCT':
      return new Struct(type.fields.map((field) => new Field(field.name, arrowType(field.type), true, kindMarks(field.type))));
  }
}

/** What the Arrow type does not say. */
function kindMarks(type: SqlType): Map<string, string> {
  return new Map(type.kind === 'OTHER' ? [[KIND_KEY, 'json']] : []);
}

export function arrowField({ name, type, key }: SqlColumn): Field {
  return new Field(name, arrowType(type), true, new Map([...kindMarks(type), [TYPE_KEY, typeText(type)], ...(key ? [[KEY_KEY, 'key'] as const] : [])]));
}

/** Name of the column that says how a row of a table changed. */
export const CHANGE_COLUMN = '_change';

export const changeField = (): Field => new Field(CHANGE_COLUMN, new Utf8(), true, new Map([[TYPE_KEY, 'STRING'], [ROLE_KEY, 'change']]));

/** @param changeAt where the column that says how rows changed stands; absent for none */
export function arrowSchema(columns: readonly SqlColumn[], changeAt?: number): Schema {
  const fields = columns.map(arrowField);
  return new Schema(changeAt === undefined ? fields : fields.toSpliced(changeAt, 0, changeField()));
}
