import type { Execution } from './execution';

/** Where a live read starts. `timestamp` is milliseconds since 1970 UTC; `offset` a decimal string. */
export type LivePosition = { readonly at: 'earliest' | 'latest' } | { readonly at: 'timestamp'; readonly ms: number } | { readonly at: 'offset'; readonly offset: string };

/** Unbounded results: batches arrive until the execution is cancelled. */
export interface Live {
  subscribe(table: readonly string[], from: LivePosition, signal: AbortSignal): Execution;
}
