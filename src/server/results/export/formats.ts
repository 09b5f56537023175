import type { CopyFormat } from '../../../protocol/results';

/** Formats that are text. */
export const TEXT_FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'markdown', 'html', 'sql', 'inList'] as const satisfies readonly CopyFormat[];
export type TextFormat = (typeof TEXT_FORMATS)[number];
/** Files that the results worker writes itself; Parquet is written by DuckDB. */
export const FILE_FORMATS = [...TEXT_FORMATS, 'xlsx', 'arrow'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
