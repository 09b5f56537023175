import type { Literal } from '../../../core/contract/tables';
import type { FieldWriter } from '../rows/fieldWriter';
import type { ColumnWriter } from '../rows/writeColumn';
import type { DataType } from '../types/dataType';

type Put = (to: FieldWriter) => void;

/** One value from each literal, in order; `undefined` where one cannot be a value of the type. */
export function literalColumn(type: DataType, literals: readonly Literal[]): ColumnWriter | undefined {
  const puts = literals.map((literal) => putOf(type, literal));
  if (puts.some((put) => put === undefined)) return undefined;
  return { isNull: (row) => puts[row] === undefined, write: (row, to) => puts[row]?.(to) };
}

const WHOLE = /^[+-]?\d+$/u;
const LIMITS = { TINYINT: 7n, SMALLINT: 15n, INT: 31n, BIGINT: 63n } as const;

function putOf(type: DataType, { value }: Literal): Put | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT': {
      const limit = 1n << LIMITS[type.kind];
      const number = WHOLE.test(text) ? BigInt(text) : undefined;
      if (number === undefined || number >= limit || number < -limit) return undefined;
      if (type.kind === 'BIGINT') return (to) => to.bigint(number);
      const small = Number(number);
      if (type.kind === 'INT') return (to) => to.int(small);
      return type.kind === 'SMALLINT' ? (to) => to.smallint(small) : (to) => to.tinyint(small);
    }
    case 'BOOLEAN':
      return text === 'true' || text === 'false' ? (to) => to.boolean(text === 'true') : undefined;
    case 'STRING': {
      const bytes = new TextEncoder().encode(value);
      return (to) => to.bytes(bytes);
    }
    case 'CHAR': {
      const bytes = new TextEncoder().encode(value);
      return bytes.byteLength <= type.length ? (to) => to.fixed(bytes, type.length) : undefined;
    }
    case 'DATE': {
      const ms = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
      return Number.isNaN(ms) ? undefined : (to) => to.int(ms / 86_400_000);
    }
    case 'DECIMAL': {
      const unscaled = unscaledOf(text, type.scale);
      return unscaled !== undefined && String(unscaled < 0n ? -unscaled : unscaled).length <= type.precision ? (to) => to.decimal(unscaled, type.precision) : undefined;
    }
    // rarely keys, and written in more than one way: found by reading
    case 'FLOAT':
    case 'DOUBLE':
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'BYTES':
    case 'BINARY':
    case 'ARRAY':
    case 'MAP':
    case 'ROW':
      return undefined;
  }
}

function unscaledOf(text: string, scale: number): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/u.exec(text);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (!match || `${whole}${fraction}` === '') return undefined;
  const rest = fraction.slice(scale);
  if (/[1-9]/u.test(rest)) return undefined;
  const digits = BigInt(`${whole}${fraction.slice(0, scale).padEnd(scale, '0')}` || '0');
  return sign === '-' ? -digits : digits;
}
