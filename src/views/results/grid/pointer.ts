import { type Geometry, type Place, placeAt, positionUnder, screenLeft } from './geometry';
import type { GridModel } from './gridModel';
import { t } from '../../shared/l10n';

export interface PointerContext {
  readonly surface: HTMLElement;
  geometry(): Geometry;
  model(): GridModel | undefined;
  /** The scroll position of what is drawn now. */
  scrolled(): { readonly top: number; readonly scrollX: number };
  focus(): void;
  changed(what: 'hover' | 'selection' | 'layout' | 'scroll'): void;
  fitColumn(position: number): void;
  doubleClick(): void;
  menu(place: Place, x: number, y: number): void;
  sort(position: number, more: boolean): void;
}

type Drag =
  | { readonly kind: 'select'; readonly axis: 'cells' | 'rows' | 'columns' }
  | { readonly kind: 'resize'; readonly column: number; readonly startX: number; readonly startWidth: number }
  | { readonly kind: 'reorder'; readonly position: number; readonly startX: number; readonly moved: boolean; readonly more: boolean };

const DRAG_STARTS = 5;
/** Rows and pixels that a selection dragged beyond the edge scrolls per frame, per pixel beyond it. */
const AUTO_ROWS = 0.06;
const AUTO_PIXELS = 0.5;

/** Mouse and pen: selecting with scrolling at the edges, resizing and moving columns, menus. */
export class Pointer {
  hoverRow: number | undefined;
  hoverHeader: number | undefined;
  dropLine: number | undefined;
  #drag: Drag | undefined;
  #last = { x: 0, y: 0 };
  #frame = 0;

  constructor(private readonly context: PointerContext) {
    const { surface } = context;
    surface.addEventListener('pointerdown', (event) => {
      this.#down(event);
    });
    surface.addEventListener('pointermove', (event) => {
      this.#move(event);
    });
    surface.addEventListener('pointerup', () => {
      this.#up();
    });
    surface.addEventListener('pointercancel', () => {
      this.#cancel();
    });
    surface.addEventListener('pointerleave', () => {
      if (!this.#drag) this.#hover({ kind: 'outside' });
    });
    surface.addEventListener('dblclick', (event) => {
      this.#double(event);
    });
    surface.addEventListener('contextmenu', (event) => {
      this.#menu(event);
    });
  }

  get dragging(): boolean {
    return this.#drag !== undefined;
  }

  #at(event: MouseEvent): { x: number; y: number } {
    const box = this.context.surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #place(x: number, y: number): Place {
    const model = this.context.model();
    return model ? placeAt(x, y, model.layout, this.context.geometry(), this.context.scrolled(), model.rows) : { kind: 'outside' };
  }

  #down(event: PointerEvent): void {
    const model = this.context.model();
    if (!model || event.button !== 0) return;
    const { x, y } = this.#at(event);
    this.#last = { x, y };
    const place = this.#place(x, y);
    event.preventDefault();
    this.context.focus();
    const how = event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'add' : 'only';
    switch (place.kind) {
      case 'cell':
        if (how === 'extend') model.selection.extendTo(place);
        else if (how === 'add') model.selection.add(place);
        else model.selection.moveTo(place);
        this.#drag = { kind: 'select', axis: 'cells' };
        break;
      case 'gutter':
        model.selection.selectRow(place.row, how);
        this.#drag = { kind: 'select', axis: 'rows' };
        break;
      case 'header':
        // A click sorts, with Shift by one more column; Control adds the column to the selection.
        if (how === 'add') model.selection.selectColumn(place.position, how);
        this.#drag = how === 'add' ? { kind: 'select', axis: 'columns' } : { kind: 'reorder', position: place.position, startX: x, moved: false, more: how === 'extend' };
        break;
      case 'edge': {
        const column = model.layout.visible[place.position];
        if (column !== undefined) this.#drag = { kind: 'resize', column, startX: x, startWidth: model.layout.widthOf(column) };
        break;
      }
      case 'corner':
        model.selection.selectAll();
        break;
      case 'outside':
        return;
    }
    this.context.surface.setPointerCapture(event.pointerId);
    this.context.changed('selection');
  }

  #move(event: PointerEvent): void {
    this.#last = this.#at(event);
    if (this.#drag) this.#pull(this.#drag);
    else this.#hover(this.#place(this.#last.x, this.#last.y));
  }

  #pull(drag: Drag): void {
    const model = this.context.model();
    if (!model) return;
    switch (drag.kind) {
      case 'resize':
        model.layout.setWidth(drag.column, drag.startWidth + this.#last.x - drag.startX, 'person');
        this.context.changed('layout');
        return;
      case 'reorder':
        this.#reorder(drag, model);
        return;
      case 'select':
        this.#extend(drag.axis, model);
        this.#autoScroll();
    }
  }

  #reorder(drag: Drag & { kind: 'reorder' }, model: GridModel): void {
    if (!drag.moved && Math.abs(this.#last.x - drag.startX) < DRAG_STARTS) return;
    this.#drag = { ...drag, moved: true };
    const to = this.#dropPosition(model);
    const geometry = this.context.geometry();
    const left = screenLeft(model.layout, geometry, this.context.scrolled().scrollX, to);
    this.dropLine = to > drag.position ? left + model.layout.width(to) : left;
    this.context.surface.style.cursor = 'grabbing';
    this.context.changed('hover');
    this.#autoScroll();
  }

  #dropPosition(model: GridModel): number {
    const geometry = this.context.geometry();
    const x = Math.max(geometry.gutter, this.#last.x);
    return positionUnder(model.layout, geometry, this.context.scrolled().scrollX, x) ?? model.layout.visible.length - 1;
  }

  /** Takes the selection to the cell nearest to the pointer. */
  #extend(axis: 'cells' | 'rows' | 'columns', model: GridModel): void {
    const geometry = this.context.geometry();
    const { top, scrollX } = this.context.scrolled();
    const y = Math.min(Math.max(this.#last.y, geometry.header), geometry.height - 1);
    const x = Math.min(Math.max(this.#last.x, geometry.gutter), geometry.width - 1);
    const row = Math.min(Math.max(0, Math.floor(top + (y - geometry.header) / geometry.rowHeight)), model.rows - 1);
    const position = positionUnder(model.layout, geometry, scrollX, x) ?? model.layout.visible.length - 1;
    if (axis === 'rows') model.selection.selectRow(row, 'extend');
    else if (axis === 'columns') model.selection.selectColumn(position, 'extend');
    else model.selection.extendTo({ row, position });
    this.context.changed('selection');
  }

  #autoScroll(): void {
    if (this.#frame !== 0) return;
    const step = (): void => {
      this.#frame = 0;
      const model = this.context.model();
      const drag = this.#drag;
      if (!model || !drag || drag.kind === 'resize') return;
      const { width, height, header, gutter } = this.context.geometry();
      const beyondY = drag.kind === 'reorder' || drag.axis === 'columns' ? 0 : beyond(this.#last.y, header, height);
      const beyondX = drag.kind === 'select' && drag.axis === 'rows' ? 0 : beyond(this.#last.x, gutter + model.layout.frozenWidth, width);
      if (beyondX === 0 && beyondY === 0) return;
      model.scrollTo(model.top + beyondY * AUTO_ROWS, model.scrollX + beyondX * AUTO_PIXELS);
      if (drag.kind === 'select') this.#extend(drag.axis, model);
      this.context.changed('scroll');
      this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  #up(): void {
    const drag = this.#drag;
    const model = this.context.model();
    if (drag?.kind === 'reorder' && drag.moved && model) {
      const to = this.#dropPosition(model);
      model.layout.move(drag.position, to);
      model.selection.selectColumn(to, 'only');
      this.context.changed('layout');
    }
    if (drag?.kind === 'reorder' && !drag.moved) this.context.sort(drag.position, drag.more);
    this.#cancel();
  }

  #cancel(): void {
    this.#drag = undefined;
    this.dropLine = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.context.surface.style.cursor = '';
    this.context.changed('hover');
  }

  #hover(place: Place): void {
    const row = place.kind === 'cell' || place.kind === 'gutter' ? place.row : undefined;
    const header = place.kind === 'header' ? place.position : undefined;
    this.context.surface.style.cursor = place.kind === 'edge' ? 'col-resize' : '';
    if (row === this.hoverRow && header === this.hoverHeader) return;
    this.hoverRow = row;
    this.hoverHeader = header;
    const model = this.context.model();
    const column = header === undefined ? undefined : model?.columns[model.layout.visible[header] ?? -1];
    this.context.surface.title = column ? `${column.name}\n${column.type}${column.nullable ? '' : ` · ${t('not null')}`}${column.key === undefined ? '' : ` · ${column.key}`}` : '';
    this.context.changed('hover');
  }

  #double(event: MouseEvent): void {
    const { x, y } = this.#at(event);
    const place = this.#place(x, y);
    if (place.kind === 'edge') this.context.fitColumn(place.position);
    else if (place.kind === 'cell') this.context.doubleClick();
  }

  #menu(event: MouseEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const model = this.context.model();
    if (!model) return;
    const { x, y } = this.#at(event);
    const place = this.#place(x, y);
    if (place.kind === 'cell' && !model.selection.contains(place)) model.selection.moveTo(place);
    if (place.kind === 'gutter' && !model.selection.contains({ row: place.row, position: 0 })) model.selection.selectRow(place.row, 'only');
    this.context.focus();
    this.context.changed('selection');
    this.context.menu(place, event.clientX, event.clientY);
  }
}

function beyond(at: number, from: number, to: number): number {
  return at < from ? at - from : at > to ? at - to : 0;
}
