import { type Field, Schema } from 'apache-arrow';
import { BatchParts, encodeStream } from '../../../core/arrow/batchMessage';
import { gather } from '../../../core/arrow/gather';
import { measure } from '../../../core/arrow/measure';
import { encodeSchema } from '../../../core/arrow/messages';
import type { Piece } from '../../../core/arrow/pieces';
import { plainField } from '../../../core/arrow/plain';
import { textColumn } from './texts';

/** A column of a window: its field as stored, and its values. */
export interface WindowColumn {
  readonly field: Field;
  /** The pieces of the first `rows` rows. */
  pieces(rows: number): readonly Piece[];
}

export interface EncodeOptions {
  readonly mostBytes: number;
  readonly timeZone: string;
}

export interface EncodedWindow {
  readonly rows: number;
  /** Schema, one batch, end of stream; a buffer of its own. */
  readonly bytes: Uint8Array;
}

/** Before columns become text, a window may shrink to this many rows: a screenful, so that a screen needs few windows. */
const FEW_ROWS = 32;
/** Bytes of text that a cell keeps at least. */
const LEAST_TEXT = 48;
/** Header of a batch without its nodes and buffers, end of stream. */
const FRAME = 128;

/**
 * Encodes as many of the first `rows` rows as fit. Columns whose values are too large become display text that is cut.
 * A single row is always given, even where its headers alone exceed the bound (thousands of columns asked at once).
 */
export function encodeWindow(columns: readonly WindowColumn[], rows: number, schemas: WindowSchemas, options: EncodeOptions): EncodedWindow {
  const fields = columns.map(({ field }) => field);
  const room = options.mostBytes - schemas.of(fields).byteLength - FRAME;
  let count = rows;
  const fewRows = Math.min(rows, FEW_ROWS);
  for (;;) {
    const sizes = columns.map((column) => measure(column.field, column.pieces(count)));
    const plan = planTexts(sizes, count, room, fewRows);
    if (plan.fits || count <= 1) return encode(columns, count, plan, schemas, options);
    count = Math.max(count > fewRows ? fewRows : 1, count >> 1);
  }
}

interface TextPlan {
  readonly fits: boolean;
  /** Columns that become text. */
  readonly texts: ReadonlySet<number>;
  /** Bytes of text for each of their cells. */
  readonly textBytes: number;
}

/** Which columns become text so that `count` rows fit: the largest ones, as few as possible, and none while there are more than `fewRows` rows. */
function planTexts(sizes: readonly number[], count: number, room: number, fewRows: number): TextPlan {
  const texts = new Set<number>();
  let rest = sizes.reduce((sum, size) => sum + size, 0);
  if (rest <= room || count === 0) return { fits: true, texts, textBytes: 0 };
  if (count > fewRows) return { fits: false, texts, textBytes: 0 };
  const overhead = count * 5 + 256;
  const bySize = sizes.map((size, index) => ({ size, index })).sort((one, other) => other.size - one.size);
  for (const { size, index } of bySize) {
    if (size <= overhead + count * LEAST_TEXT) break;
    texts.add(index);
    rest -= size;
    const textBytes = Math.floor(((room - rest) / texts.size - overhead) / count);
    if (textBytes >= LEAST_TEXT) return { fits: true, texts, textBytes };
  }
  return { fits: false, texts, textBytes: LEAST_TEXT };
}

/** A UTF-16 unit takes at most 3 bytes in UTF-8; the sign of the cut and the length of binary values come on top. */
function charsIn(bytes: number): number {
  return Math.max(1, Math.floor(bytes / 3) - 12);
}

function encode(columns: readonly WindowColumn[], rows: number, plan: TextPlan, schemas: WindowSchemas, options: EncodeOptions): EncodedWindow {
  const parts = new BatchParts();
  const textFields: Field[] = [];
  columns.forEach((column, index) => {
    const pieces = column.pieces(rows);
    if (!plan.texts.has(index)) {
      gather(column.field, pieces, parts);
      return;
    }
    const text = textColumn(column.field, pieces, charsIn(plan.textBytes), options.timeZone);
    text.write(parts);
    textFields[index] = text.field;
  });
  const schema =
    plan.texts.size === 0
      ? schemas.of(columns.map(({ field }) => field))
      : encodeSchema(new Schema(columns.map(({ field }, index) => textFields[index] ?? plainField(field)))).bytes;
  return { rows, bytes: encodeStream(schema, rows, parts) };
}

/** Schema messages of the columns asked for lately: the same ones are asked again and again while somebody scrolls. */
export class WindowSchemas {
  readonly #known = new Map<string, Uint8Array>();
  readonly #numbers = new Map<Field, number>();

  constructor(private readonly most = 64) {}

  of(fields: readonly Field[]): Uint8Array {
    const key = fields.map((field) => this.#number(field)).join();
    const known = this.#known.get(key);
    if (known) return known;
    const { bytes } = encodeSchema(new Schema(fields.map(plainField)));
    if (this.#known.size >= this.most) this.#known.clear();
    this.#known.set(key, bytes);
    return bytes;
  }

  #number(field: Field): number {
    const known = this.#numbers.get(field);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(field, number);
    return number;
  }
}
