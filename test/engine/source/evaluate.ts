import type { Data, Field } from 'apache-arrow';
import type { Predicate } from '../../../src/core/contract/tables';
import { type Comparable, comparablesOf } from './comparable';

/** `null` is unknown, as in SQL. */
type Truth = boolean | null;
type Test = (columns: readonly Data[], row: number) => Truth;

/**
 * A predicate as a source would apply it, with the rules of IEEE for NaN (not DuckDB's). `undefined` where a constant or a type
 * cannot be read: then the source applies nothing.
 */
export function evaluator(predicate: Predicate, fields: readonly Field[]): Test | undefined {
  switch (predicate.op) {
    case 'and':
    case 'or': {
      const args = predicate.args.map((arg) => evaluator(arg, fields));
      const known = args.filter((arg) => arg !== undefined);
      if (known.length < args.length) return undefined;
      const deciding = predicate.op === 'or';
      return (columns, row) => {
        let unknown = false;
        for (const test of known) {
          const truth = test(columns, row);
          if (truth === deciding) return deciding;
          unknown ||= truth === null;
        }
        return unknown ? null : !deciding;
      };
    }
    case 'not': {
      const test = evaluator(predicate.arg, fields);
      return (
        test &&
        ((columns, row) => {
          const truth = test(columns, row);
          return truth === null ? null : !truth;
        })
      );
    }
    case 'null':
    case 'notnull': {
      const read = cellOf(fields, predicate.column);
      return read && ((columns, row) => (read(columns, row) === null) === (predicate.op === 'null'));
    }
    case 'compare': {
      const value = literalOf(fields, predicate.column, predicate.value);
      const read = cellOf(fields, predicate.column);
      if (value === undefined || !read) return undefined;
      return nullable(read, (cell) => COMPARE[predicate.comparison](cell, value));
    }
    case 'in': {
      const values = predicate.values.map((value) => literalOf(fields, predicate.column, value));
      const read = cellOf(fields, predicate.column);
      if (values.includes(undefined) || !read) return undefined;
      return nullable(read, (cell) => values.some((value) => value === cell));
    }
    case 'prefix':
    case 'suffix':
    case 'contains':
    case 'like': {
      const read = cellOf(fields, predicate.column);
      if (!read) return undefined;
      const wanted = Buffer.from(predicate.value, 'utf8').toString('latin1');
      const matches = { prefix: (text: string) => text.startsWith(wanted), suffix: (text: string) => text.endsWith(wanted), contains: (text: string) => text.includes(wanted), like: like(predicate.value) }[predicate.op];
      return nullable(read, (cell) => matches(String(cell)));
    }
  }
}

const COMPARE: Readonly<Record<Extract<Predicate, { op: 'compare' }>['comparison'], (one: Comparable, other: Comparable) => boolean>> = {
  '=': (one, other) => one === other,
  '<>': (one, other) => one !== other && !isNaNValue(one) && !isNaNValue(other),
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

function isNaNValue(value: Comparable): boolean {
  return typeof value === 'number' && Number.isNaN(value);
}

function nullable(read: (columns: readonly Data[], row: number) => Comparable | null, test: (cell: Comparable) => boolean): Test {
  return (columns, row) => {
    const cell = read(columns, row);
    return cell === null ? null : test(cell);
  };
}

function cellOf(fields: readonly Field[], column: number): ((columns: readonly Data[], row: number) => Comparable | null) | undefined {
  const field = fields[column];
  const comparables = field && comparablesOf(field);
  return comparables && ((columns, row) => comparables.of(columns[column]!, row));
}

function literalOf(fields: readonly Field[], column: number, literal: Parameters<NonNullable<ReturnType<typeof comparablesOf>>['literal']>[0]): Comparable | undefined {
  const field = fields[column];
  return field && comparablesOf(field)?.literal(literal);
}

/** `%` and `_` count characters: compared as code points, so the latin1 form is turned back. */
function like(pattern: string): (text: string) => boolean {
  const source = pattern.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&').replaceAll('%', '[^]*').replaceAll('_', '[^]');
  const expression = new RegExp(`^${source}$`, 'u');
  return (text) => expression.test(Buffer.from(text, 'latin1').toString('utf8'));
}
