import type { ExportFormat } from '../../protocol/results';

export interface FormatChoice {
  readonly format: ExportFormat;
  readonly label: string;
  readonly detail: string;
  readonly extensions: readonly string[];
}

export function exportFormats(): readonly FormatChoice[] {
  return [
    { format: 'parquet', label: 'Parquet', detail: 'Compressed and typed; for DuckDB, Spark, pandas and most lakes', extensions: ['parquet'] },
    { format: 'csv', label: 'CSV', detail: 'Text with a header line; for spreadsheets', extensions: ['csv'] },
    { format: 'xlsx', label: 'Excel Workbook', detail: 'XLSX; numbers that a spreadsheet would round stay text', extensions: ['xlsx'] },
    { format: 'tsv', label: 'TSV', detail: 'Text between tabs; pastes into spreadsheets', extensions: ['tsv', 'tab'] },
    { format: 'json', label: 'JSON', detail: 'One array of objects', extensions: ['json'] },
    { format: 'jsonl', label: 'JSON Lines', detail: 'One object per row', extensions: ['jsonl', 'ndjson'] },
    { format: 'arrow', label: 'Arrow IPC', detail: 'The rows exactly as received', extensions: ['arrow', 'feather'] },
    { format: 'markdown', label: 'Markdown', detail: 'A table for documents', extensions: ['md'] },
    { format: 'html', label: 'HTML', detail: 'A table for web pages and mails', extensions: ['html', 'htm'] },
    { format: 'sql', label: 'SQL INSERT', detail: 'One statement per row, into a table named "result"', extensions: ['sql'] },
    { format: 'inList', label: 'SQL IN List', detail: 'The values in brackets, for a condition', extensions: ['txt'] },
  ];
}

/** The format that a file's name asks for, where it names one. */
export function formatOfPath(path: string): ExportFormat | undefined {
  const extension = /\.([^./\\]+)$/u.exec(path)?.[1]?.toLowerCase();
  return exportFormats().find(({ extensions }) => extension !== undefined && extensions.includes(extension))?.format;
}

const LONGEST_NAME = 60;

/** A file name made from a title: nothing that a file system or a shell takes amiss. */
export function fileNameOf(title: string, format: ExportFormat): string {
  const words = title.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/gu, '');
  const name = words.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/u, '') || 'result';
  return `${name}.${exportFormats().find((one) => one.format === format)?.extensions[0] ?? format}`;
}
