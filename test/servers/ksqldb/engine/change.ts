import type { Row } from '../values/value';
import type { TimeWindow } from './topic';

/** A change of what a query gives: a row, or that the row under this key is gone. */
export interface Change {
  readonly key: Row;
  /** Values in the order of the plan's outputs. */
  readonly row: Row | null;
  readonly rowtime: number;
  readonly window?: TimeWindow;
}

/** A change before WHERE, over the plan's scope. */
export interface Input {
  readonly key: Row;
  readonly row: Row | null;
  readonly rowtime: number;
  readonly window?: TimeWindow;
}
