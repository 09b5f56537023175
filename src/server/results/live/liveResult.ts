import { HeadwaterError } from '../../../core/errors';
import type { LiveView, LiveViewParams } from '../../../protocol/resultsLive';
import { CellReader } from '../cells/cell';
import type { Rows } from '../store/rows';
import type { LiveRing } from './ring';
import type { LiveSnapshot } from './snapshot';

interface View {
  readonly id: string;
  readonly rows: LiveSnapshot;
  readonly cells: CellReader;
}

/** The one on the screen, and the one that takes its place as soon as its first rows are there. */
const VIEWS = 2;
/** Exports, comparisons and snapshots at work at once. */
const READERS = 8;

/** A live result as it is read: always through a snapshot. */
export class LiveResult {
  #views: readonly View[] = [];
  #made = 0;
  readonly #written = new Map<string, LiveSnapshot>();

  constructor(readonly ring: LiveRing) {}

  open({ order, compact }: Pick<LiveViewParams, 'order' | 'compact'>): LiveView {
    const { id, rows } = this.#make(order, compact);
    return { view: id, rows: rows.rows, upTo: rows.upTo };
  }

  /** Without a name: the rows that there are now. @throws HeadwaterError where the view is gone */
  rows(view: string | undefined): Rows {
    return view === undefined ? this.ring.snapshot('oldest', false) : this.#find(view).rows;
  }

  /** The same rows for all messages of one reader, who starts with the first. Those of the last few readers are kept. */
  rowsOfMessages(reader: string, first: boolean): Rows {
    const known = first ? undefined : this.#written.get(reader);
    if (known) return known;
    const rows = this.ring.snapshot('oldest', false);
    this.#written.delete(reader);
    this.#written.set(reader, rows);
    for (const oldest of [...this.#written.keys()].slice(0, -READERS)) this.#written.delete(oldest);
    return rows;
  }

  cells(view: string | undefined): CellReader {
    return view === undefined ? new CellReader(this.rows(view)) : this.#find(view).cells;
  }

  async close(): Promise<void> {
    this.#views = [];
    this.#written.clear();
    await this.ring.close();
  }

  #make(order: LiveViewParams['order'], compact: boolean): View {
    const rows = this.ring.snapshot(order, compact);
    this.#made += 1;
    const view = { id: String(this.#made), rows, cells: new CellReader(rows) };
    this.#views = [...this.#views, view].slice(-VIEWS);
    return view;
  }

  #find(id: string): View {
    const view = this.#views.find((one) => one.id === id);
    if (view) return view;
    throw new HeadwaterError({ what: 'Could not read the rows', why: 'Newer rows have taken the place of those that were shown.', todo: 'Scroll on, or show the newest rows.', code: 'no-view' });
  }
}
