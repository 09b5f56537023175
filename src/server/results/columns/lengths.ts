import { eachPiece } from '../keys/eachPiece';
import { keyReader } from '../keys/keyReader';
import { nullMarker } from '../keys/nulls';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';

/** The least and the greatest length in bytes of text and binary values. */
export async function lengthsOf(rows: Rows, column: number, pacer: Pacer): Promise<{ readonly min: number; readonly max: number }> {
  const field = fieldAt(rows, column);
  const reader = keyReader(field);
  const markNulls = nullMarker(field);
  let [min, max] = [Infinity, 0];
  await eachPiece(rows, column, undefined, pacer, (piece) => {
    const { data, start, count } = piece;
    if (!data || reader.layout !== 'bytes') return;
    const nulls = new Uint8Array(count);
    markNulls(piece, nulls, 0);
    for (let index = 0; index < count; index++) {
      if (nulls[index] === 1) continue;
      const { length } = reader.bytes(data, start + index);
      if (length < min) min = length;
      if (length > max) max = length;
    }
  });
  return { min: Number.isFinite(min) ? min : 0, max };
}
