import { decimalBytes } from '../types/arrowType';
import type { SqlType } from '../types/sqlType';
import { BytesColumn, JsonColumn, StringColumn } from './bytesColumns';
import type { Column } from './column';
import { BigintColumn, BooleanColumn, DateColumn, DecimalColumn, DoubleColumn, IntegerColumn } from './fixedColumns';
import { ListColumn, MapColumn, StructColumn } from './nestedColumns';

/** An empty column for values of a type. `inStruct`: the server writes some types differently there. */
export function makeColumn(type: SqlType, inStruct = false): Column {
  switch (type.kind) {
    case 'BOOLEAN':
      return new BooleanColumn();
    case 'INTEGER':
      return new IntegerColumn();
    case 'BIGINT':
      return new BigintColumn();
    case 'DOUBLE':
      return new DoubleColumn();
    case 'STRING':
      return new StringColumn();
    case 'BYTES':
      return new BytesColumn();
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      return new DateColumn(type.kind);
    case 'DECIMAL': {
      const bytes = decimalBytes(type.precision);
      return bytes === undefined ? new JsonColumn() : new DecimalColumn(type.precision, type.scale, bytes, !inStruct);
    }
    case 'ARRAY':
      return new ListColumn(makeColumn(type.element, inStruct));
    case 'MAP':
      return new MapColumn(makeColumn(type.value, inStruct));
    case 'STRUCT':
      return new StructColumn(type.fields.map((field) => ({ name: field.name, column: makeColumn(field.type, true) })));
    case 'OTHER':
      return new JsonColumn();
  }
}
