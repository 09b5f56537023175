import type { Literal, Predicate } from '../../../core/contract/tables';
import type { SqlColumn } from '../types/sqlType';
import { quoted, sqlString } from '../language/words';

/**
 * The part of a predicate by which a pull query finds rows of a table without reading all of them: equality with values of the key.
 * `undefined` where there is none; all of the predicate is applied again in any case.
 */
export function keyCondition(predicate: Predicate | undefined, columns: readonly SqlColumn[], keys: readonly number[]): { readonly sql: string; readonly exact: boolean } | undefined {
  if (!predicate) return undefined;
  const [key] = keys;
  if (key === undefined || keys.length !== 1) return undefined;
  const column = columns[key];
  if (!column) return undefined;
  const parts = predicate.op === 'and' ? predicate.args : [predicate];
  for (const part of parts) {
    const values = part.op === 'compare' && part.comparison === '=' && part.column === key ? [part.value] : part.op === 'in' && part.column === key ? part.values : undefined;
    const texts = values?.map((value) => literalOf(column, value));
    if (!texts || texts.length === 0 || !texts.every((text) => text !== undefined)) continue;
    return { sql: texts.length === 1 ? `${quoted(column.name)} = ${texts[0] ?? ''}` : `${quoted(column.name)} IN (${texts.join(', ')})`, exact: parts.length === 1 };
  }
  return undefined;
}

/** The constant as the server reads it for this column; `undefined` where it might read it differently. */
export function literalOf({ type }: SqlColumn, { value }: Pick<Literal, 'value'>): string | undefined {
  if (value === null) return undefined;
  switch (type.kind) {
    case 'STRING':
      return sqlString(value);
    case 'INTEGER':
    case 'BIGINT':
      return /^-?\d+$/u.test(value) ? value : undefined;
    case 'DECIMAL':
      return /^-?\d+(?:\.\d+)?$/u.test(value) ? value : undefined;
    case 'BOOLEAN':
      return /^(?:true|false)$/iu.test(value) ? value : undefined;
    default:
      return undefined;
  }
}
