import { htmlText } from '../../../core/format/delimited';
import type { ExportNote } from '../../../protocol/results';
import type { TextFormat } from './formats';

/** Keys of the metadata that files with metadata get. */
export const NOTE_KEYS = { statement: 'headwater:statement', connection: 'headwater:connection' } as const;

/** What stands before the rows of a text, so that its readers pass over it. JSON has no comments: there it is left out. */
export function noteText(format: TextFormat, note: ExportNote | undefined): string {
  if (!note) return '';
  const { statement, connection } = note;
  const lines = [...(connection === '' ? [] : [connection]), ...statement.split(/\r\n|[\r\n]/u)];
  switch (format) {
    case 'csv':
    case 'tsv':
      return lines.map((line) => `# ${line}\n`).join('');
    case 'sql':
    case 'inList':
      return lines.map((line) => `-- ${line}\n`).join('');
    case 'markdown':
      return `${connection === '' ? '' : `${connection}\n\n`}${fenced(statement)}\n\n`;
    case 'html':
      return `${connection === '' ? '' : `<p>${htmlText(connection)}</p>\n`}<pre>${htmlText(statement)}</pre>\n`;
    case 'json':
    case 'jsonl':
      return '';
  }
}

export function noteMetadata(note: ExportNote | undefined): ReadonlyMap<string, string> {
  return new Map(note ? [[NOTE_KEYS.statement, note.statement], [NOTE_KEYS.connection, note.connection]] : []);
}

/** The fence is longer than any inside. */
function fenced(statement: string): string {
  const longest = Math.max(2, ...(statement.match(/`+/gu) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sql\n${statement}\n${fence}`;
}
