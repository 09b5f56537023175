import { MessagePort } from 'node:worker_threads';
import * as z from 'zod/mini';

/** What the engine and its worker say to each other beyond what every DuckDB worker understands, over a port of their own. */

export type ToScans =
  /** Makes a table known to the scan function; the same id again replaces it. Answered by `done`. */
  | { readonly kind: 'define'; readonly id: number; readonly table: string; readonly schema: Uint8Array; readonly rows?: number }
  /** The next binding is the first of a statement. Of the references `counted` only the number of rows matters. Not answered. */
  | { readonly kind: 'begin'; readonly noted: readonly NotedColumns[]; readonly counted: readonly number[] }
  /** Asks which tables have been bound since `begin`. Answered by `done`. */
  | { readonly kind: 'bound'; readonly id: number };

/** Columns whose distinct values are remembered while a reference is read, so that another can be looked up by them. */
export interface NotedColumns {
  readonly reference: number;
  readonly columns: readonly number[];
  /** More distinct rows than this are forgotten. */
  readonly most: number;
}

const count = z.number();
export const toScans: z.ZodMiniType<ToScans> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('define'), id: count, table: z.string(), schema: z.instanceof(Uint8Array), rows: z.exactOptional(count) }),
  z.object({ kind: z.literal('begin'), noted: z.array(z.object({ reference: count, columns: z.array(count), most: count })), counted: z.array(count) }),
  z.object({ kind: z.literal('bound'), id: count }),
]);

/** A scan that DuckDB opens: rows are expected over the port as `FeedMessage`s; `shared` holds the slots of `BatchSource`. */
export interface OpenedScan {
  readonly kind: 'open';
  /** The ordinal of the binding in its statement. */
  readonly reference: number;
  readonly table: string;
  /** Columns wanted, in this order. */
  readonly columns: readonly number[];
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer;
  /** What was noted of other references that have been read to their end. */
  readonly known: readonly KnownKeys[];
}

export interface KnownKeys {
  readonly reference: number;
  /** One IPC stream: the noted columns, each distinct row once; rows with a NULL are left out. */
  readonly rows: Uint8Array;
  readonly count: number;
}

export type FromScans =
  /** `bound`: the tables bound in this statement, by reference. */
  | { readonly kind: 'done'; readonly id: number; readonly bound: readonly string[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | OpenedScan;

export const fromScans: z.ZodMiniType<FromScans> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), id: count, bound: z.array(z.string()) }),
  z.object({ kind: z.literal('failed'), id: count, message: z.string() }),
  z.object({
    kind: z.literal('open'),
    reference: count,
    table: z.string(),
    columns: z.array(count),
    port: z.instanceof(MessagePort),
    shared: z.instanceof(SharedArrayBuffer),
    known: z.array(z.object({ reference: count, rows: z.instanceof(Uint8Array), count })),
  }),
]);
