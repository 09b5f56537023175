import * as z from 'zod/mini';
import type { SqlColumn, SqlType } from '../types/sqlType';

/** A type as entities write it (SchemaInfo.java): nested, not as text. */
export interface SchemaInfo {
  readonly type: string;
  readonly fields?: readonly FieldInfo[] | null | undefined;
  readonly memberSchema?: SchemaInfo | null | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface FieldInfo {
  readonly name: string;
  readonly schema: SchemaInfo;
  readonly type?: string | null | undefined;
}

const optionalText = z.optional(z.nullable(z.string()));

export const schemaInfo: z.core.$ZodType<SchemaInfo> = z.object({
  type: z.string(),
  fields: z.optional(z.nullable(z.array(z.lazy(() => fieldInfo)))),
  memberSchema: z.optional(z.nullable(z.lazy(() => schemaInfo))),
  parameters: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});

export const fieldInfo: z.core.$ZodType<FieldInfo> = z.object({ name: z.string(), schema: z.lazy(() => schemaInfo), type: optionalText });

/** Deeper than any type that somebody made on purpose. */
const DEEPEST = 64;

const SIMPLE = { BOOLEAN: 'BOOLEAN', INTEGER: 'INTEGER', BIGINT: 'BIGINT', DOUBLE: 'DOUBLE', STRING: 'STRING', BYTES: 'BYTES', DATE: 'DATE', TIME: 'TIME', TIMESTAMP: 'TIMESTAMP' } as const;

export function typeOfInfo(info: SchemaInfo, depth = 0): SqlType {
  const other: SqlType = { kind: 'OTHER', text: info.type };
  if (depth > DEEPEST) return other;
  if (isSimple(info.type)) return { kind: SIMPLE[info.type] };
  const member = info.memberSchema ? typeOfInfo(info.memberSchema, depth + 1) : undefined;
  switch (info.type) {
    case 'DECIMAL': {
      const { precision, scale } = info.parameters ?? {};
      return typeof precision === 'number' && typeof scale === 'number' ? { kind: 'DECIMAL', precision, scale } : other;
    }
    case 'ARRAY':
      return member ? { kind: 'ARRAY', element: member } : other;
    case 'MAP':
      return member ? { kind: 'MAP', key: { kind: 'STRING' }, value: member } : other;
    case 'STRUCT':
      return { kind: 'STRUCT', fields: (info.fields ?? []).map((field) => ({ name: field.name, type: typeOfInfo(field.schema, depth + 1) })) };
    default:
      return other;
  }
}

export function columnOfInfo({ name, schema, type }: FieldInfo): SqlColumn {
  return { name, type: typeOfInfo(schema), key: type === 'KEY' };
}

function isSimple(type: string): type is keyof typeof SIMPLE {
  return Object.hasOwn(SIMPLE, type);
}
