import { open } from 'node:fs/promises';
import { parallel } from '../parallel';
import type { RangeReader } from '../rangeReader';
import { BadThrift, CompactReader } from './compactReader';
import { setSlot } from './compactWriter';
import type { ColumnChunk, HeadShape, ParquetFooter } from './footer';
import { POISON } from './mirror';
import { readFooter } from './readFooter';

/** First guess at how much of a chunk holds enough rows. */
const STEP_BYTES = 64 * 1024;
const PARALLEL = 6;
const MAGIC = Buffer.from('PAR1', 'latin1');

/** Enumeration `PageType`. */
const DATA_PAGE = 0;
const DATA_PAGE_V2 = 3;

interface HeadChunk {
  readonly bytes: Uint8Array;
  readonly flat: boolean;
}

/**
 * Writes a Parquet file of the first rows of the first row group with rows, from only the first pages of each column. It is for looking at
 * rows and for nothing else: its counts are those of the head, and it has no statistics.
 * @param footerBytes as in the object
 * @param wanted names of columns; absent = all
 * @returns rows in the file
 */
export async function writeHead(path: string, footerBytes: Uint8Array, footer: ParquetFooter, reader: RangeReader, rows: number, signal: AbortSignal, wanted?: ReadonlySet<string>): Promise<number> {
  const count = Math.min(rows, footer.rowGroups[0] ?? 0);
  const parts = new Map<number, HeadChunk>();
  const chunks = footer.chunks.filter(({ rowGroup, leaf }) => rowGroup === 0 && (wanted === undefined || wanted.has(footer.columns[footer.leaves[leaf]?.column ?? -1] ?? '')));
  await parallel(chunks, PARALLEL, async (chunk) => {
    const flat = footer.leaves[chunk.leaf]?.flat === true;
    // Values of nested columns have to be counted row by row: the whole chunk is taken.
    parts.set(chunk.leaf, { flat, bytes: flat ? await firstPages(chunk, reader, count, signal) : await reader.bytes(chunk.start, chunk.start + chunk.length, signal) });
  });
  const shape: HeadShape = { rows: count, chunks: new Map([...parts].map(([leaf, { bytes, flat }]) => [leaf, { length: bytes.length, flat }])) };
  const head = await readFooter(footerBytes, reader.size, shape);
  await writeFile(path, head, parts);
  return count;
}

/** Whole pages from the chunk's start, until they hold `rows` values. */
async function firstPages(chunk: ColumnChunk, reader: RangeReader, rows: number, signal: AbortSignal): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array(0);
  let step = STEP_BYTES;
  let at = 0;
  for (let values = 0; values < rows && at < chunk.length; ) {
    const page = pageAt(bytes, at);
    if (page && page.end <= bytes.length) {
      values += page.values;
      at = page.end;
      continue;
    }
    if (bytes.length >= chunk.length) throw new BadThrift('a page ends beyond its chunk');
    const to = Math.min(chunk.length, Math.max(bytes.length + step, page?.end ?? 0));
    bytes = Buffer.concat([bytes, await reader.bytes(chunk.start + bytes.length, chunk.start + to, signal)]);
    step *= 2;
  }
  return bytes.subarray(0, at);
}

/** The thrift struct `PageHeader` at a place; `undefined` where the bytes end within it. */
function pageAt(bytes: Uint8Array, at: number): { readonly end: number; readonly values: number } | undefined {
  const reader = new CompactReader(bytes, at);
  let type = -1;
  let size = 0;
  let values = 0;
  const readValues = (): true => {
    reader.struct(({ id }) => {
      if (id !== 1) return false;
      values = reader.integer();
      return true;
    });
    return true;
  };
  try {
    reader.struct(({ id }) => {
      if (id === 1) type = reader.integer();
      else if (id === 3) size = reader.integer();
      else if (id === 5 || id === 8) return readValues();
      else return false;
      return true;
    });
  } catch (error) {
    if (error instanceof BadThrift) return undefined;
    throw error;
  }
  return { end: reader.at + size, values: type === DATA_PAGE || type === DATA_PAGE_V2 ? values : 0 };
}

async function writeFile(path: string, { template, chunks }: ParquetFooter, parts: ReadonlyMap<number, HeadChunk>): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.write(MAGIC);
    let end = MAGIC.length;
    for (const { leaf, start, slots } of chunks) {
      const part = parts.get(leaf);
      for (const { place, distance } of slots) setSlot(template, place, (part ? end : POISON + start) + distance);
      if (part && part.bytes.length > 0) await file.write(part.bytes, 0, part.bytes.length, end);
      end += part?.bytes.length ?? 0;
    }
    const tail = Buffer.alloc(8);
    tail.writeUInt32LE(template.length);
    tail.set(MAGIC, 4);
    await file.write(Buffer.concat([template, tail]), 0, template.length + 8, end);
  } finally {
    await file.close();
  }
}
