import type { Piece } from '../../../core/arrow/pieces';
import type { Pacer } from '../pacer';
import type { Rows } from '../store/rows';

/** Values handled between two looks at the clock. */
const PIECE_ROWS = 16_384;

/**
 * Calls `take` with the values of one column, piece by piece, and the place of each piece's first row among the rows wanted.
 * @param among rows in ascending order; absent = all
 */
export async function eachPiece(rows: Rows, column: number, among: Uint32Array | undefined, pacer: Pacer, take: (piece: Piece, at: number) => void): Promise<void> {
  if (!among) {
    let at = 0;
    for await (const { batch, start, count } of rows.eachSpan(0, rows.rows)) {
      const data = batch.column(column);
      for (let from = 0; from < count; from += PIECE_ROWS) {
        const some = Math.min(PIECE_ROWS, count - from);
        take({ data, start: start + from, count: some }, at);
        at += some;
        if (pacer.due) await pacer.pause();
      }
    }
    return;
  }
  let at = 0;
  while (at < among.length) {
    // Only the stretch that has such rows is read, so that batches without any are passed over.
    const first = among[at] ?? 0;
    let row = first;
    for await (const { batch, start, count } of rows.eachSpan(first, SPAN_ROWS)) {
      const data = batch.column(column);
      const end = row + count;
      let handled = 0;
      while (at < among.length && (among[at] ?? 0) < end) {
        const from = among[at] ?? 0;
        let next = at + 1;
        const most = Math.min(among.length, at + PIECE_ROWS);
        while (next < most && among[next] === from + next - at && (among[next] ?? 0) < end) next++;
        take({ data, start: start + from - row, count: next - at }, at);
        handled += next - at;
        at = next;
        if (handled < PIECE_ROWS / 16) continue;
        handled = 0;
        if (pacer.due) await pacer.pause();
      }
      row = end;
      if (pacer.due) await pacer.pause();
    }
  }
}

/** Rows looked at from the first one wanted on. */
const SPAN_ROWS = 262_144;
