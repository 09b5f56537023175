import type { Data, Schema } from 'apache-arrow';
import type { ImportPreview } from '../../../protocol/imports';

export interface SourceBatch {
  readonly rows: number;
  column(index: number): Data;
}

/** The rows of a file, as they are pulled. */
export interface ImportSource {
  readonly format: ImportPreview['format'];
  readonly schema: Schema;
  /** Once. @throws HeadwaterError where the file breaks off or is not what it seems */
  batches(): AsyncIterable<SourceBatch>;
  /** Lines that are no rows at all (too few or too many values), known when the last batch has come. */
  unreadable(): Promise<readonly { readonly line: number; readonly why: string }[]>;
  close(): Promise<void>;
}
