/** A type of ksqlDB, as its statements and headers write it. */
export type SqlType =
  | { readonly kind: 'BOOLEAN' | 'INTEGER' | 'BIGINT' | 'DOUBLE' | 'STRING' | 'BYTES' | 'DATE' | 'TIME' | 'TIMESTAMP' }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'ARRAY'; readonly element: SqlType }
  | { readonly kind: 'MAP'; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: 'STRUCT'; readonly fields: readonly StructField[] }
  /** A type that this version does not know: its values stay JSON. */
  | { readonly kind: 'OTHER'; readonly text: string };

export interface StructField {
  readonly name: string;
  readonly type: SqlType;
}

export interface SqlColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Part of the key, where the server says so. */
  readonly key: boolean;
}

export function typeText(type: SqlType): string {
  switch (type.kind) {
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'ARRAY':
      return `ARRAY<${typeText(type.element)}>`;
    case 'MAP':
      return `MAP<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'STRUCT':
      return `STRUCT<${type.fields.map((field) => `\`${field.name.replaceAll('`', '``')}\` ${typeText(field.type)}`).join(', ')}>`;
    case 'OTHER':
      return type.text;
    default:
      return type.kind;
  }
}
