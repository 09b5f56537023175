import type { TextRange } from '../errors';

/**
 * An encapsulated Arrow IPC message (continuation marker, length, metadata, body; 8-byte aligned), uncompressed or with Arrow body compression.
 * It is handed over: the producer never touches it again, and `bytes` is tight (its buffer holds nothing else), so that it can be transferred to another thread.
 */
export type ArrowMessage =
  /** `live`: rows keep coming until the execution is cancelled, and only the newest are kept. */
  | { readonly kind: 'schema'; readonly bytes: Uint8Array; readonly live?: boolean }
  | { readonly kind: 'dictionary'; readonly bytes: Uint8Array }
  | { readonly kind: 'batch'; readonly rows: number; readonly bytes: Uint8Array };

/** What a statement tells while it works. A result set is one `schema`, then dictionaries and batches, in IPC stream order. */
export type ExecutionEvent =
  | ArrowMessage
  /** `fraction` is between 0 and 1 where it is known. */
  | { readonly kind: 'progress'; readonly fraction?: number; readonly text?: string }
  | { readonly kind: 'message'; readonly severity: 'info' | 'warning'; readonly text: string; readonly position?: TextRange }
  | { readonly kind: 'done'; readonly rowsAffected?: bigint; readonly facts?: readonly (readonly [label: string, value: string])[] };

/**
 * One statement at work. Pulled: nothing is read ahead beyond a small bound while nobody asks for the next event.
 * The iteration throws a HeadwaterError when the statement fails and a CancelledError when it was cancelled.
 * Ending the iteration early (`return()`) releases everything on the server, like {@link cancel}.
 */
export interface Execution {
  readonly events: AsyncIterable<ExecutionEvent>;
  /** Resolves when the server has stopped working on it. Never throws; calling it again, or after the end, does nothing. */
  cancel(): Promise<void>;
}

/** A value for a parameter of a statement; text is read by the declared type. */
export interface StatementParameter {
  /** `1`, `2`, … for `?` and `$1`; the name for `$name`. */
  readonly name: string;
  readonly type: ParameterType;
  /** `null` is NULL. Numbers, dates and times are text, so that nothing is lost. */
  readonly value: string | null;
}

export type ParameterType = 'text' | 'integer' | 'decimal' | 'double' | 'boolean' | 'date' | 'timestamp' | 'blob-hex' | 'json';

export interface RunOptions {
  readonly parameters?: readonly StatementParameter[];
  readonly signal: AbortSignal;
  /** Rows per batch that suit the caller; a wish. */
  readonly batchRows?: number;
  /** From `-- headwater: key=value` lines of the document and, before those, of the statement. Keys that a system does not know mean nothing to it. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The document that the statement stands in; what belongs to a document, such as its transaction, is found by it. */
  readonly scope?: string;
}

/** For systems that have a statement language of their own. */
export interface Statements {
  run(text: string, options: RunOptions): Execution;
}
