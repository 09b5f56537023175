import { html, nothing, type TemplateResult } from 'lit';
import type { CellText } from '../../../core/format/cell';
import { formatCount } from '../../../core/format/numbers';
import { t } from '../../shared/l10n';
import { CellReader } from '../grid/cells';
import type { ResultPage } from '../page';
import { iconButton } from '../tabStrip';
import { LatestAnswer } from './latestAnswer';
import type { OpenView, ResultView, ViewContext } from './resultView';
import { RowPlace } from './rowPlace';

/** Fields shown at once; more come when they are asked for. */
const FIELDS = 200;

/** One row as a form: a field for each column, in the order of the grid. */
export function recordView(context: ViewContext): ResultView {
  return { id: 'record', label: t('Record'), icon: 'list-flat', offered: ({ model }) => model !== undefined && model.rows > 0, open: (page) => new RecordView(page, context) };
}

class RecordView implements OpenView {
  readonly #place: RowPlace;
  #fields = FIELDS;
  readonly #values: LatestAnswer<ReadonlyMap<number, CellText>>;

  constructor(
    private readonly page: ResultPage,
    private readonly context: ViewContext,
  ) {
    this.#place = new RowPlace(page);
    this.#values = new LatestAnswer(t('Could not read the row'), () => { context.changed(); });
  }

  render(): TemplateResult {
    const { row, rows } = this.#place;
    const columns = this.page.model?.layout.visible.slice(0, this.#fields) ?? [];
    this.#ask(row, columns);
    const { failure } = this.#values;
    const more = (this.page.model?.layout.visible.length ?? 0) - columns.length;
    return html`<div class="view record-view" tabindex="0" role="region" aria-label=${t('Row {0} as a form', formatCount(row + 1))} @keydown=${(event: KeyboardEvent) => { this.#key(event); }}>
      <div class="row-bar" role="toolbar" aria-label=${t('Rows')}>
        ${iconButton('arrow-up', t('Previous Row (Alt+Up)'), () => { this.#go(row - 1); }, row === 0)}${iconButton('arrow-down', t('Next Row (Alt+Down)'), () => { this.#go(row + 1); }, !this.#place.has(row + 1))}
        <span role="status" aria-live="polite">${t('Row {0} of {1}', formatCount(row + 1), formatCount(rows))}</span>
      </div>
      ${failure ? html`<p class="todo" role="alert">${failure.what}: ${failure.why}</p>` : nothing}
      <dl class="record">${columns.map((column) => this.#field(row, column))}</dl>
      ${more > 0 ? html`<button class="link" @click=${() => { this.#fields += FIELDS * 5; this.context.changed(); }}>${t('Show {0} more columns', formatCount(more))}</button>` : nothing}
    </div>`;
  }

  focus(): void {
    this.context.root.querySelector<HTMLElement>('.record-view')?.focus();
  }

  close(): void {
    this.#values.close();
  }

  #field(row: number, column: number): TemplateResult {
    const info = this.page.model?.columns[column];
    const value = this.#values.value?.get(column);
    return html`<dt><button class="link" title=${t('Show in the Grid')} @click=${() => { this.context.showCell(row, column); }}>${info?.name ?? ''}</button><span class="dim">${info?.type ?? ''}</span></dt>
      <dd class=${value?.kind ?? ''}>${value === undefined ? nothing : value.kind === 'empty' ? html`<span class="dim" aria-label=${t('empty')}>ε</span>` : value.text}</dd>`;
  }

  #key(event: KeyboardEvent): void {
    const { row, rows } = this.#place;
    const inView = event.target instanceof HTMLElement && event.target.classList.contains('record-view');
    const to = event.altKey ? { ArrowUp: row - 1, ArrowDown: row + 1, Home: 0, End: rows - 1 }[event.key] : inView ? { ArrowLeft: row - 1, ArrowRight: row + 1 }[event.key] : undefined;
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#go(to);
  }

  #go(row: number): void {
    if (!this.#place.has(row)) return;
    this.#place.go(row);
    this.context.changed();
  }

  /** Values that were read for another row, view or choice of columns are asked anew; those before stay until the new ones are there. */
  #ask(row: number, columns: readonly number[]): void {
    const resultId = this.page.tab.state?.resultId;
    if (resultId === undefined || columns.length === 0) return;
    this.#values.ask(`${resultId}/${this.page.inView.view ?? ''}/${row}/${columns.join()}`, async (signal) => {
      const { bytes, row: first } = await this.context.link.call('window', { resultId, ...this.page.inView, row, rows: 1, columns }, signal);
      const part = new CellReader(this.context.timeZone()).read(bytes, first, columns);
      return new Map(columns.flatMap((column) => { const cell = part.columns.get(column)?.at(row - first); return cell ? [[column, cell] as const] : []; }));
    });
  }
}
