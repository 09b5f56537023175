import { HeadwaterError } from '../../../core/errors';
import { makeCellFormatter } from '../../../core/format/cell';
import { HTML_END } from '../../../core/format/delimited';
import type { CellRange, CopyFormat, CopyParams } from '../../../protocol/results';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { csvWriter, htmlWriter, inListWriter, insertWriter, jsonWriter, markdownWriter, type RowWriter, tsvWriter } from './rows';

/** Characters of a copy; more belongs into a file. */
const MOST_TEXT = 64 * 1024 * 1024;

/** The cells of ranges as text, one range below the other. The last line break is left out. */
export async function copyCells(store: Rows, { ranges, format, headers, maxChars }: Omit<CopyParams, 'resultId'>, timeZone: string, pacer: Pacer): Promise<{ text: string; cells: number }> {
  const text = new BoundedText();
  let cells = 0;
  let before = '';
  for (const range of ranges) {
    const writer = writerOf(store, range, { format, timeZone, ...(maxChars !== undefined && { maxChars }) });
    const columns = range.columns.join();
    // A table of Markdown or HTML needs its header; ranges over the same columns go on below it.
    const table = format === 'markdown' || format === 'html';
    if ((headers || table) && columns !== before) text.add(before !== '' && table ? `${format === 'html' ? HTML_END : ''}\n${writer.header}` : writer.header);
    before = columns;
    cells += await addRows(store, range, writer, text, pacer);
  }
  return { text: finished(text.lines, format, cells, headers, await singleCell(store, ranges, timeZone)), cells };
}

async function addRows(store: Rows, range: CellRange, writer: RowWriter, text: BoundedText, pacer: Pacer): Promise<number> {
  let rows = 0;
  for await (const { batch, start, count } of store.eachSpan(range.row, range.rows)) {
    const data = range.columns.map((column) => batch.column(column));
    for (let index = start; index < start + count; index++) {
      text.add(writer.row(data, index));
      if (pacer.due) await pacer.pause();
    }
    rows += count;
  }
  return rows * range.columns.length;
}

function writerOf(store: Rows, { columns }: CellRange, { format, timeZone, maxChars }: { readonly format: CopyFormat; readonly timeZone: string; readonly maxChars?: number }): RowWriter {
  const fields = columns.map((column) => fieldAt(store, column));
  switch (format) {
    case 'tsv':
      return tsvWriter(fields, timeZone);
    case 'csv':
      return csvWriter(fields, timeZone);
    case 'markdown':
      return markdownWriter(fields, timeZone, maxChars);
    case 'html':
      return htmlWriter(fields, timeZone, maxChars);
    case 'json':
    case 'jsonl':
      return jsonWriter(fields, timeZone);
    case 'sql':
      return insertWriter(fields, timeZone, '"result"');
    case 'inList':
      return { ...inListWriter(fields, timeZone), header: '' };
  }
}

function finished(lines: readonly string[], format: CopyFormat, cells: number, headers: boolean, single: string | undefined): string {
  if (format === 'json') return cells === 0 ? '[]' : `[\n${lines.map((line) => `  ${line.slice(0, -1)}`).join(',\n')}\n]`;
  if (format === 'html') return lines.length === 0 ? '' : `${lines.join('')}${HTML_END}`;
  if (format === 'inList') return `(${lines.join('')})`;
  if (format === 'tsv' && !headers && single !== undefined) return single;
  return lines.join('').replace(/\n$/u, '');
}

/** The text of the only cell: pasted into a text it must not carry a spreadsheet's quotes. */
async function singleCell(store: Rows, ranges: readonly CellRange[], timeZone: string): Promise<string | undefined> {
  const [range] = ranges;
  const [column] = range?.columns ?? [];
  if (ranges.length !== 1 || range?.rows !== 1 || range.columns.length !== 1 || column === undefined) return undefined;
  const [span] = await store.spans(range.row, 1);
  if (!span) return undefined;
  const { text, kind } = makeCellFormatter(fieldAt(store, column), { timeZone }).format(span.batch.column(column), span.start);
  return kind === 'null' ? '' : text;
}

class BoundedText {
  readonly lines: string[] = [];
  #length = 0;

  add(line: string): void {
    this.#length += line.length;
    if (this.#length > MOST_TEXT) {
      throw new HeadwaterError({
        what: 'Could not copy the cells',
        why: 'They are more than 64 MiB of text, too much for the clipboard.',
        todo: 'Export the result to a file, or copy fewer cells.',
        code: 'too-large',
      });
    }
    if (line !== '') this.lines.push(line);
  }
}
