/** Files that the results worker writes itself; Parquet is written by DuckDB. */
export const FILE_FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'markdown', 'html', 'sql', 'inList', 'xlsx', 'arrow'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
