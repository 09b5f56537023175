import type { Pacer } from '../pacer';
import type { ByteArena } from './byteArena';

/** Longer values would need more words than sorting by them pays for. */
const MOST_BYTES = 15;
const WORD_BYTES = 4;
/** Values handled between two looks at the clock. */
const STEP = 32_768;

/**
 * Short values as words whose order is that of their bytes: zeros stand behind the end of a value, and its length in the last byte of all, so that
 * zeros of its own count. Sorted word by word they are several times faster than compared. `undefined` where some value is longer.
 */
export async function shortKeys(arena: ByteArena, pacer: Pacer): Promise<readonly Uint32Array[] | undefined> {
  const { count } = arena;
  const longest = longestOf(arena);
  if (longest > MOST_BYTES) return undefined;
  const words = Array.from({ length: Math.floor(longest / WORD_BYTES) + 1 }, () => new Uint32Array(count));
  for (let from = 0; from < count; from += STEP) {
    words.forEach((word, at) => {
      fill(word, at * WORD_BYTES, at === words.length - 1, arena, from, Math.min(count, from + STEP));
    });
    if (pacer.due) await pacer.pause();
  }
  return words;
}

function longestOf({ starts, count }: ByteArena): number {
  let longest = 0;
  for (let at = 0; at < count; at++) longest = Math.max(longest, (starts[at + 1] ?? 0) - (starts[at] ?? 0));
  return longest;
}

/** @param depth bytes before those of this word */
function fill(word: Uint32Array, depth: number, last: boolean, { values, starts }: ByteArena, from: number, end: number): void {
  for (let at = from; at < end; at++) {
    const start = starts[at] ?? 0;
    const length = (starts[at + 1] ?? 0) - start;
    const left = length - depth;
    const place = start + depth;
    const b0 = left > 0 ? (values[place] ?? 0) : 0;
    const b1 = left > 1 ? (values[place + 1] ?? 0) : 0;
    const b2 = left > 2 ? (values[place + 2] ?? 0) : 0;
    const b3 = last ? length : left > 3 ? (values[place + 3] ?? 0) : 0;
    word[at] = (b0 << 24) | (b1 << 16) | (b2 << 8) | b3;
  }
}
