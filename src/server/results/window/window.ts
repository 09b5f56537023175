import { type ResultWindow, WINDOW_BYTES } from '../../../protocol/results';
import type { BatchRows, Rows } from '../store/rows';
import { fieldAt } from '../store/fields';
import { encodeWindow, type WindowColumn, type WindowSchemas } from './encodeWindow';
import type { Piece } from '../../../core/arrow/pieces';

export interface WindowRequest {
  readonly row: number;
  readonly rows: number;
  readonly columns: readonly number[];
}

/** More rows than this are never given at once. */
const MOST_ROWS = 4096;

/** Cuts a window out of a result. Rows beyond its end are left out. */
export async function cutWindow(store: Rows, schemas: WindowSchemas, request: WindowRequest, timeZone: string): Promise<ResultWindow> {
  const fields = request.columns.map((column) => fieldAt(store, column));
  const row = Math.min(request.row, store.rows);
  const rows = Math.min(request.rows, store.rows - row, MOST_ROWS);
  const spans = await store.spans(row, rows);
  const columns = fields.map((field, index): WindowColumn => {
    const column = request.columns[index] ?? 0;
    const data = spans.map(({ batch }) => batch.column(column));
    return { field, pieces: (count) => piecesOf(spans, data, count) };
  });
  const window = encodeWindow(columns, rows, schemas, { mostBytes: WINDOW_BYTES, timeZone });
  return { row, rows: window.rows, bytes: window.bytes };
}

function piecesOf(spans: readonly BatchRows[], data: readonly Piece['data'][], count: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let left = count;
  for (let index = 0; index < spans.length && left > 0; index++) {
    const span = spans[index];
    if (!span) break;
    const take = Math.min(span.count, left);
    pieces.push({ data: data[index], start: span.start, count: take });
    left -= take;
  }
  return pieces;
}
