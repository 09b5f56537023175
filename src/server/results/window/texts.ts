import { Field, Utf8 } from 'apache-arrow';
import type { BatchParts } from '../../../core/arrow/batchMessage';
import { setBits } from '../../../core/arrow/bits';
import type { Piece } from '../../../core/arrow/pieces';
import { rowsOf } from '../../../core/arrow/pieces';
import { makeCellFormatter } from '../../../core/format/cell';
import { familyOf } from '../../../core/format/column';
import { CUT_KEY, FAMILY_KEY, TEXT_KEY } from '../../../core/format/metadata';
import { valueSize } from './valueSize';

const UTF8 = new TextEncoder();

/** A column as display text that is cut after `maxChars` UTF-16 units. */
export interface TextColumn {
  /** Utf8, with metadata that says which values were cut. */
  readonly field: Field;
  write(out: BatchParts): void;
}

/** Formats each value no further than it is shown, so that a value of any size costs the same. */
export function textColumn(field: Field, pieces: readonly Piece[], maxChars: number, timeZone: string): TextColumn {
  const formatter = makeCellFormatter(field, { timeZone, maxChars, oneLine: true });
  const rows = rowsOf(pieces);
  const texts: (Uint8Array | undefined)[] = [];
  const cuts: [number, number][] = [];
  for (const { data, start, count } of pieces) {
    for (let index = start; index < start + count; index++) {
      const cell = data ? formatter.format(data, index) : undefined;
      if (data && cell?.cut) cuts.push([texts.length, valueSize(field, data, index)]);
      texts.push(cell === undefined || cell.kind === 'null' ? undefined : UTF8.encode(cell.text));
    }
  }
  const metadata = new Map([...field.metadata, [TEXT_KEY, '1'], [FAMILY_KEY, familyOf(field)], [CUT_KEY, JSON.stringify(cuts)]]);
  return { field: new Field(field.name, new Utf8(), true, metadata), write: (out) => writeTexts(texts, rows, out) };
}

function writeTexts(texts: readonly (Uint8Array | undefined)[], rows: number, out: BatchParts): void {
  const bitmap = new Uint8Array((rows + 7) >> 3);
  const offsets = new Int32Array(rows + 1);
  let end = 0;
  let nulls = 0;
  texts.forEach((text, row) => {
    if (text) setBits(bitmap, row, 1);
    else nulls++;
    end += text?.length ?? 0;
    offsets[row + 1] = end;
  });
  const values = new Uint8Array(end);
  texts.forEach((text, row) => {
    if (text) values.set(text, offsets[row] ?? 0);
  });
  out.node(rows, nulls).buffer(nulls === 0 ? bitmap.subarray(0, 0) : bitmap);
  out.buffer(new Uint8Array(offsets.buffer)).buffer(values);
}
