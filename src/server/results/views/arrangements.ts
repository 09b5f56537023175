import { HeadwaterError } from '../../../core/errors';
import type { ArrangedView, ArrangeParams } from '../../../protocol/resultsArrange';
import { CellReader } from '../cells/cell';
import { filterRows } from '../filter/filterRows';
import type { Pacer } from '../pacer';
import { sortRows } from '../sort/sortRows';
import type { Rows } from '../store/rows';
import { ArrangedRows } from './arrangedRows';
import { fixedRows } from './fixedRows';

/** Of one result: those on the screens, and those that take their place as soon as their first rows are there. */
const KEPT = 6;
const PREFIX = 'arranged-';

interface Held {
  readonly id: string;
  readonly rows: ArrangedRows;
  readonly cells: CellReader;
}

/** The orders and choices of one result's rows that are asked for at present. */
export class Arrangements {
  #held: readonly Held[] = [];
  #made = 0;

  /** @throws HeadwaterError where a filter cannot be read, CancelledError */
  async make(base: Rows, { sort, filters }: Pick<ArrangeParams, 'sort' | 'filters'>, timeZone: string, pacer: Pacer): Promise<ArrangedView> {
    const still = fixedRows(base);
    const among = await filterRows(still, filters, timeZone, pacer);
    const order = sort.length > 0 || !among ? await sortRows(still, sort, among, pacer) : among;
    const rows = new ArrangedRows(still, order);
    this.#made += 1;
    const id = `${PREFIX}${this.#made}`;
    this.#held = [...this.#held, { id, rows, cells: new CellReader(rows) }].slice(-KEPT);
    return { view: id, rows: rows.rows, of: still.rows };
  }

  has(view: string): boolean {
    return view.startsWith(PREFIX);
  }

  /** @throws HeadwaterError where it is no longer kept */
  rows(view: string): ArrangedRows {
    return this.#find(view).rows;
  }

  /** @throws HeadwaterError where it is no longer kept */
  cells(view: string): CellReader {
    return this.#find(view).cells;
  }

  #find(view: string): Held {
    const held = this.#held.find(({ id }) => id === view);
    if (held) return held;
    throw new HeadwaterError({ what: 'Could not read the rows', why: 'The order or choice of rows that was shown is no longer kept.', todo: 'Sort or filter again.', code: 'no-view' });
  }
}
