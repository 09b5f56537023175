import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Mutex } from './mutex';
import type { ParquetFooter } from './parquet/footer';
import { type MirrorState, ParquetMirror } from './parquet/mirror';
import { fetchFooter, readFooter } from './parquet/readFooter';
import type { RangeReader } from './rangeReader';
import { downloadTo } from './download';

/** An object's content on disk: whole, or as a mirror that grows. */
export type StoredFile =
  | { readonly kind: 'whole'; readonly path: string; readonly lock: Mutex; close(): Promise<void> }
  | { readonly kind: 'mirror'; readonly path: string; readonly lock: Mutex; readonly mirror: ParquetMirror; close(): Promise<void> };

const STATE = 'state.json';
const FOOTER = 'footer.bin';
const stateShape = z.object({ end: z.number(), placed: z.array(z.tuple([z.number(), z.number()])) });

/** @param name path in the folder, in a folder that exists; DuckDB may look at it */
export async function openWhole(folder: string, name: string, reader: RangeReader, signal: AbortSignal, progress: (bytes: number) => void): Promise<StoredFile> {
  const path = join(folder, name);
  await downloadTo(path, reader, signal, progress);
  return { kind: 'whole', path, lock: new Mutex(), close: () => Promise.resolve() };
}

/** @throws NotInParts where it can only be read whole */
export async function openMirror(folder: string, name: string, reader: RangeReader, signal: AbortSignal): Promise<StoredFile> {
  const path = join(folder, name);
  const saved = (state: MirrorState) => replace(join(folder, STATE), JSON.stringify(state));
  const mirror = (await reopened(folder, path, reader, saved)) ?? (await created(folder, path, reader, saved, signal));
  return { kind: 'mirror', path, lock: new Mutex(), mirror, close: () => mirror.close() };
}

async function created(folder: string, path: string, reader: RangeReader, saved: (state: MirrorState) => Promise<void>, signal: AbortSignal): Promise<ParquetMirror> {
  const bytes = await fetchFooter(reader, signal);
  const footer = await readFooter(bytes, reader.size);
  await rm(join(folder, STATE), { force: true });
  await replace(join(folder, FOOTER), bytes);
  return ParquetMirror.create(path, footer, saved);
}

/** What an earlier process left; `undefined` where there is nothing, or it is not whole. */
async function reopened(folder: string, path: string, reader: RangeReader, saved: (state: MirrorState) => Promise<void>): Promise<ParquetMirror | undefined> {
  try {
    const state: MirrorState = z.parse(stateShape, JSON.parse(await readFile(join(folder, STATE), 'utf8')));
    const footer: ParquetFooter = await readFooter(await readFile(join(folder, FOOTER)), reader.size);
    return await ParquetMirror.reopen(path, footer, saved, state);
  } catch {
    return undefined;
  }
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
