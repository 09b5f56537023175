import type { Failure } from '../errors';

export interface CheckOptions {
  readonly signal: AbortSignal;
  /** The statements before it in the same document, in their order; they may not have run. */
  readonly before: readonly string[];
  /** As for a run. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly scope?: string;
}

/** For systems that can say what is wrong in a statement without running it. */
export interface StatementChecks {
  /**
   * What is wrong, with its position in the text. `undefined` where nothing is, or where it cannot be found out without an effect on
   * the other side.
   * @throws HeadwaterError where the other side cannot be asked
   */
  check(text: string, options: CheckOptions): Promise<Failure | undefined>;
}
