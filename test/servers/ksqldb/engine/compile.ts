import { Refusal } from '../refusal';
import type { Expression } from '../sql/ast';
import { Decimal } from '../values/decimal';
import { BIGINT, BOOLEAN, DOUBLE, INTEGER, type SqlType, STRING, typeText } from '../values/types';
import { compare, plain, type Row, type Value } from '../values/value';
import { arithmetic, arithmeticType } from './arithmetic';
import { cast, readAs } from './cast';
import { SCALARS } from './functions';
import type { Scope } from './scope';

/** An expression over rows of a scope. A type of undefined is that of a bare NULL. */
export interface Compiled {
  readonly type: SqlType | undefined;
  of(row: Row): Value;
}

/** @param clause for the message of a column that is not there: SELECT, WHERE, … */
export function compile(expression: Expression, scope: Scope, clause: string): Compiled {
  const inner = (one: Expression): Compiled => compile(one, scope, clause);
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value);
    case 'column': {
      const index = scope.resolve(expression, clause);
      return { type: scope.columns[index]?.type, of: (row) => row[index] ?? null };
    }
    case 'field':
      return field(inner(expression.of), expression.name);
    case 'item':
      return item(inner(expression.of), inner(expression.index));
    case 'not': {
      const of = condition(inner(expression.of), clause);
      return { type: BOOLEAN, of: (row) => negated(of.of(row)) };
    }
    case 'negative': {
      const of = inner(expression.of);
      return { type: of.type, of: (row) => arithmetic('-', of.type ?? INTEGER, 0, of.of(row)) };
    }
    case 'binary':
      return binary(expression.operator, inner(expression.left), inner(expression.right), clause);
    case 'in': {
      const of = inner(expression.of);
      const among = expression.among.map((one) => matched(of, inner(one)));
      return { type: BOOLEAN, of: (row) => (of.of(row) === null ? null : among.some((one) => one.of(row) !== null && compare(of.of(row), one.of(row)) === 0)) };
    }
    case 'isNull': {
      const of = inner(expression.of);
      return { type: BOOLEAN, of: (row) => of.of(row) === null };
    }
    case 'case':
      return cases(expression, inner);
    case 'cast': {
      const of = inner(expression.of);
      return { type: expression.to, of: (row) => cast(of.of(row), of.type, expression.to) };
    }
    case 'call': {
      const known = SCALARS.get(expression.name);
      if (!known) throw new Refusal(`Can't find any functions with the name '${expression.name}'`);
      const args = expression.args.map(inner);
      const type = known.type(args.map((arg) => arg.type));
      if (!type) throw new Refusal(`Function '${expression.name}' does not accept parameters (${args.map((arg) => (arg.type ? typeText(arg.type) : 'null')).join(', ')}).`);
      return { type, of: (row) => known.call(args.map((arg) => arg.of(row)), args.map((arg) => arg.type), type) };
    }
    case 'array': {
      const items = expression.items.map(inner);
      const type = items.find((one) => one.type)?.type;
      if (!type) throw new Refusal('Array constructor cannot be empty. Please supply at least one element (see https://github.com/confluentinc/ksql/issues/4239).');
      return { type: { base: 'ARRAY', item: type }, of: (row) => items.map((one) => one.of(row)) };
    }
    case 'map': {
      const entries = expression.entries.map(([key, value]) => [inner(key), inner(value)] as const);
      const type = entries.find(([, value]) => value.type)?.[1].type ?? STRING;
      return { type: { base: 'MAP', key: STRING, value: type }, of: (row) => new Map(entries.map(([key, value]) => [plain(key.of(row)), value.of(row)])) };
    }
    case 'struct': {
      const fields = expression.fields.map(([name, value]) => ({ name, value: inner(value) }));
      return { type: { base: 'STRUCT', fields: fields.map(({ name, value }) => ({ name, type: value.type ?? STRING })) }, of: (row) => fields.map(({ value }) => value.of(row)) };
    }
  }
}

/** @throws Refusal unless it is a condition */
export function condition(compiled: Compiled, clause: string): Compiled {
  if (compiled.type && compiled.type.base !== 'BOOLEAN') throw new Refusal(`Type error in ${clause} expression: Should evaluate to boolean but is ${typeText(compiled.type)} instead.`);
  return compiled;
}

function literal(value: Extract<Expression, { kind: 'literal' }>['value']): Compiled {
  if (value === null) return { type: undefined, of: () => null };
  if (typeof value === 'boolean') return { type: BOOLEAN, of: () => value };
  if ('text' in value) return { type: STRING, of: () => value.text };
  if (value.kind === 'double') return constant(DOUBLE, Number(value.number));
  const exact = Decimal.parse(value.number) ?? new Decimal(0n, 0);
  if (value.kind === 'decimal') return constant({ base: 'DECIMAL', precision: Math.max(exact.digits, exact.scale + (exact.digits > exact.scale ? 0 : 1)), scale: exact.scale }, exact);
  return exact.unscaled <= 2_147_483_647n ? constant(INTEGER, Number(exact.unscaled)) : constant(BIGINT, exact.unscaled);
}

const constant = (type: SqlType, value: Value): Compiled => ({ type, of: () => value });

function field(of: Compiled, name: string): Compiled {
  const fields = of.type?.base === 'STRUCT' ? of.type.fields : undefined;
  if (!fields) throw new Refusal(`Expected STRUCT type, got: ${of.type ? typeText(of.type) : 'null'}`);
  const index = fields.findIndex((one) => one.name === name);
  if (index < 0) throw new Refusal(`Could not find field '${name}' in '${of.type ? typeText(of.type) : ''}'.`);
  return { type: fields[index]?.type, of: (row) => (of.of(row) as readonly Value[] | null)?.[index] ?? null };
}

function item(of: Compiled, index: Compiled): Compiled {
  if (of.type?.base === 'ARRAY') {
    return {
      type: of.type.item,
      of: (row) => {
        const at = Number(index.of(row));
        const items = of.of(row) as readonly Value[] | null;
        return items?.at(at > 0 ? at - 1 : at === 0 ? items.length : at) ?? null;
      },
    };
  }
  if (of.type?.base === 'MAP') return { type: of.type.value, of: (row) => (of.of(row) as ReadonlyMap<string, Value> | null)?.get(plain(index.of(row))) ?? null };
  throw new Refusal(`UnExpected SqlType: ${of.type ? typeText(of.type) : 'null'} for subscript`);
}

const negated = (value: Value): Value => (value === null ? null : value !== true);

function binary(operator: string, left: Compiled, right: Compiled, clause: string): Compiled {
  switch (operator) {
    case 'AND':
      condition(left, clause);
      condition(right, clause);
      return { type: BOOLEAN, of: (row) => logical(left.of(row), () => right.of(row), false) };
    case 'OR':
      condition(left, clause);
      condition(right, clause);
      return { type: BOOLEAN, of: (row) => logical(left.of(row), () => right.of(row), true) };
    case 'LIKE':
      return { type: BOOLEAN, of: (row) => like(left.of(row), right.of(row)) };
    case '||':
      return { type: STRING, of: (row) => bothOf(left.of(row), right.of(row), (a, b) => plain(a) + plain(b)) };
    case '+':
    case '-':
    case '*':
    case '/':
    case '%': {
      if (operator === '+' && left.type?.base === 'STRING' && right.type?.base === 'STRING') return binary('||', left, right, clause);
      const type = arithmeticType(operator, left.type, right.type);
      return { type, of: (row) => arithmetic(operator, type, left.of(row), right.of(row)) };
    }
    default:
      return comparison(operator, left, right);
  }
}

function comparison(operator: string, left: Compiled, right: Compiled): Compiled {
  const [a, b] = [matched(right, left), matched(left, right)];
  const holds = HOLDS[operator];
  if (!holds) throw new Refusal(`Unsupported comparison: ${operator}`);
  return { type: BOOLEAN, of: (row) => bothOf(a.of(row), b.of(row), (x, y) => holds(compare(x, y))) };
}

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = { '=': (order) => order === 0, '<>': (order) => order !== 0, '<': (order) => order < 0, '>': (order) => order > 0, '<=': (order) => order <= 0, '>=': (order) => order >= 0 };

/** Text beside a time is read as a time; other kinds do not compare. */
function matched(beside: Compiled, one: Compiled): Compiled {
  const [to, from] = [beside.type, one.type];
  if (!to || !from || to.base === from.base) return one;
  if (['DATE', 'TIME', 'TIMESTAMP'].includes(to.base) && from.base === 'STRING') return { type: to, of: (row) => readAs(plain(one.of(row)), to) };
  if (isNumberType(to) && isNumberType(from)) return one;
  if (['DATE', 'TIME', 'TIMESTAMP'].includes(from.base) && to.base === 'STRING') return one;
  if ((from.base === 'DATE' && to.base === 'TIMESTAMP') || (to.base === 'DATE' && from.base === 'TIMESTAMP')) return { type: { base: 'TIMESTAMP' }, of: (row) => cast(one.of(row), from, { base: 'TIMESTAMP' }) };
  if (['ROWTIME', 'BIGINT'].includes(to.base) && from.base === 'STRING') return { type: to, of: (row) => readAs(plain(one.of(row)), { base: 'TIMESTAMP' }) };
  throw new Refusal(`Cannot compare ${typeText(from)} to ${typeText(to)}.`);
}

export const isNumberType = (type: SqlType): boolean => ['INTEGER', 'BIGINT', 'DOUBLE', 'DECIMAL'].includes(type.base);

function bothOf(a: Value, b: Value, of: (a: Exclude<Value, null>, b: Exclude<Value, null>) => Value): Value {
  return a === null || b === null ? null : of(a, b);
}

/** @param wins what decides it, whatever the other is */
function logical(left: Value, right: () => Value, wins: boolean): Value {
  if (left === wins) return wins;
  const other = right();
  if (other === wins) return wins;
  return left === null || other === null ? null : !wins;
}

function like(value: Value, pattern: Value): Value {
  return bothOf(value, pattern, (text, like_) => new RegExp(`^${plain(like_).replace(/[.*+?^${}()|[\]\\]/gu, '\\$&').replaceAll('%', '[^]*').replaceAll('_', '[^]')}$`, 'u').test(plain(text)));
}

function cases(expression: Extract<Expression, { kind: 'case' }>, inner: (one: Expression) => Compiled): Compiled {
  const of = expression.of;
  const branches = expression.branches.map(([when, then]) => [inner(of ? { kind: 'binary', operator: '=', left: of, right: when } : when), inner(then)] as const);
  const otherwise = expression.otherwise ? inner(expression.otherwise) : undefined;
  const type = branches.find(([, then]) => then.type)?.[1].type ?? otherwise?.type;
  return { type, of: (row) => (branches.find(([when]) => when.of(row) === true)?.[1] ?? otherwise)?.of(row) ?? null };
}
