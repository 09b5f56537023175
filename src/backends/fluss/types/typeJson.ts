import * as z from 'zod/mini';
import type { DataType } from './dataType';

/** The JSON of a type: DataTypeJsonSerde.java. `nullable` stands only where it is false. */
export interface TypeJson {
  readonly type: string;
  readonly nullable?: boolean | undefined;
  readonly length?: number | undefined;
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
  readonly element_type?: TypeJson | undefined;
  readonly key_type?: TypeJson | undefined;
  readonly value_type?: TypeJson | undefined;
  readonly fields?: readonly { readonly name: string; readonly field_type: TypeJson; readonly description?: string | undefined; readonly field_id?: number | undefined }[] | undefined;
}

const size = z.optional(z.int());
export const typeJson: z.ZodMiniType<TypeJson> = z.object({
  type: z.string(),
  nullable: z.optional(z.boolean()),
  length: size,
  precision: size,
  scale: size,
  element_type: z.optional(z.lazy(() => typeJson)),
  key_type: z.optional(z.lazy(() => typeJson)),
  value_type: z.optional(z.lazy(() => typeJson)),
  fields: z.optional(z.array(z.object({ name: z.string(), field_type: z.lazy(() => typeJson), description: z.optional(z.string()), field_id: z.optional(z.int()) }))),
});

const WIRE_NAMES = {
  BOOLEAN: 'BOOLEAN',
  TINYINT: 'TINYINT',
  SMALLINT: 'SMALLINT',
  INT: 'INTEGER',
  BIGINT: 'BIGINT',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
  STRING: 'STRING',
  BYTES: 'BYTES',
  DATE: 'DATE',
  CHAR: 'CHAR',
  BINARY: 'BINARY',
  DECIMAL: 'DECIMAL',
  TIME: 'TIME_WITHOUT_TIME_ZONE',
  TIMESTAMP: 'TIMESTAMP_WITHOUT_TIME_ZONE',
  TIMESTAMP_LTZ: 'TIMESTAMP_WITH_LOCAL_TIME_ZONE',
  ARRAY: 'ARRAY',
  MAP: 'MAP',
  ROW: 'ROW',
} as const satisfies Record<DataType['kind'], string>;

/** Thrown for a table whose description this client does not understand. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

export function readType(json: TypeJson): DataType {
  const nullable = json.nullable ?? true;
  switch (json.type) {
    case 'BOOLEAN':
    case 'TINYINT':
    case 'SMALLINT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'STRING':
    case 'BYTES':
    case 'DATE':
      return { kind: json.type, nullable };
    case 'INTEGER':
      return { kind: 'INT', nullable };
    case 'CHAR':
    case 'BINARY':
      return { kind: json.type, nullable, length: within(json.length, 'length', 1, 0x7fff_ffff) };
    case 'DECIMAL': {
      const precision = within(json.precision, 'precision', 1, 38);
      return { kind: 'DECIMAL', nullable, precision, scale: within(json.scale ?? 0, 'scale', 0, precision) };
    }
    case 'TIME_WITHOUT_TIME_ZONE':
      return { kind: 'TIME', nullable, precision: within(json.precision ?? 0, 'precision', 0, 9) };
    case 'TIMESTAMP_WITHOUT_TIME_ZONE':
      return { kind: 'TIMESTAMP', nullable, precision: within(json.precision ?? 6, 'precision', 0, 9) };
    case 'TIMESTAMP_WITH_LOCAL_TIME_ZONE':
      return { kind: 'TIMESTAMP_LTZ', nullable, precision: within(json.precision ?? 6, 'precision', 0, 9) };
    case 'ARRAY':
      return { kind: 'ARRAY', nullable, element: readType(part(json.element_type, 'element_type')) };
    case 'MAP':
      return { kind: 'MAP', nullable, key: readType(part(json.key_type, 'key_type')), value: readType(part(json.value_type, 'value_type')) };
    case 'ROW':
      return {
        kind: 'ROW',
        nullable,
        fields: part(json.fields, 'fields').map(({ name, field_type, description }) => ({ name, type: readType(field_type), ...(description === undefined ? {} : { comment: description }) })),
      };
    default:
      throw new SchemaError(`the type ${json.type} is unknown`);
  }
}

/** @param nextId ids of the fields of rows, counted depth first with the columns' own */
export function writeType(type: DataType, nextId: () => number): TypeJson {
  const json = { type: WIRE_NAMES[type.kind], ...(type.nullable ? {} : { nullable: false }) };
  switch (type.kind) {
    case 'CHAR':
    case 'BINARY':
      return { ...json, length: type.length };
    case 'DECIMAL':
      return { ...json, precision: type.precision, scale: type.scale };
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return { ...json, precision: type.precision };
    case 'ARRAY':
      return { ...json, element_type: writeType(type.element, nextId) };
    case 'MAP':
      return { ...json, key_type: writeType({ ...type.key, nullable: false }, nextId), value_type: writeType(type.value, nextId) };
    case 'ROW':
      return {
        ...json,
        fields: type.fields.map((field) => {
          const field_id = nextId();
          return { name: field.name, field_type: writeType(field.type, nextId), ...(field.comment === undefined ? {} : { description: field.comment }), field_id };
        }),
      };
    case 'BOOLEAN':
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'STRING':
    case 'BYTES':
    case 'DATE':
      return json;
  }
}

function part<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new SchemaError(`a type has no ${name}`);
  return value;
}

function within(value: number | undefined, name: string, least: number, most: number): number {
  const given = part(value, name);
  if (given < least || given > most) throw new SchemaError(`a type has the ${name} ${given}`);
  return given;
}
