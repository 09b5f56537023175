import type { Literal, Predicate } from '../../../core/contract/tables';

/** Values that a column must have one of, by column, as far as a predicate says so. */
export function requiredValues(predicate: Predicate | undefined): ReadonlyMap<number, readonly Literal[]> {
  const found = new Map<number, readonly Literal[]>();
  for (const part of conjuncts(predicate)) {
    if (part.op === 'compare' && part.comparison === '=' && !found.has(part.column)) found.set(part.column, [part.value]);
    else if (part.op === 'in' && !found.has(part.column)) found.set(part.column, part.values);
  }
  return found;
}

export interface Range {
  /** Inclusive. */
  readonly from?: bigint;
  /** Exclusive. */
  readonly to?: bigint;
}

/** The range of a column of whole numbers that a predicate leaves, where it leaves one. */
export function rangeOf(predicate: Predicate | undefined, column: number, parse: (literal: Literal) => bigint | undefined): Range {
  let from: bigint | undefined;
  let to: bigint | undefined;
  for (const part of conjuncts(predicate)) {
    if (part.op !== 'compare' || part.column !== column) continue;
    const value = parse(part.value);
    if (value === undefined) continue;
    const [low, high] = boundsOf(part.comparison, value);
    if (low !== undefined && (from === undefined || low > from)) from = low;
    if (high !== undefined && (to === undefined || high < to)) to = high;
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

export const wholeNumber = ({ value }: Literal): bigint | undefined => (value !== null && /^[+-]?\d+$/u.test(value.trim()) ? BigInt(value.trim()) : undefined);

function conjuncts(predicate: Predicate | undefined): readonly Predicate[] {
  if (!predicate) return [];
  return predicate.op === 'and' ? predicate.args.flatMap(conjuncts) : [predicate];
}

function boundsOf(comparison: '=' | '<>' | '<' | '<=' | '>' | '>=', value: bigint): readonly [from: bigint | undefined, to: bigint | undefined] {
  switch (comparison) {
    case '=':
      return [value, value + 1n];
    case '<':
      return [undefined, value];
    case '<=':
      return [undefined, value + 1n];
    case '>':
      return [value + 1n, undefined];
    case '>=':
      return [value, undefined];
    case '<>':
      return [undefined, undefined];
  }
}
