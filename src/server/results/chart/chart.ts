import { familyOf } from '../../../core/format/column';
import type { ChartColumn, ChartData, ChartQuery } from '../../../protocol/resultsCharts';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { fixedRows } from '../views/fixedRows';
import { drawBars } from './drawBars';
import { drawBins, drawHeat } from './drawBins';
import { drawSeries } from './drawSeries';
import { GroupTable } from './groupTable';
import { placeText } from './placeText';
import { positionsOf } from './positions';

/** What is drawn of the rows that there are now. @throws HeadwaterError, CancelledError */
export function chartOf(base: Rows, query: ChartQuery, timeZone: string, pacer: Pacer): Promise<ChartData> {
  const rows = fixedRows(base);
  switch (query.draw) {
    case 'lines':
    case 'points':
      return drawSeries(rows, query, timeZone, pacer);
    case 'bars':
      return drawBars(rows, query, timeZone, pacer);
    case 'bins':
      return drawBins(rows, query, timeZone, pacer);
    case 'heat':
      return drawHeat(rows, query, pacer);
  }
}

/** Rows that are looked at to see what a column is good for, and different values that are few among them. */
const LOOKED_AT = 2_000;
const FEW = 24;
/** Charts are drawn of the first so many columns. */
const MOST_COLUMNS = 2_000;

export async function chartColumns(base: Rows): Promise<readonly ChartColumn[]> {
  const rows = fixedRows(base);
  const spans = await rows.spans(0, Math.min(LOOKED_AT, rows.rows));
  return rows.schema.fields.slice(0, MOST_COLUMNS).map((field, column) => {
    const positions = positionsOf(field);
    const table = new GroupTable(field, FEW + 1);
    let at = 0;
    for (const { batch, start, count } of familyOf(field) === 'nested' ? [] : spans) {
      if (!table.full) table.read({ data: batch.column(column), start, count }, at, new Int32Array(count));
      at += count;
    }
    const few = table.size > 0 && table.size <= FEW && (rows.rows < 10 || table.size * 2 <= at);
    return { few, ...(positions && { axis: positions.axis, ...(positions.zoned && { zoned: true }) }) };
  });
}

/** The nearest values that are not within. */
export function chartRange(rows: Pick<Rows, 'schema'>, { column, from, to }: { readonly column: number; readonly from: number; readonly to: number }, timeZone: string): { readonly from: string; readonly to: string } {
  const text = placeText(fieldAt(rows, column), timeZone);
  return { from: text(from, Math.floor), to: text(to, Math.ceil) };
}
