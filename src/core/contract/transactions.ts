/**
 * For systems that keep several statements apart until they are committed. Each scope (a document) has at most one transaction;
 * statements run with that scope belong to it.
 */
export interface Transactions {
  /** Scopes whose transaction is open, with the time it was begun (milliseconds since 1970). */
  readonly open: readonly { readonly scope: string; readonly since: number }[];
  /** @throws HeadwaterError where one is open already, or the system refuses */
  begin(scope: string, signal: AbortSignal): Promise<void>;
  /** @throws HeadwaterError where none is open; with `outcomeUnknown` where a commit may have happened */
  end(scope: string, how: 'commit' | 'rollback', signal: AbortSignal): Promise<void>;
}
