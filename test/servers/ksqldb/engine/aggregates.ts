import { BIGINT, DOUBLE, type SqlType } from '../values/types';
import { compare, isNumeric, keyText, toNumber, type Value } from '../values/value';
import { arithmetic, arithmeticType } from './arithmetic';

/** One group's state of one aggregate. */
export interface Accumulator {
  add(value: Value): void;
  /** Takes a value back, where the rows are those of a table. */
  undo?(value: Value): void;
  result(): Value;
}

export interface Aggregate {
  readonly description: string;
  type(arg: SqlType | undefined): SqlType | undefined;
  start(type: SqlType): Accumulator;
}

const numeric = (arg: SqlType | undefined): SqlType | undefined => (arg && ['INTEGER', 'BIGINT', 'DOUBLE', 'DECIMAL'].includes(arg.base) ? arg : undefined);
const same = (arg: SqlType | undefined): SqlType | undefined => arg;
const listOf = (arg: SqlType | undefined): SqlType | undefined => arg && { base: 'ARRAY', item: arg };

function counter(): Accumulator {
  let count = 0n;
  return {
    add: (value) => void (count += value === null ? 0n : 1n),
    undo: (value) => void (count -= value === null ? 0n : 1n),
    result: () => count,
  };
}

function summing(type: SqlType): Accumulator {
  let sum: Value = type.base === 'BIGINT' ? 0n : 0;
  const by = (operator: string) => (value: Value): void => {
    if (value !== null) sum = arithmetic(operator, type, sum, value);
  };
  return { add: by('+'), undo: by('-'), result: () => sum };
}

function averaging(): Accumulator {
  let [sum, count] = [0, 0];
  const by = (sign: number) => (value: Value) => {
    if (!isNumeric(value)) return;
    sum += sign * toNumber(value);
    count += sign;
  };
  return { add: by(1), undo: by(-1), result: () => (count === 0 ? 0 : sum / count) };
}

function choosing(takes: (now: Value, value: Value) => boolean): Accumulator {
  let chosen: Value = null;
  return {
    add: (value) => {
      if (value !== null && (chosen === null || takes(chosen, value))) chosen = value;
    },
    result: () => chosen,
  };
}

const LIST_LIMIT = 1000;

function collecting(distinct: boolean): Accumulator {
  const items: Value[] = [];
  const seen = new Set<string>();
  return {
    add: (value) => {
      if (items.length >= LIST_LIMIT || (distinct && seen.has(keyText(value)))) return;
      seen.add(keyText(value));
      items.push(value);
    },
    result: () => [...items],
  };
}

function countingDistinct(): Accumulator {
  const seen = new Set<string>();
  return {
    add: (value) => {
      if (value !== null) seen.add(keyText(value));
    },
    result: () => BigInt(seen.size),
  };
}

export const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map([
  ['COUNT', { description: 'Counts the rows.', type: () => BIGINT, start: counter }],
  ['SUM', { description: 'Sums the values.', type: (arg: SqlType | undefined) => numeric(arg) && (arg?.base === 'DECIMAL' ? arg : arithmeticType('+', arg, arg)), start: summing }],
  ['AVG', { description: 'Averages the values.', type: (arg: SqlType | undefined) => numeric(arg) && DOUBLE, start: averaging }],
  ['MIN', { description: 'The least value.', type: same, start: () => choosing((now, value) => compare(value, now) < 0) }],
  ['MAX', { description: 'The greatest value.', type: same, start: () => choosing((now, value) => compare(value, now) > 0) }],
  ['LATEST_BY_OFFSET', { description: 'The value that came last.', type: same, start: () => choosing(() => true) }],
  ['EARLIEST_BY_OFFSET', { description: 'The value that came first.', type: same, start: () => choosing(() => false) }],
  ['COLLECT_LIST', { description: 'All values, at most 1000.', type: listOf, start: () => collecting(false) }],
  ['COLLECT_SET', { description: 'All values that differ, at most 1000.', type: listOf, start: () => collecting(true) }],
  ['COUNT_DISTINCT', { description: 'Counts the values that differ.', type: () => BIGINT, start: countingDistinct }],
]);
