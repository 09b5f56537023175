import { html, nothing, render, type TemplateResult } from 'lit';
import { failureOf } from '../../core/errors';
import { RpcError } from '../../protocol/rpc';
import type { CellRange } from '../../protocol/results';
import type { ExportPlace, GridAction, ResultsSettings, ResultsSnapshot, ResultTab } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import { ArrangeTools } from './arrange/arrangeTools';
import { CellTools } from './cellTools';
import { ColumnsMenu } from './columnsMenu';
import { CellDetail } from './detail/cellDetail';
import { openExportMenu } from './exportMenu';
import { footer } from './footer';
import { resultFacts, selectionFacts } from './footerText';
import { Grid } from './grid/grid';
import { watchTheme } from './grid/theme';
import type { HostLink } from './hostLink';
import { KeptFocus } from './keptFocus';
import { unseenPill } from './live/liveTools';
import { type KeptState, ViewMemory } from './memory';
import { OpenPages } from './openPages';
import type { ResultPage } from './page';
import { isWorking, type Pane, paneOf } from './pane';
import { banner, messageList, paneBody, type PaneEvents } from './panes';
import { PopupMenu } from './popupMenu';
import { RowTools } from './rowTools';
import { RunningClock } from './runningClock';
import { TotalsWatch } from './selectionTotals';
import { endOf } from './spoken';
import { iconButton } from './tabStrip';
import { TabTools } from './tabTools';
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
  readonly #pages: OpenPages;
  readonly #keptFocus: KeptFocus;
  readonly #announcer = document.createElement('div');
  #tabs: readonly ResultTab[] = [];
  #selected: string | undefined;
  #settings: ResultsSettings = { timeZone: 'UTC' };
  #messagesOpen = false;
  /** What was not done and why, until something else is. */
  #notice = '';
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
          this.#notice = '';
          this.#remember();
          this.#grid.schedule();
          this.#render();
        }
      },
      columnsKnown: (changed, columns) => {
        if (changed === this.#page && changed.model?.rows === 0) this.#grid.fitFirst(columns);
        this.#grid.schedule();
      },
      firstCells: (changed, columns) => {
        if (changed === this.#page) this.#grid.fitFirst(columns);
      },
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
      selectionChanged: () => {
        this.#selectionChanged();
      },
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
      open: (row, column) => {
        this.#cells.open(row, column);
      },
      edit: (row, column) => this.#rowTools.edit(this.#page, row, column),
      editKey: (event) => this.#rowTools.key(event, this.#page),
      paste: (text) => {
        this.#rowTools.paste(text, this.#page);
      },
      escape: () => {
        if (this.#detail.isOpen) this.#detail.close();
        else if (this.#arrange.escape()) return;
        else this.#page?.edit?.closeReview();
      },
      copy: (headers) => {
        this.#cells.copy('tsv', headers);
      },
      menu: (place, x, y) => {
        this.#cells.openMenu(place, x, y);
      },
      sort: (position, more) => {
        this.#arrange.sort(position, more);
        this.#remember();
      },
      find: (what) => {
        if (what === 'open') this.#arrange.find();
        else this.#arrange.findNext(what === 'previous');
      },
      filter: () => {
        this.#arrange.filterHere();
      },
    });
    this.#keptFocus = new KeptFocus(this.#grid, root);
    const say = (text: string): void => {
      this.#announcer.textContent = text;
      this.#render();
    };
    this.#rowTools = new RowTools(this.#grid, link, say);
    this.#tabTools = new TabTools(root, this.#menu, link, {
      changed: () => { this.#render(); },
      select: (tab) => { this.#select(tab); },
      leave: (how, tab) => { this.#leave(how, tab); },
    });
    this.#arrange = new ArrangeTools(root, this.#grid, link, () => this.#page, () => { this.#render(); }, (text) => { this.#notice = text; say(text); });
    this.#cells = new CellTools({
      grid: this.#grid,
      link,
      menu: this.#menu,
      detail: this.#detail,
      arrange: this.#arrange,
      page: () => this.#page,
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
      say: (text) => { this.#notice = text; say(text); },
      filter: (column, filter) => { this.#arrange.filterBy(column, filter); },
      showCell: (row, column) => { this.#showCell(row, column); },
      keep: (page, view, state) => { page.viewState = { ...page.viewState, [view]: state }; this.#keepLook(page); },
    });
    this.#views = new ViewSwitch(views, root, (page) => {
      this.#detail.close();
      this.#keepLook(page);
      this.#render();
    });
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
    this.#endTheme = watchTheme(() => {
      this.#grid.themeChanged();
    });
    void document.fonts.load('13px codicon').then(() => {
      this.#grid.schedule();
    });
    this.#ask(
      this.link.call('ready', null).then((snapshot) => {
        this.#show(snapshot);
      }),
    );
  }

  /** Nothing of it is shown any more. */
  dispose(): void {
    this.#endTheme();
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
    const at = this.#tabs.findIndex((tab) => tab.id === this.#selected);
    const to = (offset: number): void => {
      const tab = this.#tabs[(at + offset + this.#tabs.length) % this.#tabs.length];
      if (tab) this.#select(tab.id);
    };
    switch (action) {
      case 'focus':
        this.#focus();
        return;
      case 'nextView':
      case 'previousView':
        if (this.#page) this.#views.step(this.#page, action === 'nextView' ? 1 : -1);
        return;
      case 'showChart':
      case 'showProfile':
        if (this.#page) this.#views.show(this.#page, action === 'showChart' ? 'chart' : 'profile');
        return;
      case 'copy':
      case 'copyWithHeaders':
        this.#cells.copy('tsv', action === 'copyWithHeaders');
        return;
      case 'nextTab':
        to(1);
        return;
      case 'previousTab':
        to(-1);
        return;
      case 'closeTab':
        if (this.#selected !== undefined) this.#leave('close', this.#selected);
        return;
      case 'openCell':
        this.#grid.run({ do: 'open' });
        return;
      case 'find':
        this.#inGrid();
        this.#arrange.find();
        return;
      case 'filter':
        this.#inGrid();
        this.#arrange.filterHere();
        return;
      case 'clearArrangement':
        this.#arrange.clear();
    }
  }

  #select(tab: string): void {
    this.#selected = tab;
    this.#messagesOpen = false;
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
      html`<div class="top" ?hidden=${this.#tabs.length === 0}>${this.embedding ? html`<span class="spring"></span>${this.embedding.lead()}${model ? this.#renderToolbar(cells) : nothing}` : this.#tabTools.render(this.#tabs, this.#selected, model ? this.#renderToolbar(cells) : nothing)}</div>
        <div class="progress ${page && (isWorking(page.tab) || page.arranger?.working === true) ? 'on' : ''}" role="presentation"></div>
        ${cells ? this.#arrange.findBar() : nothing}
        ${pane.kind === 'grid' ? banner(pane.state, this.#windowFailure(page), () => { page?.retryWindows(); }, this.#paneEvents()) : nothing}
        <div id="result" data-result=${page?.tab.state?.resultId ?? nothing} role=${this.embedding ? 'region' : 'tabpanel'} aria-label=${this.embedding ? t('Result {0}', page?.tab.title ?? '') : nothing} aria-labelledby=${this.embedding ? nothing : `tab-${this.#selected ?? ''}`}>
          <div class="grid-room" ?hidden=${!cells}>${this.#grid.element}${model && page?.live ? unseenPill(page.live) : nothing}${model && model.rows === 0 && model.complete ? html`<div class="no-rows">${t('No rows')}</div>` : nothing}</div>
          ${pane.kind === 'grid' ? (view?.render() ?? nothing) : paneBody(pane, this.#paneEvents())} ${cells ? (this.#rowTools.review(page) ?? this.#detail.render()) : nothing}
        </div>
        ${model ? this.#arrange.bar() : nothing}
        ${pane.kind === 'grid' && this.#messagesOpen ? html`<div class="message-drawer">${messageList(pane.state.messages)}</div>` : nothing}
        ${pane.kind === 'grid' ? this.#renderFooter(pane.state) : nothing} ${this.#announcer}`,
      this.root,
    );
    // A view that is not of rows gets all the room that there is.
    this.embedding?.fits(pane.kind, view ? Number.MAX_SAFE_INTEGER : (model?.rows ?? 0));
    this.#grid.show(cells, page ? `Result ${page.tab.title}` : '');
    this.#totals.look(cells, page?.tab.state?.resultId, page?.inView.view);
    return cells !== undefined;
  }

  #windowFailure(page: ResultPage | undefined): ReturnType<typeof failureOf> | undefined {
    const error = page?.windowError;
    if (error === undefined) return undefined;
    return error instanceof RpcError ? error.failure : failureOf(error, t('Could not show these rows'));
  }

  /** @param cells what is there for the cells; absent while another view is in sight */
  #renderToolbar(cells: ResultPage['model']): TemplateResult {
    const page = this.#page;
    const exporting = iconButton('export', t('Export Result…'), (event) => { openExportMenu(this.#menu, event, (to) => { this.#export(to); }); });
    const switching = page ? this.#views.buttons(page) : nothing;
    if (!cells) return html`${switching}${exporting}<span class="tool-line"></span>`;
    return html`${switching}${this.#rowTools.tools(page, () => { this.#detail.close(); })}${this.#arrange.tools()}${iconButton('copy', t('Copy Selection (Ctrl/⌘+C)'), () => { this.#cells.copy('tsv', false); })}
      ${exporting}
      ${iconButton('list-selection', t('Columns…'), (event) => {
        if (event.currentTarget instanceof HTMLElement) this.#columnsMenu.open(cells, event.currentTarget);
      })}<span class="tool-line"></span>`;
  }

  #renderFooter(state: NonNullable<ResultTab['state']>): TemplateResult {
    return footer(
      {
        state,
        facts: resultFacts(state, Date.now()),
        notice: this.#rowTools.notice(this.#page) || this.#notice,
        selection: selectionFacts(this.#totals.cells, this.#totals.totals),
        reading: this.#page?.reading ?? false,
        messages: state.messages.length,
        messagesOpen: this.#messagesOpen,
      },
      {
        readAll: () => { this.#page?.read(null); this.#render(); },
        toggleMessages: () => { this.#messagesOpen = !this.#messagesOpen; this.#render(); },
      },
    );
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
