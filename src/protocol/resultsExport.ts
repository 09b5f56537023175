import * as z from 'zod/mini';
import type { ObjectPath } from '../core/contract/objects';
import type { Check } from './define';
import { request } from './define';
import { COPY_FORMATS, type CopyFormat, EXPORT_FORMATS, type ExportFormat, type ExportRows, exportRowsShape } from './results';
import { count, path, text } from './shapes';

/** Exports to other places than a local file. Their progress is told as that of an export to a file. */

export interface ExportTextParams extends ExportRows {
  readonly format: CopyFormat;
  /** Bytes of UTF-8. */
  readonly most: number;
}
const exportTextParams: Check<ExportTextParams> = z.object({ ...exportRowsShape, format: z.enum(COPY_FORMATS), most: count });
/** The rows as one text. Fails with code `too-large` where it would be longer than `most`. */
export const ExportText = request<ExportTextParams, { text: string; rows: number }>('result/exportText', exportTextParams, z.object({ text, rows: count }));

export interface ExportObjectParams extends ExportRows {
  readonly format: ExportFormat;
  readonly connectionId: string;
  readonly object: ObjectPath;
  /** An object that is there already is replaced; else that fails with kind `exists`, before anything is written. */
  readonly replace: boolean;
}
const exportObjectParams: Check<ExportObjectParams> = z.object({ ...exportRowsShape, format: z.enum(EXPORT_FORMATS), connectionId: text, object: path, replace: z.boolean() });
/** Writes the rows as one object of a session, all or nothing. The session is open. */
export const ExportObject = request<ExportObjectParams, { rows: number; bytes: number }>('result/exportObject', exportObjectParams, z.object({ rows: count, bytes: count }));
