import path from 'node:path';
import { HeadwaterError } from '../../../core/errors';
import type { ImportFile, ImportPreview } from '../../../protocol/imports';
import { openArrowFile } from './arrowSource';
import { openDuckDbFile } from './duckdbSource';
import type { ImportSource } from './importSource';

const FORMATS: Readonly<Record<string, ImportPreview['format']>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  parquet: 'parquet',
  arrow: 'arrow',
  arrows: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
};

/** @throws HeadwaterError where the file cannot be read */
export async function openSource(file: ImportFile, workerPath: string, signal: AbortSignal): Promise<ImportSource> {
  const format = formatOf(file.path);
  return format === 'arrow' ? openArrowFile(file.path, signal) : openDuckDbFile(file, format, workerPath, signal);
}

function formatOf(file: string): ImportPreview['format'] {
  const name = path.basename(file).replace(/\.(?:gz|zst)$/iu, '');
  const format = FORMATS[path.extname(name).slice(1).toLowerCase()];
  if (format) return format;
  throw new HeadwaterError({ what: `Could not read \`${path.basename(file)}\``, why: 'Its name does not say what kind of file it is.', todo: 'Choose a CSV, JSON, Parquet or Arrow file, named so.', kind: 'unsupported' });
}
