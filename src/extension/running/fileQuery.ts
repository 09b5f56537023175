import path from 'node:path';

/** Extensions of files that the embedded engine reads as tables. */
export const DATA_FILES: readonly string[] = ['parquet', 'csv', 'tsv', 'json', 'jsonl', 'ndjson'];

/** A statement for the first rows of a file; its name is relative to the folder where it stands below it. */
export function fileQuery(file: string, folder: string | undefined): string {
  const relative = folder === undefined ? file : path.relative(folder, file);
  const outside = folder === undefined || relative.startsWith('..') || path.isAbsolute(relative);
  const name = (outside ? file : relative).split(path.sep).join('/');
  return `SELECT *\nFROM '${name.replaceAll("'", "''")}'\nLIMIT 100;\n`;
}
