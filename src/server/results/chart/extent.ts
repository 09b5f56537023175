/** The least and the greatest of some places, and how many rows have none. */
export class Extent {
  min = Infinity;
  max = -Infinity;
  /** NULL, NaN and infinite. */
  without = 0;

  add(places: Float64Array, count: number): void {
    let { min, max, without } = this;
    for (let index = 0; index < count; index++) {
      const place = places[index] ?? NaN;
      if (place - place !== 0) {
        without += 1;
        continue;
      }
      if (place < min) min = place;
      if (place > max) max = place;
    }
    this.min = min;
    this.max = max;
    this.without = without;
  }

  get some(): boolean {
    return this.max >= this.min;
  }

  /** Only what is at most so far before the end. */
  lastOnly(length: number | undefined): void {
    if (length !== undefined && this.some) this.min = Math.max(this.min, this.max - length);
  }
}
