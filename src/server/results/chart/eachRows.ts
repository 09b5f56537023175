import type { Piece } from '../../../core/arrow/pieces';
import type { Pacer } from '../pacer';
import type { Rows } from '../store/rows';

/** Rows handled between two looks at the clock. */
export const STEP_ROWS = 16_384;

/** Calls `take` with the same rows of several columns, at most {@link STEP_ROWS} at a time. `at`: the first of them. @throws CancelledError */
export async function eachRows(rows: Rows, columns: readonly number[], pacer: Pacer, take: (pieces: readonly Piece[], at: number, count: number) => void): Promise<void> {
  let at = 0;
  for await (const { batch, start, count } of rows.eachSpan(0, rows.rows)) {
    const datas = columns.map((column) => batch.column(column));
    for (let from = 0; from < count; from += STEP_ROWS) {
      const some = Math.min(STEP_ROWS, count - from);
      take(datas.map((data) => ({ data, start: start + from, count: some })), at, some);
      at += some;
      if (pacer.due) await pacer.pause();
    }
  }
}
