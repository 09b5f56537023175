import type { Data, Field } from 'apache-arrow';
import { DataType } from 'apache-arrow';
import { bytesBehind } from '../../../core/format/byteText';
import { dictionaryEntry, dictionaryField, fixedBytesAt, isNull } from '../../../core/format/buffers';
import { hexText } from '../../../core/format/bytes';
import { makeCellFormatter } from '../../../core/format/cell';
import { familyOf } from '../../../core/format/column';
import { makeJsonWriter } from '../../../core/format/json';
import { PageSink } from '../../../core/format/sink';
import { HeadwaterError } from '../../../core/errors';
import type { CellParams, CellPart } from '../../../protocol/results';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { rawBytes } from '../window/valueSize';
import { TextPages } from './textPages';

/** One value where it stands, dictionaries followed. */
interface Value {
  readonly field: Field;
  readonly data: Data;
  readonly index: number;
}

/** Reads parts of single values, however large. Keeps its place in the value read last, for the next page. */
export class CellReader {
  #last: { readonly bytes: Uint8Array; readonly pages: TextPages } | undefined;

  #lastBehind: { readonly bytes: Uint8Array; readonly behind: Uint8Array } | undefined;

  constructor(private readonly store: Rows) {}

  async read({ row, column, as, from, length }: Omit<CellParams, 'resultId'>, timeZone: string, pacer: Pacer): Promise<CellPart> {
    const field = fieldAt(this.store, column);
    const family = familyOf(field);
    const [span] = await this.store.spans(row, 1);
    if (!span) throw noRow(row, this.store.rows);
    const value = valueAt(field, span.batch.column(column), span.start);
    if (!value) return { isNull: true, total: 0, family };
    if (as === 'json') return { isNull: false, family, ...jsonPart(value, from, length, timeZone, { indent: 2 }) };
    const bytes = bytesOf(value);
    if (as === 'raw') return { isNull: false, family, ...rawPart(bytes ? this.#behind(field, bytes) : new TextEncoder().encode(wholeText(value, timeZone)), from, length) };
    return { isNull: false, family, ...(await this.#text(value, bytes, from, length, timeZone, pacer)) };
  }

  /** The bytes that a text stands for, else its own; found once for all pages of a value. */
  #behind(field: Field, bytes: Uint8Array): Uint8Array {
    if (this.#lastBehind && sameView(this.#lastBehind.bytes, bytes)) return this.#lastBehind.behind;
    const behind = bytesBehind(field, bytes) ?? bytes;
    this.#lastBehind = { bytes, behind };
    return behind;
  }

  async #text(value: Value, bytes: Uint8Array | undefined, from: number, length: number, timeZone: string, pacer: Pacer): Promise<{ total: number; text: string }> {
    const type: unknown = value.field.type;
    if (bytes && isText(type)) {
      const pages = this.#last && sameView(this.#last.bytes, bytes) ? this.#last.pages : new TextPages(bytes);
      this.#last = { bytes, pages };
      return pages.page(from, length, pacer);
    }
    if (bytes && familyOf(value.field) === 'binary') return hexPart(bytes, from, length);
    if (familyOf(value.field) === 'nested') return jsonPart(value, from, length, timeZone, { binary: 'hex', times: 'plain' });
    const text = wholeText(value, timeZone);
    return { total: text.length, text: text.slice(from, from + length) };
  }
}

const sameView = (one: Uint8Array, other: Uint8Array): boolean => one.buffer === other.buffer && one.byteOffset === other.byteOffset && one.length === other.length;

function valueAt(field: Field, data: Data, index: number): Value | undefined {
  const type: unknown = field.type;
  if (DataType.isNull(type) || (!DataType.isUnion(type) && isNull(data, index))) return undefined;
  if (!DataType.isDictionary(type)) return { field, data, index };
  const entry = dictionaryEntry(data, index);
  return entry ? valueAt(dictionaryField(field, type), entry.data, entry.index) : undefined;
}

/** The bytes of strings and binary values. */
function bytesOf({ field, data, index }: Value): Uint8Array | undefined {
  const type: unknown = field.type;
  if (DataType.isFixedSizeBinary(type)) return fixedBytesAt(data, index, type.byteWidth);
  return isText(type) || isBinary(type) ? rawBytes(data, index) : undefined;
}

function isText(type: unknown): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

function isBinary(type: unknown): boolean {
  return DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type);
}

function wholeText({ field, data, index }: Value, timeZone: string): string {
  return makeCellFormatter(field, { timeZone }).format(data, index).text;
}

function rawPart(bytes: Uint8Array, from: number, length: number): { total: number; bytes: Uint8Array } {
  return { total: bytes.length, bytes: new Uint8Array(bytes.subarray(from, from + length)) };
}

/** `0x` and two digits a byte; only the bytes asked for are formatted. */
function hexPart(bytes: Uint8Array, from: number, length: number): { total: number; text: string } {
  const first = Math.max(0, Math.floor((from - 2) / 2));
  const shown = `${first === 0 ? '0x' : ''}${hexText(bytes.subarray(first, Math.ceil((from + length) / 2)))}`;
  const skip = first === 0 ? from : from - 2 - first * 2;
  return { total: 2 + bytes.length * 2, text: shown.slice(skip, skip + length) };
}

function jsonPart({ field, data, index }: Value, from: number, length: number, timeZone: string, style: { indent?: number; binary?: 'hex'; times?: 'plain' }): { total: number; text: string } {
  const sink = new PageSink(from, length);
  makeJsonWriter(field, { timeZone, ...style }).write(data, index, sink);
  return { total: sink.total, text: sink.text };
}

function noRow(row: number, rows: number): HeadwaterError {
  return new HeadwaterError({ what: 'Could not read the cell', why: `Row ${row + 1} was asked for, and the result has ${rows} rows.`, code: 'no-row' });
}
