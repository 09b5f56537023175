import type { ColumnFilter } from '../../../protocol/resultsArrange';
import { eachPiece } from '../keys/eachPiece';
import { nullMarker } from '../keys/nulls';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { RowList } from './rowList';
import { testOf } from './testOf';

/**
 * The rows that pass all filters, in ascending order.
 * @throws HeadwaterError where a value or pattern cannot be read or takes too long, CancelledError
 */
export async function filterRows(rows: Rows, filters: readonly ColumnFilter[], timeZone: string, pacer: Pacer): Promise<Uint32Array | undefined> {
  let among: Uint32Array | undefined;
  for (const filter of filters) among = await filterBy(rows, filter, among, timeZone, pacer);
  return among;
}

async function filterBy(rows: Rows, { column, is, not = false }: ColumnFilter, among: Uint32Array | undefined, timeZone: string, pacer: Pacer): Promise<Uint32Array> {
  const field = fieldAt(rows, column);
  const markNulls = nullMarker(field);
  const { nulls: passNulls, test } = testOf(field, is, timeZone);
  const kept = new RowList();
  let nulls = new Uint8Array(0);
  let passed = new Uint8Array(0);
  await eachPiece(rows, column, among, pacer, (piece, at) => {
    const { count } = piece;
    if (nulls.length < count) {
      nulls = new Uint8Array(count);
      passed = new Uint8Array(count);
    }
    nulls.fill(0, 0, count);
    passed.fill(0, 0, count);
    const empty = markNulls(piece, nulls, 0);
    if (empty < count) test(piece, passed);
    if (empty > 0) for (let index = 0; index < count; index++) if (nulls[index] === 1) passed[index] = passNulls ? 1 : 0;
    kept.add(passed, not ? 0 : 1, count, at, among);
  });
  return kept.take();
}
