import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import { ArrowFileLayout } from '../../../core/arrow/fileLayout';
import { gather } from '../../../core/arrow/gather';
import { encodeSchema } from '../../../core/arrow/messages';
import { plainField } from '../../../core/arrow/plain';
import { Schema } from 'apache-arrow';
import type { ExportNote } from '../../../protocol/results';
import { noteMetadata } from './note';
import { writeText } from './text';
import { writeWorkbook } from './xlsx/workbook';
import type { Disk } from '../store/disk';
import { ResultStore } from '../store/resultStore';
import type { Rows } from '../store/rows';
import type { ExportWork } from './work';
import type { FileFormat } from './formats';
import { type OutFile, writeWhole } from './outFile';

/** Writes all rows that there are now to a file. */
export async function exportResult(store: ResultStore | Rows, disk: Disk, format: FileFormat, path: string, work: ExportWork): Promise<{ rows: number; bytes: number }> {
  const { rows } = store;
  const { bytes } = await writeWhole(disk, path, (file) => fill(store, file, format, rows, work));
  return { rows, bytes };
}

function fill(store: ResultStore | Rows, file: OutFile, format: FileFormat, rows: number, work: ExportWork): Promise<void> {
  switch (format) {
    case 'xlsx':
      return writeWorkbook(store, file, rows, work);
    case 'arrow':
      return !(store instanceof ResultStore) || store.dictionariesReplaced ? writePlain(store, file, rows, work) : writeMessages(store, file, rows, work);
    default:
      return writeText(store, file, format, rows, work);
  }
}

/** The messages as they came: the fast way, and no byte of the rows changes. */
async function writeMessages(store: ResultStore, file: OutFile, rows: number, work: ExportWork): Promise<void> {
  const { messages } = store;
  const layout = new ArrowFileLayout(work.note ? encodeSchema(noted(store.schema, work.note)).bytes : messages.schema);
  await file.write(layout.header());
  let done = 0;
  for (let index = 0; index < messages.length && done < rows; index++) {
    const kind = messages.kindOf(index);
    if (kind === undefined) break;
    const bytes = await messages.read(index);
    await padTo(file, layout.add(kind, bytes));
    await file.write(bytes);
    done += store.rowsOfMessage(index);
    work.progress(done);
    await work.pacer.pause();
  }
  await padTo(file, layout.end);
  await file.write(layout.footer());
}

/** With plain values instead of dictionaries: a file cannot hold dictionaries that change. */
async function writePlain(store: Rows, file: OutFile, rows: number, work: ExportWork): Promise<void> {
  const { fields } = store.schema;
  const layout = new ArrowFileLayout(encodeSchema(noted(new Schema(fields.map(plainField), store.schema.metadata), work.note)).bytes);
  await file.write(layout.header());
  let done = 0;
  for await (const { batch, start, count } of store.eachSpan(0, rows)) {
    const parts = new BatchParts();
    for (const [column, field] of fields.entries()) {
      gather(field, [{ data: batch.column(column), start, count }], parts);
      if (work.pacer.due) await work.pacer.pause();
    }
    const bytes = encodeBatch(count, parts);
    await padTo(file, layout.add('batch', bytes));
    await file.write(bytes);
    work.progress((done += count));
  }
  await padTo(file, layout.end);
  await file.write(layout.footer());
}

function noted({ fields, metadata, dictionaries }: Schema, note: ExportNote | undefined): Schema {
  return new Schema(fields, new Map([...metadata, ...noteMetadata(note)]), dictionaries);
}

async function padTo(file: OutFile, place: number): Promise<void> {
  if (file.bytes < place) await file.write(new Uint8Array(place - file.bytes));
}
