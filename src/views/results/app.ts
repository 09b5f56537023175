import { html, nothing, render, type TemplateResult } from 'lit';
import type { CellRange } from '../../protocol/results';
import type { ExportPlace, GridAction, ResultsSettings, ResultsSnapshot, ResultTab } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import { actOn } from './actions';
import { ArrangeTools } from './arrange/arrangeTools';
import { CellTools } from './cellTools';
import { ColumnsMenu } from './columnsMenu';
import { CellDetail } from './detail/cellDetail';
import { FooterBar } from './footerBar';
import { Grid } from './grid/grid';
import { watchTheme } from './grid/theme';
import type { HostLink } from './hostLink';
import { KeptFocus } from './keptFocus';
import { unseenPill } from './live/liveTools';
import { type KeptState, ViewMemory } from './memory';
import { OpenPages } from './openPages';
import type { ResultPage } from './page';
import { isWorking, type Pane, paneOf } from './pane';
import { banner, paneBody, type PaneEvents, windowFailure } from './panes';
import { PopupMenu } from './popupMenu';
import { HeaderHistograms } from './profile/headerHistograms';
import { RowTools } from './rowTools';
import { RunningClock } from './runningClock';
import { selectedRanges, TotalsWatch } from './selectionTotals';
import { endOf } from './spoken';
import { TabTools } from './tabTools';
import { toolbar, type ToolbarParts } from './toolbar';
import { resultViews } from './views/registry';
import { ViewSwitch } from './views/viewSwitch';

/** Where a view stands that shows one result below something else, instead of all results in a page of their own. */
export interface Embedding {
  /** What stands in place of the tabs. */
  readonly lead: () => TemplateResult;
  /** The size that would suit has changed: what is shown, and how many rows there are. */
  readonly fits: (pane: Pane['kind'], rows: number) => void;
}

/** The whole view: tabs, toolbar, grid or pane, cell detail, footer. */
export class ResultsApp {
  readonly #grid: Grid;
  readonly #memory: ViewMemory;
  readonly #menu: PopupMenu;
  readonly #columnsMenu: ColumnsMenu;
  readonly #detail: CellDetail;
  readonly #totals: TotalsWatch;
  readonly #rowTools: RowTools;
  readonly #arrange: ArrangeTools;
  readonly #tabTools: TabTools;
  readonly #cells: CellTools;
  readonly #views: ViewSwitch;
  readonly #histograms: HeaderHistograms;
  readonly #toolbar: ToolbarParts;
  readonly #footer: FooterBar;
  readonly #pages: OpenPages;
  readonly #keptFocus: KeptFocus;
  readonly #announcer = document.createElement('div');
  #tabs: readonly ResultTab[] = [];
  #selected: string | undefined;
  #settings: ResultsSettings = { timeZone: 'UTC' };
  #rendering = false;
  #ready = false;
  #endTheme: () => void = () => undefined;
  readonly #clock = new RunningClock(() => {
    this.#render();
  });

  constructor(
    private readonly link: HostLink,
    kept: KeptState,
    private readonly root: HTMLElement,
    private readonly embedding?: Embedding,
  ) {
    this.#memory = new ViewMemory(kept);
    this.#menu = new PopupMenu(root);
    this.#pages = new OpenPages(link, this.#memory, {
      changed: (changed) => {
        if (changed === this.#page) {
          this.#footer.notice = '';
          this.#remember();
          this.#grid.schedule();
          this.#render();
        }
      },
      columnsKnown: (changed, columns) => {
        if (changed === this.#page && changed.model?.rows === 0) this.#grid.fitFirst(columns);
        this.#grid.schedule();
      },
      firstCells: (changed, columns) => { if (changed === this.#page) this.#grid.fitFirst(columns); },
    });
    this.#detail = new CellDetail(link, () => {
      this.#render();
      this.#grid.focus();
    });
    this.#columnsMenu = new ColumnsMenu(root, () => {
      this.#grid.schedule();
      this.#remember();
    });
    this.#totals = new TotalsWatch(link, () => {
      this.#render();
    });
    this.#grid = new Grid({
      selectionChanged: () => { this.#selectionChanged(); },
      layoutChanged: () => {
        this.#remember();
        this.#selectionChanged();
      },
      scrolled: () => {
        this.#page?.live?.scrolled();
        this.#remember();
      },
      focusChanged: (grid) => {
        this.#ask(this.link.call('focus', { grid }));
      },
      open: (row, column) => { this.#cells.open(row, column); },
      edit: (row, column) => this.#rowTools.edit(this.#page, row, column),
      editKey: (event) => this.#rowTools.key(event, this.#page),
      paste: (text) => { this.#rowTools.paste(text, this.#page); },
      escape: () => {
        if (this.#detail.isOpen) this.#detail.close();
        else if (this.#arrange.escape()) return;
        else this.#page?.edit?.closeReview();
      },
      copy: (headers) => { this.#cells.copy('tsv', headers); },
      menu: (place, x, y) => { this.#cells.openMenu(place, x, y); },
      sort: (position, more) => {
        this.#arrange.sort(position, more);
        this.#remember();
      },
      find: (what) => {
        if (what === 'open') this.#arrange.find();
        else this.#arrange.findNext(what === 'previous');
      },
      filter: () => { this.#arrange.filterHere(); },
    });
    this.#keptFocus = new KeptFocus(this.#grid, root);
    const say = (text: string): void => {
      this.#announcer.textContent = text;
      this.#render();
    };
    this.#rowTools = new RowTools(this.#grid, link, say);
    this.#footer = new FooterBar(this.#totals, this.#rowTools, () => { this.#render(); });
    this.#tabTools = new TabTools(root, this.#menu, link, {
      changed: () => { this.#render(); },
      select: (tab) => { this.#select(tab); },
      leave: (how, tab) => { this.#leave(how, tab); },
    });
    this.#arrange = new ArrangeTools(root, this.#grid, link, () => this.#page, () => { this.#render(); }, (text) => { this.#footer.notice = text; say(text); });
    this.#histograms = new HeaderHistograms(link, () => this.#settings.headerHistograms === true, () => { this.#grid.schedule(); this.#render(); });
    this.#cells = new CellTools({
      grid: this.#grid,
      link,
      menu: this.#menu,
      detail: this.#detail,
      arrange: this.#arrange,
      page: () => this.#page,
      histograms: this.#histograms,
      profileColumn: (column) => { this.#profileColumn(column); },
      layoutChanged: () => { this.#remember(); this.#selectionChanged(); },
      export: (to, part) => { this.#export(to, part); },
      speak: (text) => { this.#announcer.textContent = text; },
      changed: () => { this.#render(); },
    });
    const views = resultViews({
      root,
      link,
      timeZone: () => this.#settings.timeZone,
      changed: () => { this.#render(); },
      say: (text) => { this.#footer.notice = text; say(text); },
      filter: (column, filter) => { this.#arrange.filterBy(column, filter); },
      showCell: (row, column) => { this.#showCell(row, column); },
      keep: (page, view, state) => { page.viewState = { ...page.viewState, [view]: state }; this.#keepLook(page); },
    });
    this.#views = new ViewSwitch(views, root, (page) => {
      this.#detail.close();
      this.#keepLook(page);
      this.#render();
    });
    this.#toolbar = { menu: this.#menu, columnsMenu: this.#columnsMenu, views: this.#views, rowTools: this.#rowTools, arrange: this.#arrange, cells: this.#cells, detail: this.#detail, export: (to) => { this.#export(to); } };
  }

  start(): void {
    this.#announcer.className = 'announcer';
    this.#announcer.setAttribute('role', 'status');
    this.#announcer.setAttribute('aria-live', 'polite');
    this.link.on('show', (snapshot) => {
      this.#show(snapshot);
      return null;
    });
    this.link.on('tab', (tab) => {
      this.#updateTab(tab);
      return null;
    });
    this.link.on('act', ({ action }) => {
      this.#act(action);
      return null;
    });
    this.#endTheme = watchTheme(() => { this.#grid.themeChanged(); });
    void document.fonts.load('13px codicon').then(() => { this.#grid.schedule(); });
    this.#ask(
      this.link.call('ready', null).then((snapshot) => {
        this.#show(snapshot);
      }),
    );
  }

  /** Nothing of it is shown any more. */
  dispose(): void {
    this.#endTheme();
    this.#keptFocus.dispose();
    this.#clock.run(false);
    this.#pages.keepOnly(new Set(), true);
    this.link.dispose();
  }

  get #page(): ResultPage | undefined {
    return this.#pages.get(this.#selected);
  }

  #show(snapshot: ResultsSnapshot): void {
    this.#ready = true;
    const zoneChanged = snapshot.settings.timeZone !== this.#settings.timeZone;
    this.#settings = snapshot.settings;
    this.#tabs = snapshot.tabs;
    const known = new Set(snapshot.tabs.map((tab) => tab.id));
    this.#pages.keepOnly(known, zoneChanged);
    this.#selected = snapshot.selected ?? snapshot.tabs.at(-1)?.id;
    for (const tab of snapshot.tabs) this.#pages.update(tab, this.#settings);
    this.#render();
  }

  #updateTab(tab: ResultTab): void {
    const before = this.#tabs.find((known) => known.id === tab.id);
    if (!before) return;
    this.#tabs = this.#tabs.map((known) => (known.id === tab.id ? tab : known));
    this.#pages.update(tab, this.#settings);
    if (isWorking(before) && !isWorking(tab)) this.#announcer.textContent = endOf(tab);
    this.#render();
  }

  #act(action: GridAction): void {
    actOn({
      focus: () => { this.#focus(); },
      tab: (by) => { this.#stepTab(by); },
      closeTab: () => { if (this.#selected !== undefined) this.#leave('close', this.#selected); },
      view: (to) => {
        if (!this.#page) return;
        if (typeof to === 'number') this.#views.step(this.#page, to);
        else this.#views.show(this.#page, to);
      },
      copy: (headers) => { this.#cells.copy('tsv', headers); },
      openCell: () => { this.#grid.run({ do: 'open' }); },
      find: () => { this.#inGrid(); this.#arrange.find(); },
      filter: () => { this.#inGrid(); this.#arrange.filterHere(); },
      clearArrangement: () => { this.#arrange.clear(); },
      export: (to) => { this.#exportAsked(to); },
    }, action);
  }

  #stepTab(by: 1 | -1): void {
    const at = this.#tabs.findIndex((tab) => tab.id === this.#selected);
    const tab = this.#tabs[(at + by + this.#tabs.length) % this.#tabs.length];
    if (tab) this.#select(tab.id);
  }

  #select(tab: string): void {
    this.#selected = tab;
    this.#footer.closeMessages();
    this.#detail.close();
    this.#ask(this.link.call('select', { tab }));
    this.#render();
    queueMicrotask(() => {
      const face = document.getElementById(`tab-${tab}`);
      face?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      if (document.activeElement?.getAttribute('role') === 'tab') face?.focus();
    });
  }

  #selectionChanged(): void {
    const page = this.#page;
    this.#totals.look(page?.model, page?.tab.state?.resultId, page?.inView.view);
    this.#cells.selectionChanged();
  }

  #leave(how: 'rerun' | 'close', tab: string): void {
    this.#ask(this.#rowTools.leave(how, tab, this.#pages.get(tab)));
  }

  /** @param part cells of these; absent = all rows, as they are arranged */
  #export(to: ExportPlace, part?: readonly CellRange[]): void {
    if (this.#selected !== undefined) this.#ask(this.link.call('export', { tab: this.#selected, ...this.#page?.inView, to, ...(part && { ranges: part }) }));
  }

  /** All rows, or the selected ones: the host asks where there are several. */
  #exportAsked(to: ExportPlace): void {
    const page = this.#page;
    const selection = page?.model && !this.#views.of(page) ? selectedRanges(page.model) : [];
    const several = selection.reduce((sum, { rows, columns }) => sum + rows * columns.length, 0) > 1;
    if (this.#selected !== undefined) this.#ask(this.link.call('export', { tab: this.#selected, ...page?.inView, to, ...(several && { selection }) }));
  }

  /** Brings the keyboard to what is in sight. */
  #focus(): void {
    const view = this.#views.of(this.#page);
    if (view) view.focus();
    else this.#grid.focus();
  }

  /** What works on cells needs them in sight. */
  #inGrid(): void {
    if (this.#page && this.#views.of(this.#page)) this.#views.show(this.#page, 'grid');
  }

  #showCell(row: number, column: number): void {
    const model = this.#page?.model;
    if (!model) return;
    const position = Math.max(0, model.layout.visible.indexOf(column));
    this.#inGrid();
    model.selection.moveTo({ row, position });
    model.reveal(row, position);
    this.#render();
    queueMicrotask(() => {
      this.#grid.selectedByOthers();
      this.#grid.focus();
    });
  }

  #profileColumn(column: number): void {
    const page = this.#page;
    if (!page) return;
    page.profileAt = column;
    this.#views.show(page, 'profile');
  }

  #keepLook(page: ResultPage): void {
    this.#memory.keepLook(page.tab, page.look);
    this.#remember();
  }

  #remember(): void {
    if (this.#selected !== undefined && this.#page) this.#memory.set(this.#selected, this.#page.memory);
  }

  /** The host tells the person itself what did not work; here it is enough not to lose the promise. */
  #ask(work: Promise<unknown>): void {
    work.catch(() => undefined);
  }

  /** Several changes in one turn are drawn once. */
  #render(): void {
    if (this.#rendering || !this.#ready) return;
    this.#rendering = true;
    queueMicrotask(() => {
      this.#rendering = false;
      this.#keptFocus.around(() => this.#renderNow());
    });
  }

  /** Whether the rows are in sight then. */
  #renderNow(): boolean {
    const page = this.#page;
    const pane = paneOf(page?.tab);
    const model = pane.kind === 'grid' ? page?.model : undefined;
    const view = model && this.#views.of(page);
    /** What is there for cells, which are in sight. */
    const cells = view ? undefined : model;
    this.#clock.run((pane.kind === 'grid' || pane.kind === 'working') && page?.tab.state?.phase === 'running');
    render(
      html`<div class="top" ?hidden=${this.#tabs.length === 0}>${this.embedding ? html`<span class="spring"></span>${this.embedding.lead()}${model ? toolbar(this.#toolbar, page, cells) : nothing}` : this.#tabTools.render(this.#tabs, this.#selected, model ? toolbar(this.#toolbar, page, cells) : nothing)}</div>
        <div class="progress ${page && (isWorking(page.tab) || page.arranger?.working === true) ? 'on' : ''}" role="presentation"></div>
        ${cells ? this.#arrange.findBar() : nothing}
        ${pane.kind === 'grid' ? banner(pane.state, windowFailure(page?.windowError), () => { page?.retryWindows(); }, this.#paneEvents()) : nothing}
        <div id="result" data-result=${page?.tab.state?.resultId ?? nothing} role=${this.embedding ? 'region' : 'tabpanel'} aria-label=${this.embedding ? t('Result {0}', page?.tab.title ?? '') : nothing} aria-labelledby=${this.embedding ? nothing : `tab-${this.#selected ?? ''}`}>
          <div class="grid-room" ?hidden=${!cells}>${this.#grid.element}${model && page?.live ? unseenPill(page.live) : nothing}${model && model.rows === 0 && model.complete ? html`<div class="no-rows">${t('No rows')}</div>` : nothing}</div>
          ${pane.kind === 'grid' ? (view?.render() ?? nothing) : paneBody(pane, this.#paneEvents())} ${cells ? (this.#rowTools.review(page) ?? this.#detail.render()) : nothing}
        </div>
        ${model ? this.#arrange.bar() : nothing}
        ${pane.kind === 'grid' ? this.#footer.render(page, pane.state) : nothing} ${this.#announcer}`,
      this.root,
    );
    // A view that is not of rows gets all the room that there is.
    this.embedding?.fits(pane.kind, view ? Number.MAX_SAFE_INTEGER : (model?.rows ?? 0));
    if (page) this.#histograms.apply(page);
    this.#grid.show(cells, page ? `Result ${page.tab.title}` : '');
    this.#totals.look(cells, page?.tab.state?.resultId, page?.inView.view);
    return cells !== undefined;
  }

  #paneEvents(): PaneEvents {
    const tab = this.#selected;
    return {
      rerun: () => { if (tab !== undefined) this.#ask(this.link.call('rerun', { tab })); },
      cancel: () => { if (tab !== undefined) this.#ask(this.link.call('cancel', { tab })); },
      go: (to) => { this.#ask(this.link.call('go', { to, ...(tab !== undefined && { tab }) })); },
    };
  }
}
