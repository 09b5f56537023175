import type { Literal } from '../../core/contract/tables';
import { isObject, type JsonObject, objectAt, objectsAt, textAt } from './exactJson';

/**
 * The constant that an expression of `json_serialize_sql` is: a value, perhaps under casts and a minus that DuckDB's printer adds.
 * `undefined` for NULL and for everything else.
 */
export function literalOf(expression: JsonObject): Literal | undefined {
  switch (expression['class']) {
    case 'CONSTANT':
      return constantOf(objectAt(expression, 'value'));
    case 'CAST':
      return castOf(expression);
    case 'FUNCTION':
      return negated(expression);
    default:
      return undefined;
  }
}

export function isNullLiteral(expression: JsonObject): boolean {
  if (expression['class'] === 'CONSTANT') return objectAt(expression, 'value')?.['is_null'] === true;
  const child = objectAt(expression, 'child');
  return expression['class'] === 'CAST' && child !== undefined && isNullLiteral(child);
}

function constantOf(constant: JsonObject | undefined): Literal | undefined {
  const type = constant && objectAt(constant, 'type');
  const id = type && textAt(type, 'id');
  if (!type || id === undefined || constant['is_null'] !== false) return undefined;
  const { value } = constant;
  if (typeof value === 'boolean') return { type: id, value: String(value) };
  if (isObject(value)) {
    const whole = wide(value);
    return whole === undefined ? undefined : constantText(id, type, whole);
  }
  return typeof value === 'string' ? constantText(id, type, value) : undefined;
}

function constantText(id: string, type: JsonObject, value: string): Literal | undefined {
  if (id !== 'DECIMAL') return { type: id, value };
  const scale = Number(objectAt(type, 'type_info')?.['scale']);
  return Number.isInteger(scale) && /^-?\d+$/u.test(value) ? { type: id, value: scaled(value, scale) } : undefined;
}

/** A 128-bit number in two halves. */
function wide(value: JsonObject): string | undefined {
  const { upper, lower } = value;
  if (typeof upper !== 'string' || typeof lower !== 'string') return undefined;
  return ((BigInt(upper) << 64n) | BigInt.asUintN(64, BigInt(lower))).toString();
}

function scaled(unscaled: string, scale: number): string {
  if (scale === 0) return unscaled;
  const minus = unscaled.startsWith('-') ? '-' : '';
  const digits = unscaled.slice(minus.length).padStart(scale + 1, '0');
  return `${minus}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function castOf(expression: JsonObject): Literal | undefined {
  const child = objectAt(expression, 'child');
  const type = objectAt(expression, 'cast_type');
  if (expression['try_cast'] !== false || !child || !type) return undefined;
  const inner = literalOf(child);
  if (!inner || inner.value === null || inner.type !== 'VARCHAR') return undefined;
  const id = textAt(type, 'id');
  const info = objectAt(type, 'type_info');
  const name = id === 'UNBOUND' ? unboundName(info) : id;
  if (name === undefined) return undefined;
  if (name !== 'BOOLEAN') return { type: name, value: inner.value };
  return inner.value === 't' || inner.value === 'true' ? { type: name, value: 'true' } : inner.value === 'f' || inner.value === 'false' ? { type: name, value: 'false' } : undefined;
}

/** A type that the parser has not looked up yet. */
function unboundName(info: JsonObject | undefined): string | undefined {
  if (!info) return undefined;
  const expression = objectAt(info, 'expr');
  return textAt(info, 'name') ?? (expression && textAt(expression, 'type_name'));
}

function negated(expression: JsonObject): Literal | undefined {
  const [only, more] = objectsAt(expression, 'children');
  if (expression['function_name'] !== '-' || !only || more) return undefined;
  const inner = literalOf(only);
  if (!inner || inner.value === null || !/^\d/u.test(inner.value) || inner.type === 'VARCHAR') return undefined;
  return { ...inner, value: `-${inner.value}` };
}
