import { type Field, Schema } from 'apache-arrow';
import { BatchParts, encodeStream } from '../../core/arrow/batchMessage';
import { encodeSchema } from '../../core/arrow/messages';
import { HeadwaterError } from '../../core/errors';
import { writtenField } from './tableType';
import { BadValue } from './values/badValue';
import { ColumnWriter } from './values/columnWriter';
import { type ValueReader, valueReader } from './values/reader';

/**
 * Rows that people wrote as one IPC stream of these fields. A row may have fewer values than there are fields: then all have as few.
 * @throws HeadwaterError that names the row and the column of a value that does not fit
 */
export function encodeRows(fields: readonly Field[], rows: readonly (readonly (string | null)[])[], timeZone: string, what: string): Uint8Array {
  const used = fields.slice(0, Math.min(fields.length, ...rows.map((row) => row.length)));
  const parts = new BatchParts();
  for (const [column, field] of used.entries()) {
    const writer = new ColumnWriter(readerOf(field, timeZone, what));
    for (const [row, values] of rows.entries()) addTo(writer, field, values[column] ?? null, row, what);
    writer.write(parts);
  }
  return encodeStream(encodeSchema(new Schema(used.map(writtenField))).bytes, rows.length, parts);
}

/** @throws HeadwaterError where people cannot write values of the field */
export function readerOf(field: Field, timeZone: string, what: string): ValueReader {
  const reader = valueReader(writtenField(field), timeZone);
  if (reader) return reader;
  throw new HeadwaterError({ what, why: `Values of \`${field.name}\` (${String(field.type)}) cannot be written as text.`, kind: 'unsupported' });
}

function addTo(writer: ColumnWriter, field: Field, value: string | null, row: number, what: string): void {
  try {
    writer.add(value);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new HeadwaterError({ what, why: `Row ${row + 1}, \`${field.name}\`: ${error.message}`, todo: 'Correct the value.', kind: 'invalid' }, { cause: error });
  }
}
