import { formatCount } from '../../../core/format/numbers';
import { AriaMirror, spokenCell } from './ariaMirror';
import { fitAll, fitFirst, makeFitters } from './fitting';
import { type Geometry, gutterWidth, screenLeft } from './geometry';
import type { GridEvents } from './gridEvents';
import type { GridModel, Viewpoint } from './gridModel';
import { commandOf, type GridCommand } from './keymap';
import { moveColumn, moveFocus, select } from './moves';
import { Painter } from './painter';
import type { Fitters } from './paintInput';
import { Pointer } from './pointer';
import { Scrollbar } from './scrollbar';
import { SPARK_ROOM } from './spark';
import { type GridTheme, readTheme } from './theme';
import { wheelPixels } from './wheel';
import { t } from '../../shared/l10n';

/** The grid: draws a {@link GridModel} on a canvas and turns wheel, mouse and keys into changes of it. */
export class Grid {
  readonly element = document.createElement('div');
  readonly surface = document.createElement('div');
  readonly #canvas = document.createElement('canvas');
  readonly #mirror = new AriaMirror();
  readonly #hint = document.createElement('div');
  readonly #vertical: Scrollbar;
  readonly #horizontal: Scrollbar;
  readonly #pointer: Pointer;
  readonly #context: CanvasRenderingContext2D;
  #theme: GridTheme;
  #fitters: Fitters;
  #painter: Painter;
  #model: GridModel | undefined;
  #label = '';
  #view: Viewpoint | undefined;
  #width = 0;
  #height = 0;
  #frame = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly events: GridEvents) {
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('This browser draws no canvas.');
    this.#context = context;
    this.#theme = readTheme(document.documentElement, document.body);
    this.#fitters = makeFitters(context, this.#theme);
    this.#painter = new Painter(context, this.#fitters);
    this.#vertical = new Scrollbar({
      axis: 'vertical',
      label: t('Rows'),
      scroll: (top) => {
        this.#model?.scrollTo(top);
        this.#moved();
      },
      dragging: (top) => {
        this.#showHint(top);
      },
    });
    this.#horizontal = new Scrollbar({
      axis: 'horizontal',
      label: t('Columns'),
      scroll: (x) => {
        this.#model?.scrollTo(this.#model.top, x);
        this.#moved();
      },
    });
    this.#assemble();
    this.#pointer = this.#makePointer();
    this.#listen();
  }

  get model(): GridModel | undefined {
    return this.#model;
  }

  get hasFocus(): boolean {
    return this.#mirror.hasFocus;
  }

  show(model: GridModel | undefined, label: string): void {
    this.#label = label;
    if (this.#model !== model) {
      this.#model = model;
      this.#view = undefined;
    }
    this.#resized();
  }

  focus(): void {
    this.#mirror.focus();
  }

  /** Where a cell stands in {@link surface}; `undefined` where it is out of sight. */
  cellBox({ row, position }: { readonly row: number; readonly position: number }): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined {
    const model = this.#model;
    if (!model) return undefined;
    const geometry = this.#geometry();
    const y = geometry.header + (row - model.top) * geometry.rowHeight;
    if (y < geometry.header - 1 || y >= geometry.height) return undefined;
    return { x: screenLeft(model.layout, geometry, model.scrollX, position), y, width: model.layout.width(position), height: geometry.rowHeight };
  }

  /** Where a column's header stands in the window. */
  headerBox(position: number): { readonly x: number; readonly y: number; readonly height: number } {
    const geometry = this.#geometry();
    const box = this.surface.getBoundingClientRect();
    const x = this.#model ? screenLeft(this.#model.layout, geometry, this.#model.scrollX, position) : 0;
    return { x: box.left + Math.min(Math.max(geometry.gutter, x), geometry.width), y: box.top, height: geometry.header };
  }

  /** Somebody else has moved the selection. */
  selectedByOthers(): void {
    this.#selected();
    this.#moved();
  }

  /** Draws in the next frame. */
  schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => { this.#draw(); });
  }

  themeChanged(): void {
    this.#theme = readTheme(document.documentElement, document.body);
    this.#fitters = makeFitters(this.#context, this.#theme);
    this.#painter = new Painter(this.#context, this.#fitters);
    this.#resized();
  }

  /** Runs a command as if its key had been pressed. */
  run(command: GridCommand): void {
    const model = this.#model;
    if (!model) return;
    switch (command.do) {
      case 'move':
        if (!moveFocus(model, command.step, command.extend)) return;
        this.#selected();
        this.#moved();
        return;
      case 'moveColumn':
        if (!moveColumn(model, command.by)) return;
        this.#laidOut();
        this.#selected();
        return;
      case 'selectAll':
      case 'selectRow':
      case 'selectColumn':
        select(model, command.do);
        this.#selected();
        return;
      case 'open':
        this.#open();
        return;
      case 'escape':
        this.events.escape();
        return;
      case 'copy':
      case 'copyWithHeaders':
        this.events.copy(command.do === 'copyWithHeaders');
        return;
      case 'find':
        this.events.find('open');
        return;
      case 'findNext':
      case 'findPrevious':
        this.events.find(command.do === 'findNext' ? 'next' : 'previous');
        return;
      case 'filter':
        this.events.filter();
        return;
      case 'menu':
        this.#menuAtFocus();
    }
  }

  /** Sets a column's width so that its name and the cells at hand fit. */
  fitColumn(position: number): void {
    const column = this.#model?.layout.visible[position];
    if (column !== undefined) this.#fit([column]);
  }

  fitAll(): void {
    const model = this.#model;
    if (!model) return;
    const { first, end } = model.layout.scrolled(model.scrollX, model.room.width);
    this.#fit([...model.layout.visible.slice(0, model.layout.frozen), ...model.layout.visible.slice(first, end)]);
  }

  /** Widths before the first drawing, from names, types and the first cells; never again by itself, so that nothing jumps. */
  fitFirst(columns: readonly number[]): void {
    if (!this.#model) return;
    fitFirst(this.#model, this.#fitters, columns, this.#view?.first ?? 0);
    this.schedule();
  }

  #fit(columns: readonly number[]): void {
    if (!this.#model) return;
    fitAll(this.#model, this.#fitters, columns, this.#view?.first ?? 0);
    this.#laidOut();
  }

  #assemble(): void {
    this.element.className = 'grid';
    this.surface.className = 'surface';
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.#hint.className = 'row-hint';
    this.#hint.hidden = true;
    this.#hint.setAttribute('aria-hidden', 'true');
    this.surface.append(this.#canvas, this.#mirror.element, this.#hint);
    this.element.append(this.surface, this.#vertical.element, this.#horizontal.element);
  }

  #makePointer(): Pointer {
    return new Pointer({
      surface: this.surface,
      geometry: () => this.#geometry(),
      model: () => this.#model,
      scrolled: () => this.#view ?? { top: 0, scrollX: 0 },
      focus: () => {
        this.focus();
      },
      changed: (what) => {
        if (what === 'selection') this.#selected();
        else if (what === 'layout') this.#laidOut();
        else if (what === 'scroll') this.#moved();
        else this.schedule();
      },
      fitColumn: (position) => {
        this.fitColumn(position);
      },
      doubleClick: () => {
        const place = this.#model?.selection.head;
        const column = place && this.#model?.layout.visible[place.position];
        if (!place || column === undefined || !this.events.edit(place.row, column)) this.#open();
      },
      menu: this.events.menu,
      sort: (position, more) => {
        this.events.sort(position, more);
      },
    });
  }

  #listen(): void {
    this.surface.addEventListener('wheel', (event) => {
      this.#wheel(event);
    }, { passive: false });
    this.element.addEventListener('paste', (event) => {
      this.events.paste(event.clipboardData?.getData('text/plain') ?? '');
    });
    this.element.addEventListener('keydown', (event) => {
      if (this.#model && this.events.editKey(event)) {
        event.preventDefault();
        event.stopPropagation();
        return;
      }
      const command = commandOf(event);
      if (!command || !this.#model) return;
      event.preventDefault();
      event.stopPropagation();
      this.run(command);
    });
    this.#mirror.element.addEventListener('focusin', () => {
      this.events.focusChanged(true);
      this.schedule();
    });
    this.#mirror.element.addEventListener('focusout', () => {
      this.events.focusChanged(false);
      this.schedule();
    });
    new ResizeObserver(() => {
      this.#resized();
    }).observe(this.surface);
  }

  #wheel(event: WheelEvent): void {
    const model = this.#model;
    if (!model || event.ctrlKey) return;
    const { x, y } = wheelPixels(event, this.#theme.rowHeight, this.#height);
    const before = { top: model.top, scrollX: model.scrollX };
    model.scrollTo(model.top + y / this.#theme.rowHeight, model.scrollX + x);
    // At an end the page around the grid scrolls on.
    if (model.top === before.top && model.scrollX === before.scrollX) return;
    event.preventDefault();
    this.#moved();
  }

  #geometry(): Geometry {
    const { rowHeight, headerHeight } = this.#theme;
    const header = headerHeight + (this.#model?.spark ? SPARK_ROOM : 0);
    const digit = this.#fitters.cell.width('0');
    return { width: this.#width, height: this.#height, rowHeight, header, gutter: gutterWidth((this.#model?.rows ?? 0) + (this.#model?.firstNumber ?? 0), digit) };
  }

  #resized(): void {
    const box = this.surface.getBoundingClientRect();
    this.#width = box.width;
    this.#height = box.height;
    this.#vertical.element.style.top = `${this.#geometry().header}px`;
    const ratio = devicePixelRatio;
    const [width, height] = [Math.max(1, Math.round(box.width * ratio)), Math.max(1, Math.round(box.height * ratio))];
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#canvas.style.width = `${width / ratio}px`;
      this.#canvas.style.height = `${height / ratio}px`;
      // A canvas that changes its size is empty: draw before the browser shows it.
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      this.#draw();
    } else this.schedule();
  }

  #draw(): void {
    this.#frame = 0;
    clearTimeout(this.#again);
    const model = this.#model;
    if (!model || this.#width === 0 || this.#height === 0) return;
    const geometry = this.#geometry();
    model.resize({ width: geometry.width - geometry.gutter, rows: (geometry.height - geometry.header) / geometry.rowHeight });
    const wanted = model.look();
    const shot = model.picture.choose(wanted, performance.now());
    this.#view = shot.view;
    const missing = this.#painter.paint({
      model,
      view: shot.view,
      geometry,
      theme: this.#theme,
      ratio: this.#canvas.width / this.#width,
      focused: this.#mirror.hasFocus,
      placeholders: shot.placeholders,
      hoverRow: this.#pointer.dragging ? undefined : this.#pointer.hoverRow,
      hoverHeader: this.#pointer.dragging ? undefined : this.#pointer.hoverHeader,
      dropLine: this.#pointer.dropLine,
    });
    if (shot.again !== undefined) {
      this.#again = setTimeout(() => {
        this.schedule();
      }, shot.again);
    }
    this.#vertical.update({ total: model.rows, visible: model.room.rows, position: model.top }, geometry.height - geometry.header);
    this.#horizontal.update({ total: model.layout.totalWidth, visible: model.room.width, position: model.scrollX }, geometry.width);
    this.#mirrorFocus(model, geometry, shot.view);
    this.#tell(shot.view, wanted, missing, model);
  }

  /** What is on the screen, as data attributes: read by tests and by the benchmark. */
  #tell(shown: Viewpoint, wanted: Viewpoint, missing: number, model: GridModel): void {
    const { dataset } = this.element;
    dataset['top'] = shown.top.toFixed(2);
    dataset['wanted'] = wanted.top.toFixed(2);
    dataset['missing'] = String(missing);
    dataset['rows'] = String(model.rows);
  }

  #mirrorFocus(model: GridModel, geometry: Geometry, view: Viewpoint): void {
    this.#mirror.size(this.#label, model.rows, model.layout.visible.length, model.complete);
    const place = model.selection.head;
    const column = place && model.layout.visible[place.position];
    if (!place || column === undefined) {
      this.#mirror.clear();
      return;
    }
    this.#mirror.show(spokenCell(model, place, column, geometry, view), geometry);
  }

  #showHint(top: number | undefined): void {
    this.#hint.hidden = top === undefined;
    if (top !== undefined) this.#hint.textContent = t('Row {0}', formatCount(Math.floor(top) + 1));
  }

  #open(): void {
    const place = this.#model?.selection.head;
    const column = place && this.#model?.layout.visible[place.position];
    if (place && column !== undefined && this.#model && place.row < this.#model.rows) this.events.open(place.row, column);
  }

  #menuAtFocus(): void {
    const model = this.#model;
    const place = model?.selection.head;
    if (!model || !place || !this.#view) return;
    const geometry = this.#geometry();
    const box = this.surface.getBoundingClientRect();
    const x = screenLeft(model.layout, geometry, this.#view.scrollX, place.position);
    const y = geometry.header + (place.row + 1 - this.#view.top) * geometry.rowHeight;
    this.events.menu({ kind: 'cell', ...place }, box.left + Math.min(Math.max(geometry.gutter, x), geometry.width), box.top + Math.min(Math.max(0, y), geometry.height));
  }

  #selected(): void {
    this.schedule();
    this.events.selectionChanged();
  }

  #laidOut(): void {
    this.schedule();
    this.events.layoutChanged();
  }

  #moved(): void {
    this.schedule();
    this.events.scrolled();
  }
}
