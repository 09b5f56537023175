import { html, nothing, type TemplateResult } from 'lit';
import type { ColumnFilter } from '../../../protocol/resultsArrange';
import type { Grid } from '../grid/grid';
import type { GridModel } from '../grid/gridModel';
import { type HostLink, isQuiet } from '../hostLink';
import type { ResultPage } from '../page';
import { type MenuItem, SEPARATOR } from '../popupMenu';
import { iconButton } from '../tabStrip';
import { t } from '../../shared/l10n';
import { arrangeBar } from './arrangeBar';
import { FilterPopover } from './filterPopover';
import { FindBar } from './findBar';

/** Longest text that rows are filtered by when it is taken from a cell. */
const MOST_TEXT = 10_000;

/** Sorting, filtering and finding: what the toolbar, the header, the menus and the keys offer of it for the tab that is shown. */
export class ArrangeTools {
  readonly #filter: FilterPopover;
  readonly #find: FindBar;

  /** @param say shows and speaks what happened, in one sentence */
  constructor(
    root: HTMLElement,
    private readonly grid: Grid,
    private readonly link: HostLink,
    private readonly page: () => ResultPage | undefined,
    changed: () => void,
    private readonly say: (text: string) => void,
  ) {
    this.#filter = new FilterPopover(root, link, {
      apply: (column, filter) => {
        if (this.#mayArrange()) this.page()?.arranger?.filter(column, filter);
      },
      closed: () => {
        grid.focus();
      },
    });
    this.#find = new FindBar(root, link, () => this.#findTarget(), {
      changed: () => {
        const model = this.page()?.model;
        if (model) model.highlight = this.#find.highlight;
        grid.schedule();
        changed();
      },
      closed: () => {
        grid.focus();
      },
    });
  }

  /** A click on a column's header. */
  sort(position: number, more: boolean): void {
    const column = this.page()?.model?.layout.visible[position];
    if (column !== undefined && this.#mayArrange()) this.page()?.arranger?.sort(column, more);
  }

  find(): void {
    if (this.page()?.model) this.#find.open();
  }

  findNext(backwards: boolean): void {
    if (this.page()?.model) this.#find.next(backwards);
  }

  /** True where there was something to close. */
  escape(): boolean {
    if (!this.#find.isOpen) return false;
    this.#find.close();
    return true;
  }

  clear(): void {
    this.page()?.arranger?.clear();
  }

  /** The filter of the active column. */
  filterHere(): void {
    const model = this.page()?.model;
    const head = model?.selection.head;
    if (!model) return;
    const position = head?.position ?? 0;
    const box = this.grid.headerBox(position);
    this.filterAt(position, box.x, box.y + box.height);
  }

  filterAt(position: number, x: number, y: number): void {
    const page = this.page();
    const column = page?.model?.layout.visible[position];
    if (column !== undefined) this.#openFilter(column, x, y);
  }

  /** In place of the column's filter, where the person may. */
  filterBy(column: number, filter: ColumnFilter | undefined): void {
    if (this.#mayArrange()) this.page()?.arranger?.filter(column, filter);
  }

  /** In the toolbar. */
  tools(): TemplateResult | typeof nothing {
    if (!this.page()?.model) return nothing;
    return html`${iconButton('search', t('Find (Ctrl/⌘+F)'), () => { this.find(); })}${iconButton('filter', t('Filter Column… (Alt+↓)'), () => { this.filterHere(); })}`;
  }

  /** Above the grid, while something is looked for. */
  findBar(): TemplateResult | typeof nothing {
    return this.#find.render();
  }

  /** Below the grid: above it the headers would move away from under the mouse that sorts by them. */
  bar(): TemplateResult | typeof nothing {
    const page = this.page();
    const { model, arranger } = page ?? {};
    if (!model || !page) return nothing;
    model.highlight = this.#find.highlight;
    const complete = page.tab.state?.complete ?? true;
    return arranger ? arrangeBar(arranger, complete, { name: (column) => nameOf(model, column), edit: (column, anchor) => { const box = anchor.getBoundingClientRect(); this.#openFilter(column, box.left, box.bottom); } }) : nothing;
  }

  /** Of a column's menu. */
  headerItems(position: number, x: number, y: number): readonly MenuItem[] {
    const page = this.page();
    const column = page?.model?.layout.visible[position];
    const arranger = page?.arranger;
    if (column === undefined || !arranger) return [];
    const key = arranger.wanted.sort.find((one) => one.column === column);
    const sort = (label: string, descending: boolean, more: boolean): MenuItem => ({
      kind: 'item',
      label,
      checked: key?.descending === descending && !more,
      run: () => { if (this.#mayArrange()) arranger.sortBy({ column, descending }, more); },
    });
    return [
      sort(t('Sort Ascending'), false, false),
      sort(t('Sort Descending'), true, false),
      ...(arranger.wanted.sort.length > 0 && !key ? [sort(t('Then Sort Ascending'), false, true), sort(t('Then Sort Descending'), true, true)] : []),
      { kind: 'item', label: t('Filter…'), keys: 'Alt+↓', run: () => { this.#openFilter(column, x, y); } },
      { kind: 'item', label: t('Clear Sorting and Filters'), disabled: !arranger.active, run: () => { arranger.clear(); } },
      SEPARATOR,
    ];
  }

  /** Of a cell's menu. */
  cellItems(row: number, position: number): readonly MenuItem[] {
    const page = this.page();
    const column = page?.model?.layout.visible[position];
    if (column === undefined || !page?.arranger) return [];
    const by = (not: boolean): void => {
      this.#byValue(page, row, column, not).catch((error: unknown) => {
        if (!isQuiet(error)) this.say(t('Could not filter by this value.'));
      });
    };
    return [
      { kind: 'item', label: t('Filter by This Value'), run: () => { by(false); } },
      { kind: 'item', label: t('Filter out This Value'), run: () => { by(true); } },
      { kind: 'item', label: t('Filter Column…'), keys: 'Alt+↓', run: () => { this.filterAt(position, ...this.#below(position)); } },
      SEPARATOR,
    ];
  }

  #below(position: number): [number, number] {
    const box = this.grid.headerBox(position);
    return [box.x, box.y + box.height];
  }

  #openFilter(column: number, x: number, y: number): void {
    const page = this.page();
    const resultId = page?.tab.state?.resultId;
    const { model, arranger } = page ?? {};
    if (!page || resultId === undefined || !model || !arranger) return;
    const filter = arranger.wanted.filters.find((one) => one.column === column);
    this.#filter.open({ resultId, ...(page.live?.base !== undefined && { view: page.live.base }), column, info: model.columns[column], filter }, x, y);
  }

  async #byValue(page: ResultPage, row: number, column: number, not: boolean): Promise<void> {
    const resultId = page.tab.state?.resultId;
    if (resultId === undefined || !this.#mayArrange()) return;
    const part = await this.link.call('cell', { resultId, ...page.inView, row, column, as: 'text', from: 0, length: MOST_TEXT });
    if (part.total > MOST_TEXT) {
      this.say(t('The value is too long to filter by.'));
      return;
    }
    const filter: ColumnFilter = part.isNull ? { column, is: { test: 'null' }, ...(not && { not }) } : { column, is: { test: 'in', values: [part.text ?? ''] }, ...(not && { not }) };
    page.arranger?.filter(column, filter);
  }

  /** Pending changes belong to rows by their place: they are applied or discarded first. */
  #mayArrange(): boolean {
    if ((this.page()?.pendingChanges ?? 0) === 0) return true;
    this.say(t('Apply or discard the changes first: they belong to the rows as they stand now.'));
    return false;
  }

  #findTarget(): ReturnType<ConstructorParameters<typeof FindBar>[2]> {
    const page = this.page();
    const resultId = page?.tab.state?.resultId;
    const model = page?.model;
    if (!page || !model || resultId === undefined) return undefined;
    const head = model.selection.head;
    const column = head && model.layout.visible[head.position];
    return {
      resultId,
      ...page.inView,
      columns: model.layout.visible,
      from: head && column !== undefined ? { row: head.row, column } : undefined,
      show: (place) => {
        const position = model.layout.visible.indexOf(place.column);
        model.selection.moveTo({ row: place.row, position });
        model.reveal(place.row, position);
        this.grid.selectedByOthers();
      },
    };
  }
}

function nameOf(model: GridModel, column: number): string {
  return model.columns[column]?.name ?? t('column {0}', column + 1);
}
