/** How the values of a column are spread, small enough for its header. All are shares of 1. */
export interface Spark {
  /** The longest one is 1. */
  readonly bars: readonly number[];
  readonly nulls: number;
}

/** Pixels that sparks add to the height of the headers. */
export const SPARK_ROOM = 24;
