import { type Geometry, screenLeft } from './geometry';
import type { GridModel, Viewpoint } from './gridModel';
import type { CellPlace } from './selection';
import { t } from '../../shared/l10n';

export interface SpokenCell {
  readonly row: number;
  readonly position: number;
  readonly column: string;
  readonly type: string;
  readonly value: string;
  readonly selected: boolean;
  /** Its box in the grid. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is said of a cell, and where it is drawn. */
export function spokenCell(model: GridModel, place: CellPlace, column: number, geometry: Geometry, view: Viewpoint): SpokenCell {
  const part = model.source.find(place.row, model.groups.groupOf(column));
  const info = model.columns[column];
  return {
    ...place,
    column: info?.name ?? t('column {0}', column + 1),
    type: info?.type ?? '',
    value: model.marks?.cell(place.row, column)?.text.text ?? part?.columns.get(column)?.at(place.row - part.row).text ?? 'loading',
    selected: true,
    x: screenLeft(model.layout, geometry, view.scrollX, place.position),
    y: geometry.header + (place.row - view.top) * geometry.rowHeight,
    width: model.layout.width(place.position),
    height: geometry.rowHeight,
  };
}

/**
 * What a screen reader sees: a grid with the active cell in it. Two cells take turns, because a reader speaks when the focus moves,
 * not when the label of the focused element changes. They stand over the drawn cell, for magnifiers.
 */
export class AriaMirror {
  readonly element = document.createElement('div');
  readonly #header = document.createElement('div');
  readonly #headerRow = document.createElement('div');
  readonly #cells = [cell(), cell()] as const;
  #turn: 0 | 1 = 0;
  #spoken = '';
  #size = '';

  constructor() {
    this.element.className = 'mirror';
    this.element.id = 'grid';
    this.element.setAttribute('role', 'grid');
    this.element.setAttribute('aria-multiselectable', 'true');
    this.element.setAttribute('aria-readonly', 'true');
    this.#headerRow.setAttribute('role', 'row');
    this.#headerRow.setAttribute('aria-rowindex', '1');
    this.#header.setAttribute('role', 'columnheader');
    this.#headerRow.append(this.#header);
    // It is that of the active cell's column: without one it would be a header that says nothing.
    this.#headerRow.hidden = true;
    this.element.append(this.#headerRow, ...this.#cells.map(({ row }) => row));
    this.#cells[1].row.hidden = true;
    this.#cells[0].cell.tabIndex = 0;
    this.#cells[0].cell.setAttribute('aria-label', t('No cell selected'));
  }

  size(label: string, rows: number, columns: number, complete: boolean): void {
    const key = `${rows}:${columns}:${complete}:${label}`;
    if (key === this.#size) return;
    this.#size = key;
    this.element.setAttribute('aria-label', label);
    this.element.setAttribute('aria-rowcount', complete ? String(rows + 1) : '-1');
    this.element.setAttribute('aria-colcount', String(columns));
  }

  get hasFocus(): boolean {
    return this.element.matches(':focus-within');
  }

  focus(): void {
    this.#cells[this.#turn].cell.focus({ preventScroll: true });
  }

  /** No cell is active: what was said of one of other rows is true no longer. */
  clear(): void {
    if (this.#spoken === '') return;
    this.#spoken = '';
    this.#headerRow.hidden = true;
    this.#cells[this.#turn].cell.setAttribute('aria-label', t('No cell selected'));
  }

  /** The active cell, where it is drawn. */
  show(spoken: SpokenCell, geometry: Geometry): void {
    const key = `${spoken.row}:${spoken.position}:${spoken.column}:${spoken.value}:${spoken.selected}`;
    if (key !== this.#spoken) this.#speak(spoken, key);
    const { style } = this.#cells[this.#turn].cell;
    const seen = spoken.x + spoken.width > geometry.gutter && spoken.y + spoken.height > geometry.header && spoken.y < geometry.height && spoken.x < geometry.width;
    style.transform = seen ? `translate(${Math.round(spoken.x)}px, ${Math.round(spoken.y)}px)` : '';
    style.width = `${Math.round(spoken.width)}px`;
    style.height = `${Math.round(spoken.height)}px`;
  }

  #speak(spoken: SpokenCell, key: string): void {
    this.#spoken = key;
    const focused = this.hasFocus;
    const old = this.#cells[this.#turn];
    this.#turn = this.#turn === 0 ? 1 : 0;
    const next = this.#cells[this.#turn];
    next.row.hidden = false;
    next.row.setAttribute('aria-rowindex', String(spoken.row + 2));
    next.cell.setAttribute('aria-colindex', String(spoken.position + 1));
    next.cell.setAttribute('aria-selected', String(spoken.selected));
    next.cell.setAttribute('aria-label', t('Row {0}, {1}, {2}', spoken.row + 1, spoken.column, spoken.value === '' ? t('empty') : spoken.value));
    this.#header.setAttribute('aria-colindex', String(spoken.position + 1));
    this.#headerRow.hidden = false;
    this.#header.textContent = `${spoken.column}, ${spoken.type}`;
    next.cell.tabIndex = 0;
    old.cell.tabIndex = -1;
    if (focused) next.cell.focus({ preventScroll: true });
    old.row.hidden = true;
  }
}

function cell(): { readonly row: HTMLElement; readonly cell: HTMLElement } {
  const row = document.createElement('div');
  row.setAttribute('role', 'row');
  const inside = document.createElement('div');
  inside.setAttribute('role', 'gridcell');
  inside.className = 'mirror-cell';
  inside.tabIndex = -1;
  row.append(inside);
  return { row, cell: inside };
}
