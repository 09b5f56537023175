import { DataType, type Field } from 'apache-arrow';
import type { Literal, Predicate } from '../../core/contract/tables';
import { type Implied, joined } from './predicate';

/**
 * Leaves out what sources disagree about. To DuckDB NaN is a number, equal to itself and greater than all others; to most others it is
 * unequal to everything. A comparison that NaN passes here and fails there must not be left to the source. Nor can sources be
 * expected to read `infinity` as a date.
 */
export function agreedUpon({ predicate, exact }: Implied, fields: readonly Field[]): Implied {
  if (!predicate || agrees(predicate, fields)) return { predicate, exact };
  return { predicate: weaker(predicate, fields), exact: false };
}

function weaker(predicate: Predicate, fields: readonly Field[]): Predicate | undefined {
  if (agrees(predicate, fields)) return predicate;
  if (predicate.op !== 'and' && predicate.op !== 'or') return undefined;
  const args = predicate.args.map((arg) => weaker(arg, fields));
  const known = args.filter((arg) => arg !== undefined);
  return predicate.op === 'and' || known.length === args.length ? joined(predicate.op, known) : undefined;
}

function agrees(predicate: Predicate, fields: readonly Field[], negated = false): boolean {
  switch (predicate.op) {
    case 'and':
    case 'or':
      return predicate.args.every((arg) => agrees(arg, fields, negated));
    case 'not':
      return agrees(predicate.arg, fields, true);
    case 'compare':
      if (!finite(predicate.value)) return false;
      return !isFloat(fields[predicate.column]) || (!negated && (predicate.comparison === '=' || predicate.comparison === '<' || predicate.comparison === '<='));
    case 'in':
      return predicate.values.every(finite) && !(negated && isFloat(fields[predicate.column]));
    case 'null':
    case 'notnull':
    case 'prefix':
    case 'suffix':
    case 'contains':
    case 'like':
      return true;
  }
}

function isFloat(field: Field | undefined): boolean {
  return field !== undefined && DataType.isFloat(field.type);
}

function finite({ type, value }: Literal): boolean {
  return type === 'VARCHAR' || !/nan|inf/iu.test(value ?? '');
}
