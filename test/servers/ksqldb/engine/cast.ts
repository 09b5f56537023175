import { Refusal } from '../refusal';
import { Decimal } from '../values/decimal';
import { javaDouble, json } from '../values/encode';
import { type SqlType, typeText } from '../values/types';
import { isNumeric, plain, toDecimal, toNumber, type Value } from '../values/value';

/** Null where the value cannot be had: the server logs it and goes on. */
export function cast(value: Value, from: SqlType | undefined, to: SqlType): Value {
  if (value === null || from === undefined) return null;
  if (typeText(from) === typeText(to)) return value;
  switch (to.base) {
    case 'STRING':
      return text(value, from);
    case 'INTEGER':
    case 'BIGINT':
    case 'DOUBLE':
    case 'DECIMAL':
      return number(value, to);
    case 'BOOLEAN':
      return plain(value).toLowerCase() === 'true';
    case 'TIMESTAMP':
      if (from.base === 'DATE') return (value as number) * 86_400_000;
      return readAs(plain(value), to);
    case 'DATE':
      if (from.base === 'TIMESTAMP') return Math.floor((value as number) / 86_400_000);
      return readAs(plain(value), to);
    case 'TIME':
      if (from.base === 'TIMESTAMP') return (((value as number) % 86_400_000) + 86_400_000) % 86_400_000;
      return readAs(plain(value), to);
    case 'BYTES':
      // Only INSERT … VALUES takes text for it.
      return typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : null;
    case 'ARRAY':
      if (from.base === 'ARRAY') return (value as readonly Value[]).map((one) => cast(one, from.item, to.item));
      throw unable(from, to);
    case 'MAP':
      if (from.base === 'MAP') return new Map([...(value as ReadonlyMap<string, Value>)].map(([key, one]) => [key, cast(one, from.value, to.value)]));
      throw unable(from, to);
    case 'STRUCT':
      if (from.base !== 'STRUCT') throw unable(from, to);
      return to.fields.map((field) => {
        const index = from.fields.findIndex(({ name }) => name === field.name);
        return cast((value as readonly Value[])[index] ?? null, from.fields[index]?.type, field.type);
      });
  }
}

const unable = (from: SqlType, to: SqlType): Refusal => new Refusal(`Cast of ${typeText(from)} to ${typeText(to)} is not supported`);

function text(value: Exclude<Value, null>, from: SqlType): string {
  if (from.base === 'DOUBLE') return javaDouble(Number(value)).replaceAll('"', '');
  const written = json(from, value);
  return written.startsWith('"') ? (JSON.parse(written) as string) : written;
}

function number(value: Exclude<Value, null>, to: SqlType): Value {
  const exact = isNumeric(value) ? toDecimal(value) : typeof value === 'string' ? Decimal.parse(value) : undefined;
  if (!exact) return null;
  if (to.base === 'DOUBLE') return isNumeric(value) ? toNumber(value) : exact.toNumber();
  if (to.base === 'DECIMAL') {
    const rounded = exact.rescale(to.scale);
    return rounded.digits <= to.precision ? rounded : null;
  }
  const whole = exact.unscaled / 10n ** BigInt(exact.scale);
  return to.base === 'INTEGER' ? Number(BigInt.asIntN(32, whole)) : BigInt.asIntN(64, whole);
}

/** Text as a time: `2026-01-31T08:00:00.5`, `2026-01-31`, `08:00:00`. Null where it is none. */
export function readAs(value: string, to: SqlType): Value {
  switch (to.base) {
    case 'TIMESTAMP': {
      const found = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d(?:\.\d{1,9})?)?)?)?)?)?(?:Z|[+-]\d\d:?\d\d)?$/u.test(value) ? Date.parse(zoned(value)) : Number.NaN;
      return Number.isNaN(found) ? null : found;
    }
    case 'DATE': {
      const found = /^\d{4}-\d\d-\d\d$/u.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
      return Number.isNaN(found) ? null : found / 86_400_000;
    }
    case 'TIME': {
      const found = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?$/u.exec(value);
      return found ? ((Number(found[1]) * 60 + Number(found[2])) * 60 + Number(found[3] ?? 0)) * 1000 + Number((found[4] ?? '').padEnd(3, '0')) : null;
    }
    default:
      return null;
  }
}

function zoned(value: string): string {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/u.test(value) && value.includes('T');
  const filled = /T\d\d$/u.test(value) ? `${value}:00` : value;
  return hasZone || !filled.includes('T') ? filled : `${filled}Z`;
}
