import { DataType, type Field } from 'apache-arrow';
import type { Literal, Predicate } from '../../../core/contract/tables';
import { type Dialect, sqlString } from '../dialect';

/** A condition of SQL, and whether it accepts exactly the rows that the predicate does, or more of them. */
export interface SqlCondition {
  readonly sql: string;
  readonly exact: boolean;
}

/**
 * What of a predicate the server can apply without ever dropping a row that the predicate accepts: engines differ in collations and in
 * casts, so texts are only compared for equality, and nothing inexact is negated. `undefined` where nothing is left.
 */
export function conditionOf(predicate: Predicate, fields: readonly Field[], dialect: Dialect): SqlCondition | undefined {
  switch (predicate.op) {
    case 'and':
      return allOf(predicate.args.map((arg) => conditionOf(arg, fields, dialect)));
    case 'or':
      return anyOf(predicate.args.map((arg) => conditionOf(arg, fields, dialect)));
    case 'not': {
      const inner = conditionOf(predicate.arg, fields, dialect);
      return inner?.exact ? { sql: `NOT (${inner.sql})`, exact: true } : undefined;
    }
    case 'null':
    case 'notnull':
      return withColumn(predicate.column, fields, dialect, (column) => ({ sql: `${column} IS ${predicate.op === 'null' ? '' : 'NOT '}NULL`, exact: true }));
    case 'compare':
      return withColumn(predicate.column, fields, dialect, (column, field) => comparison(column, field, predicate.comparison, predicate.value));
    case 'in':
      return withColumn(predicate.column, fields, dialect, (column, field) => {
        const values = predicate.values.map((value) => literalFor(field, value));
        return values.length > 0 && values.every((value) => value !== undefined) ? { sql: `${column} IN (${values.join(', ')})`, exact: !isText(field) } : undefined;
      });
    case 'prefix':
    case 'suffix':
    case 'contains':
    case 'like':
      return undefined;
  }
}

function comparison(column: string, field: Field, operator: string, value: Literal): SqlCondition | undefined {
  const literal = literalFor(field, value);
  if (literal === undefined || (isText(field) && operator !== '=')) return undefined;
  return { sql: `${column} ${operator} ${literal}`, exact: !isText(field) && !DataType.isFloat(field.type) };
}

/** The constant as the server reads it for this column; `undefined` where it might read it differently. */
function literalFor(field: Field, { value }: Literal): string | undefined {
  if (value === null) return undefined;
  const type: unknown = field.type;
  if (DataType.isInt(type)) return /^-?\d+$/u.test(value) ? value : undefined;
  if (DataType.isDecimal(type)) return /^-?\d+(?:\.\d+)?$/u.test(value) ? value : undefined;
  if (DataType.isFloat(type)) return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(value) ? value : undefined;
  if (DataType.isBool(type)) return value === 'true' || value === 'false' ? value.toUpperCase() : undefined;
  if (isText(field)) return sqlString(value);
  if (DataType.isTimestamp(type) && !type.timezone && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$/u.test(value)) return `TIMESTAMP ${sqlString(value)}`;
  return undefined;
}

function isText({ type }: Field): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

function withColumn(index: number, fields: readonly Field[], dialect: Dialect, make: (column: string, field: Field) => SqlCondition | undefined): SqlCondition | undefined {
  const field = fields[index];
  return field && make(dialect.quoted(field.name), field);
}

function allOf(conditions: readonly (SqlCondition | undefined)[]): SqlCondition | undefined {
  const known = conditions.filter((condition) => condition !== undefined);
  if (known.length === 0) return undefined;
  return { sql: known.map(({ sql }) => `(${sql})`).join(' AND '), exact: known.length === conditions.length && known.every(({ exact }) => exact) };
}

function anyOf(conditions: readonly (SqlCondition | undefined)[]): SqlCondition | undefined {
  const known = conditions.filter((condition) => condition !== undefined);
  if (known.length === 0 || known.length < conditions.length) return undefined;
  return { sql: known.map(({ sql }) => `(${sql})`).join(' OR '), exact: known.every(({ exact }) => exact) };
}
