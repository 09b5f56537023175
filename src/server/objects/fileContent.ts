import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Bytes up to which a content goes as one piece: a stream costs more than the content itself. */
export const SMALL = 256 * 1024;
const CHUNK = 1_048_576;

/** The content of a file of `size` bytes, in pieces. */
export async function* fileContent(file: string, size: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (size <= SMALL) {
    const content = await readFile(file);
    if (content.byteLength > 0) yield content;
  } else yield* createReadStream(file, { highWaterMark: CHUNK, signal });
}
