import type { Place } from './geometry';

/** What the grid tells of and asks for. */
export interface GridEvents {
  selectionChanged(): void;
  layoutChanged(): void;
  scrolled(): void;
  focusChanged(focused: boolean): void;
  open(row: number, column: number): void;
  escape(): void;
  copy(headers: boolean): void;
  readonly menu: (place: Place, x: number, y: number) => void;
  /** A click on a header. @param more beside the columns sorted by already */
  sort(position: number, more: boolean): void;
  find(what: 'open' | 'next' | 'previous'): void;
  filter(): void;
  /** Keys go there first; true where they were for it. */
  editKey(event: KeyboardEvent): boolean;
  paste(text: string): void;
  /** A double click. False where the cell is not written in: it is opened then. */
  edit(row: number, column: number): boolean;
}
