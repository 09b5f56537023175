import type { ResultColumn } from '../../../protocol/results';
import type { CellPart } from './cells';
import { ColumnGroups } from './columnGroups';
import { ColumnLayout } from './columnLayout';
import type { GridMarks, HeaderMark } from './marks';
import { Picture } from './picture';
import { clampPosition } from './scrollMap';
import { Selection } from './selection';
import type { Spark } from './spark';
import { type Ask, type RowView, WindowSource } from './windowSource';

/** What the grid looks at: rows, columns and the exact scroll position. */
export interface Viewpoint extends RowView {
  /** First row, with the fraction of it that is scrolled away. */
  readonly top: number;
  readonly scrollX: number;
}

export interface GridModelOptions {
  readonly columns: number;
  fetch(ask: Ask, columns: readonly number[], signal: AbortSignal): Promise<CellPart>;
  /** Something to draw came. */
  changed(): void;
  readonly failed: (error: unknown) => void;
  /** Asks for rows beyond those read so far. */
  readOn(): void;
  now(): number;
}

const CACHE_BYTES = 24 * 1024 * 1024;
const REPLY_BYTES = 65_536;
/** Pixels of the grid's room; set when it is shown. */
interface Room {
  readonly width: number;
  readonly rows: number;
}

/** The state of one result's grid: layout, selection, position and the rows at hand. It survives the view being switched to another tab. */
export class GridModel {
  readonly layout: ColumnLayout;
  readonly groups: ColumnGroups;
  readonly selection = new Selection();
  readonly picture: Picture<Viewpoint>;
  readonly columns: (ResultColumn | undefined)[];
  top = 0;
  scrollX = 0;
  /** What is drawn over the rows. */
  marks: GridMarks | undefined;
  /** How a column is sorted and filtered. */
  headerMark: (column: number) => HeaderMark | undefined = () => undefined;
  /** How the values of a column are spread, where headers are to show it; `undefined` while it is not known. */
  spark: ((column: number) => Spark | undefined) | undefined;
  /** What is looked for in a cell's text. */
  highlight: ((text: string) => boolean) | undefined;
  /** Rows before the first that are no longer there: numbers count them too. */
  firstNumber = 0;
  #source: WindowSource<CellPart, Viewpoint>;
  #turning: WindowSource<CellPart, Viewpoint> | undefined;
  #rows = 0;
  #received = 0;
  #extra = 0;
  #complete = false;
  #room: Room = { width: 800, rows: 20 };
  #lastFirst = 0;

  constructor(readonly options: GridModelOptions) {
    this.layout = new ColumnLayout(options.columns);
    this.groups = new ColumnGroups(options.columns);
    this.columns = new Array<ResultColumn | undefined>(options.columns);
    this.#source = this.#sourceOf((ask, columns, signal) => options.fetch(ask, columns, signal), (view) => {
      this.picture.arrived(view, options.now());
      options.changed();
    });
    this.picture = new Picture((view) => this.#source.covers(view));
  }

  get source(): WindowSource<CellPart, Viewpoint> {
    return this.#source;
  }

  /** Rows that are shown, those that somebody has added at the end among them. */
  get rows(): number {
    return this.#rows + this.#extra;
  }

  /** Rows of the result. */
  get storedRows(): number {
    return this.#rows;
  }

  set addedRows(rows: number) {
    this.#extra = rows;
  }

  /** Whether the rows read so far are all. */
  get complete(): boolean {
    return this.#complete;
  }

  get room(): Room {
    return this.#room;
  }

  /** Rows of the result as received, also while others are shown. */
  get receivedRows(): number {
    return this.#received;
  }

  /** @param shown whether the rows are shown as received */
  setRows(rows: number, complete: boolean, shown = true): void {
    this.#received = rows;
    this.#complete = complete;
    if (!shown) return;
    this.#rows = rows;
    this.#source.setExtent(rows);
  }

  /**
   * Shows other rows in place of these as soon as those in sight are there, so that nothing flickers.
   * @param end whether the last rows are to be in sight; else the position stays. Calls back when they are shown, or when they cannot be had.
   */
  turn(rows: number, fetch: GridModelOptions['fetch'], end: boolean, done: (shown: boolean) => void): void {
    this.#turning?.dispose();
    const top = clampPosition({ total: rows, visible: this.#room.rows, position: end ? rows : this.top });
    const view = this.#viewAt(top, rows);
    const show = (): void => {
      if (this.#turning !== next) return;
      this.#turning = undefined;
      this.#source.dispose();
      this.#source = next;
      this.#rows = rows;
      this.top = top;
      this.#lastFirst = view.first;
      this.picture.forget();
      this.options.changed();
      done(true);
    };
    const next = this.#sourceOf(
      fetch,
      (arrived) => {
        if (this.#source === next) {
          this.picture.arrived(arrived, this.options.now());
          this.options.changed();
        } else if (next.covers(view)) show();
      },
      (error) => {
        if (this.#source === next) {
          this.options.failed(error);
          return;
        }
        next.dispose();
        if (this.#turning === next) this.#turning = undefined;
        done(false);
      },
    );
    this.#turning = next;
    next.setExtent(rows);
    next.look(view, 0);
    if (next.covers(view)) show();
  }

  resize(room: Room): void {
    this.#room = room;
    this.#clamp();
  }

  scrollTo(top: number, scrollX = this.scrollX): void {
    const before = this.top;
    this.top = top;
    this.scrollX = scrollX;
    this.#clamp();
    if (top > before && this.#rows > 0 && this.top >= this.rows - this.#room.rows - 0.01) this.wantMore();
  }

  /** Called at the end of what has been read. */
  wantMore(): void {
    if (!this.#complete) this.options.readOn();
  }

  /** Brings a cell into view with the least movement. */
  reveal(row: number, position: number): void {
    const whole = Math.max(1, Math.floor(this.#room.rows));
    let { top, scrollX } = this;
    if (row < top) top = row;
    else if (row > top + whole - 1) top = row - this.#room.rows + 1;
    const { layout } = this;
    if (position >= layout.frozen) {
      const left = layout.left(position) - layout.frozenWidth;
      const width = this.#room.width - layout.frozenWidth;
      if (left < scrollX || layout.width(position) > width) scrollX = left;
      else if (left + layout.width(position) > scrollX + width) scrollX = left + layout.width(position) - width;
    }
    this.scrollTo(top, scrollX);
  }

  /** The view at the scroll position; tells the source about it. */
  look(): Viewpoint {
    this.#clamp();
    const view = this.#viewAt(this.top, this.rows);
    const moved = view.first - this.#lastFirst;
    this.#lastFirst = view.first;
    this.#source.look(view, moved);
    return view;
  }

  dispose(): void {
    this.#turning?.dispose();
    this.#source.dispose();
  }

  #viewAt(top: number, rows: number): Viewpoint {
    return { first: Math.floor(top), end: Math.min(rows, Math.ceil(top + this.#room.rows)), top, scrollX: this.scrollX, groups: this.groups.showing(this.layout, this.scrollX, this.#room.width) };
  }

  #sourceOf(fetch: GridModelOptions['fetch'], arrived: (view: Viewpoint) => void, failed: (error: unknown) => void = this.options.failed): WindowSource<CellPart, Viewpoint> {
    return new WindowSource<CellPart, Viewpoint>({
      blockRows: this.groups.blockRows,
      cacheBytes: CACHE_BYTES,
      replyBytes: REPLY_BYTES,
      fetch: (ask, signal) => fetch(ask, this.groups.columnsOf(ask.group), signal),
      arrived,
      failed,
    });
  }

  #clamp(): void {
    this.top = clampPosition({ total: this.rows, visible: this.#room.rows, position: this.top });
    this.scrollX = clampPosition({ total: this.layout.totalWidth, visible: this.#room.width, position: this.scrollX });
  }
}
