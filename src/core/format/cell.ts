import { type Data, DataType, type Field } from 'apache-arrow';
import { bytesAt, dictionaryEntry, dictionaryField, fixedBytesAt, isNull, unionMember, UnreadableCell, viewBytesAt } from './buffers';
import { hexText, pieceEnd, utf8Text } from './bytes';
import { familyOf } from './column';
import { type JsonWriter, jsonText, makeJsonWriter } from './json';
import { CUT_KEY, isDisplayText } from './metadata';
import { formatBytesExact } from './numbers';
import { scalarReader, type ScalarReader } from './scalar';
import { cutText } from './sink';
import { visibleControls } from './visible';
import { makeZone } from './zone';

export interface FormatOptions {
  /** IANA name, for timestamps that are instants. */
  readonly timeZone: string;
  /** UTF-16 units after which text is cut and ends in `…`; absent = whole. */
  readonly maxChars?: number;
  /** For one line of a grid: line breaks, tabs and other control characters become visible signs. Not for copying. */
  readonly oneLine?: boolean;
  /** Whether an instant carries its offset (`+01:00`). Default true; a grid that names the zone in its header may leave it out. */
  readonly offsets?: boolean;
}

export type CellKind = 'null' | 'empty' | 'number' | 'text' | 'boolean' | 'time' | 'binary' | 'nested';

export interface CellText {
  /** `NULL` for a null; empty for an empty string. */
  readonly text: string;
  readonly kind: CellKind;
  /** The value is longer than `text` says. */
  readonly cut: boolean;
}

/** Formats the cells of one column. It may keep caches; it holds no data. */
export interface CellFormatter {
  /** Never throws: a value whose buffers are broken reads `⚠ unreadable`. `index` counts from the start of `data`. */
  format(data: Data, index: number): CellText;
}

export function makeCellFormatter(field: Field, options: FormatOptions): CellFormatter {
  const format = isDisplayText(field) ? readyText(field) : valueFormat(field, options);
  return {
    format: (data, index) => {
      try {
        return format(data, index);
      } catch (error) {
        if (error instanceof UnreadableCell) return UNREADABLE;
        throw error;
      }
    },
  };
}

type Format = (data: Data, index: number) => CellText;

const NULL: CellText = { text: 'NULL', kind: 'null', cut: false };
const EMPTY: CellText = { text: '', kind: 'empty', cut: false };
const UNREADABLE: CellText = { text: '⚠ unreadable', kind: 'text', cut: false };

/** The bytes of a binary cell that are shown where no limit is set by the caller's width. */
const HEX_CHARS_PER_BYTE = 2;

function valueFormat(field: Field, options: FormatOptions): Format {
  const type: unknown = field.type;
  if (DataType.isNull(type)) return () => NULL;
  if (DataType.isUnion(type)) {
    const members = type.children.map((child) => valueFormat(child, options));
    return (data, index) => {
      const active = unionMember(data, index, type.typeIdToChildIndex);
      return members[active.member]?.(active.data, active.index) ?? UNREADABLE;
    };
  }
  const format = validFormat(field, type, options);
  return (data, index) => (isNull(data, index) ? NULL : format(data, index));
}

function validFormat(field: Field, type: unknown, options: FormatOptions): Format {
  const scalar = scalarReader(field, { time: 'plain', zone: makeZone(options.timeZone), offsets: options.offsets ?? true });
  if (scalar) return scalarFormat(scalar);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return textFormat(bytesAt, field, options);
  if (DataType.isUtf8View(type)) return textFormat(viewBytesAt, field, options);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return binaryFormat(bytesAt, options);
  if (DataType.isBinaryView(type)) return binaryFormat(viewBytesAt, options);
  if (DataType.isFixedSizeBinary(type)) return binaryFormat((data, index) => fixedBytesAt(data, index, type.byteWidth), options);
  if (DataType.isDictionary(type)) return dictionaryFormat(valueFormat(dictionaryField(field, type), options));
  return nestedFormat(makeJsonWriter(field, { timeZone: options.timeZone, binary: 'hex', times: 'plain' }), options);
}

function scalarFormat(scalar: ScalarReader): Format {
  const { kind } = scalar;
  return (data, index) => ({ text: scalar.read(data, index), kind, cut: false });
}

function dictionaryFormat(entry: Format): Format {
  return (data, index) => {
    const at = dictionaryEntry(data, index);
    return at ? entry(at.data, at.index) : NULL;
  };
}

type BytesOf = (data: Data, index: number) => Uint8Array;

function textFormat(bytesOf: BytesOf, field: Field, options: FormatOptions): Format {
  const kind = familyOf(field);
  return (data, index) => {
    const bytes = bytesOf(data, index);
    return bytes.length === 0 ? EMPTY : stringCell(bytes, kind, options);
  };
}

/** Decodes no more bytes than the wanted characters can need: a character has at most 3 bytes per UTF-16 unit. */
function stringCell(bytes: Uint8Array, kind: CellKind, { maxChars, oneLine }: FormatOptions): CellText {
  const end = maxChars === undefined ? bytes.length : pieceEnd(bytes, 0, maxChars * 3 + 4);
  return shown(utf8Text(bytes.subarray(0, end)), end < bytes.length, kind, maxChars, oneLine);
}

function shown(text: string, cutBefore: boolean, kind: CellKind, maxChars: number | undefined, oneLine: boolean | undefined): CellText {
  const cut = cutBefore || (maxChars !== undefined && text.length > maxChars);
  const kept = cut && maxChars !== undefined ? `${cutText(text, maxChars)}…` : text;
  return { text: oneLine ? visibleControls(kept) : kept, kind, cut };
}

function binaryFormat(bytesOf: BytesOf, { maxChars }: FormatOptions): Format {
  const most = maxChars === undefined ? Infinity : Math.max(1, Math.floor(maxChars / HEX_CHARS_PER_BYTE));
  return (data, index) => {
    const bytes = bytesOf(data, index);
    const cut = bytes.length > most;
    const hex = hexText(cut ? bytes.subarray(0, most) : bytes);
    return { text: cut ? `0x${hex}… (${formatBytesExact(bytes.length)})` : `0x${hex}`, kind: 'binary', cut };
  };
}

function nestedFormat(writer: JsonWriter, { maxChars, oneLine }: FormatOptions): Format {
  return (data, index) => {
    const { text, cut } = jsonText(writer, data, index, maxChars);
    return shown(text, cut, 'nested', maxChars, oneLine);
  };
}

/** Fields that the server has formatted: the text is shown as it is, and the field says which rows were cut. */
function readyText(field: Field): Format {
  const kind = familyOf(field);
  const cutRows = readCutRows(field.metadata.get(CUT_KEY));
  return (data, index) => {
    if (isNull(data, index)) return NULL;
    const text = utf8Text(bytesAt(data, index));
    return text === '' ? EMPTY : { text, kind, cut: cutRows.has(index) };
  };
}

function readCutRows(json: string | undefined): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const [, row] of (json ?? '').matchAll(/\[(\d+),\d+\]/gu)) rows.add(Number(row));
  return rows;
}
