/** Points in the order of their places, as they are drawn. */
export interface Points {
  readonly x: Float64Array;
  /** NaN: a gap. */
  readonly y: Float64Array;
  /** The row of each point; that of a gap means nothing. */
  readonly rows: Uint32Array;
  readonly counts?: Uint32Array;
}

export interface Sampler {
  /** @param splits which line each row belongs to, −1 for none; absent: the only one */
  add(x: Float64Array, y: Float64Array, splits: Int32Array | undefined, at: number, count: number): void;
  points(split: number): Points;
}

/** Of each stretch: the first, the last, the least and the greatest. */
const KEPT = 4;
const [FIRST, LAST, LEAST, GREATEST] = [0, 1, 2, 3];

/**
 * Keeps four points of each of equally wide stretches of the axis: a line through them paints the same pixels as one through all points,
 * where a stretch is a pixel wide (M4: Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014).
 */
export class LineSampler implements Sampler {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #rows: Uint32Array;
  /** 0: nothing there, 1: only values without a place, 2: points. */
  readonly #state: Uint8Array;

  constructor(
    private readonly from: number,
    private readonly to: number,
    private readonly steps: number,
    splits: number,
  ) {
    this.#x = new Float64Array(KEPT * steps * splits);
    this.#y = new Float64Array(KEPT * steps * splits);
    this.#rows = new Uint32Array(KEPT * steps * splits);
    this.#state = new Uint8Array(steps * splits);
  }

  add(x: Float64Array, y: Float64Array, splits: Int32Array | undefined, at: number, count: number): void {
    const { from, to, steps } = this;
    const scale = to > from ? steps / (to - from) : 0;
    const state = this.#state;
    const [xs, ys] = [this.#x, this.#y];
    for (let index = 0; index < count; index++) {
      const place = x[index] ?? NaN;
      const split = splits ? (splits[index] ?? -1) : 0;
      if (!(place >= from && place <= to) || split < 0) continue;
      const stretch = split * steps + Math.min(steps - 1, Math.floor((place - from) * scale));
      const value = y[index] ?? NaN;
      if (value - value !== 0) {
        if (state[stretch] === 0) state[stretch] = 1;
        continue;
      }
      const kept = stretch * KEPT;
      if (state[stretch] !== 2) {
        state[stretch] = 2;
        for (let which = 0; which < KEPT; which++) this.#set(kept + which, place, value, at + index);
        continue;
      }
      if (place < (xs[kept + FIRST] ?? 0)) this.#set(kept + FIRST, place, value, at + index);
      if (place >= (xs[kept + LAST] ?? 0)) this.#set(kept + LAST, place, value, at + index);
      if (value < (ys[kept + LEAST] ?? 0)) this.#set(kept + LEAST, place, value, at + index);
      if (value > (ys[kept + GREATEST] ?? 0)) this.#set(kept + GREATEST, place, value, at + index);
    }
  }

  points(split: number): Points {
    const [x, y, rows]: [number[], number[], number[]] = [[], [], []];
    for (let step = 0; step < this.steps; step++) {
      const stretch = split * this.steps + step;
      if (this.#state[stretch] === 1) {
        x.push(this.from + ((step + 0.5) * (this.to - this.from)) / this.steps);
        y.push(NaN);
        rows.push(0);
      } else if (this.#state[stretch] === 2) {
        let before = -1;
        for (const place of this.#inOrder(stretch * KEPT)) {
          const row = this.#rows[place] ?? 0;
          if (row === before) continue;
          before = row;
          x.push(this.#x[place] ?? 0);
          y.push(this.#y[place] ?? 0);
          rows.push(row);
        }
      }
    }
    return { x: Float64Array.from(x), y: Float64Array.from(y), rows: Uint32Array.from(rows) };
  }

  #set(place: number, x: number, y: number, row: number): void {
    this.#x[place] = x;
    this.#y[place] = y;
    this.#rows[place] = row;
  }

  #inOrder(kept: number): readonly number[] {
    return [0, 1, 2, 3].map((which) => kept + which).sort((one, other) => (this.#x[one] ?? 0) - (this.#x[other] ?? 0) || (this.#rows[one] ?? 0) - (this.#rows[other] ?? 0));
  }
}

/** Keeps every point: for results that are small enough. */
export class EveryPoint implements Sampler {
  readonly #points: { readonly x: number; readonly y: number; readonly row: number; readonly split: number }[] = [];

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  add(x: Float64Array, y: Float64Array, splits: Int32Array | undefined, at: number, count: number): void {
    for (let index = 0; index < count; index++) {
      const place = x[index] ?? NaN;
      const split = splits ? (splits[index] ?? -1) : 0;
      const value = y[index] ?? NaN;
      if (place >= this.from && place <= this.to && split >= 0) this.#points.push({ x: place, y: Number.isFinite(value) ? value : NaN, row: at + index, split });
    }
  }

  points(split: number): Points {
    const own = this.#points.filter((point) => point.split === split).sort((one, other) => one.x - other.x || one.row - other.row);
    return { x: Float64Array.from(own, ({ x }) => x), y: Float64Array.from(own, ({ y }) => y), rows: Uint32Array.from(own, ({ row }) => row) };
  }
}
