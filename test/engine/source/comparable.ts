import { type Data, DataType, DateUnit, type Field, TimeUnit } from 'apache-arrow';
import type { Literal } from '../../../src/core/contract/tables';
import { makeCellFormatter } from '../../../src/core/format/cell';

export type Comparable = bigint | number | string | boolean;

/** Values of a column that can be compared, and constants in the same form. `undefined` where the constant cannot be read. */
export interface Comparables {
  of(data: Data, row: number): Comparable | null;
  literal(literal: Literal): Comparable | undefined;
}

/** Independent of the engine's own reading of values: from the texts that the grid would show. */
export function comparablesOf(field: Field): Comparables | undefined {
  const type: unknown = field.type;
  const formatter = makeCellFormatter(field, { timeZone: 'UTC' });
  const read = (parse: (text: string) => Comparable | undefined): Comparables => ({
    of: (data, row) => {
      const { text, kind } = formatter.format(data, row);
      if (kind === 'null') return null;
      const value = parse(text);
      if (value === undefined) throw new Error(`${field.name}: ${text} cannot be read.`);
      return value;
    },
    literal: ({ value }) => (value === null ? undefined : parse(value)),
  });
  if (DataType.isBool(type)) return read((text) => (text === 'true' ? true : text === 'false' ? false : undefined));
  if (DataType.isInt(type)) return read((text) => (/^-?\d+$/u.test(text) ? BigInt(text) : undefined));
  if (DataType.isDecimal(type)) return read((text) => scaled(text, type.scale));
  if (DataType.isFloat(type)) return read(numberOf);
  if (DataType.isUtf8(type)) return read((text) => Buffer.from(text, 'utf8').toString('latin1'));
  if (DataType.isDate(type) && type.unit === DateUnit.DAY) return read((text) => micros(text));
  if (DataType.isTimestamp(type) && type.unit === TimeUnit.MICROSECOND) return read((text) => micros(text.replace(/(?:Z|\+00(?::00)?| UTC)$/u, '')));
  return undefined;
}

function numberOf(text: string): number | undefined {
  if (/^nan$/iu.test(text)) return NaN;
  if (/^[+-]?inf(?:inity)?$/iu.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}

function scaled(text: string, scale: number): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/u.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.slice(scale).replaceAll('0', '') !== '') return undefined;
  const value = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  return sign === '-' ? -value : value;
}

function micros(text: string): bigint | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/u.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match;
  const ms = Date.UTC(2000, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const moved = new Date(ms).setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return BigInt(moved) * 1000n + BigInt(fraction.padEnd(6, '0'));
}
