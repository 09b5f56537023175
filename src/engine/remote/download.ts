import { open, rename, rm, stat } from 'node:fs/promises';
import { parallel } from './parallel';
import type { RangeReader } from './rangeReader';

const PART_BYTES = 8 * 1024 * 1024;
const PARALLEL = 6;

/** The whole content as a file, which is there only when it is whole. Does nothing where it is. */
export async function downloadTo(path: string, reader: RangeReader, signal: AbortSignal, progress: (bytes: number) => void): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.size === reader.size) return;
  const partial = `${path}.part`;
  const file = await open(partial, 'w');
  try {
    const parts = Array.from({ length: Math.ceil(reader.size / PART_BYTES) }, (_, index) => index * PART_BYTES);
    await parallel(parts, PARALLEL, async (start) => {
      let at = start;
      for await (const piece of reader.pieces(start, Math.min(reader.size, start + PART_BYTES), signal)) {
        for (let done = 0; done < piece.length; ) done += (await file.write(piece, done, piece.length - done, at + done)).bytesWritten;
        at += piece.length;
        progress(piece.length);
      }
    });
    await file.datasync();
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}
