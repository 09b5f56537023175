import type { StatementParameter } from '../../core/contract/execution';
import type { ConnectionProfile } from '../../core/contract/profile';
import type { Failure } from '../../core/errors';
import type { StatementInfo } from '../../protocol/statements';

/** What a run asks and tells a person. */
export interface RunPrompts {
  /** Whether statements that write may run on a protected connection. */
  confirmWrites(profile: ConnectionProfile, statements: readonly StatementInfo[]): Promise<boolean>;
  /** Whether the statements after a failed one still run. */
  goOn(failed: StatementInfo, failure: Failure | undefined, left: number): Promise<boolean>;
  /** Values for the parameters of a statement; `undefined` when the person gave up. */
  parameters(statement: StatementInfo, uri: string | undefined, known: ReadonlyMap<string, StatementParameter>): Promise<readonly StatementParameter[] | undefined>;
  /** A run that could not even start, or go on; `what` is the title where the error has none. */
  failed(error: unknown, what: string, profile: ConnectionProfile): void;
  /** There was nothing to run. */
  nothing(): void;
}
