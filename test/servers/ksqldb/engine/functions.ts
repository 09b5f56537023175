import { Decimal } from '../values/decimal';
import { BIGINT, BOOLEAN, DOUBLE, INTEGER, type SqlType, STRING } from '../values/types';
import { compare, isNumeric, plain, toNumber, type Value } from '../values/value';
import { readAs } from './cast';

type Types = readonly (SqlType | undefined)[];

export interface Scalar {
  readonly category: string;
  readonly description: string;
  /** As DESCRIBE FUNCTION shows the parameters. */
  readonly parameters: readonly (readonly [name: string, type: string])[];
  readonly returns: string;
  /** Undefined where it does not take these. */
  type(args: Types): SqlType | undefined;
  call(args: readonly Value[], types: Types, type: SqlType): Value;
}

const TIMESTAMP: SqlType = { base: 'TIMESTAMP' };
const bytes: SqlType = { base: 'BYTES' };

function scalar(category: string, description: string, parameters: Scalar['parameters'], returns: SqlType | ((args: Types) => SqlType | undefined), call: Scalar['call']): Scalar {
  const accepts = (args: Types): boolean => {
    const variadic = parameters.at(-1)?.[0].endsWith('...') === true;
    if (args.length < parameters.length || (!variadic && args.length > parameters.length)) return false;
    return args.every((arg, index) => fits(parameters[Math.min(index, parameters.length - 1)]![1], arg));
  };
  return { category, description, parameters, returns: typeof returns === 'function' ? 'T' : returns.base, call, type: (args) => (accepts(args) ? (typeof returns === 'function' ? returns(args) : returns) : undefined) };
}

function fits(wanted: string, type: SqlType | undefined): boolean {
  if (!type || wanted === 'T') return true;
  if (wanted === 'NUMBER') return ['INTEGER', 'BIGINT', 'DOUBLE', 'DECIMAL'].includes(type.base);
  if (wanted === 'BIGINT') return ['INTEGER', 'BIGINT'].includes(type.base);
  if (wanted === 'DOUBLE') return ['INTEGER', 'BIGINT', 'DOUBLE'].includes(type.base);
  return type.base === wanted;
}

const first = (args: Types): SqlType | undefined => args.find((one) => one !== undefined);
const ofText = (call: (text: string) => Value): Scalar['call'] => ([value]) => (typeof value === 'string' ? call(value) : null);
const input: Scalar['parameters'] = [['input', 'STRING']];
const value: Scalar['parameters'] = [['value', 'NUMBER']];

function sameKind(value_: Value, by: (size: number) => number, type: SqlType): Value {
  if (!isNumeric(value_)) return null;
  const found = by(toNumber(value_));
  if (type.base === 'BIGINT') return BigInt(Math.trunc(found));
  return type.base === 'DECIMAL' ? (Decimal.parse(String(found)) ?? null) : found;
}

/** The scalar functions that the double has; a server has about 130. */
export const SCALARS: ReadonlyMap<string, Scalar> = new Map([
  ['UCASE', scalar('STRING', 'Returns an uppercase version of the input string.', input, STRING, ofText((text) => text.toUpperCase()))],
  ['LCASE', scalar('STRING', 'Returns a lowercase version of the input string.', input, STRING, ofText((text) => text.toLowerCase()))],
  ['TRIM', scalar('STRING', 'Trim the spaces from the beginning and end of the input string.', input, STRING, ofText((text) => text.trim()))],
  ['LEN', scalar('STRING', 'Returns the length of the input string.', input, INTEGER, ofText((text) => text.length))],
  ['REVERSE', scalar('STRING', 'Returns the input string reversed.', input, STRING, ofText((text) => Array.from(text).reverse().join('')))],
  ['CONCAT', scalar('STRING', 'Concatenate two or more strings.', [['input', 'STRING'], ['inputs...', 'STRING']], STRING, (args) => args.filter((one) => one !== null).map(plain).join(''))],
  ['REPLACE', scalar('STRING', 'Replaces all occurrences of a substring in a string.', [['str', 'STRING'], ['oldStr', 'STRING'], ['newStr', 'STRING']], STRING, ([text, from, to]) => (text === null || from === null || to === null ? null : plain(text).replaceAll(plain(from), plain(to))))],
  ['SUBSTRING', scalar('STRING', 'Returns the portion of str from pos, for len characters.', [['str', 'STRING'], ['pos', 'BIGINT'], ['len', 'BIGINT']], STRING, ([text, from, length]) => (text === null ? null : plain(text).slice(Number(from) - 1, Number(from) - 1 + Number(length))))],
  ['SPLIT', scalar('STRING', 'Splits a string into an array of substrings.', [['string', 'STRING'], ['delimiter', 'STRING']], { base: 'ARRAY', item: STRING }, ([text, by]) => (text === null ? null : plain(text).split(plain(by))))],
  ['ABS', scalar('MATHEMATICAL', 'Returns the absolute value of its argument.', value, first, ([one], _, type) => sameKind(one ?? null, Math.abs, type))],
  ['CEIL', scalar('MATHEMATICAL', 'Returns the smallest whole number not below the argument.', value, first, ([one], _, type) => sameKind(one ?? null, Math.ceil, type))],
  ['FLOOR', scalar('MATHEMATICAL', 'Returns the largest whole number not above the argument.', value, first, ([one], _, type) => sameKind(one ?? null, Math.floor, type))],
  ['ROUND', scalar('MATHEMATICAL', 'Round a value to the number of decimal places.', [['value', 'DOUBLE'], ['places', 'BIGINT']], DOUBLE, ([one, places]) => (isNumeric(one ?? null) ? Number(toNumber(one as number).toFixed(Number(places))) : null))],
  ['SQRT', scalar('MATHEMATICAL', 'Calculates the square root of a value.', value, DOUBLE, ([one]) => (isNumeric(one ?? null) ? Math.sqrt(toNumber(one as number)) : null))],
  ['COALESCE', scalar('CONDITIONAL', 'Returns first non-null element.', [['first', 'T'], ['others...', 'T']], first, (args) => args.find((one) => one !== null) ?? null)],
  ['IFNULL', scalar('CONDITIONAL', 'Returns the alternative if the expression is NULL.', [['expression', 'T'], ['altValue', 'T']], first, ([one, other]) => one ?? other ?? null)],
  ['NULLIF', scalar('CONDITIONAL', 'Returns NULL if both are equal.', [['expr1', 'T'], ['expr2', 'T']], first, ([one, other]) => (one === undefined || one === null || (other !== null && other !== undefined && compare(one, other) === 0) ? null : one))],
  ['AS_VALUE', scalar('OTHER', 'Returns exactly what is passed in.', [['keyColumn', 'T']], first, ([one]) => one ?? null)],
  ['ARRAY_LENGTH', scalar('ARRAY', 'Returns the number of elements of an array.', [['array', 'ARRAY']], INTEGER, ([items]) => (items as readonly Value[] | null)?.length ?? null)],
  ['ARRAY_CONTAINS', scalar('ARRAY', 'Returns whether the array holds the value.', [['array', 'ARRAY'], ['element', 'T']], BOOLEAN, ([items, one]) => (items as readonly Value[] | null)?.some((item) => one !== undefined && compare(item, one) === 0) ?? null)],
  ['MAP_KEYS', scalar('MAP', 'Returns an array with the keys of the map.', [['input', 'MAP']], { base: 'ARRAY', item: STRING }, ([map]) => (map instanceof Map ? [...(map as ReadonlyMap<string, Value>).keys()] : null))],
  ['FROM_UNIXTIME', scalar('DATE / TIME', 'Converts milliseconds since the epoch to a TIMESTAMP.', [['milliseconds', 'BIGINT']], TIMESTAMP, ([one]) => (one === null ? null : Number(one)))],
  ['UNIX_TIMESTAMP', scalar('DATE / TIME', 'Returns the TIMESTAMP in milliseconds.', [['timestamp', 'TIMESTAMP']], BIGINT, ([one]) => (one === null ? null : BigInt(one as number)))],
  ['PARSE_DATE', scalar('DATE / TIME', 'Converts a string, as yyyy-MM-dd, to a DATE.', [['formattedDate', 'STRING'], ['formatPattern', 'STRING']], { base: 'DATE' }, ([text]) => (text === null ? null : readAs(plain(text), { base: 'DATE' })))],
  ['TO_BYTES', scalar('STRING', 'Converts a string to BYTES by the encoding: hex, utf8, ascii or base64.', [['string', 'STRING'], ['encoding', 'STRING']], bytes, ([text, how]) => (text === null ? null : new Uint8Array(Buffer.from(plain(text), encoding(how)))))],
  ['FROM_BYTES', scalar('STRING', 'Converts BYTES to a string by the encoding.', [['bytes', 'BYTES'], ['encoding', 'STRING']], STRING, ([data, how]) => (data instanceof Uint8Array ? Buffer.from(data).toString(encoding(how)) : null))],
]);

const encoding = (name: Value | undefined): BufferEncoding => (['hex', 'utf8', 'ascii', 'base64'] as const).find((one) => one === name) ?? 'utf8';
