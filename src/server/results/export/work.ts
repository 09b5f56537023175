import type { ExportNote } from '../../../protocol/results';
import type { Pacer } from '../pacer';

export interface ExportWork {
  readonly pacer: Pacer;
  readonly timeZone: string;
  /** Rows written so far. */
  readonly progress: (rows: number) => void;
  /** What is to be told of the rows, where the format has a place for it. */
  readonly note?: ExportNote;
}
