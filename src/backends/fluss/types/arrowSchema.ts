import { Binary, Bool, DateDay, Decimal, Field, FixedSizeBinary, Float32, Float64, Int16, Int32, Int64, Int8, List, Map_, Schema, Struct, TimeMicrosecond, TimeMillisecond, TimeNanosecond, TimeSecond, TimeUnit, Timestamp, Utf8, type DataType as ArrowType } from 'apache-arrow';
import type { DataType } from './dataType';
import type { Column } from './table';

/** The unit in which Arrow holds times of a precision: ArrowUtils.java. */
export function unitOf(precision: number): TimeUnit {
  if (precision === 0) return TimeUnit.SECOND;
  if (precision <= 3) return TimeUnit.MILLISECOND;
  return precision <= 6 ? TimeUnit.MICROSECOND : TimeUnit.NANOSECOND;
}

/** The Arrow type of a Fluss type. With `zone`, instants carry UTC; the servers' own batches have no zone for either kind of timestamp. */
export function arrowType(type: DataType, zone: boolean): ArrowType {
  switch (type.kind) {
    case 'BOOLEAN':
      return new Bool();
    case 'TINYINT':
      return new Int8();
    case 'SMALLINT':
      return new Int16();
    case 'INT':
      return new Int32();
    case 'BIGINT':
      return new Int64();
    case 'FLOAT':
      return new Float32();
    case 'DOUBLE':
      return new Float64();
    case 'CHAR':
    case 'STRING':
      return new Utf8();
    case 'BINARY':
      return new FixedSizeBinary(type.length);
    case 'BYTES':
      return new Binary();
    case 'DECIMAL':
      return new Decimal(type.scale, type.precision, 128);
    case 'DATE':
      return new DateDay();
    case 'TIME':
      return timeType(unitOf(type.precision));
    case 'TIMESTAMP':
      return new Timestamp(unitOf(type.precision));
    case 'TIMESTAMP_LTZ':
      return new Timestamp(unitOf(type.precision), zone ? 'UTC' : null);
    case 'ARRAY':
      return new List(new Field('element', arrowType(type.element, zone), type.element.nullable));
    case 'MAP': {
      const entry = new Struct<{ key: ArrowType; value: ArrowType }>([new Field('key', arrowType(type.key, zone), false), new Field('value', arrowType(type.value, zone), type.value.nullable)]);
      return new Map_(new Field('entries', entry, false));
    }
    case 'ROW':
      return new Struct(type.fields.map((field) => new Field(field.name, arrowType(field.type, zone), field.type.nullable)));
  }
}

function timeType(unit: TimeUnit): ArrowType {
  switch (unit) {
    case TimeUnit.SECOND:
      return new TimeSecond();
    case TimeUnit.MILLISECOND:
      return new TimeMillisecond();
    case TimeUnit.MICROSECOND:
      return new TimeMicrosecond();
    case TimeUnit.NANOSECOND:
      return new TimeNanosecond();
  }
}

export const arrowField = ({ name, type }: Pick<Column, 'name' | 'type'>, zone: boolean): Field => new Field(name, arrowType(type, zone), type.nullable);

export const arrowSchema = (columns: readonly Pick<Column, 'name' | 'type'>[], zone: boolean): Schema => new Schema(columns.map((column) => arrowField(column, zone)));
