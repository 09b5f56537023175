import { Decimal } from './decimal';

/**
 * A value of a column. INTEGER and DOUBLE: number; BIGINT: bigint; TIMESTAMP and TIME: milliseconds, DATE: days, as numbers; ARRAY: values;
 * STRUCT: its fields' values in their order; MAP: a map.
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | Decimal | readonly Value[] | ReadonlyMap<string, Value>;

export type Row = readonly Value[];

/** The same text for the same value: what groups, joins and tables find rows by. */
export function keyText(value: Value): string {
  if (value === null) return '~';
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString('hex')}`;
  if (value instanceof Decimal) return value.toString();
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(keyText).join(',')}]`;
  return `{${[...(value as ReadonlyMap<string, Value>)].map(([key, one]) => `${JSON.stringify(key)}:${keyText(one)}`).join(',')}}`;
}

/** A value as text: text as it is. */
export const plain = (value: Value | undefined): string => (typeof value === 'string' ? value : keyText(value ?? null));

export const keyOf = (row: Row): string => row.map(keyText).join('|');

/** Less than, equal, greater: numbers of any kind, or two of the same kind. */
export function compare(a: Value, b: Value): number {
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  const [left, right] = typeof a === 'string' && typeof b === 'string' ? [a, b] : [keyText(a), keyText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export type Numeric = number | bigint | Decimal;

export const isNumeric = (value: Value): value is Numeric => typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal;

export const toDecimal = (value: Numeric): Decimal => (value instanceof Decimal ? value : typeof value === 'bigint' ? new Decimal(value, 0) : (Decimal.parse(String(value)) ?? new Decimal(0n, 0)));

export const toNumber = (value: Numeric): number => (value instanceof Decimal ? value.toNumber() : Number(value));

function compareNumbers(a: Numeric, b: Numeric): number {
  if (a instanceof Decimal || b instanceof Decimal) {
    if ((typeof a === 'number' && !Number.isInteger(a)) || (typeof b === 'number' && !Number.isInteger(b))) return toNumber(a) - toNumber(b);
    const [left, right] = [toDecimal(a), toDecimal(b)];
    const scale = Math.max(left.scale, right.scale);
    const difference = left.rescale(scale).unscaled - right.rescale(scale).unscaled;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
