import type { Execution, RunOptions } from './execution';

/**
 * For systems whose rows the engine queries, and that have statements of their own to define and list what is there.
 * Every other statement goes to the engine.
 */
export interface Definitions {
  /** Whether a statement is one of the system's own: told by its words, without asking anybody; never throws. */
  understands(text: string): boolean;
  /** Failures in the text carry its position. */
  run(text: string, options: RunOptions): Execution;
}
