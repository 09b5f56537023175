import type { Piece } from '../../../core/arrow/pieces';
import { decimalText, doubleText } from '../../../core/format/exact';
import type { CellRange, SelectionTotals } from '../../../protocol/results';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import type { Extremes } from './extremes';
import { type Kernel, kernelOf } from './kernels';
import { DoubleSum, ExactSum, exactAverage } from './sums';

/** Values taken in between two looks at the clock. */
const PIECE_ROWS = 65_536;

/** Count, sum, average and extremes of ranges of cells; exact but for floating point, whose sums say so by being doubles. */
export async function totalsOf(store: Rows, ranges: readonly CellRange[], timeZone: string, pacer: Pacer): Promise<SelectionTotals> {
  const columns = new Map<number, ColumnTotals>();
  for (const range of ranges) {
    for (const column of range.columns) if (!columns.has(column)) columns.set(column, new ColumnTotals(kernelOf(fieldAt(store, column))));
    for await (const { batch, start, count } of store.eachSpan(range.row, range.rows)) {
      for (const column of range.columns) {
        const data = batch.column(column);
        for (let at = start; at < start + count; at += PIECE_ROWS) {
          columns.get(column)?.add({ data, start: at, count: Math.min(PIECE_ROWS, start + count - at) });
          if (pacer.due) await pacer.pause();
        }
      }
    }
  }
  return joined([...columns.values()], timeZone);
}

class ColumnTotals {
  cells = 0;
  nulls = 0;

  constructor(readonly kernel: Kernel) {}

  add(piece: Piece): void {
    this.cells += piece.count;
    this.nulls += this.kernel.add(piece);
  }

  get numbers(): number {
    return this.kernel.sum ? this.cells - this.nulls : 0;
  }
}

function joined(columns: readonly ColumnTotals[], timeZone: string): SelectionTotals {
  const count = (of: (column: ColumnTotals) => number) => columns.reduce((sum, column) => sum + of(column), 0);
  const numbers = count((column) => column.numbers);
  return {
    cells: count((column) => column.cells),
    nulls: count((column) => column.nulls),
    numbers,
    ...(numbers > 0 ? sums(columns, numbers) : {}),
    ...extremes(columns, timeZone),
  };
}

function sums(columns: readonly ColumnTotals[], numbers: number): { sum: string; average: string } {
  const exact = new ExactSum();
  const doubles = new DoubleSum();
  let floating = false;
  for (const { kernel } of columns) {
    if (kernel.sum instanceof ExactSum) exact.add(kernel.sum.unscaled, kernel.sum.scale);
    else if (kernel.sum) {
      floating = true;
      doubles.add(kernel.sum.value);
    }
  }
  if (floating) {
    doubles.add(Number(decimalText(exact.unscaled, exact.scale)));
    return { sum: doubleText(doubles.value), average: doubleText(doubles.value / numbers) };
  }
  const average = exactAverage(exact.unscaled, exact.scale, BigInt(numbers));
  return { sum: decimalText(exact.unscaled, exact.scale), average: decimalText(average.unscaled, average.scale) };
}

/** Of columns that have an order in common; none where they have different ones. */
function extremes(columns: readonly ColumnTotals[], timeZone: string): { min: string; max: string } | undefined {
  const filled = columns.filter(({ cells, nulls }) => cells > nulls);
  const all = filled.map(({ kernel }) => kernel.extremes).filter((of): of is Extremes => of?.some === true);
  const [first, ...others] = all;
  if (!first || all.length < filled.length || others.some(({ order }) => order !== first.order)) return undefined;
  return others.reduce<Extremes>((one, other) => one.join(other), first).texts(timeZone);
}
