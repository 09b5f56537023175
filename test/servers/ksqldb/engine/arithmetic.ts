import { Refusal } from '../refusal';
import { Decimal } from '../values/decimal';
import { BIGINT, DOUBLE, INTEGER, type SqlType, typeText } from '../values/types';
import { isNumeric, toDecimal, toNumber, type Value } from '../values/value';

const RANK = ['INTEGER', 'BIGINT', 'DECIMAL', 'DOUBLE'];

export function arithmeticType(operator: string, left: SqlType | undefined, right: SqlType | undefined): SqlType {
  const [a, b] = [left ?? right, right ?? left];
  if (!a || !b || !RANK.includes(a.base) || !RANK.includes(b.base)) throw new Refusal(`Unsupported arithmetic types. ${a ? typeText(a) : 'null'} ${b ? typeText(b) : 'null'}`);
  const base = RANK[Math.max(RANK.indexOf(a.base), RANK.indexOf(b.base))];
  if (base === 'INTEGER') return INTEGER;
  if (base === 'BIGINT') return BIGINT;
  return base === 'DOUBLE' ? DOUBLE : decimalType(operator, sizeOf(a), sizeOf(b));
}

interface Size {
  readonly precision: number;
  readonly scale: number;
}

function sizeOf(type: SqlType): Size {
  if (type.base === 'DECIMAL') return type;
  return type.base === 'BIGINT' ? { precision: 19, scale: 0 } : { precision: 10, scale: 0 };
}

/** Precision and scale of a result, by the rules that SQL Server has and ksqlDB took over. */
function decimalType(operator: string, a: Size, b: Size): SqlType {
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  switch (operator) {
    case '*':
      return { base: 'DECIMAL', precision: a.precision + b.precision + 1, scale: a.scale + b.scale };
    case '/': {
      const scale = Math.max(6, a.scale + b.precision + 1);
      return { base: 'DECIMAL', precision: a.precision - a.scale + b.scale + scale, scale };
    }
    case '%':
      return { base: 'DECIMAL', precision: Math.min(a.precision - a.scale, b.precision - b.scale) + Math.max(a.scale, b.scale), scale: Math.max(a.scale, b.scale) };
    default:
      return { base: 'DECIMAL', precision: whole + Math.max(a.scale, b.scale) + 1, scale: Math.max(a.scale, b.scale) };
  }
}

/** Null where one is null, or where the division is by zero: the server logs it and goes on. */
export function arithmetic(operator: string, type: SqlType, a: Value, b: Value): Value {
  if (!isNumeric(a) || !isNumeric(b)) return null;
  switch (type.base) {
    case 'INTEGER':
      return bySign(operator, toNumber(a), toNumber(b), (value) => Math.trunc(value) | 0);
    case 'DOUBLE':
      return bySign(operator, toNumber(a), toNumber(b), (value) => value);
    case 'BIGINT':
      return byBigint(operator, toDecimal(a).unscaled, toDecimal(b).unscaled);
    case 'DECIMAL':
      return byDecimal(operator, type.scale, toDecimal(a), toDecimal(b));
    default:
      return null;
  }
}

function bySign(operator: string, a: number, b: number, made: (value: number) => number): Value {
  if (operator === '+') return made(a + b);
  if (operator === '-') return made(a - b);
  if (operator === '*') return made(a * b);
  if (b === 0) return null;
  return made(operator === '/' ? a / b : a % b);
}

function byBigint(operator: string, a: bigint, b: bigint): Value {
  if (operator === '+') return BigInt.asIntN(64, a + b);
  if (operator === '-') return BigInt.asIntN(64, a - b);
  if (operator === '*') return BigInt.asIntN(64, a * b);
  if (b === 0n) return null;
  return operator === '/' ? a / b : a % b;
}

function byDecimal(operator: string, scale: number, a: Decimal, b: Decimal): Value {
  if (operator === '*') return new Decimal(a.unscaled * b.unscaled, a.scale + b.scale).rescale(scale);
  const common = Math.max(a.scale, b.scale);
  const [x, y] = [a.rescale(common).unscaled, b.rescale(common).unscaled];
  if (operator === '+') return new Decimal(x + y, common).rescale(scale);
  if (operator === '-') return new Decimal(x - y, common).rescale(scale);
  if (y === 0n) return null;
  return operator === '/' ? new Decimal((x * 10n ** BigInt(scale + 1)) / y, scale + 1).rescale(scale) : new Decimal(x % y, common).rescale(scale);
}
