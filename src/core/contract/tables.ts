import type { Execution } from './execution';
import type { ColumnInfo } from './catalog';

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

export interface TableDescription {
  /** Changes whenever columns change. */
  readonly schemaId: string;
  /** IPC schema message. */
  readonly schema: Uint8Array;
  readonly columns: readonly ColumnInfo[];
  /** Column indexes by which rows are looked up, most significant first. */
  readonly keys: readonly { readonly columns: readonly number[]; readonly prefix: boolean; readonly unique: boolean }[];
  readonly estimatedRows?: number;
}

export interface ScanRequest {
  readonly table: readonly string[];
  readonly columns: readonly number[];
  readonly predicate?: Predicate;
  readonly limit?: number;
  readonly signal: AbortSignal;
}

/** For systems with tables, with or without a language of their own. */
export interface Tables {
  describe(table: readonly string[], signal: AbortSignal): Promise<TableDescription>;
  scan(request: ScanRequest): Execution;
}
