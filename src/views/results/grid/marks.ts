import type { CellText } from '../../../core/format/cell';

/** What has happened to a row, shown by its colour and at its left edge. */
export type RowMark = 'added' | 'changed' | 'deleted' | 'before';

/** A value that stands in place of the stored one. */
export interface CellMark {
  readonly text: CellText;
  /** It was refused. */
  readonly wrong: boolean;
  /** It is as it should be by now: nothing marks it. */
  readonly settled?: boolean;
}

/** What the header of a column says of its part in sorting and filters. */
export interface HeaderMark {
  readonly sort?: 'up' | 'down';
  /** Its place among several columns that are sorted by. */
  readonly place?: number;
  readonly filtered: boolean;
}

/** What is drawn over the rows of a result. */
export interface GridMarks {
  row(row: number): RowMark | undefined;
  cell(row: number, column: number): CellMark | undefined;
}

const KINDS: Readonly<Record<string, RowMark>> = {
  '+I': 'added',
  I: 'added',
  INSERT: 'added',
  '+A': 'added',
  '-U': 'before',
  UPDATE_BEFORE: 'before',
  '+U': 'changed',
  U: 'changed',
  UPDATE: 'changed',
  UPSERT: 'changed',
  UPDATE_AFTER: 'changed',
  ADDED: 'added',
  BEFORE: 'before',
  AFTER: 'changed',
  REMOVED: 'deleted',
  '-D': 'deleted',
  D: 'deleted',
  DELETE: 'deleted',
};

/** What the value of a change column means; `undefined` for words that nobody knows. */
export function markOfChange(text: string): RowMark | undefined {
  return KINDS[text.trim().toUpperCase()];
}
