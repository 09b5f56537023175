import type { Literal, Predicate } from '../../core/contract/tables';

const OPEN = 60;

/** A predicate for people: `id ≥ 10 and name starts with 'n1'`. */
export function predicateText(predicate: Predicate, nameOf: (column: number) => string): string {
  const text = (part: Predicate): string => (part.op === 'and' || part.op === 'or' ? `(${predicateText(part, nameOf)})` : predicateText(part, nameOf));
  switch (predicate.op) {
    case 'and':
    case 'or':
      return predicate.args.map(text).join(` ${predicate.op} `);
    case 'not':
      return `not ${text(predicate.arg)}`;
    case 'compare':
      return `${nameOf(predicate.column)} ${SIGNS[predicate.comparison]} ${literalText(predicate.value)}`;
    case 'in':
      return `${nameOf(predicate.column)} in (${shortened(predicate.values.map(literalText))})`;
    case 'null':
      return `${nameOf(predicate.column)} is null`;
    case 'notnull':
      return `${nameOf(predicate.column)} is not null`;
    case 'prefix':
      return `${nameOf(predicate.column)} starts with '${predicate.value}'`;
    case 'suffix':
      return `${nameOf(predicate.column)} ends with '${predicate.value}'`;
    case 'contains':
      return `${nameOf(predicate.column)} contains '${predicate.value}'`;
    case 'like':
      return `${nameOf(predicate.column)} like '${predicate.value}'`;
  }
}

const SIGNS = { '=': '=', '<>': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const;

function literalText({ type, value }: Literal): string {
  return value === null ? 'NULL' : /INT|DECIMAL|DOUBLE|FLOAT|BOOLEAN/u.test(type) ? value : `'${value}'`;
}

function shortened(values: readonly string[]): string {
  const few = values.slice(0, 8).join(', ');
  return values.length > 8 || few.length > OPEN * 4 ? `${few.slice(0, OPEN * 4)}, … ${values.length} in all` : few;
}
