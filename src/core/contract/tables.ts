import type { ColumnInfo } from './catalog';
import type { Execution } from './execution';

/** A constant in a predicate: the value's text in the notation of `type`, or `null`. */
export interface Literal {
  readonly type: string;
  readonly value: string | null;
}

/** A filter over columns by index. A source may apply more weakly (it is re-applied), never more strongly. */
export type Predicate =
  | { readonly op: 'and' | 'or'; readonly args: readonly Predicate[] }
  | { readonly op: 'not'; readonly arg: Predicate }
  | { readonly op: 'compare'; readonly column: number; readonly comparison: '=' | '<>' | '<' | '<=' | '>' | '>='; readonly value: Literal }
  | { readonly op: 'in'; readonly column: number; readonly values: readonly Literal[] }
  | { readonly op: 'null' | 'notnull'; readonly column: number }
  | { readonly op: 'prefix' | 'suffix' | 'contains' | 'like'; readonly column: number; readonly value: string };

/** Columns by which rows are found without reading the table, most significant first. */
export interface TableKey {
  /** In the system's own words: `primary key`, `hash key + sort key`. */
  readonly name: string;
  readonly columns: readonly number[];
  /** How many leading columns may stand alone; equal to the number of columns where only whole keys are looked up. */
  readonly prefix: number;
  /** At most one row per whole key. */
  readonly unique: boolean;
}

/** What rows can be changed by, and how. `insert` fails on a key that is there, `upsert` replaces, `update` sets some columns of rows that are there. */
export type ChangeKind = 'insert' | 'upsert' | 'update' | 'delete';

/** Columns that the system adds to the rows' own. */
export type SystemColumnRole = 'change' | 'partition' | 'offset' | 'timestamp';

export interface TableDescription {
  /** Changes whenever columns change. */
  readonly schemaId: string;
  /** What people call it, where that is not its path. */
  readonly label?: string;
  /** IPC schema message; its fields are `columns`, in order. */
  readonly schema: Uint8Array;
  readonly columns: readonly ColumnInfo[];
  readonly keys: readonly TableKey[];
  readonly systemColumns?: readonly { readonly column: number; readonly role: SystemColumnRole }[];
  /** Changes that {@link Tables.writer} takes. */
  readonly changes?: readonly ChangeKind[];
  readonly estimatedRows?: number;
}

/** Where reading an ordered log starts. `timestamp` is milliseconds since 1970 UTC; `full` reads the present state first, then what follows. */
export type StartPosition = { readonly at: 'full' | 'earliest' | 'latest' } | { readonly at: 'timestamp'; readonly ms: number };

export interface ScanRequest {
  readonly table: readonly string[];
  /** Columns wanted, in this order; may be empty, then only the number of rows counts. */
  readonly columns: readonly number[];
  readonly predicate?: Predicate;
  /** Only present where any `limit` rows that satisfy the predicate will do, and so only usable by a source that applies the predicate exactly. */
  readonly limit?: number;
  readonly start?: StartPosition;
  /** True where rows are shown as they are and a part of them will do: a source with a limit of its own may end there with a warning. Else it fails there. */
  readonly partial?: boolean;
  readonly signal: AbortSignal;
}

/** What a source makes of a request, found out without reading rows. */
export interface ScanPlan {
  /** How much of the predicate the source applies itself. All of it is applied again in any case. */
  readonly predicate: 'none' | 'superset' | 'exact';
  readonly limit: boolean;
  /** How rows are found, in the system's own words: `key lookup`, `prefix lookup`, `limit scan`, `full scan`. */
  readonly access: string;
  /** Why it costs more than a person may expect, and what would help. */
  readonly warning?: string;
  readonly estimatedRows?: number;
  readonly estimatedBytes?: number;
}

export interface LookupRequest {
  readonly table: readonly string[];
  /** Index into {@link TableDescription.keys}. */
  readonly key: number;
  /** One IPC stream; its fields are the key's columns (or a leading part of at least `prefix` of them), one row a key. */
  readonly keys: Uint8Array;
  readonly columns: readonly number[];
  readonly signal: AbortSignal;
}

export interface RejectedRow {
  /** Place in the order in which rows were given, from 0. */
  readonly row: bigint;
  readonly why: string;
}

export interface WriteReport {
  readonly written: bigint;
  /** The first of the refused rows, at most a thousand. */
  readonly rejected: readonly RejectedRow[];
  readonly rejectedRows: bigint;
  /** Rows that were sent and never acknowledged: they may be there or not. */
  readonly unknown: bigint;
}

export interface WriteRequest {
  readonly table: readonly string[];
  readonly kind: ChangeKind;
  /** Columns of the batches, in this order: all of a key's and, for an `update`, those to set; for a `delete`, only the key's. */
  readonly columns: readonly number[];
  readonly signal: AbortSignal;
}

/** Takes rows. Nothing is retried whose outcome is unknown. */
export interface TableWriter {
  /** A record batch message without dictionaries, of the request's columns as {@link TableDescription.schema} types them. Resolves when more can be taken; its bytes may be read until {@link finish}. */
  write(batch: Uint8Array): Promise<void>;
  /** @throws HeadwaterError where nothing more can be said than that it failed; a failure in part is in the report */
  finish(): Promise<WriteReport>;
  /** Stops; says what had been written by then. Never throws. */
  abort(): Promise<WriteReport>;
}

/** One reviewed change of rows found by key. */
export interface RowChange {
  readonly kind: ChangeKind;
  /** As in {@link WriteRequest}. */
  readonly columns: readonly number[];
  /** One IPC stream of one row. */
  readonly row: Uint8Array;
  /** The row as it was when it was read, all columns, one IPC stream: a source that can notices that it is no longer so. */
  readonly before?: Uint8Array;
}

export interface ChangeRequest {
  readonly table: readonly string[];
  readonly changes: readonly RowChange[];
  readonly signal: AbortSignal;
}

export interface CreateTableRequest {
  readonly table: readonly string[];
  /** IPC schema message. */
  readonly schema: Uint8Array;
  readonly key: readonly string[];
  readonly ifNotExists: boolean;
  readonly signal: AbortSignal;
}

/** For systems with tables, with or without a language of their own. */
export interface Tables {
  /**
   * The path of the table that names in a statement mean, in the system's own spelling. Names may be fewer than a whole path (the session's
   * defaults apply) and of any case. `undefined` where there is no such table. Absent where names are the path as they are.
   */
  resolve?(names: readonly string[], signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** @throws HeadwaterError where there is no such table, with kind `notFound` */
  describe(table: readonly string[], signal: AbortSignal): Promise<TableDescription>;
  /** Does no more than metadata requests. */
  plan(request: ScanRequest): Promise<ScanPlan>;
  scan(request: ScanRequest): Execution;
  /** Rows of many keys; keys that are not there give no row. Rows come in any order. */
  lookup?(request: LookupRequest): Execution;
  /** Where a key lives, in the system's own words: partition, bucket, leader. */
  locate?(request: LookupRequest): Promise<readonly (readonly (readonly [label: string, value: string])[])[]>;
  writer?(request: WriteRequest): TableWriter;
  /** All or nothing; absent where the system cannot, and changes are then written one by one. */
  applyAtomically?(request: ChangeRequest): Promise<WriteReport>;
  create?(request: CreateTableRequest): Promise<void>;
}
