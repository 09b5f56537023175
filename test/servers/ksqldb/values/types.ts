/** Column types of ksqlDB, and how the server writes them. */
export type SqlType =
  | { readonly base: 'BOOLEAN' | 'INTEGER' | 'BIGINT' | 'DOUBLE' | 'STRING' | 'BYTES' | 'DATE' | 'TIME' | 'TIMESTAMP' }
  | { readonly base: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly base: 'ARRAY'; readonly item: SqlType }
  | { readonly base: 'MAP'; readonly key: SqlType; readonly value: SqlType }
  | { readonly base: 'STRUCT'; readonly fields: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly type: SqlType;
}

export const BOOLEAN: SqlType = { base: 'BOOLEAN' };
export const INTEGER: SqlType = { base: 'INTEGER' };
export const BIGINT: SqlType = { base: 'BIGINT' };
export const DOUBLE: SqlType = { base: 'DOUBLE' };
export const STRING: SqlType = { base: 'STRING' };

/** As in a column list: `` STRUCT<`F` STRING> ``, `DECIMAL(4, 2)`. */
export function typeText(type: SqlType): string {
  switch (type.base) {
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'ARRAY':
      return `ARRAY<${typeText(type.item)}>`;
    case 'MAP':
      return `MAP<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'STRUCT':
      return `STRUCT<${type.fields.map((field) => `\`${field.name}\` ${typeText(field.type)}`).join(', ')}>`;
    default:
      return type.base;
  }
}

export const sameType = (a: SqlType, b: SqlType): boolean => typeText(a) === typeText(b);

/** SchemaInfo of an entity's field. */
export function schemaInfo(type: SqlType): unknown {
  const none = { type: type.base, fields: null, memberSchema: null };
  switch (type.base) {
    case 'DECIMAL':
      return { ...none, parameters: { precision: type.precision, scale: type.scale } };
    case 'ARRAY':
      return { ...none, memberSchema: schemaInfo(type.item) };
    case 'MAP':
      return { ...none, memberSchema: schemaInfo(type.value) };
    case 'STRUCT':
      return { ...none, fields: type.fields.map((field) => ({ name: field.name, schema: schemaInfo(field.type) })) };
    default:
      return none;
  }
}
