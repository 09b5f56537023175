import { BlockCache, type Part } from './blockCache';

/** Rows `first` to `end` (exclusive) of some groups of columns. */
export interface RowView {
  readonly first: number;
  readonly end: number;
  readonly groups: readonly number[];
}

export interface Ask {
  readonly row: number;
  readonly rows: number;
  readonly group: number;
}

interface Flight<V> {
  readonly ask: Ask;
  readonly view: V;
  readonly ahead: boolean;
  readonly controller: AbortController;
}

export interface WindowSourceOptions<P extends Part, V extends RowView> {
  readonly blockRows: number;
  readonly cacheBytes: number;
  /** Bytes that one reply holds at most. */
  readonly replyBytes: number;
  /** May bring fewer rows than asked, never more. */
  fetch(ask: Ask, signal: AbortSignal): Promise<P>;
  /** A reply is in the cache; `view` is the view that it was asked for. */
  arrived(view: V): void;
  /** Nothing more is asked until {@link WindowSource.resume}. */
  failed(error: unknown): void;
}

const IN_FLIGHT = 3;
const BLOCKS_AHEAD = 2;

/**
 * Gets what a view needs, by the policy that left no empty row on the screen at 10 million rows:
 * no waiting before asking, at most three requests on their way, always the newest position next, no request ended because of scrolling
 * (at latencies above a frame every one would be), and blocks ahead only when the last move was small and nothing else is wanted.
 */
export class WindowSource<P extends Part, V extends RowView> {
  readonly #cache: BlockCache<P>;
  readonly #flights = new Set<Flight<V>>();
  #rowBytes = 0;
  #extent = 0;
  #wanted: V | undefined;
  #direction: -1 | 0 | 1 = 0;
  #stopped = false;
  #disposed = false;
  /** Blocks of which a reply brought nothing, so that the same question is not asked for ever. */
  readonly #barren = new Set<string>();

  constructor(private readonly options: WindowSourceOptions<P, V>) {
    this.#cache = new BlockCache(options.blockRows, options.cacheBytes);
  }

  get inFlight(): number {
    return this.#flights.size;
  }

  get cachedBytes(): number {
    return this.#cache.bytes;
  }

  get extent(): number {
    return this.#extent;
  }

  /** How many rows there are; it only grows. */
  setExtent(rows: number): void {
    if (rows <= this.#extent) return;
    this.#extent = rows;
    this.#barren.clear();
    this.#pump();
  }

  /** The newest position. `moved` is the way from the last one in rows; a jump gets nothing ahead of it. */
  look(view: V, moved: number): void {
    this.#wanted = view;
    if (moved !== 0) this.#direction = Math.abs(moved) >= this.options.blockRows ? 0 : moved > 0 ? 1 : -1;
    for (const group of view.groups) for (let row = view.first; row < view.end; row += this.options.blockRows) this.#cache.touch(row, group);
    this.#pump();
  }

  find(row: number, group: number): P | undefined {
    return this.#cache.find(row, group);
  }

  covers(view: RowView): boolean {
    return view.groups.every((group) => this.#gap(view, group, false) === undefined);
  }

  /** Forgets everything and ends what is on its way. */
  clear(): void {
    for (const flight of this.#flights) flight.controller.abort();
    this.#flights.clear();
    this.#barren.clear();
    this.#cache.clear();
  }

  resume(): void {
    this.#stopped = false;
    this.#pump();
  }

  dispose(): void {
    this.#disposed = true;
    this.clear();
  }

  #pump(): void {
    const wanted = this.#wanted;
    if (!wanted || this.#stopped || this.#disposed) return;
    while (this.#flights.size < IN_FLIGHT) {
      const ask = this.#missing(wanted);
      if (!ask) break;
      this.#fly(ask, wanted, false);
    }
    while (this.#flights.size < BLOCKS_AHEAD) {
      if ([...this.#flights].some((flight) => !flight.ahead)) return;
      const ask = this.#missing(this.#ahead(wanted));
      if (!ask) return;
      this.#fly(ask, wanted, true);
    }
  }

  #ahead(view: V): RowView {
    const { blockRows } = this.options;
    const reach = BLOCKS_AHEAD * blockRows;
    switch (this.#direction) {
      case 0:
        return { ...view, end: view.first };
      case 1:
        return { ...view, first: view.end, end: view.end + reach };
      case -1:
        return { ...view, first: Math.max(0, view.first - reach), end: view.first };
    }
  }

  #missing(view: RowView): Ask | undefined {
    for (const group of view.groups) {
      const row = this.#gap(view, group, true);
      if (row !== undefined) return this.#question(row, group);
    }
    return undefined;
  }

  /** First row of the view that is neither there nor, where `flightsCount`, on its way. */
  #gap(view: RowView, group: number, flightsCount: boolean): number | undefined {
    const end = Math.min(view.end, this.#extent);
    let row = view.first;
    while (row < end) {
      const part = this.#cache.find(row, group);
      if (part) {
        row = part.row + part.rows;
        continue;
      }
      const flight = flightsCount ? this.#flightOf(row, group) : undefined;
      if (flight) {
        row = flight.ask.row + flight.ask.rows;
        continue;
      }
      if (!flightsCount || !this.#barren.has(this.#blockName(row, group))) return row;
      row += this.options.blockRows - (row % this.options.blockRows);
    }
    return undefined;
  }

  #blockName(row: number, group: number): string {
    return `${Math.floor(row / this.options.blockRows)}:${group}`;
  }

  #flightOf(row: number, group: number): Flight<V> | undefined {
    for (const flight of this.#flights) if (flight.ask.group === group && row >= flight.ask.row && row < flight.ask.row + flight.ask.rows) return flight;
    return undefined;
  }

  /** The whole block of a row where nothing of it is there and one reply can hold it; else from the row to the next that is there. */
  #question(row: number, group: number): Ask {
    const { blockRows, replyBytes } = this.options;
    const start = row - (row % blockRows);
    const end = Math.min(start + blockRows, this.#extent);
    const fresh = this.#cache.hasBlock(row, group) || this.#rowBytes * blockRows > replyBytes ? row : start;
    let until = fresh + 1;
    while (until < end && !this.#cache.find(until, group) && !this.#flightOf(until, group)) until += 1;
    return row < until ? { row: fresh, rows: until - fresh, group } : { row, rows: 1, group };
  }

  #fly(ask: Ask, view: V, ahead: boolean): void {
    const flight: Flight<V> = { ask, view, ahead, controller: new AbortController() };
    this.#flights.add(flight);
    this.options.fetch(ask, flight.controller.signal).then(
      (part) => {
        this.#land(flight, part);
      },
      (error: unknown) => {
        if (!this.#flights.delete(flight) || this.#disposed) return;
        this.#stopped = true;
        this.options.failed(error);
      },
    );
  }

  #land(flight: Flight<V>, part: P): void {
    if (!this.#flights.delete(flight) || this.#disposed) return;
    const { ask, view } = flight;
    if (part.rows > 0) {
      this.#rowBytes = part.bytes / part.rows;
      this.#cache.add(part, ask.group);
    } else this.#barren.add(this.#blockName(ask.row, ask.group));
    this.#pump();
    this.options.arrived(view);
  }
}
