import type { SqlType } from './types';
import { keyText, type Value } from './value';
import type { Decimal } from './decimal';

/**
 * A value as the server writes it into a row. Inside a STRUCT another writer works, which gives times as numbers and reads decimals as doubles
 * (reference §1.8).
 */
export function json(type: SqlType, value: Value, inStruct = false): string {
  if (value === null) return 'null';
  switch (type.base) {
    case 'BOOLEAN':
    case 'INTEGER':
    case 'BIGINT':
      return keyText(value);
    case 'DOUBLE':
      return javaDouble(Number(value));
    case 'STRING':
      return JSON.stringify(value);
    case 'BYTES':
      return `"${Buffer.from(value as Uint8Array).toString('base64')}"`;
    case 'DECIMAL': {
      const exact = (value as Decimal).rescale(type.scale);
      return inStruct ? javaDouble(exact.toNumber()) : exact.toString();
    }
    case 'TIMESTAMP':
      return inStruct ? keyText(value) : `"${new Date(value as number).toISOString().slice(0, -1)}"`;
    case 'DATE':
      return inStruct ? keyText(value) : `"${new Date((value as number) * 86_400_000).toISOString().slice(0, 10)}"`;
    case 'TIME':
      return inStruct ? keyText(value) : `"${timeText(value as number)}"`;
    case 'ARRAY':
      return `[${(value as readonly Value[]).map((one) => json(type.item, one, inStruct)).join(',')}]`;
    case 'MAP':
      return `{${[...(value as ReadonlyMap<string, Value>)].map(([key, one]) => `${JSON.stringify(key)}:${json(type.value, one, inStruct)}`).join(',')}}`;
    case 'STRUCT':
      return `{${type.fields.map((field, index) => `${JSON.stringify(field.name)}:${json(field.type, (value as readonly Value[])[index] ?? null, true)}`).join(',')}}`;
  }
}

/** LocalTime.toString without its milliseconds: no seconds where they are 0. */
function timeText(milliseconds: number): string {
  const text = new Date(milliseconds - (milliseconds % 1000)).toISOString().slice(11, 19);
  return text.endsWith(':00') ? text.slice(0, 5) : text;
}

/** Double.toString of Java: `1.0`, `1.0E10`. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const text = Object.is(value, -0) ? '-0' : keyText(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** A record's value as PRINT shows it: the bytes of its JSON. */
export const recordJson = (fields: readonly { readonly name: string; readonly type: SqlType }[], row: readonly Value[]): string => `{${fields.map((field, index) => `${JSON.stringify(field.name)}:${json(field.type, row[index] ?? null, true)}`).join(',')}}`;
