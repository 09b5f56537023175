import { l10n } from 'vscode';
import type { ExportFormat } from '../../../protocol/results';
import { EXTENSIONS } from '../exportFormats';

export interface FormatChoice {
  readonly format: ExportFormat;
  readonly label: string;
  readonly detail: string;
  readonly extensions: readonly string[];
}

/** The formats in words, the likeliest first. */
export function exportFormats(): readonly FormatChoice[] {
  return [
    choice('parquet', 'Parquet', l10n.t('Compressed and typed; for DuckDB, Spark, pandas and most lakes')),
    choice('csv', 'CSV', l10n.t('Text with a header line; for spreadsheets')),
    choice('xlsx', l10n.t('Excel Workbook'), l10n.t('XLSX; numbers that a spreadsheet would round stay text')),
    choice('tsv', 'TSV', l10n.t('Text between tabs; pastes into spreadsheets')),
    choice('json', 'JSON', l10n.t('One array of objects')),
    choice('jsonl', l10n.t('JSON Lines'), l10n.t('One object per row')),
    choice('arrow', 'Arrow IPC', l10n.t('The rows exactly as received')),
    choice('markdown', 'Markdown', l10n.t('A table for documents')),
    choice('html', 'HTML', l10n.t('A table for web pages and mails')),
    choice('sql', 'SQL INSERT', l10n.t('One statement per row, into a table named "result"')),
    choice('inList', l10n.t('SQL IN List'), l10n.t('The values in brackets, for a condition')),
  ];
}

const choice = (format: ExportFormat, label: string, detail: string): FormatChoice => ({ format, label, detail, extensions: EXTENSIONS[format] });
