import { setImmediate as turn } from 'node:timers/promises';
import type { RangeReader } from '../rangeReader';
import { BadThrift } from './compactReader';
import { type HeadShape, NotInParts, type ParquetFooter, rewriteFooter } from './footer';

/** Asked for at once: holds the footer of most files. */
const TAIL_BYTES = 64 * 1024;
/** Longer footers take a second to write anew, and again with each growth: such a file is read whole. */
const MOST_FOOTER_BYTES = 32 * 1024 * 1024;
/** Chunks beyond which a file is read whole. */
const MOST_CHUNKS = 200_000;
/** Milliseconds of work before others have their turn. */
const WORK_MS = 2;

/** The bytes of the struct `FileMetaData`. @throws NotInParts where the object is no plain Parquet file */
export async function fetchFooter(reader: RangeReader, signal: AbortSignal): Promise<Uint8Array> {
  const { size } = reader;
  const tail = await reader.bytes(Math.max(0, size - TAIL_BYTES), size, signal);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const magic = Buffer.from(tail.subarray(-4)).toString('latin1');
  if (size < 12 || magic !== 'PAR1') throw new NotInParts(magic === 'PARE' ? 'The footer is encrypted.' : 'It does not end like a Parquet file.');
  const length = view.getUint32(tail.length - 8, true);
  if (length + 12 > size || length > MOST_FOOTER_BYTES) throw new NotInParts('The length of the footer is wrong or too large.');
  const missing = length + 8 - tail.length;
  if (missing <= 0) return tail.slice(tail.length - 8 - length, tail.length - 8);
  const whole = new Uint8Array(length);
  const from = size - 8 - length;
  whole.set(await reader.bytes(from, from + missing, signal));
  whole.set(tail.subarray(0, tail.length - 8), missing);
  return whole;
}

/** @throws NotInParts */
export async function readFooter(bytes: Uint8Array, fileSize: number, head?: HeadShape): Promise<ParquetFooter> {
  try {
    const work = rewriteFooter(bytes, fileSize, head);
    let since = performance.now();
    for (;;) {
      const step = work.next();
      if (step.done) return checked(step.value);
      if (performance.now() - since < WORK_MS) continue;
      await turn();
      since = performance.now();
    }
  } catch (error) {
    if (error instanceof BadThrift) throw new NotInParts(`The footer is damaged: ${error.message}.`, { cause: error });
    throw error;
  }
}

function checked(footer: ParquetFooter): ParquetFooter {
  if (footer.chunks.length > MOST_CHUNKS) throw new NotInParts('It has too many column chunks.');
  if (tellsShortLengths(footer.createdBy)) throw new NotInParts('It was written by an old program that tells wrong lengths.');
  return footer;
}

/** parquet-cpp before 1.2.9 left the dictionary's header out of a chunk's length (PARQUET-816). */
function tellsShortLengths(createdBy: string): boolean {
  const [, major = '0', minor = '0', patch = '0'] = /^parquet-cpp version (\d+)\.(\d+)\.(\d+)/u.exec(createdBy) ?? [];
  if (!createdBy.startsWith('parquet-cpp version ')) return false;
  return Number(major) * 1_000_000 + Number(minor) * 1_000 + Number(patch) < 1_002_009;
}
