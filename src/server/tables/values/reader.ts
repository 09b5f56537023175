import { DataType, DateUnit, type Field, Precision, TimeUnit } from 'apache-arrow';
import type { CellEditor } from '../../../protocol/tables';
import { kindOf } from '../../../core/format/metadata';
import { BadValue, shortly } from './badValue';
import { readBoolean, readDecimal, readFloat, readHex, readInteger } from './numbers';
import { readDate, readTime, readTimestamp } from './times';

/** How the values of a type are laid out, and how a text becomes one of them. Readers throw {@link BadValue}. */
export type ValueReader =
  | { readonly layout: 'fixed'; readonly editor: CellEditor; readonly width: number; put(view: DataView, at: number, text: string): void }
  | { readonly layout: 'bits'; readonly editor: CellEditor; read(text: string): boolean }
  | { readonly layout: 'bytes'; readonly editor: CellEditor; readonly large: boolean; read(text: string): Uint8Array };

/** `undefined` for types whose values people do not write, dictionaries among them: see `writtenField`. */
export function valueReader(field: Field, timeZone: string): ValueReader | undefined {
  const type: unknown = field.type;
  if (DataType.isBool(type)) return { layout: 'bits', editor: 'boolean', read: readBoolean };
  if (DataType.isInt(type)) return integer(type.bitWidth, type.isSigned);
  if (DataType.isFloat(type)) return type.precision === Precision.HALF ? undefined : float(type.precision === Precision.SINGLE ? 4 : 8);
  if (DataType.isDecimal(type)) return decimal(type.bitWidth, type.precision, type.scale);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return { layout: 'bytes', editor: 'text', large: DataType.isLargeUtf8(type), read: kindOf(field) === 'json' ? readJson : (text) => UTF8.encode(text) };
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return { layout: 'bytes', editor: 'binary', large: DataType.isLargeBinary(type), read: readHex };
  if (DataType.isFixedSizeBinary(type)) return fixedBytes(type.byteWidth, kindOf(field) === 'uuid');
  if (DataType.isDate(type)) return date(type.unit === DateUnit.DAY);
  if (DataType.isTime(type)) return time(type.bitWidth, type.unit);
  if (DataType.isTimestamp(type)) return timestamp(type.unit, type.timezone ? timeZone : undefined);
  return undefined;
}

const UTF8 = new TextEncoder();

function integer(bits: number, signed: boolean): ValueReader {
  const least = signed ? -(1n << BigInt(bits - 1)) : 0n;
  const most = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  return { layout: 'fixed', editor: 'number', width: bits / 8, put: (view, at, text) => { putInteger(view, at, bits / 8, readInteger(text, least, most)); } };
}

/** Little-endian two's complement of any width. */
function putInteger(view: DataView, at: number, width: number, value: bigint): void {
  let rest = BigInt.asUintN(width * 8, value);
  for (let byte = 0; byte < width; byte++) {
    view.setUint8(at + byte, Number(rest & 0xffn));
    rest >>= 8n;
  }
}

function float(width: 4 | 8): ValueReader {
  const put = (view: DataView, at: number, text: string): void => {
    const value = readFloat(text);
    if (width === 8) view.setFloat64(at, value, true);
    else if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) throw new BadValue(`${shortly(text)} is too large for a 32-bit number.`);
    else view.setFloat32(at, value, true);
  };
  return { layout: 'fixed', editor: 'number', width, put };
}

function decimal(bits: number, precision: number, scale: number): ValueReader {
  return { layout: 'fixed', editor: 'number', width: bits / 8, put: (view, at, text) => { putInteger(view, at, bits / 8, readDecimal(text, precision, scale)); } };
}

function readJson(text: string): Uint8Array {
  try {
    JSON.parse(text);
  } catch {
    throw new BadValue(`${shortly(text)} is not JSON.`);
  }
  return UTF8.encode(text);
}

function fixedBytes(width: number, uuid: boolean): ValueReader {
  const put = (view: DataView, at: number, text: string): void => {
    const bytes = readHex(uuid ? text.replaceAll('-', '') : text);
    if (bytes.length !== width) throw new BadValue(`${shortly(text)} has ${bytes.length} bytes, and the column takes ${width}.`);
    bytes.forEach((byte, index) => { view.setUint8(at + index, byte); });
  };
  return { layout: 'fixed', editor: uuid ? 'text' : 'binary', width, put };
}

function date(inDays: boolean): ValueReader {
  return {
    layout: 'fixed',
    editor: 'date',
    width: inDays ? 4 : 8,
    put: (view, at, text) => {
      if (inDays) view.setInt32(at, readDate(text), true);
      else view.setBigInt64(at, BigInt(readDate(text)) * 86_400_000n, true);
    },
  };
}

const UNITS: Readonly<Record<TimeUnit, number>> = { [TimeUnit.SECOND]: 1, [TimeUnit.MILLISECOND]: 1e3, [TimeUnit.MICROSECOND]: 1e6, [TimeUnit.NANOSECOND]: 1e9 };

function time(bits: number, unit: TimeUnit): ValueReader {
  return { layout: 'fixed', editor: 'time', width: bits / 8, put: (view, at, text) => { putInteger(view, at, bits / 8, readTime(text, UNITS[unit])); } };
}

function timestamp(unit: TimeUnit, zone: string | undefined): ValueReader {
  return { layout: 'fixed', editor: 'timestamp', width: 8, put: (view, at, text) => { view.setBigInt64(at, readTimestamp(text, UNITS[unit], zone), true); } };
}
