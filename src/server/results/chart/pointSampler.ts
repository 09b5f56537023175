import type { Points, Sampler } from './lineSampler';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Keeps the first point of each place of a raster, and counts those that are there with it. */
export class PointSampler implements Sampler {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #rows: Uint32Array;
  readonly #counts: Uint32Array;

  constructor(
    private readonly x: Range,
    private readonly y: Range,
    private readonly steps: number,
    private readonly lines: number,
    splits: number,
  ) {
    const places = steps * lines * splits;
    this.#x = new Float64Array(places);
    this.#y = new Float64Array(places);
    this.#rows = new Uint32Array(places);
    this.#counts = new Uint32Array(places);
  }

  add(x: Float64Array, y: Float64Array, splits: Int32Array | undefined, at: number, count: number): void {
    const { steps, lines } = this;
    const [left, right, bottom, top] = [this.x.min, this.x.max, this.y.min, this.y.max];
    const xScale = right > left ? steps / (right - left) : 0;
    const yScale = top > bottom ? lines / (top - bottom) : 0;
    for (let index = 0; index < count; index++) {
      const [place, value] = [x[index] ?? NaN, y[index] ?? NaN];
      const split = splits ? (splits[index] ?? -1) : 0;
      if (!(place >= left && place <= right && value >= bottom && value <= top) || split < 0) continue;
      const line = Math.min(lines - 1, Math.floor((value - bottom) * yScale));
      const cell = (split * lines + line) * steps + Math.min(steps - 1, Math.floor((place - left) * xScale));
      if (this.#counts[cell] === 0) {
        this.#x[cell] = place;
        this.#y[cell] = value;
        this.#rows[cell] = at + index;
      }
      this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
    }
  }

  points(split: number): Required<Points> {
    const size = this.steps * this.lines;
    const cells: number[] = [];
    for (let cell = split * size; cell < (split + 1) * size; cell++) if ((this.#counts[cell] ?? 0) > 0) cells.push(cell);
    cells.sort((one, other) => (this.#x[one] ?? 0) - (this.#x[other] ?? 0) || (this.#rows[one] ?? 0) - (this.#rows[other] ?? 0));
    return {
      x: Float64Array.from(cells, (cell) => this.#x[cell] ?? 0),
      y: Float64Array.from(cells, (cell) => this.#y[cell] ?? 0),
      rows: Uint32Array.from(cells, (cell) => this.#rows[cell] ?? 0),
      counts: Uint32Array.from(cells, (cell) => this.#counts[cell] ?? 0),
    };
  }

  /** How many rows are at each place, the lowest line first. */
  get heat(): Uint32Array {
    return this.#counts;
  }
}
