import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import { ArrowFileLayout } from '../../../core/arrow/fileLayout';
import { gather } from '../../../core/arrow/gather';
import { encodeSchema } from '../../../core/arrow/messages';
import { plainField } from '../../../core/arrow/plain';
import { Schema } from 'apache-arrow';
import { csvWriter, htmlWriter, inListWriter, insertWriter, jsonArrayWriter, jsonWriter, markdownWriter, type RowWriter, tsvWriter } from '../cells/rows';
import { HTML_END } from '../../../core/format/delimited';
import { writeWorkbook } from './xlsx/workbook';
import type { Disk } from '../store/disk';
import { ResultStore } from '../store/resultStore';
import type { Rows } from '../store/rows';
import type { ExportWork } from './work';
import type { FileFormat } from './formats';
import { type OutFile, writeWhole } from './outFile';

/** The table that statements of an export name: the result has no name of its own. */
const TABLE = '"result"';

/** Writes all rows that there are now to a file. */
export async function exportResult(store: ResultStore | Rows, disk: Disk, format: FileFormat, path: string, work: ExportWork): Promise<{ rows: number; bytes: number }> {
  const { rows } = store;
  const { bytes } = await writeWhole(disk, path, (file) => fill(store, file, format, rows, work));
  return { rows, bytes };
}

function fill(store: ResultStore | Rows, file: OutFile, format: FileFormat, rows: number, work: ExportWork): Promise<void> {
  const { fields } = store.schema;
  switch (format) {
    case 'csv':
      return writeText(store, file, csvWriter(fields, work.timeZone), rows, work);
    case 'tsv':
      return writeText(store, file, tsvWriter(fields, work.timeZone), rows, work);
    case 'json':
      return writeText(store, file, jsonArrayWriter(fields, work.timeZone), rows, work);
    case 'jsonl':
      return writeText(store, file, jsonWriter(fields, work.timeZone), rows, work);
    case 'markdown':
      return writeText(store, file, markdownWriter(fields, work.timeZone), rows, work);
    case 'html':
      return writeText(store, file, { ...htmlWriter(fields, work.timeZone), end: `${HTML_END}\n` }, rows, work);
    case 'sql':
      return writeText(store, file, insertWriter(fields, work.timeZone, TABLE), rows, work);
    case 'inList':
      return writeText(store, file, inListWriter(fields, work.timeZone), rows, work);
    case 'xlsx':
      return writeWorkbook(store, file, rows, work);
    case 'arrow':
      return !(store instanceof ResultStore) || store.dictionariesReplaced ? writePlain(store, file, rows, work) : writeMessages(store, file, rows, work);
  }
}

/** Characters gathered before they are encoded. */
const TEXT_CHUNK = 64 * 1024;

async function writeText(store: Rows, file: OutFile, writer: RowWriter, rows: number, work: ExportWork): Promise<void> {
  let text = writer.header;
  let done = 0;
  for await (const { batch, start, count } of store.eachSpan(0, rows)) {
    const data = store.schema.fields.map((_, column) => batch.column(column));
    for (let index = start; index < start + count; index++) {
      text += writer.row(data, index);
      done++;
      if (text.length >= TEXT_CHUNK) {
        await file.text(text);
        text = '';
      }
      if (!work.pacer.due) continue;
      work.progress(done);
      await work.pacer.pause();
    }
  }
  await file.text(`${text}${writer.end ?? ''}`);
}

/** The messages as they came: the fast way, and no byte of the rows changes. */
async function writeMessages(store: ResultStore, file: OutFile, rows: number, work: ExportWork): Promise<void> {
  const { messages } = store;
  const layout = new ArrowFileLayout(messages.schema);
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
  const layout = new ArrowFileLayout(encodeSchema(new Schema(fields.map(plainField), store.schema.metadata)).bytes);
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

async function padTo(file: OutFile, place: number): Promise<void> {
  if (file.bytes < place) await file.write(new Uint8Array(place - file.bytes));
}
