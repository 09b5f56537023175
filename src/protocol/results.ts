import * as z from 'zod/mini';
import type { StatementParameter } from '../core/contract/execution';
import type { Failure, TextRange } from '../core/errors';
import { type CellRange, cellRange } from './cellRange';
import type { Check } from './define';
import { notification, request } from './define';
import { bytes, count, facts, failure, nothing, text, textRange } from './shapes';
import { type LiveState, liveState } from './resultsLive';
import { type DataRead, dataRead } from './data';
import { statementParameter } from './statements';
import { type TableRead, tableRead } from './tables';

/** One window crosses to a webview in one message; more would block it (64 KiB take about 8 ms there, 1 MiB 80 ms). */
export const WINDOW_BYTES = 65_536;

export interface StartRun {
  readonly connectionId: string;
  readonly statement: string;
  readonly title: string;
  readonly parameters?: readonly StatementParameter[];
  /** Rows after which reading stops for good; absent = the connection's. */
  readonly rowCap?: number;
  /** Milliseconds; absent = the connection's. */
  readonly timeoutMs?: number;
  /** Read to the end without pausing. */
  readonly readAll?: boolean;
  /** Whether it changes something on the other side, where the sender knows. */
  readonly writes?: boolean;
  /** From `-- headwater: key=value` lines, for the system itself. */
  readonly settings?: Readonly<Record<string, string>>;
  /** One part of an inspection instead of the statement's whole result. */
  readonly part?: { readonly inspection: string; readonly index: number };
  /** Rows of a table instead of the statement, which then says the same in words. */
  readonly read?: TableRead;
  /** Rows of objects instead of the statement. */
  readonly data?: DataRead;
  /** Results that the statement may read as tables: their ids, by the name that stands for each. They go before tables of that name. */
  readonly named?: Readonly<Record<string, string>>;
  /** The language of the session's command lines, where the statement is one of those. */
  readonly command?: string;
  /** Where the statement stands, for diagnostics and for what belongs to its document. */
  readonly source?: { readonly uri: string; readonly range: TextRange };
}
export const startRun: Check<StartRun> = z.object({
  connectionId: text,
  statement: text,
  title: text,
  parameters: z.exactOptional(z.array(statementParameter)),
  rowCap: z.exactOptional(count),
  timeoutMs: z.exactOptional(count),
  readAll: z.exactOptional(z.boolean()),
  writes: z.exactOptional(z.boolean()),
  settings: z.exactOptional(z.record(text, text)),
  part: z.exactOptional(z.object({ inspection: text, index: count })),
  read: z.exactOptional(tableRead),
  data: z.exactOptional(dataRead),
  named: z.exactOptional(z.record(text, text)),
  command: z.exactOptional(text),
  source: z.exactOptional(z.object({ uri: text, range: textRange })),
});

/** Starts a statement; answers as soon as it is at work. Its life is told by {@link ResultChanged}. */
export const StartRunRequest = request<StartRun, { resultId: string }>('run/start', startRun, z.object({ resultId: text }));
/** Ends the statement on the other side; answers when it has stopped. Rows received stay. */
export const CancelRun = request('run/cancel', z.object({ resultId: text }), nothing);

/** `paused`: the source waits until somebody wants more rows. */
export type ResultPhase = 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface ResultMessage {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

export interface ResultState {
  /** Unique over server starts: carries the server's generation. */
  readonly resultId: string;
  readonly connectionId: string;
  readonly title: string;
  readonly phase: ResultPhase;
  /** Number of columns; 0 until the schema is known and for statements without rows. */
  readonly columns: number;
  readonly rows: number;
  /** Arrow bytes received. */
  readonly bytes: number;
  /** Of these, in a spill file. */
  readonly spilledBytes: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Milliseconds at work, pauses left out. */
  readonly elapsedMs: number;
  readonly firstRowMs?: number;
  /** True once the source has ended by itself. */
  readonly complete: boolean;
  /** Why there are no more rows although the source had more: in words. */
  readonly endedEarly?: string;
  /** Decimal text. */
  readonly rowsAffected?: string;
  readonly progress?: { readonly fraction?: number; readonly text?: string };
  readonly messages: readonly ResultMessage[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly failure?: Failure;
  /** Of a result whose rows keep coming. */
  readonly live?: LiveState;
}
export const resultState: Check<ResultState> = z.object({
  resultId: text,
  connectionId: text,
  title: text,
  phase: z.enum(['running', 'paused', 'done', 'failed', 'cancelled']),
  columns: count,
  rows: count,
  bytes: count,
  spilledBytes: count,
  startedAt: z.number(),
  elapsedMs: z.number(),
  firstRowMs: z.exactOptional(z.number()),
  complete: z.boolean(),
  endedEarly: z.exactOptional(text),
  rowsAffected: z.exactOptional(text),
  progress: z.exactOptional(z.object({ fraction: z.exactOptional(z.number()), text: z.exactOptional(text) })),
  messages: z.array(z.object({ severity: z.enum(['info', 'warning', 'error']), text })),
  facts,
  failure: z.exactOptional(failure),
  live: z.exactOptional(liveState),
});

/** Sent at the start, at each change of phase or of the schema, and at most ten times a second in between. */
export const ResultChanged = notification('result/changed', resultState);

export interface ResultColumn {
  readonly name: string;
  /** The type in the system's own words. */
  readonly type: string;
  readonly align: 'left' | 'right';
  readonly nullable: boolean;
  readonly key?: string;
  /** What a column that the system has added says of its row. */
  readonly role?: string;
}
export const resultColumn: Check<ResultColumn> = z.object({ name: text, type: text, align: z.enum(['left', 'right']), nullable: z.boolean(), key: z.exactOptional(text), role: z.exactOptional(text) });

/** Columns `from` to `from + count`, in order. */
export const ResultColumns = request<{ resultId: string; from: number; count: number }, readonly ResultColumn[]>(
  'result/columns',
  z.object({ resultId: text, from: count, count }),
  z.array(resultColumn),
);

export interface WindowParams {
  readonly resultId: string;
  /** An ordering or selection of the result's rows made by another request; absent = as received. */
  readonly view?: string;
  readonly row: number;
  readonly rows: number;
  /** Column indexes, in the order wanted. */
  readonly columns: readonly number[];
}
export const windowParams: Check<WindowParams> = z.object({ resultId: text, view: z.exactOptional(text), row: count, rows: count, columns: z.array(count) });

/**
 * An Arrow IPC stream (schema, one batch) of at most {@link WINDOW_BYTES}: fewer rows than asked where they would not fit.
 * A column with a value too large for a window arrives as Utf8 text that is already formatted and cut:
 * its field has the metadata `headwater:text` = `1`, and `headwater:cut` = JSON `[[row in window, full length in bytes], …]`.
 */
export interface ResultWindow {
  readonly row: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
}
export const resultWindow: Check<ResultWindow> = z.object({ row: count, rows: count, bytes });
export const GetWindow = request<WindowParams, ResultWindow>('result/window', windowParams, resultWindow);

/** Reads on until `rows` rows are there, or to the end where `rows` is `null`. Answers when that is so, or the source has ended. */
export const ReadOn = request<{ resultId: string; rows: number | null }, { rows: number; complete: boolean }>(
  'result/read',
  z.object({ resultId: text, rows: z.nullable(count) }),
  z.object({ rows: count, complete: z.boolean() }),
);

export interface CellParams {
  readonly resultId: string;
  /** As in a window. */
  readonly view?: string;
  readonly row: number;
  readonly column: number;
  /** `text`: as shown, whole; `json`: nested values as indented JSON; `raw`: the bytes of strings and binary values. */
  readonly as: 'text' | 'json' | 'raw';
  /** UTF-16 code units of text or bytes of raw from the start of the value. */
  readonly from: number;
  readonly length: number;
}
export const cellParams: Check<CellParams> = z.object({ resultId: text, view: z.exactOptional(text), row: count, column: count, as: z.enum(['text', 'json', 'raw']), from: count, length: count });

export interface CellPart {
  readonly isNull: boolean;
  /** Length of the whole value in the same unit as `from`. */
  readonly total: number;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  /** `text`, `number`, `binary`, `nested`, `time`, `boolean`. */
  readonly family: string;
}
export const cellPart: Check<CellPart> = z.object({ isNull: z.boolean(), total: count, text: z.exactOptional(text), bytes: z.exactOptional(bytes), family: text });
export const GetCell = request<CellParams, CellPart>('result/cell', cellParams, cellPart);

export type { CellRange };

export const COPY_FORMATS = ['tsv', 'csv', 'json', 'jsonl', 'markdown', 'html', 'sql', 'inList'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];
export interface CopyParams {
  readonly resultId: string;
  readonly view?: string;
  readonly ranges: readonly CellRange[];
  readonly format: CopyFormat;
  readonly headers: boolean;
  /** UTF-16 units after which a cell of a table in Markdown or HTML is cut; absent = whole. */
  readonly maxChars?: number;
}
export const copyParams: Check<CopyParams> = z.object({ resultId: text, view: z.exactOptional(text), ranges: z.array(cellRange), format: z.enum(COPY_FORMATS), headers: z.boolean(), maxChars: z.exactOptional(count) });
/** Fails with code `too-large` above 64 MiB of text, naming export as the way. */
export const CopyCells = request<CopyParams, { text: string; cells: number }>('result/copy', copyParams, z.object({ text, cells: count }));

/** Exact where the types allow it; all numbers as text. */
export interface SelectionTotals {
  readonly cells: number;
  readonly nulls: number;
  readonly numbers: number;
  readonly sum?: string;
  readonly average?: string;
  readonly min?: string;
  readonly max?: string;
}
export const selectionTotals: Check<SelectionTotals> = z.object({
  cells: count,
  nulls: count,
  numbers: count,
  sum: z.exactOptional(text),
  average: z.exactOptional(text),
  min: z.exactOptional(text),
  max: z.exactOptional(text),
});
export interface TotalsQuery {
  readonly resultId: string;
  readonly view?: string;
  readonly ranges: readonly CellRange[];
}
export const TotalsParams: Check<TotalsQuery> = z.object({ resultId: text, view: z.exactOptional(text), ranges: z.array(cellRange) });
export const GetTotals = request<TotalsQuery, SelectionTotals>('result/totals', TotalsParams, selectionTotals);

export const EXPORT_FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'markdown', 'html', 'sql', 'inList', 'xlsx', 'arrow', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What is told of exported rows besides them. */
export interface ExportNote {
  readonly statement: string;
  /** The connection's name; empty where it is not known. */
  readonly connection: string;
}

/** Which rows are exported. */
export interface ExportRows {
  readonly resultId: string;
  /** Rows that are arranged, as they are now; absent = all, read to the end first. */
  readonly view?: string;
  /** Cells of these, all of the same columns; absent = all. */
  readonly ranges?: readonly CellRange[];
  /** Written as a comment or as metadata, in formats that have a place for it. */
  readonly note?: ExportNote;
  /** Identifies the progress notifications of this export. */
  readonly token: string;
}
export const exportNote: Check<ExportNote> = z.object({ statement: text, connection: text });
export const exportRowsShape = { resultId: text, view: z.exactOptional(text), ranges: z.exactOptional(z.array(cellRange)), note: z.exactOptional(exportNote), token: text };

export interface ExportParams extends ExportRows {
  readonly format: ExportFormat;
  /** Absolute; written beside it and renamed when whole. */
  readonly path: string;
}
const exportParams: Check<ExportParams> = z.object({ ...exportRowsShape, format: z.enum(EXPORT_FORMATS), path: text });
/** Reads the source to its end first. Cancelled by the request's token; leaves no partial file. */
export const ExportResult = request<ExportParams, { rows: number; bytes: number }>('result/export', exportParams, z.object({ rows: count, bytes: count }));
export interface ExportStep {
  readonly token: string;
  readonly rows: number;
  readonly of: number | null;
  /** Bytes sent of `size`, once all rows are written and the file goes elsewhere. */
  readonly sent?: number;
  readonly size?: number;
}
export const ExportProgress = notification<ExportStep>('result/exportProgress', z.object({ token: text, rows: count, of: z.nullable(count), sent: z.exactOptional(count), size: z.exactOptional(count) }));

/** Ends its source and frees its memory and files. */
export const CloseResult = request('result/close', z.object({ resultId: text }), nothing);
