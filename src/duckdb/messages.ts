import { MessagePort } from 'node:worker_threads';
import * as z from 'zod/mini';
import type { ArrowMessage, StatementParameter } from '../core/contract/execution';

/** What the thread that uses DuckDB and the worker that holds it say to each other. Ids are chosen by the user's side. */

/** An error in DuckDB's words. */
export interface DuckDbError {
  /** The exception's type: `Parser`, `Catalog`, `IO`, …; empty where DuckDB gave none. */
  readonly type: string;
  readonly message: string;
  /** Where in the statement, in bytes of its UTF-8. */
  readonly byte?: number;
}
const error = z.object({ type: z.string(), message: z.string(), byte: z.exactOptional(z.number()) });

export interface RunRequest {
  readonly kind: 'run';
  readonly run: number;
  readonly connection: number;
  readonly text: string;
  readonly parameters: readonly StatementParameter[];
  /** Refuse, before it does anything, what is not a single reading statement. */
  readonly onlyReading: boolean;
  /** The text is one statement that comes again: it stays prepared. */
  readonly keep: boolean;
  readonly batchRows: number;
  /** Batches that may be sent before more are asked for. */
  readonly credits: number;
}
const parameter = z.object({
  name: z.string(),
  type: z.enum(['text', 'integer', 'decimal', 'double', 'boolean', 'date', 'timestamp', 'blob-hex', 'json']),
  value: z.nullable(z.string()),
});
const runRequest = z.object({
  kind: z.literal('run'),
  run: z.number(),
  connection: z.number(),
  text: z.string(),
  parameters: z.array(parameter),
  onlyReading: z.boolean(),
  keep: z.boolean(),
  batchRows: z.number(),
  credits: z.number(),
});

/**
 * Rows that a statement reads as the table function `name`, whose columns are `c0`, `c1`, …
 * The name must be one that nobody else uses in the database; its schema stays the same.
 */
export interface GivenRows {
  readonly name: string;
  /** A schema message, then batches without dictionaries. */
  readonly messages: readonly Uint8Array[];
}
const givenRows: z.ZodMiniType<GivenRows> = z.object({ name: z.string(), messages: z.array(z.instanceof(Uint8Array)) });

export type ToWorker =
  /** `config` holds for the database from its start; `setup` is run once after it. */
  | { readonly kind: 'open'; readonly id: number; readonly path: string; readonly config: Readonly<Record<string, string>>; readonly setup: readonly string[] }
  | { readonly kind: 'connect'; readonly id: number; readonly connection: number; readonly setup: readonly string[] }
  | { readonly kind: 'disconnect'; readonly connection: number }
  /** A small result whole, every value as text; the text may read from `given`. */
  | { readonly kind: 'rows'; readonly id: number; readonly connection: number; readonly text: string; readonly parameters: readonly StatementParameter[]; readonly given?: GivenRows }
  | RunRequest
  /** `memory`: for a batch to come; of a size that fits those before. */
  | { readonly kind: 'pull'; readonly run: number; readonly credits: number; readonly memory?: ArrayBuffer }
  | { readonly kind: 'cancel'; readonly run: number }
  | { readonly kind: 'cancelRows'; readonly connection: number; readonly id: number }
  /** Rows come over the port as `FeedMessage`s; `shared` holds the slots of `BatchSource`. */
  | { readonly kind: 'writeParquet'; readonly id: number; readonly path: string; readonly port: MessagePort; readonly shared: SharedArrayBuffer; readonly metadata: [key: string, value: string][] }
  | { readonly kind: 'close'; readonly id: number };

export const toWorker: z.ZodMiniType<ToWorker> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), id: z.number(), path: z.string(), config: z.record(z.string(), z.string()), setup: z.array(z.string()) }),
  z.object({ kind: z.literal('connect'), id: z.number(), connection: z.number(), setup: z.array(z.string()) }),
  z.object({ kind: z.literal('disconnect'), connection: z.number() }),
  z.object({ kind: z.literal('rows'), id: z.number(), connection: z.number(), text: z.string(), parameters: z.array(parameter), given: z.exactOptional(givenRows) }),
  runRequest,
  z.object({ kind: z.literal('pull'), run: z.number(), credits: z.number(), memory: z.exactOptional(z.instanceof(ArrayBuffer)) }),
  z.object({ kind: z.literal('cancel'), run: z.number() }),
  z.object({ kind: z.literal('cancelRows'), connection: z.number(), id: z.number() }),
  z.object({ kind: z.literal('writeParquet'), id: z.number(), path: z.string(), port: z.instanceof(MessagePort), shared: z.instanceof(SharedArrayBuffer), metadata: z.array(z.tuple([z.string(), z.string()])) }),
  z.object({ kind: z.literal('close'), id: z.number() }),
]);

/** How a statement ended. */
export interface RunSummary {
  /** DuckDB's name of the statement's type: `SELECT`, `CREATE`…; empty for a text without a statement. */
  readonly statement: string;
  /** Decimal text; present for statements that change rows. */
  readonly rowsChanged?: string;
  /** Rows sent, where the rest could not be read because another statement needed the connection. */
  readonly cutAfter?: number;
}
const summary = z.object({ statement: z.string(), rowsChanged: z.exactOptional(z.string()), cutAfter: z.exactOptional(z.number()) });

export type DuckDbRow = readonly (string | null)[];

export type FromWorker =
  | { readonly kind: 'done'; readonly id: number; readonly rows?: readonly DuckDbRow[] }
  | { readonly kind: 'failed'; readonly id: number; readonly error: DuckDbError }
  | { readonly kind: 'event'; readonly run: number; readonly event: ArrowMessage | { readonly kind: 'progress'; readonly fraction: number } }
  | { readonly kind: 'runEnded'; readonly run: number; readonly summary: RunSummary }
  | { readonly kind: 'runFailed'; readonly run: number; readonly error: DuckDbError }
  /** The statement is not a single reading one; it has not been run. */
  | { readonly kind: 'runRefused'; readonly run: number }
  | { readonly kind: 'runCancelled'; readonly run: number };

const bytes = z.instanceof(Uint8Array);
const event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('batch'), rows: z.number(), bytes }),
  z.object({ kind: z.literal('schema'), bytes }),
  z.object({ kind: z.literal('dictionary'), bytes }),
  z.object({ kind: z.literal('progress'), fraction: z.number() }),
]);

export const fromWorker: z.ZodMiniType<FromWorker> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), run: z.number(), event }),
  z.object({ kind: z.literal('done'), id: z.number(), rows: z.exactOptional(z.array(z.array(z.nullable(z.string())))) }),
  z.object({ kind: z.literal('failed'), id: z.number(), error }),
  z.object({ kind: z.literal('runEnded'), run: z.number(), summary }),
  z.object({ kind: z.literal('runFailed'), run: z.number(), error }),
  z.object({ kind: z.literal('runRefused'), run: z.number() }),
  z.object({ kind: z.literal('runCancelled'), run: z.number() }),
]);
