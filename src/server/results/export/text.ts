import type { Field } from 'apache-arrow';
import { HTML_END } from '../../../core/format/delimited';
import { HeadwaterError } from '../../../core/errors';
import { formatBytes } from '../../../core/format/numbers';
import { csvWriter, htmlWriter, inListWriter, insertWriter, jsonArrayWriter, jsonWriter, markdownWriter, type RowWriter, tsvWriter } from '../cells/rows';
import type { Rows } from '../store/rows';
import type { TextFormat } from './formats';
import { noteText } from './note';
import type { ExportWork } from './work';

/** The table that statements of an export name: the result has no name of its own. */
const TABLE = '"result"';

/** Characters gathered before they are encoded. */
const TEXT_CHUNK = 64 * 1024;

/** Where text goes. */
export interface TextOut {
  text(text: string): Promise<void>;
}

/** The first `rows` rows as text. */
export async function writeText(store: Rows, out: TextOut, format: TextFormat, rows: number, work: ExportWork): Promise<void> {
  const writer = writerOf(store.schema.fields, format, work.timeZone);
  let text = `${noteText(format, work.note)}${writer.header}`;
  let done = 0;
  for await (const { batch, start, count } of store.eachSpan(0, rows)) {
    const data = store.schema.fields.map((_, column) => batch.column(column));
    for (let index = start; index < start + count; index++) {
      text += writer.row(data, index);
      done++;
      if (text.length >= TEXT_CHUNK) {
        await out.text(text);
        text = '';
      }
      if (!work.pacer.due) continue;
      work.progress(done);
      await work.pacer.pause();
    }
  }
  await out.text(`${text}${writer.end ?? ''}`);
}

/** All rows that there are now as one text. @throws HeadwaterError with code `too-large` above `most` characters */
export async function exportText(store: Rows, format: TextFormat, most: number, work: ExportWork): Promise<{ readonly text: string; readonly rows: number }> {
  const pieces: string[] = [];
  let length = 0;
  const out: TextOut = {
    text: async (text) => {
      length += text.length;
      if (length > most) throw tooLarge(most);
      pieces.push(text);
    },
  };
  const { rows } = store;
  await writeText(store, out, format, rows, work);
  return { text: pieces.join(''), rows };
}

export function tooLarge(most: number): HeadwaterError {
  return new HeadwaterError({ what: 'Could not make one text of the rows', why: `They are more than ${formatBytes(most)} of text.`, todo: 'Export them to a file, or filter for fewer rows.', kind: 'invalid', code: 'too-large' });
}

function writerOf(fields: readonly Field[], format: TextFormat, timeZone: string): RowWriter {
  switch (format) {
    case 'csv':
      return csvWriter(fields, timeZone);
    case 'tsv':
      return tsvWriter(fields, timeZone);
    case 'json':
      return jsonArrayWriter(fields, timeZone);
    case 'jsonl':
      return jsonWriter(fields, timeZone);
    case 'markdown':
      return markdownWriter(fields, timeZone);
    case 'html':
      return { ...htmlWriter(fields, timeZone), end: `${HTML_END}\n` };
    case 'sql':
      return insertWriter(fields, timeZone, TABLE);
    case 'inList':
      return inListWriter(fields, timeZone);
  }
}
