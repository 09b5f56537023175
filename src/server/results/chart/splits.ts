import { makeCellFormatter } from '../../../core/format/cell';
import type { ChartGroup } from '../../../protocol/resultsCharts';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { eachRows, STEP_ROWS } from './eachRows';
import { GroupTable } from './groupTable';

/** Values that are told apart: more of them are no groups. */
const MOST_VALUES = 200_000;
const MOST_CHARS = 200;

/** The greatest groups of equal values of a column. */
export interface Splits {
  /** In the order of the groups drawn. */
  readonly groups: readonly ChartGroup[];
  /** How many more there are. */
  readonly others: number;
  /** The place of a group of the table among those drawn; −1 for the others. */
  readonly placeOf: Int32Array;
  /** Told of every row again, in the same order, it gives the same groups. */
  readonly table: GroupTable;
}

/**
 * @param most groups to draw: those with the most rows, in the order in which they are met
 * @throws CancelledError
 */
export async function splitsOf(rows: Rows, column: number, most: number, timeZone: string, pacer: Pacer): Promise<Splits> {
  const table = new GroupTable(fieldAt(rows, column), MOST_VALUES);
  const codes = new Int32Array(STEP_ROWS);
  await eachRows(rows, [column], pacer, ([piece], at) => {
    if (piece) table.read(piece, at, codes);
  });
  const { counts } = table;
  const greatest = Array.from(counts.keys()).sort((one, other) => (counts[other] ?? 0) - (counts[one] ?? 0) || one - other).slice(0, most).sort((one, other) => one - other);
  return { ...(await chosen(rows, column, greatest, table, timeZone)), table };
}

/** The groups that are drawn, by their numbers in the table. */
export async function chosen(rows: Rows, column: number, drawn: readonly number[], table: GroupTable, timeZone: string): Promise<Omit<Splits, 'table'>> {
  const placeOf = new Int32Array(table.size).fill(-1);
  drawn.forEach((group, place) => (placeOf[group] = place));
  const formatter = makeCellFormatter(fieldAt(rows, column), { timeZone, maxChars: MOST_CHARS });
  const groups: ChartGroup[] = [];
  for (const group of drawn) {
    const [span] = await rows.spans(table.firstRows[group] ?? 0, 1);
    const { text, kind, cut } = span ? formatter.format(span.batch.column(column), span.start) : { text: '', kind: 'null', cut: false };
    groups.push({ text: kind === 'null' ? null : text, ...(cut && { cut }) });
  }
  return { groups, others: table.size - drawn.length, placeOf };
}
