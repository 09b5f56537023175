import type { Piece } from '../../../core/arrow/pieces';
import { isValid } from '../../../core/arrow/pieces';

/** Calls `run` with each stretch of values that are not null, so that the loops over them test nothing. Gives the number of nulls. */
export function forValidRuns(piece: Piece, run: (from: number, to: number) => void): number {
  const { data, start, count } = piece;
  const end = start + count;
  const bitmap: unknown = data?.nullBitmap;
  if (!data) return count;
  if (!(bitmap instanceof Uint8Array) || bitmap.length === 0) {
    run(start, end);
    return 0;
  }
  let nulls = 0;
  let from = -1;
  for (let index = start; index < end; index++) {
    // Whole bytes of valid values are passed over at once.
    if ((index & 7) === 0 && bitmap[index >> 3] === 0xff && index + 8 <= end) {
      if (from < 0) from = index;
      index += 7;
      continue;
    }
    if (isValid(piece, index)) {
      if (from < 0) from = index;
      continue;
    }
    nulls++;
    if (from >= 0) run(from, index);
    from = -1;
  }
  if (from >= 0) run(from, end);
  return nulls;
}
