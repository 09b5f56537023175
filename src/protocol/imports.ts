import * as z from 'zod/mini';
import type { Failure } from '../core/errors';
import type { ChangeKind } from '../core/contract/tables';
import type { Check } from './define';
import { notification, request } from './define';
import { count, failure, path, text } from './shapes';
import { changeKind, type InTable, type TableInfo, tableInfo } from './tables';

/** A file whose rows are to be written to a table. */
export interface ImportFile {
  /** Absolute. */
  readonly path: string;
  /** Of a CSV file: its first line names the columns. */
  readonly header: boolean;
  /** Of a CSV file: what stands between values; absent = found out. */
  readonly delimiter?: string;
}
export const importFile: Check<ImportFile> = z.object({ path: text, header: z.boolean(), delimiter: z.exactOptional(text) });

export interface ImportPreview {
  readonly format: 'csv' | 'json' | 'parquet' | 'arrow';
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The first rows as text; `null` is NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether there are more. */
  readonly more: boolean;
}
export const PreviewImport = request<{ file: ImportFile }, ImportPreview>(
  'import/preview',
  z.object({ file: importFile }),
  z.object({ format: z.enum(['csv', 'json', 'parquet', 'arrow']), columns: z.array(z.object({ name: text, type: text })), rows: z.array(z.array(z.nullable(text))), more: z.boolean() }),
);

/** Types that columns of a new table can have. `timestamp` is without a zone, `instant` with. */
export const NEW_TYPES = ['text', 'integer', 'double', 'boolean', 'date', 'timestamp', 'instant', 'binary'] as const;
export type NewType = (typeof NEW_TYPES)[number];

/** A table to be made for the rows of a file. */
export interface NewTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: NewType }[];
  /** Names of columns; may be empty. */
  readonly key: readonly string[];
}
export const newTable: Check<NewTable> = z.object({ name: text, columns: z.array(z.object({ name: text, type: z.enum(NEW_TYPES) })), key: z.array(text) });
/** Makes a table beside another, which `table` names. */
export const CreateImportTable = request<InTable & { readonly wanted: NewTable }, TableInfo>('import/createTable', z.object({ connectionId: text, table: path, wanted: newTable }), tableInfo);

export interface ImportPlan {
  readonly file: ImportFile;
  readonly kind: ChangeKind;
  /** Column of the file for each column of the table that is written. */
  readonly mapping: readonly { readonly from: number; readonly to: number }[];
}
export const importPlan: Check<ImportPlan> = z.object({ file: importFile, kind: changeKind, mapping: z.array(z.object({ from: count, to: count })) });

export interface ImportReport {
  /** Rows of the file that were looked at. */
  readonly read: number;
  readonly written: number;
  readonly rejected: number;
  /** Sent and never acknowledged. */
  readonly unknown: number;
  /** The first of them; rows counted from 1. */
  readonly reasons: readonly { readonly row: number; readonly why: string }[];
  /** All rejected rows as CSV, in a file of ours. */
  readonly rejectedFile?: string;
  /** Why it ended before the file did. */
  readonly failure?: Failure;
  readonly cancelled: boolean;
}
const importReport: Check<ImportReport> = z.object({
  read: count,
  written: count,
  rejected: count,
  unknown: count,
  reasons: z.array(z.object({ row: count, why: text })),
  rejectedFile: z.exactOptional(text),
  failure: z.exactOptional(failure),
  cancelled: z.boolean(),
});

export interface StartImport extends InTable, ImportPlan {
  /** Names its progress. */
  readonly token: string;
}
/** Cancelling it stops the writing, and the report says what was written by then. */
export const RunImport = request<StartImport, ImportReport>(
  'import/run',
  z.object({ connectionId: text, table: path, file: importFile, kind: changeKind, mapping: z.array(z.object({ from: count, to: count })), token: text }),
  importReport,
);
/** Ends the writing of an import; its own request then answers with the report. */
export const StopImport = request('import/stop', z.object({ token: text }), z.nullable(z.undefined()));

export interface ImportProgress {
  readonly token: string;
  readonly read: number;
  readonly rejected: number;
}
export const ImportProgressNote = notification<ImportProgress>('import/progress', z.object({ token: text, read: count, rejected: count }));
