import type { PlannedScan } from '../planner/plan';
import type { PlannedLookup } from '../scans/lookups';

/** What is known of a statement before it runs. */
export interface StatementPlan {
  /** As `EXPLAIN (FORMAT json)` gave it. */
  readonly json: string;
  /** The table of each reference. */
  readonly references: readonly string[];
  /** By reference; one that is missing is read whole. */
  readonly scans: ReadonlyMap<number, PlannedScan>;
  /** Joins whose one side can be looked up by the other's keys. */
  readonly lookups: readonly PlannedLookup[];
}
