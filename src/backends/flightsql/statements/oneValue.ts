import { Binary, Bool, type Data, DataType, DateDay, DateUnit, Decimal, Float64, Int64, makeData, Precision, TimestampMicrosecond, TimestampNanosecond, TimeUnit, Utf8 } from 'apache-arrow';
import type { ParameterType } from '../../../core/contract/execution';
import { HeadwaterError } from '../../../core/errors';
import { daysOf, instantOf, timeOf } from './times';

/** A column of one value, of a type that a server asked for or that the value's own notation gives. */
export interface OneValue {
  readonly type: DataType;
  readonly data: Data;
}

/** @throws HeadwaterError where the text is no value of the type */
export function oneValue(name: string, text: string | null, declared: ParameterType, wanted: DataType | undefined): OneValue {
  const type = wanted === undefined ? typeFor(text, declared) : plain(wanted);
  if (text === null) return { type, data: nullOf(type) };
  const read = (value: string) => readValue(value, declared, type);
  const data = read(text);
  if (data) return { type, data };
  throw new HeadwaterError({ what: `Could not use the value of parameter ${name}`, why: `“${text.slice(0, 100)}” is no ${wordOf(type)}, which the statement wants.`, todo: 'Correct the value, or its type.', kind: 'invalid', code: 'bad-parameter' });
}

function typeFor(text: string | null, declared: ParameterType): DataType {
  switch (declared) {
    case 'text':
    case 'json':
      return new Utf8();
    case 'integer':
      return text !== null && isInt64(text) ? new Int64() : new Decimal(0, 38, 128);
    case 'decimal':
      return decimalFor(text ?? '0');
    case 'double':
      return new Float64();
    case 'boolean':
      return new Bool();
    case 'date':
      return new DateDay();
    case 'timestamp': {
      const instant = text === null ? undefined : instantOf(text);
      const zone = instant?.hasOffset ? 'UTC' : null;
      return instant && instant.nanoseconds % 1_000n !== 0n ? new TimestampNanosecond(zone) : new TimestampMicrosecond(zone);
    }
    case 'blob-hex':
      return new Binary();
  }
}

function isInt64(text: string): boolean {
  if (!/^\s*[+-]?\d{1,40}\s*$/u.test(text)) return true; // refused later, in words
  const value = BigInt(text.trim().replace(/^\+/u, ''));
  return BigInt.asIntN(64, value) === value;
}

/** Few servers read decimals as parameters: a double where it is exact, which most do. */
function decimalFor(text: string): DataType {
  const { whole = '', fraction = '' } = /^\s*[+-]?0*(?<whole>\d*)(?:\.(?<fraction>\d*))?\s*$/u.exec(text)?.groups ?? {};
  if (whole.length + fraction.length <= 15) return new Float64();
  return new Decimal(fraction.length, Math.min(38, Math.max(1, whole.length + fraction.length)), 128);
}

/** Dictionaries and views as their plain types: servers cast, and not all writers have them. */
function plain(type: DataType): DataType {
  if (DataType.isDictionary(type)) {
    const values: unknown = type.dictionary;
    return DataType.isDataType(values) ? plain(values) : new Utf8();
  }
  if (DataType.isUtf8View(type)) return new Utf8();
  return DataType.isBinaryView(type) ? new Binary() : type;
}

function nullOf(type: DataType): Data {
  if (DataType.isNull(type)) return makeData({ type, length: 1 });
  const nothing = { length: 1, nullCount: 1, nullBitmap: new Uint8Array(8) };
  return readValue(zeroOf(type), 'text', type, nothing) ?? makeData({ type: new Utf8(), ...nothing, valueOffsets: new Int32Array(2), data: new Uint8Array(0) });
}

function zeroOf(type: DataType): string {
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return '1970-01-01';
  return DataType.isTime(type) ? '00:00' : '0';
}

interface Nulls {
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array;
}

const VALID: Nulls = { length: 1, nullCount: 0 };

function readValue(text: string, declared: ParameterType, type: DataType, nulls: Nulls = VALID): Data | undefined {
  if (DataType.isUtf8(type)) return textData(type, Buffer.from(text, 'utf8'), nulls);
  if (DataType.isLargeUtf8(type)) return makeData({ type, ...nulls, ...largeParts(Buffer.from(text, 'utf8')) });
  if (DataType.isBool(type)) return boolData(type, text, nulls);
  if (DataType.isInt(type)) return intData(type, text, nulls);
  if (DataType.isFloat(type)) return floatData(type, text, nulls);
  if (DataType.isDecimal(type)) return decimalData(type, text, nulls);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) {
    const bytes = declared === 'blob-hex' ? hexBytes(text) : new Uint8Array(Buffer.from(text, 'utf8'));
    if (!bytes) return undefined;
    return DataType.isBinary(type) ? makeData({ type, ...nulls, valueOffsets: Int32Array.of(0, bytes.byteLength), data: bytes }) : makeData({ type, ...nulls, ...largeParts(bytes) });
  }
  return timeData(text, type, nulls);
}

function textData(type: Utf8, bytes: Uint8Array, nulls: Nulls): Data {
  return makeData({ type, ...nulls, valueOffsets: Int32Array.of(0, bytes.byteLength), data: new Uint8Array(bytes) });
}

function largeParts(bytes: Uint8Array) {
  return { valueOffsets: BigInt64Array.of(0n, BigInt(bytes.byteLength)), data: new Uint8Array(bytes) };
}

function boolData(type: Bool, text: string, nulls: Nulls): Data | undefined {
  const value = text.trim().toLowerCase();
  const yes = ['true', 't', 'yes', 'y', '1', 'on'].includes(value);
  if (!yes && !['false', 'f', 'no', 'n', '0', 'off'].includes(value)) return undefined;
  return makeData({ type, ...nulls, data: Uint8Array.of(yes ? 1 : 0) });
}

function intData(type: DataType, text: string, nulls: Nulls): Data | undefined {
  if (!DataType.isInt(type) || !/^\s*[+-]?\d{1,40}\s*$/u.test(text)) return undefined;
  const value = BigInt(text.trim().replace(/^\+/u, ''));
  const { isSigned, bitWidth } = type;
  if ((isSigned ? BigInt.asIntN(bitWidth, value) : BigInt.asUintN(bitWidth, value)) !== value) return undefined;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, value), true);
  return makeData({ type, ...nulls, data: new type.ArrayType(bytes.buffer, 0, 1) });
}

function floatData(type: DataType, text: string, nulls: Nulls): Data | undefined {
  if (!DataType.isFloat(type)) return undefined;
  const trimmed = text.trim().toLowerCase();
  const value = /^[+-]?inf(?:inity)?$/u.test(trimmed) ? (trimmed.startsWith('-') ? -Infinity : Infinity) : Number(trimmed);
  if (trimmed === '' || (Number.isNaN(value) && trimmed !== 'nan')) return undefined;
  return type.precision === Precision.DOUBLE ? makeData({ type, ...nulls, data: Float64Array.of(value) }) : type.precision === Precision.SINGLE ? makeData({ type, ...nulls, data: Float32Array.of(value) }) : undefined;
}

function decimalData(type: Decimal, text: string, nulls: Nulls): Data | undefined {
  const { sign = '', whole = '', fraction = '' } = /^\s*(?<sign>[+-]?)(?<whole>\d{0,80})(?:\.(?<fraction>\d{0,80}))?\s*$/u.exec(text)?.groups ?? {};
  const lost = fraction.slice(type.scale);
  if (whole + fraction === '' || /[1-9]/u.test(lost)) return undefined;
  const unscaled = BigInt(`${whole}${fraction.slice(0, type.scale).padEnd(type.scale, '0')}` || '0');
  const value = sign === '-' ? -unscaled : unscaled;
  const { bitWidth } = type;
  if (unscaled >= 10n ** BigInt(type.precision) || BigInt.asIntN(bitWidth, value) !== value) return undefined;
  const words = Uint32Array.from({ length: bitWidth / 32 }, (_, index) => Number(BigInt.asUintN(32, value >> BigInt(32 * index))));
  return makeData({ type, ...nulls, data: words });
}

const PER_SECOND: Readonly<Record<TimeUnit, bigint>> = { [TimeUnit.SECOND]: 1n, [TimeUnit.MILLISECOND]: 1_000n, [TimeUnit.MICROSECOND]: 1_000_000n, [TimeUnit.NANOSECOND]: 1_000_000_000n };

function timeData(text: string, type: DataType, nulls: Nulls): Data | undefined {
  if (DataType.isDate(type)) {
    const days = daysOf(text);
    if (days === undefined) return undefined;
    return type.unit === DateUnit.DAY ? makeData({ type, ...nulls, data: Int32Array.of(days) }) : makeData({ type, ...nulls, data: BigInt64Array.of(BigInt(days) * 86_400_000n) });
  }
  if (DataType.isTimestamp(type)) {
    const value = inUnit(instantOf(text)?.nanoseconds, type.unit);
    return value === undefined ? undefined : makeData({ type, ...nulls, data: BigInt64Array.of(value) });
  }
  if (!DataType.isTime(type)) return undefined;
  const value = inUnit(timeOf(text), type.unit);
  if (value === undefined) return undefined;
  return type.bitWidth === 32 ? makeData({ type, ...nulls, data: Int32Array.of(Number(value)) }) : makeData({ type, ...nulls, data: BigInt64Array.of(value) });
}

/** `undefined` where digits would be lost. */
function inUnit(nanoseconds: bigint | undefined, unit: TimeUnit): bigint | undefined {
  if (nanoseconds === undefined) return undefined;
  const scaled = nanoseconds * PER_SECOND[unit];
  const value = scaled / 1_000_000_000n;
  return scaled % 1_000_000_000n === 0n && BigInt.asIntN(64, value) === value ? value : undefined;
}

function hexBytes(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/\s/gu, '').replace(/^(?:0x|\\x)/iu, '');
  return digits.length % 2 === 0 && /^[0-9a-f]*$/iu.test(digits) ? new Uint8Array(Buffer.from(digits, 'hex')) : undefined;
}

function wordOf(type: DataType): string {
  if (DataType.isInt(type)) return type.isSigned ? `whole number of ${type.bitWidth} bits` : `whole number of ${type.bitWidth} bits from 0`;
  if (DataType.isFloat(type)) return 'number';
  if (DataType.isDecimal(type)) return `number with ${type.scale} decimal places`;
  if (DataType.isBool(type)) return 'true or false';
  if (DataType.isDate(type)) return 'date (2026-02-27)';
  if (DataType.isTimestamp(type)) return 'timestamp (2026-02-27 12:30:00) of its precision';
  if (DataType.isTime(type)) return 'time (12:30:00) of its precision';
  return DataType.isBinary(type) || DataType.isLargeBinary(type) ? 'pairs of hexadecimal digits' : 'value of its type';
}
