import { CODES, Refusal } from '../refusal';
import { Decimal } from './decimal';
import type { Json } from './jsonReader';
import { type SqlType, typeText } from './types';
import type { Value } from './value';
import { readAs } from '../engine/cast';

/**
 * A value of an inserted row as its column's type, as strict as the server is (reference §1.9).
 * @throws Refusal in the server's words
 */
export function coerce(value: Json, type: SqlType): Value {
  if (value === null) return null;
  const refuse = (): Refusal => new Refusal(`Can't coerce a field of type ${javaClass(value)} into type ${typeText(type)}`, CODES.badRequest);
  switch (type.base) {
    case 'BOOLEAN':
      if (typeof value !== 'boolean') throw refuse();
      return value;
    case 'STRING':
      if (typeof value !== 'string') throw refuse();
      return value;
    case 'INTEGER':
    case 'BIGINT': {
      const whole = isNumber(value) && /^-?\d+$/u.test(value.number) ? BigInt(value.number) : undefined;
      const bits = type.base === 'INTEGER' ? 32 : 64;
      if (whole === undefined || BigInt.asIntN(bits, whole) !== whole) throw refuse();
      return type.base === 'INTEGER' ? Number(whole) : whole;
    }
    case 'DOUBLE':
      if (!isNumber(value)) throw refuse();
      return Number(value.number);
    case 'DECIMAL': {
      const exact = isNumber(value) ? Decimal.parse(value.number) : typeof value === 'string' ? Decimal.parse(value) : undefined;
      const rounded = exact?.rescale(type.scale);
      if (!rounded || rounded.digits > type.precision) throw refuse();
      return rounded;
    }
    case 'BYTES':
      if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/u.test(value)) throw refuse();
      return new Uint8Array(Buffer.from(value, 'base64'));
    case 'TIMESTAMP':
    case 'DATE':
    case 'TIME': {
      const found = typeof value === 'string' ? readAs(value, type) : null;
      if (found === null) throw refuse();
      return found;
    }
    case 'ARRAY':
      if (!Array.isArray(value)) throw refuse();
      return (value as readonly Json[]).map((one) => coerce(one, type.item));
    case 'MAP':
      if (!(value instanceof Map)) throw refuse();
      return new Map([...(value as ReadonlyMap<string, Json>)].map(([key, one]) => [key, coerce(one, type.value)]));
    case 'STRUCT': {
      if (!(value instanceof Map)) throw refuse();
      const given = named(value as ReadonlyMap<string, Json>);
      return type.fields.map((field) => coerce(given.get(field.name) ?? null, field.type));
    }
  }
}

/** Names of a row as identifiers: in capitals unless quoted. */
export const named = (row: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> => new Map([...row].map(([name, value]) => [identifier(name), value]));

export const identifier = (name: string): string => (/^(?:`.*`|".*")$/su.test(name) ? name.slice(1, -1) : name.toUpperCase());

const isNumber = (value: Json): value is { readonly number: string } => typeof value === 'object' && value !== null && 'number' in value;

function javaClass(value: Json): string {
  if (typeof value === 'string') return 'class java.lang.String';
  if (typeof value === 'boolean') return 'class java.lang.Boolean';
  if (Array.isArray(value)) return 'class io.vertx.core.json.JsonArray';
  if (isNumber(value)) return /[.eE]/u.test(value.number) ? 'class java.lang.Double' : Math.abs(Number(value.number)) > 2_147_483_647 ? 'class java.lang.Long' : 'class java.lang.Integer';
  return 'class io.vertx.core.json.JsonObject';
}
