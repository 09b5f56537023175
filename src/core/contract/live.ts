import type { Execution } from './execution';
import type { Predicate, StartPosition } from './tables';

export interface LiveRequest {
  readonly table: readonly string[];
  /** As in a scan: indexes into the table's description, system columns among them. */
  readonly columns: readonly number[];
  /** Applied by the source as far as it can; rows are filtered again. */
  readonly predicate?: Predicate;
  readonly start: StartPosition;
  readonly signal: AbortSignal;
}

/** Unbounded results of tables: batches arrive until the execution is cancelled. */
export interface Live {
  /** Start positions that this system knows; the first is the default. */
  readonly starts: readonly StartPosition['at'][];
  subscribe(request: LiveRequest): Execution;
  /** The statement that does the same, for systems that have one. */
  statementOf?(table: readonly string[], start: StartPosition): string;
}
