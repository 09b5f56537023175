import type { Pacer } from '../pacer';

export interface ExportWork {
  readonly pacer: Pacer;
  readonly timeZone: string;
  /** Rows written so far. */
  readonly progress: (rows: number) => void;
}
