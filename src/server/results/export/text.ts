import type { Field } from 'apache-arrow';
import { HTML_END } from '../../../core/format/delimited';
import { utf8Text } from '../../../core/format/bytes';
import { HeadwaterError } from '../../../core/errors';
import { formatBytes } from '../../../core/format/numbers';
import { htmlWriter, inListWriter, insertWriter, markdownWriter, type RowWriter } from '../cells/rows';
import type { Rows } from '../store/rows';
import { csvBytes, tsvBytes } from './bytes/delimitedBytes';
import { jsonArrayBytes, jsonLinesBytes } from './bytes/jsonBytes';
import type { RowBytes } from './bytes/rowBytes';
import { TextBytes } from './bytes/textBytes';
import type { TextFormat } from './formats';
import { noteText } from './note';
import type { ExportWork } from './work';

/** The table that statements of an export name: the result has no name of its own. */
const TABLE = '"result"';

/** Bytes gathered before they are handed on. */
const CHUNK = 64 * 1024;
/** Rows between two looks at the clock. */
const STEP = 64;

/** Where text goes, as bytes of UTF-8; no character is torn. */
export interface TextOut {
  write(bytes: Uint8Array): Promise<void>;
}

/** The first `rows` rows as text. */
export async function writeText(store: Rows, to: TextOut, format: TextFormat, rows: number, work: ExportWork): Promise<void> {
  const writer = writerOf(store.schema.fields, format, work.timeZone);
  const out = new TextBytes();
  out.text(`${noteText(format, work.note)}${writer.header}`);
  let done = 0;
  for await (const { batch, start, count } of store.eachSpan(0, rows)) {
    const data = store.schema.fields.map((_, column) => batch.column(column));
    for (let index = start; index < start + count; index++) {
      writer.row(data, index, out);
      done++;
      if (out.length >= CHUNK) await to.write(out.take());
      if (done % STEP !== 0 || !work.pacer.due) continue;
      work.progress(done);
      await work.pacer.pause();
    }
  }
  out.text(writer.end ?? '');
  await to.write(out.take());
}

/** All rows that there are now as one text. @throws HeadwaterError with code `too-large` above `most` bytes */
export async function exportText(store: Rows, format: TextFormat, most: number, work: ExportWork): Promise<{ readonly text: string; readonly rows: number }> {
  const pieces: string[] = [];
  let length = 0;
  const out: TextOut = {
    write: async (bytes) => {
      length += bytes.length;
      if (length > most) throw tooLarge(most);
      pieces.push(utf8Text(bytes));
    },
  };
  const { rows } = store;
  await writeText(store, out, format, rows, work);
  return { text: pieces.join(''), rows };
}

export function tooLarge(most: number): HeadwaterError {
  return new HeadwaterError({ what: 'Could not make one text of the rows', why: `They are more than ${formatBytes(most)} of text.`, todo: 'Export them to a file, or filter for fewer rows.', kind: 'invalid', code: 'too-large' });
}

function writerOf(fields: readonly Field[], format: TextFormat, timeZone: string): RowBytes {
  switch (format) {
    case 'csv':
      return csvBytes(fields, timeZone);
    case 'tsv':
      return tsvBytes(fields, timeZone);
    case 'json':
      return jsonArrayBytes(fields, timeZone);
    case 'jsonl':
      return jsonLinesBytes(fields, timeZone);
    case 'markdown':
      return inBytes(markdownWriter(fields, timeZone));
    case 'html':
      return inBytes({ ...htmlWriter(fields, timeZone), end: `${HTML_END}\n` });
    case 'sql':
      return inBytes(insertWriter(fields, timeZone, TABLE));
    case 'inList':
      return inBytes(inListWriter(fields, timeZone));
  }
}

/** Formats whose files are small: row by row as a string. */
function inBytes(writer: RowWriter): RowBytes {
  return { ...writer, row: (data, index, out) => { out.text(writer.row(data, index)); } };
}
