import { type Data, DataType, DateUnit, type Field, Precision } from 'apache-arrow';
import { dictionaryPieces, type Piece } from '../../../core/arrow/pieces';
import { boolAt, bytesAt, dictionaryEntry, dictionaryField, fixedBytesAt, viewBytesAt } from '../../../core/format/buffers';
import { halfToNumber } from '../../../core/format/exact';
import { kindOf } from '../../../core/format/metadata';
import { intervalKey, timeTzKey } from './clockKeys';
import { nestedKeys } from './encodeNested';
import type { KeyReader, WordKeys } from './keyLayout';

export function keyReader(field: Field): KeyReader {
  const type: unknown = field.type;
  if (DataType.isDictionary(type)) return ofEntries(keyReader(dictionaryField(field, type)));
  const kind = kindOf(field);
  if (kind === 'timetz' && DataType.isInt(type)) return wide(4, timeTzKey);
  if (kind === 'interval' || DataType.isInterval(type)) return DataType.isUtf8(type) ? { layout: 'bytes', bytes: bytesAt } : wide(4, intervalKey(type));
  if (kind === 'integer' && DataType.isUtf8(type)) return { layout: 'bytes', bytes: (data, index) => digitsKey(bytesAt(data, index)) };
  return scalar(type) ?? { layout: 'bytes', bytes: nestedKeys(field, keyReader) };
}

function scalar(type: unknown): KeyReader | undefined {
  if (DataType.isNull(type)) return { layout: 'words', words: 1, read: () => undefined };
  if (DataType.isBool(type)) return { layout: 'words', words: 1, read: readBits };
  if (DataType.isInt(type)) return integer(type.bitWidth, type.isSigned);
  if (DataType.isFloat(type)) return type.precision === Precision.DOUBLE ? { layout: 'words', words: 2, read: readDoubles } : { layout: 'words', words: 1, read: readFloats };
  if (DataType.isDecimal(type)) return wordsOf(type.bitWidth / 32, true);
  if (DataType.isDate(type)) return integer(type.unit === DateUnit.DAY ? 32 : 64, true);
  if (DataType.isTime(type)) return integer(type.bitWidth, true);
  if (DataType.isTimestamp(type) || DataType.isDuration(type)) return integer(64, true);
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) return { layout: 'bytes', bytes: viewBytesAt };
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isBinary(type) || DataType.isLargeBinary(type)) return { layout: 'bytes', bytes: bytesAt };
  if (DataType.isFixedSizeBinary(type)) return { layout: 'bytes', bytes: (data, index) => fixedBytesAt(data, index, type.byteWidth) };
  return undefined;
}

const SIGN = 0x8000_0000;

function integer(bits: number, signed: boolean): WordKeys {
  if (bits === 64) return wordsOf(2, signed);
  const flip = signed ? SIGN : 0;
  return {
    layout: 'words',
    words: 1,
    read: ({ data, start, count }, [out], at) => {
      const values: unknown = data?.values;
      if (!out || !isSmallIntegers(values)) return;
      for (let index = 0; index < count; index++) out[at + index] = (values[start + index] ?? 0) ^ flip;
    },
  };
}

type SmallIntegers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

function isSmallIntegers(values: unknown): values is SmallIntegers {
  return ArrayBuffer.isView(values) && !(values instanceof BigInt64Array) && !(values instanceof BigUint64Array) && !(values instanceof DataView);
}

/** Integers of several 32-bit words, in Arrow the least significant first. */
function wordsOf(words: number, signed: boolean): WordKeys {
  return {
    layout: 'words',
    words,
    read: ({ data, start, count }, into, at) => {
      const values: unknown = data?.values;
      if (!ArrayBuffer.isView(values)) return;
      const all = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
      for (let word = 0; word < words; word++) {
        const out = into[words - 1 - word];
        const flip = signed && word === words - 1 ? SIGN : 0;
        let from = start * words + word;
        if (out) for (let index = 0; index < count; index++, from += words) out[at + index] = (all[from] ?? 0) ^ flip;
      }
    },
  };
}

function readBits({ data, start, count }: Piece, [out]: readonly Uint32Array[], at: number): void {
  if (!data || !out) return;
  for (let index = 0; index < count; index++) out[at + index] = boolAt(data, start + index) ? 1 : 0;
}

function readDoubles({ data, start, count }: Piece, [high, low]: readonly Uint32Array[], at: number): void {
  const values: unknown = data?.values;
  if (!(values instanceof Float64Array) || !high || !low) return;
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  for (let index = 0; index < count; index++) {
    const from = (start + index) * 2;
    const [top, rest] = [words[from + 1] ?? 0, words[from] ?? 0];
    const value = values[start + index] ?? 0;
    if (value !== value) {
      high[at + index] = 0xffff_ffff;
      low[at + index] = 0xffff_ffff;
    } else if (value === 0) {
      high[at + index] = SIGN;
      low[at + index] = 0;
    } else if (value < 0) {
      high[at + index] = ~top;
      low[at + index] = ~rest;
    } else {
      high[at + index] = top ^ SIGN;
      low[at + index] = rest;
    }
  }
}

/** Half floats as single ones. */
function readFloats({ data, start, count }: Piece, [out]: readonly Uint32Array[], at: number): void {
  const values: unknown = data?.values;
  if (!out || !(values instanceof Float32Array || values instanceof Uint16Array)) return;
  const one = new Float32Array(1);
  const bits = new Uint32Array(one.buffer);
  for (let index = 0; index < count; index++) {
    const value = values instanceof Float32Array ? (values[start + index] ?? 0) : halfToNumber(values[start + index] ?? 0);
    one[0] = value;
    const word = bits[0] ?? 0;
    out[at + index] = value !== value ? 0xffff_ffff : value === 0 ? SIGN : value < 0 ? ~word : word ^ SIGN;
  }
}

/** Keys made of one bigint each: slow, for types that are seldom. The bigint fits in the words as a signed number. */
function wide(words: number, keyAt: (data: Data, index: number) => bigint): WordKeys {
  return {
    layout: 'words',
    words,
    read: ({ data, start, count }, into, at) => {
      if (!data) return;
      for (let index = 0; index < count; index++) {
        let key = BigInt.asUintN(32 * words, keyAt(data, start + index)) ^ (1n << BigInt(32 * words - 1));
        for (let word = words - 1; word >= 0; word--) {
          const out = into[word];
          if (out) out[at + index] = Number(key & 0xffff_ffffn);
          key >>= 32n;
        }
      }
    },
  };
}

/** Digits of an integer of any length: the sign, how many there are, and they themselves; all turned round below zero. */
function digitsKey(digits: Uint8Array): Uint8Array {
  const negative = digits[0] === 0x2d;
  let from = negative || digits[0] === 0x2b ? 1 : 0;
  while (from < digits.length && digits[from] === 0x30) from++;
  const length = digits.length - from;
  const key = new Uint8Array(length + 5);
  key[0] = length === 0 ? 1 : negative ? 0 : 2;
  new DataView(key.buffer).setUint32(1, length);
  key.set(digits.subarray(from), 5);
  if (negative && length > 0) for (let index = 1; index < key.length; index++) key[index] = ~(key[index] ?? 0);
  return key;
}

/** The keys of the values that a dictionary column points at. */
function ofEntries(reader: KeyReader): KeyReader {
  if (reader.layout === 'bytes') {
    return {
      layout: 'bytes',
      bytes: (data, index) => {
        const entry = dictionaryEntry(data, index);
        return entry ? reader.bytes(entry.data, entry.index) : new Uint8Array(0);
      },
    };
  }
  return {
    ...reader,
    read: (piece, into, at) => {
      for (const part of dictionaryPieces([piece])) {
        reader.read(part, into, at);
        at += part.count;
      }
    },
  };
}
