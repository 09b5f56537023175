/** Which of the layers says that something did not work. */
export type ErrorLayer =
  /** The head of an answer: routing and replication. */
  | 'replica'
  /** A result of a meta server. */
  | 'meta'
  /** A result of a replica: the codes of its storage. */
  | 'storage';

/** An answer that is an error, by its name on the wire (`ERR_BUSY`), or by the name of a storage code. */
export class PegasusError extends Error {
  override readonly name = 'PegasusError';
  constructor(
    readonly layer: ErrorLayer,
    readonly code: string,
    /** The call that was answered so. */
    readonly call: string,
    /** More of the server's own text, or empty. */
    readonly hint = '',
  ) {
    super(`${call} was answered with ${code}${hint === '' ? '' : `: ${hint}`}`);
  }
}

/** Codes in results, which are those of RocksDB. 13 stands for a check that failed, too. */
export const STORAGE = { ok: 0, notFound: 1, invalidArgument: 4, incomplete: 7, tryAgain: 13 } as const;

const STORAGE_NAMES: Readonly<Record<number, string>> = {
  1: 'NOT_FOUND',
  2: 'CORRUPTION',
  3: 'NOT_SUPPORTED',
  4: 'INVALID_ARGUMENT',
  5: 'IO_ERROR',
  6: 'MERGE_IN_PROGRESS',
  7: 'INCOMPLETE',
  8: 'SHUTDOWN_IN_PROGRESS',
  9: 'TIMED_OUT',
  10: 'ABORTED',
  11: 'BUSY',
  12: 'EXPIRED',
  13: 'TRY_AGAIN',
};

export const storageError = (code: number, call: string): PegasusError => new PegasusError('storage', `${STORAGE_NAMES[code] ?? 'UNKNOWN'} (${code})`, call);
