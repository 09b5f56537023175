import type { CellRange, CopyFormat } from '../../protocol/results';
import type { ExportPlace } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import type { ArrangeTools } from './arrange/arrangeTools';
import type { CellDetail } from './detail/cellDetail';
import type { Place } from './grid/geometry';
import type { Grid } from './grid/grid';
import { gridMenu } from './gridMenus';
import type { HostLink } from './hostLink';
import type { ResultPage } from './page';
import type { PopupMenu } from './popupMenu';
import { selectedRanges } from './selectionTotals';

export interface CellToolDeps {
  readonly grid: Grid;
  readonly link: HostLink;
  readonly menu: PopupMenu;
  readonly detail: CellDetail;
  readonly arrange: ArrangeTools;
  page(): ResultPage | undefined;
  readonly histograms: { readonly on: boolean; toggle(): void };
  /** Shows what a column holds. */
  profileColumn(column: number): void;
  /** Columns were moved, hidden or frozen. */
  layoutChanged(): void;
  /** `part`: cells of these instead of all rows. */
  export(to: ExportPlace, part?: readonly CellRange[]): void;
  /** Speaks one sentence. */
  speak(text: string): void;
  /** Something of it is to be drawn. */
  changed(): void;
}

/** What can be done with the cells of the tab that is shown: opened, copied, and by their menu. */
export class CellTools {
  constructor(private readonly deps: CellToolDeps) {}

  open(row: number, column: number): void {
    const page = this.deps.page();
    const resultId = page?.tab.state?.resultId;
    if (!page?.model || resultId === undefined) return;
    const { columns } = page.model;
    this.deps.detail.open({ resultId, ...page.inView, row, column }, () => columns[column]);
    this.deps.changed();
  }

  /** An open detail goes with the active cell. */
  selectionChanged(): void {
    const model = this.deps.page()?.model;
    const head = model?.selection.head;
    if (!this.deps.detail.isOpen || !model || !head) return;
    const column = model.layout.visible[head.position];
    if (column !== undefined) this.open(head.row, column);
  }

  copy(format: CopyFormat, headers: boolean): void {
    const page = this.deps.page();
    const resultId = page?.tab.state?.resultId;
    if (!page?.model || resultId === undefined || page.model.selection.isEmpty) return;
    this.#ask(
      this.deps.link.call('copy', { resultId, ...page.inView, ranges: selectedRanges(page.model), format, headers }).then(({ cells }) => {
        this.deps.speak(cells === 1 ? t('Copied 1 cell') : t('Copied {0} cells', cells));
      }),
    );
  }

  openMenu(place: Place, x: number, y: number): void {
    const { grid, link, menu, arrange } = this.deps;
    const model = this.deps.page()?.model;
    if (!model) return;
    const items = gridMenu(place, grid, model, {
      copy: (format, headers) => {
        this.copy(format, headers);
      },
      copyText: (text) => {
        this.#ask(link.call('copyText', { text }));
      },
      exportResult: () => {
        this.deps.export('file');
      },
      exportSelection: () => {
        this.deps.export('file', selectedRanges(model));
      },
      layoutChanged: () => {
        this.deps.layoutChanged();
      },
      profileColumn: (column) => {
        this.deps.profileColumn(column);
      },
      histograms: this.deps.histograms,
      headerItems: (position) => arrange.headerItems(position, x, y),
      cellItems: (row, position) => arrange.cellItems(row, position),
    });
    menu.open(items, x, y, t('Grid'));
  }

  /** The host tells the person itself what did not work; here it is enough not to lose the promise. */
  #ask(work: Promise<unknown>): void {
    work.catch(() => undefined);
  }
}
