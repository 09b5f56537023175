import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectPath, Objects, ObjectStat } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import type { CacheFolder } from './cacheFolder';
import { type DataFormat, dataFormat, literal, readQuery } from './formats';
import { NotInParts, type ParquetFooter } from './parquet/footer';
import { writeHead } from './parquet/head';
import { fetchFooter, readFooter } from './parquet/readFooter';
import { ObjectRanges, type Traffic } from './rangeReader';
import { textHead } from './text/textHead';

/** The first rows of an object, in a file of their own. */
export interface ObjectPreview {
  readonly stat: ObjectStat;
  /** What DuckDB runs in place of the object. */
  readonly query: string;
  readonly folder: string;
  /** Rows of the whole object, where its format tells. */
  readonly rows?: number;
  /** True where the preview holds every row. */
  readonly complete: boolean;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly traffic: Readonly<Traffic>;
  /** Removes the files. Never throws. */
  discard(): Promise<void>;
}

/** Of a text, as many bytes are looked at. */
const TEXT_BYTES = 1024 * 1024;

/**
 * The first rows of a Parquet, CSV or JSON object without fetching it whole; `undefined` where its format does not allow that.
 * @throws HeadwaterError
 */
export async function previewObject(cache: CacheFolder, objects: Objects, path: ObjectPath, label: string, rows: number, signal: AbortSignal): Promise<ObjectPreview | undefined> {
  const stat = await objects.stat(path, signal);
  const format = dataFormat(path.at(-1) ?? '');
  if (!format || format.kind === 'arrow') return undefined;
  const traffic: Traffic = { bytes: 0, requests: 0 };
  const reader = new ObjectRanges(objects, path, stat, label, traffic);
  const folder = await cache.scratch();
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true }).catch(() => undefined);
  try {
    const made = await (format.kind === 'parquet' ? parquetPreview(folder, reader, rows, signal) : textPreview(folder, reader, format, format.kind, signal));
    if (made) return { stat, folder, traffic, discard, ...made };
  } catch (error) {
    await discard();
    if (error instanceof NotInParts) return undefined;
    throw error instanceof HeadwaterError || signal.aborted ? error : damaged(label, error);
  }
  await discard();
  return undefined;
}

type Made = Pick<ObjectPreview, 'query' | 'rows' | 'complete' | 'facts'>;

async function parquetPreview(folder: string, reader: ObjectRanges, rows: number, signal: AbortSignal): Promise<Made> {
  const bytes = await fetchFooter(reader, signal);
  const footer = await readFooter(bytes, reader.size);
  const path = join(folder, 'head.parquet');
  const held = await writeHead(path, bytes, footer, reader, rows, signal);
  return { query: readQuery('parquet', [path]), rows: footer.rows, complete: held === footer.rows, facts: parquetFacts(footer) };
}

function parquetFacts({ rowGroups, columns, createdBy, chunks }: ParquetFooter): readonly (readonly [string, string])[] {
  const codecs = [...new Set(chunks.map(({ codec }) => CODECS[codec] ?? `codec ${codec}`))].sort();
  return [
    ['Format', 'Parquet'],
    ['Columns', String(columns.length)],
    ['Row groups', String(rowGroups.length)],
    ['Compression', codecs.join(', ') || 'none'],
    ...(createdBy === '' ? [] : [['Written by', createdBy] as const]),
  ];
}

/** Enumeration `CompressionCodec`. */
const CODECS = ['none', 'Snappy', 'gzip', 'LZO', 'Brotli', 'LZ4', 'Zstandard', 'LZ4'];

/** Types are guessed from what is there; where DuckDB may read the rest otherwise, all values are text. */
async function textPreview(folder: string, reader: ObjectRanges, { ending }: DataFormat, kind: 'csv' | 'json', signal: AbortSignal): Promise<Made | undefined> {
  if (ending.endsWith('.zst')) return undefined;
  const size = Math.min(reader.size, TEXT_BYTES);
  const complete = size === reader.size;
  const head = textHead(await reader.bytes(0, size, signal), kind, ending, complete);
  if (!head) return undefined;
  const path = join(folder, `head${head.ending}`);
  await writeFile(path, head.bytes);
  const query = kind === 'csv' ? `FROM read_csv(${literal(path)}, sample_size = -1)` : `FROM read_json(${literal(path)}, sample_size = -1)`;
  return { query, complete, facts: [['Format', kind === 'csv' ? 'CSV' : 'JSON']] };
}

function damaged(label: string, error: unknown): HeadwaterError {
  return new HeadwaterError({ what: `Could not read \`${label}\``, why: `Its content is damaged: ${error instanceof Error ? error.message : String(error)}.`, todo: 'Get the object anew, or look at it as text.', kind: 'invalid', code: 'bad-content' }, { cause: error });
}
