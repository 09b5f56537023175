import { html, nothing, type TemplateResult } from 'lit';
import { type Failure, failureOf } from '../../../core/errors';
import { RpcError } from '../../../protocol/rpc';
import type { ChartColumn, ChartData, ChartQuery } from '../../../protocol/resultsCharts';
import type { Brushed, Figure, Picture } from '../../chart/figure';
import { isQuiet } from '../hostLink';
import type { ResultPage } from '../page';
import { PopupMenu } from '../popupMenu';
import type { OpenView, ResultView, ViewContext } from '../views/resultView';
import { chartBody } from './chartBody';
import { controls } from './controls';
import { csvOf } from './drawnTable';
import { figureOf, notesOf, summaryOf } from './figureOf';
import { loadPicture } from './loadPicture';
import { Readout } from './readout';
import { type ChartSettings, keptSettings, queryOf } from './settings';
import { suggested } from './suggest';
import { t } from '../../shared/l10n';

/** The result as a picture. */
export function chartView(context: ViewContext): ResultView {
  return {
    id: 'chart',
    label: t('Chart'),
    icon: 'graph-line',
    offered: ({ tab }) => (tab.state?.rows ?? 0) > 0,
    open: (page) => new ChartView(page, context),
  };
}

/** Milliseconds between two drawings while rows come, and how much longer than the last one took. */
const STEP_MS = 500;
const SHARE = 3;

interface Drawn {
  readonly key: string;
  readonly data: ChartData;
  readonly figure: Figure;
  readonly settings: ChartSettings;
  readonly rows: { readonly resultId: string; readonly view?: string; readonly x: number };
}

class ChartView implements OpenView {
  readonly #readout: Readout;
  readonly #menu: PopupMenu;
  #columns: readonly ChartColumn[] | undefined;
  /** Of which result the columns are. */
  #resultId: string | undefined;
  #settings: ChartSettings | undefined;
  #drawn: Drawn | undefined;
  #failure: Failure | undefined;
  #failedKey = '';
  #asking: AbortController | undefined;
  #askedKey = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = -Infinity;
  #took = 0;
  #picture: Picture | undefined;
  #loading = false;
  #element: HTMLElement | undefined;
  #table = false;
  #closed = false;
  /** The same function each time: with another one the element would be taken away and given again. */
  readonly #placed = (element: Element | undefined): void => {
    this.#place(element);
  };

  constructor(
    private readonly page: ResultPage,
    private readonly context: ViewContext,
  ) {
    this.#readout = new Readout(context.link, () => { context.changed(); });
    this.#menu = new PopupMenu(context.root);
  }

  render(): TemplateResult {
    this.#look();
    const [columns, settings, drawn] = [this.#columns, this.#settings, this.#drawn];
    return html`<div class="view chart-view">
      <div class="chart-bar">
        ${columns && settings ? controls({ settings, columns, live: this.page.live !== undefined, nameOf: (column) => this.#nameOf(column) }, (next) => { this.#set(next); }) : nothing}
        <span class="spring"></span>
        ${this.#tools()}
      </div>
      ${chartBody(
        {
          failure: this.#failure,
          drawn: drawn && { figure: drawn.figure, summary: summaryOf(drawn.data, drawn.figure, drawn.settings), notes: this.#notes(drawn.data) },
          table: this.#table,
          readout: drawn && !this.#table ? this.#readout.render(drawn.figure, this.#element?.clientWidth ?? 0) : nothing,
          spoken: drawn ? this.#readout.lines(drawn.figure).join('. ') : '',
          working: this.#asking !== undefined,
          readAll: this.page.tab.state?.phase === 'paused' && !this.page.live ? () => { this.page.read(null); } : undefined,
        },
        { place: this.#placed, key: (event) => { this.#key(event); }, reset: () => { this.#clearFilters(); } },
      )}
    </div>`;
  }

  focus(): void {
    this.context.root.querySelector<HTMLElement>('.chart-figure')?.focus();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#readout.clear();
    this.#picture?.dispose();
    this.#picture = undefined;
  }

  #nameOf(column: number): string {
    return this.page.model?.columns[column]?.name ?? `column ${column + 1}`;
  }

  #notes(data: ChartData): readonly string[] {
    const { state } = this.page.tab;
    const soFar = state && !state.complete && !state.live && state.phase === 'paused';
    return notesOf(data).map((note, at) => (at === 0 && soFar ? t('the first {0}', note) : note));
  }

  /** The element where the picture stands; lit gives it when it is there and takes it away again. */
  #place(element: Element | undefined): void {
    if (element === this.#element) return;
    this.#picture?.dispose();
    this.#picture = undefined;
    this.#element = element instanceof HTMLElement ? element : undefined;
    if (!this.#element || this.#loading) return;
    this.#loading = true;
    loadPicture().then(
      ({ mountPicture }) => {
        this.#loading = false;
        if (!this.#element || this.#closed) return;
        this.#picture = mountPicture(this.#element, {
          pointed: (at) => { if (this.#drawn) this.#readout.point(at, this.#drawn.figure, this.#drawn.rows); },
          brushed: (range) => { this.#brush(range).catch((error: unknown) => { this.#fail(error); }); },
          picked: (group) => { this.#pick(group); },
        });
        if (this.#drawn) this.#picture.show(this.#drawn.figure);
        this.context.changed();
      },
      (error: unknown) => {
        this.#loading = false;
        this.#fail(error);
      },
    );
  }

  /** Asks for what is to be drawn where that is not what is drawn. */
  #look(): void {
    const { state } = this.page.tab;
    if (!state || this.#closed) return;
    if (state.resultId !== this.#resultId) this.#lookAtColumns(state.resultId);
    const settings = this.#settings;
    if (!settings || !this.#picture) return;
    const query = queryOf(settings, this.#picture.room, devicePixelRatio);
    const { inView } = this.page;
    const rows = { resultId: state.resultId, ...inView };
    // A view has its rows for good; a result as it came may have got more of them.
    const key = JSON.stringify([rows, query, inView.view === undefined ? state.rows : 0]);
    if (key === this.#askedKey || key === this.#drawn?.key || key === this.#failedKey) return;
    const same = JSON.stringify(settings) === JSON.stringify(this.#drawn?.settings);
    const wait = same ? Math.max(0, this.#last + Math.max(STEP_MS, this.#took * SHARE) - performance.now()) : 0;
    if (same && this.#asking) return;
    clearTimeout(this.#timer);
    if (wait > 0) this.#timer = setTimeout(() => { this.context.changed(); }, wait);
    else this.#ask(key, rows, query, settings);
  }

  #ask(key: string, rows: { readonly resultId: string; readonly view?: string }, query: ChartQuery, settings: ChartSettings): void {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.#askedKey = key;
    this.#last = performance.now();
    this.context.link
      .call('chart', { ...rows, query }, asking.signal)
      .then(
        (data) => {
          if (asking.signal.aborted) return;
          this.#took = performance.now() - this.#last;
          this.#failure = undefined;
          this.#drawn = { key, data, settings, figure: figureOf(data, settings, (column) => this.#nameOf(column), this.context.timeZone()), rows: { ...rows, x: settings.x } };
          this.#readout.clear();
          this.#picture?.show(this.#drawn.figure);
        },
        (error: unknown) => {
          if (asking.signal.aborted || isQuiet(error)) return;
          this.#failedKey = key;
          this.#fail(error);
        },
      )
      .finally(() => {
        if (this.#asking !== asking) return;
        this.#asking = undefined;
        this.#askedKey = '';
        this.context.changed();
      });
  }

  #lookAtColumns(resultId: string): void {
    this.#resultId = resultId;
    this.#columns = undefined;
    this.#settings = undefined;
    this.context.link.call('chartColumns', { resultId, ...this.page.inView }, this.page.ended).then(
      ({ columns }) => {
        if (this.#resultId !== resultId || this.#closed) return;
        this.#columns = columns;
        this.#settings = keptSettings(this.page.viewState['chart'], columns) ?? suggested(columns, columns.map((_, at) => this.#nameOf(at)));
        if (!this.#settings) this.#failure = { what: t('There is nothing to draw'), why: t('No column holds numbers or times, and none has few different values.'), todo: t('Choose columns of numbers or times in the statement, or look at the grid.') };
        this.context.changed();
      },
      (error: unknown) => {
        this.#fail(error);
      },
    );
  }

  #set(settings: ChartSettings): void {
    this.#settings = settings;
    this.#failure = undefined;
    this.context.keep(this.page, 'chart', settings);
    this.context.changed();
  }

  #fail(error: unknown): void {
    if (isQuiet(error) || this.#closed) return;
    this.#failure = error instanceof RpcError ? error.failure : failureOf(error, t('Could not draw the chart'));
    this.context.changed();
  }

  /** Only the rows within the range stay, in the grid too. */
  async #brush({ x, y }: Brushed): Promise<void> {
    const drawn = this.#drawn;
    if (!drawn) return;
    const { figure, settings, rows } = drawn;
    if (figure.shapes.draw === 'bars') {
      const values = figure.shapes.groups.flatMap((_, group) => (group >= x[0] && group <= x[1] ? [this.#groupValue(group)] : [])).filter((value) => value !== undefined);
      if (values.length > 0) this.context.filter(settings.x, { column: settings.x, is: { test: 'in', values } });
      return;
    }
    await this.#filterTo(rows.resultId, settings.x, x, figure.x);
    const [column] = settings.y;
    if (y && column !== undefined && column !== settings.x && settings.y.length === 1) await this.#filterTo(rows.resultId, column, y, figure.y);
  }

  async #filterTo(resultId: string, column: number, [from, to]: readonly [number, number], { min, max }: Figure['x']): Promise<void> {
    const range = await this.context.link.call('chartRange', { resultId, column, from: Math.max(min, from), to: Math.min(max, to) });
    this.context.filter(column, { column, is: { test: 'range', ...range } });
  }

  #pick(group: number): void {
    const drawn = this.#drawn;
    const value = this.#groupValue(group);
    if (drawn && value !== undefined) this.context.filter(drawn.settings.x, { column: drawn.settings.x, is: { test: 'in', values: [value] } });
  }

  /** A text that was cut cannot be looked for. */
  #groupValue(group: number): string | null | undefined {
    const data = this.#drawn?.data;
    const found = data?.draw === 'bars' ? data.groups[group] : undefined;
    return found?.cut ? undefined : found?.text;
  }

  #clearFilters(): void {
    const settings = this.#drawn?.settings;
    for (const column of settings ? [settings.x, ...settings.y] : []) {
      if (this.page.arranger?.wanted.filters.some((filter) => filter.column === column)) this.context.filter(column, undefined);
    }
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1, PageDown: 20, PageUp: -20, End: Infinity, Home: -Infinity }[event.key];
    if (by !== undefined) this.#picture?.step(by, event.shiftKey);
    else if (event.key === 'Enter') this.#picture?.take();
    else if (event.key === 'Escape') this.#picture?.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #tools(): TemplateResult {
    const off = this.#drawn === undefined;
    return html`<button class="icon codicon codicon-list-flat ${this.#table ? 'pressed' : ''}" title=${t('Show as Table')} aria-label=${t('Show as Table')} aria-pressed=${this.#table} ?disabled=${off} @click=${() => { this.#table = !this.#table; this.context.changed(); }}></button>
      <button class="icon codicon codicon-save" title=${t('Export Chart…')} aria-label=${t('Export Chart…')} aria-haspopup="menu" ?disabled=${off} @click=${(event: MouseEvent) => { this.#openExport(event); }}></button>`;
  }

  #openExport(event: MouseEvent): void {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const save = (kind: 'png' | 'svg' | 'csv', make: () => Uint8Array | Promise<Uint8Array>) => (): void => {
      this.#save(kind, make).catch((error: unknown) => { if (!(error instanceof RpcError)) this.#fail(error); }); // the host has told the person
    };
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    this.#menu.open(
      [
        { kind: 'item', label: t('PNG Picture…'), disabled: !this.#picture, run: save('png', async () => (await this.#picture?.png()) ?? new Uint8Array(0)) },
        { kind: 'item', label: t('SVG Picture…'), disabled: !this.#picture, run: save('svg', () => bytes(this.#picture?.svg() ?? '')) },
        { kind: 'item', label: t('CSV of What Is Drawn…'), run: save('csv', () => bytes(this.#drawn ? csvOf(this.#drawn.figure) : '')) },
      ],
      box.left,
      box.bottom,
      t('Export Chart'),
    );
  }

  async #save(kind: 'png' | 'svg' | 'csv', make: () => Uint8Array | Promise<Uint8Array>): Promise<void> {
    await this.context.link.call('saveMade', { name: this.page.tab.title, kind, bytes: await make() });
  }
}
