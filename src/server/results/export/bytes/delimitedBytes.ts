import type { Field } from 'apache-arrow';
import { isNull, UnreadableCell } from '../../../../core/format/buffers';
import { makeCellFormatter } from '../../../../core/format/cell';
import { csvHeader, csvText, tsvHeader, tsvText } from '../../../../core/format/delimited';
import { makeZone } from '../../../../core/format/zone';
import { copyPlain, isPlainText, specialBytes } from './plainText';
import type { RowBytes } from './rowBytes';
import { scalarBytes, type WriteValue } from './scalarBytes';
import type { TextBytes } from './textBytes';

interface Delimited {
  readonly separator: number;
  readonly header: (names: readonly string[]) => string;
  /** Bytes of texts that may need quotes. */
  readonly special: Uint8Array;
  /** Whether a text may need quotes for being empty, or for what it begins or ends with. */
  readonly edges: boolean;
  /** A text with its quotes, where it needs some. */
  readonly quoted: (text: string) => string;
}

const [TAB, LF, CR, SPACE, QUOTE, COMMA] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c];

const CSV: Delimited = { separator: COMMA, header: (names) => `${csvHeader(names).slice(0, -2)}\n`, special: specialBytes(QUOTE, COMMA, CR, LF), edges: true, quoted: csvText };
const TSV: Delimited = { separator: TAB, header: tsvHeader, special: specialBytes(QUOTE, TAB, CR, LF), edges: false, quoted: tsvText };

/** The same rows as `csvRow` writes, with lines that end in one character. */
export function csvBytes(fields: readonly Field[], timeZone: string): RowBytes {
  return delimited(fields, timeZone, CSV);
}

export function tsvBytes(fields: readonly Field[], timeZone: string): RowBytes {
  return delimited(fields, timeZone, TSV);
}

function delimited(fields: readonly Field[], timeZone: string, style: Delimited): RowBytes {
  const cells = fields.map((field) => cell(field, timeZone, style));
  return {
    header: style.header(fields.map(({ name }) => name)),
    row: (data, index, out) => {
      for (let column = 0; column < cells.length; column++) {
        if (column > 0) out.byte(style.separator);
        const values = data[column];
        if (values) cells[column]?.(values, index, out);
      }
      out.byte(LF);
    },
  };
}

/** Nothing is written for NULL. */
function cell(field: Field, timeZone: string, style: Delimited): WriteValue {
  const any = byText(field, timeZone, style);
  const scalar = scalarBytes(field, { time: 'plain', zone: makeZone(timeZone), offsets: true });
  if (scalar) return (data, index, out) => { if (!isNull(data, index)) readable(scalar.write, any, data, index, out); };
  if (!isPlainText(field)) return any;
  return (data, index, out) => {
    if (isNull(data, index)) return;
    const from = out.length;
    if (copyPlain(data, index, style.special, out) && (!style.edges || fineEdges(out, from))) return;
    out.length = from;
    any(data, index, out);
  };
}

function readable(write: WriteValue, otherwise: WriteValue, ...[data, index, out]: Parameters<WriteValue>): void {
  try {
    write(data, index, out);
  } catch (error) {
    if (!(error instanceof UnreadableCell)) throw error;
    otherwise(data, index, out);
  }
}

function byText(field: Field, timeZone: string, { quoted }: Delimited): WriteValue {
  const formatter = makeCellFormatter(field, { timeZone });
  return (data, index, out) => {
    const { text, kind } = formatter.format(data, index);
    if (kind !== 'null') out.text(quoted(text));
  };
}

function fineEdges({ bytes, length }: TextBytes, from: number): boolean {
  return length > from && !isSpace(bytes[from] ?? 0) && !isSpace(bytes[length - 1] ?? 0);
}

/** Space, tab, line breaks and what stands between them. */
function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CR);
}
