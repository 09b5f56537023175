import { DataType, type Field, Schema } from 'apache-arrow';
import { BatchParts, encodeBatch, encodeStream } from '../../../core/arrow/batchMessage';
import type { ArrowBatch } from '../../../core/arrow/decode';
import { gather } from '../../../core/arrow/gather';
import { encodeSchema } from '../../../core/arrow/messages';
import { rawBytes } from '../../results/window/valueSize';
import { BadValue } from '../values/badValue';
import { ColumnWriter } from '../values/columnWriter';
import { valueReader } from '../values/reader';

/** One value of a row that is written: a text that a person wrote, or a stored value as it is. */
export type RowValue = { readonly from: 'person'; readonly text: string | null } | { readonly from: 'row'; readonly batch: ArrowBatch; readonly row: number; readonly column: number };

export interface EncodedRow {
  /** One IPC stream. */
  readonly stream: Uint8Array;
  /** The same row as a batch message alone. */
  readonly batch: Uint8Array;
}

/**
 * One row of these fields, which have no dictionaries.
 * @throws BadValue where a text is no value of its field
 */
export function encodeRow(fields: readonly Field[], values: readonly RowValue[], timeZone: string): EncodedRow {
  const parts = new BatchParts();
  fields.forEach((field, index) => {
    const value = values[index] ?? { from: 'person', text: null };
    if (value.from === 'person') writeText(field, value.text, timeZone, parts);
    else copyValue(field, value, parts);
  });
  return { stream: encodeStream(encodeSchema(new Schema([...fields])).bytes, 1, parts), batch: encodeBatch(1, parts) };
}

function writeText(field: Field, text: string | null, timeZone: string, out: BatchParts): void {
  const reader = valueReader(field, timeZone);
  if (!reader) throw new BadValue(`Values of type ${String(field.type)} cannot be written here.`);
  const writer = new ColumnWriter(reader);
  writer.add(text);
  writer.write(out);
}

/** The row that was read has plain columns; large ones are laid out anew as the table has them. */
function copyValue(field: Field, { batch, row, column }: RowValue & { from: 'row' }, out: BatchParts): void {
  const data = batch.column(column);
  const type: unknown = field.type;
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) throw new BadValue(`Values of type ${String(type)} cannot be written here.`);
  if (!DataType.isLargeUtf8(type) && !DataType.isLargeBinary(type)) {
    gather(field, [{ data, start: row, count: 1 }], out);
    return;
  }
  const valid = data.getValid(row);
  const bytes = (valid ? rawBytes(data, row) : undefined) ?? new Uint8Array(0);
  out.node(1, valid ? 0 : 1).buffer(valid ? new Uint8Array(0) : new Uint8Array(1));
  out.buffer(new Uint8Array(BigInt64Array.of(0n, BigInt(bytes.length)).buffer)).buffer(bytes);
}
