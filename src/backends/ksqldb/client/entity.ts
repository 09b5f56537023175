import * as z from 'zod/mini';
import { HeadwaterError } from '../../../core/errors';

/** An element of the answer of /ksql (KsqlEntity.java): what it holds depends on its type. Fields that are not known are kept. */
export interface Entity {
  readonly type: string;
  readonly statementText: string;
  readonly warnings: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
}

const entity = z.looseObject({
  '@type': z.string(),
  statementText: z.optional(z.nullable(z.string())),
  warnings: z.optional(z.nullable(z.array(z.union([z.string(), z.object({ message: z.optional(z.nullable(z.string())) })])))),
});

/** @throws HeadwaterError where the answer is no list of entities */
export function readEntities(what: string, answer: unknown, writing: boolean): readonly Entity[] {
  const parsed = z.safeParse(z.array(entity), answer ?? []);
  if (parsed.success) {
    return parsed.data.map((one) => ({
      type: one['@type'],
      statementText: one.statementText ?? '',
      warnings: (one.warnings ?? []).flatMap((warning) => (typeof warning === 'string' ? warning : (warning.message ?? [])) || []),
      fields: one,
    }));
  }
  throw shapeError(what, z.prettifyError(parsed.error), writing);
}

/** The entity's own fields, checked. @throws HeadwaterError */
export function fieldsOf<T>(what: string, { fields }: Entity, shape: z.core.$ZodType<T>): T {
  const parsed = z.safeParse(shape, fields);
  if (parsed.success) return parsed.data;
  throw shapeError(what, z.prettifyError(parsed.error), false);
}

export function shapeError(what: string, detail: string, writing: boolean): HeadwaterError {
  return new HeadwaterError({
    what,
    why: 'The answer of the server has not the expected shape.',
    todo: 'Check that the address is that of a ksqlDB server.',
    detail,
    ...(writing ? { outcomeUnknown: true } : {}),
  });
}
