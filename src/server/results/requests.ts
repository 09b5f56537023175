import * as z from 'zod/mini';
import { type Check, request } from '../../protocol/define';
import { bytes, count, nothing, text } from '../../protocol/shapes';
import { type CellRange, cellRange } from '../../protocol/cellRange';
import { type ExportNote, exportNote } from '../../protocol/results';
import { FILE_FORMATS, type FileFormat, TEXT_FORMATS, type TextFormat } from './export/formats';
import type { Kept } from './store/resultStore';

/** Requests to the worker that the host does not make; the others are those of the protocol. */

export interface ResultsSettings {
  /** Folder for spill files; may not exist yet. */
  readonly folder: string;
  readonly memoryPerResult: number;
  readonly spillQuota: number;
  readonly timeZone: string;
  /** How much of a result that does not end is kept. */
  readonly ring?: { readonly rows: number; readonly bytes: number };
}
export const resultsSettings: Check<ResultsSettings> = z.object({ folder: text, memoryPerResult: count, spillQuota: count, timeZone: text, ring: z.exactOptional(z.object({ rows: count, bytes: count })) });
export const ConfigureResults = request<ResultsSettings, undefined | null>('results/configure', resultsSettings, nothing);

const kept: Check<Kept> = z.object({ rows: count, bytes: count, spilledBytes: count, full: z.exactOptional(text), ring: z.exactOptional(z.object({ kept: count, dropped: count })) });

/** Makes a result from its schema message. */
export const OpenResult = request<{ resultId: string; schema: Uint8Array; live?: boolean }, { columns: number }>('results/open', z.object({ resultId: text, schema: bytes, live: z.exactOptional(z.boolean()) }), z.object({ columns: count }));

export interface AppendedMessage {
  readonly kind: 'dictionary' | 'batch';
  readonly bytes: Uint8Array;
  /** How many rows the result may have in all; `null` for no bound. */
  readonly most: number | null;
}

/** Adds messages in this order, up to the first that cannot be kept. */
export const AppendMessages = request<{ resultId: string; messages: readonly AppendedMessage[] }, Kept>(
  'results/append',
  z.object({ resultId: text, messages: z.array(z.object({ kind: z.enum(['dictionary', 'batch']), bytes, most: z.nullable(count) })) }),
  kept,
);

export const EndResult = request<{ resultId: string }, Kept>('results/end', z.object({ resultId: text }), kept);

/** Rows of a result, whole or in part. */
export interface RowsAsked {
  readonly resultId: string;
  readonly view?: string;
  /** Cells of these, all of the same columns. */
  readonly ranges?: readonly CellRange[];
}
const rowsAskedShape = { resultId: text, view: z.exactOptional(text), ranges: z.exactOptional(z.array(cellRange)) };

/** A copy of a message, counted from 0 with the schema as the first; `null` behind the last. */
export interface StoredMessage {
  readonly kind: 'schema' | 'dictionary' | 'batch';
  readonly rows: number;
  readonly bytes: Uint8Array;
}
export interface MessageParams extends RowsAsked {
  readonly index: number;
  /** Names who reads: of a result that does not end, the messages of one reader are those of one moment. */
  readonly reader: string;
}
export const ReadMessage = request<MessageParams, { message: StoredMessage | null }>(
  'results/message',
  z.object({ ...rowsAskedShape, index: count, reader: text }),
  z.object({ message: z.nullable(z.object({ kind: z.enum(['schema', 'dictionary', 'batch']), rows: count, bytes })) }),
);

/** Writes the rows that there are now to a file; tells its progress. Cancelling leaves nothing. */
export interface WriteParams extends RowsAsked {
  readonly format: FileFormat;
  readonly path: string;
  readonly note?: ExportNote;
}
export const WriteResult = request<WriteParams, { rows: number; bytes: number }>(
  'results/write',
  z.object({ ...rowsAskedShape, format: z.enum(FILE_FORMATS), path: text, note: z.exactOptional(exportNote) }),
  z.object({ rows: count, bytes: count }),
);

/** The rows that there are now as one text of at most `most` bytes of UTF-8. */
export interface TextParams extends RowsAsked {
  readonly format: TextFormat;
  readonly most: number;
  readonly note?: ExportNote;
}
export const WriteText = request<TextParams, { text: string; rows: number }>(
  'results/text',
  z.object({ ...rowsAskedShape, format: z.enum(TEXT_FORMATS), most: count, note: z.exactOptional(exportNote) }),
  z.object({ text, rows: count }),
);

/** Some rows with all their columns, whatever their size: a schema message and a batch message. */
export interface PickedRows {
  readonly schema: Uint8Array;
  readonly batch: Uint8Array;
}
export const PickRows = request<{ resultId: string; rows: readonly number[] }, PickedRows>('results/pick', z.object({ resultId: text, rows: z.array(count) }), z.object({ schema: bytes, batch: bytes }));

/** A range of rows with some of their columns. A result that does not end is read as it stood when row 0 was asked for. */
export const PickColumns = request<{ resultId: string; columns: readonly number[]; row: number; rows: number }, PickedRows & { readonly rows: number }>(
  'results/columns',
  z.object({ resultId: text, columns: z.array(count), row: count, rows: count }),
  z.object({ rows: count, schema: bytes, batch: bytes }),
);

/** Removes all files. */
export const DisposeResults = request('results/dispose', z.object({}), nothing);
