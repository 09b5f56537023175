import type { ExportFormat } from '../../protocol/results';

/** What files of each format are called; the first is given to new ones. */
export const EXTENSIONS: Readonly<Record<ExportFormat, readonly string[]>> = {
  parquet: ['parquet'],
  csv: ['csv'],
  xlsx: ['xlsx'],
  tsv: ['tsv', 'tab'],
  json: ['json'],
  jsonl: ['jsonl', 'ndjson'],
  arrow: ['arrow', 'feather'],
  markdown: ['md'],
  html: ['html', 'htm'],
  sql: ['sql'],
  inList: ['txt'],
};

const FORMATS: readonly ExportFormat[] = ['parquet', 'csv', 'xlsx', 'tsv', 'json', 'jsonl', 'arrow', 'markdown', 'html', 'sql', 'inList'];

/** The format that a file's name asks for, where it names one. */
export function formatOfPath(path: string): ExportFormat | undefined {
  const extension = /\.([^./\\]+)$/u.exec(path)?.[1]?.toLowerCase();
  return FORMATS.find((format) => extension !== undefined && EXTENSIONS[format].includes(extension));
}

const LONGEST_NAME = 60;

/** A file name made from a title: nothing that a file system or a shell takes amiss. */
export function fileNameOf(title: string, format: ExportFormat): string {
  const words = title.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/gu, '');
  const name = words.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/u, '') || 'result';
  return `${name}.${EXTENSIONS[format][0] ?? format}`;
}
