/** The data types of Fluss. Lengths are characters or bytes, precisions digits. */
export type DataType = { readonly nullable: boolean } & (
  | { readonly kind: 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'STRING' | 'BYTES' | 'DATE' }
  | { readonly kind: 'CHAR' | 'BINARY'; readonly length: number }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ'; readonly precision: number }
  | { readonly kind: 'ARRAY'; readonly element: DataType }
  | { readonly kind: 'MAP'; readonly key: DataType; readonly value: DataType }
  | { readonly kind: 'ROW'; readonly fields: readonly RowField[] }
);

export interface RowField {
  readonly name: string;
  readonly type: DataType;
  readonly comment?: string;
}

export type TypeKind = DataType['kind'];

/** As Flink's SQL writes it, with NOT NULL where it is. */
export function typeText(type: DataType): string {
  return type.nullable ? bareText(type) : `${bareText(type)} NOT NULL`;
}

function bareText(type: DataType): string {
  switch (type.kind) {
    case 'CHAR':
    case 'BINARY':
      return `${type.kind}(${type.length})`;
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return `${type.kind}(${type.precision})`;
    case 'ARRAY':
      return `ARRAY<${typeText(type.element)}>`;
    case 'MAP':
      return `MAP<${bareText(type.key)}, ${typeText(type.value)}>`;
    case 'ROW':
      return `ROW<${type.fields.map((field) => `${quoteFlink(field.name)} ${typeText(field.type)}`).join(', ')}>`;
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
      return type.kind;
  }
}

/** An identifier in Flink's SQL. */
export const quoteFlink = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
