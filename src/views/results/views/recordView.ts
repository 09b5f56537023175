import { html, nothing, type TemplateResult } from 'lit';
import { type Failure, failureOf } from '../../../core/errors';
import type { CellText } from '../../../core/format/cell';
import { formatCount } from '../../../core/format/numbers';
import { RpcError } from '../../../protocol/rpc';
import { t } from '../../shared/l10n';
import { CellReader } from '../grid/cells';
import { isQuiet } from '../hostLink';
import type { ResultPage } from '../page';
import { iconButton } from '../tabStrip';
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
  #wanted = '';
  #values: ReadonlyMap<number, CellText> = new Map();
  #failure: Failure | undefined;
  #asking = new AbortController();

  constructor(
    private readonly page: ResultPage,
    private readonly context: ViewContext,
  ) {
    this.#place = new RowPlace(page);
  }

  render(): TemplateResult {
    const { row, rows } = this.#place;
    const columns = this.page.model?.layout.visible.slice(0, this.#fields) ?? [];
    this.#ask(row, columns);
    const more = (this.page.model?.layout.visible.length ?? 0) - columns.length;
    return html`<div class="view record-view" tabindex="0" role="region" aria-label=${t('Row {0} as a form', formatCount(row + 1))} @keydown=${(event: KeyboardEvent) => { this.#key(event); }}>
      <div class="row-bar" role="toolbar" aria-label=${t('Rows')}>
        ${iconButton('arrow-up', t('Previous Row (Alt+Up)'), () => { this.#go(row - 1); }, row === 0)}${iconButton('arrow-down', t('Next Row (Alt+Down)'), () => { this.#go(row + 1); }, !this.#place.has(row + 1))}
        <span role="status" aria-live="polite">${t('Row {0} of {1}', formatCount(row + 1), formatCount(rows))}</span>
      </div>
      ${this.#failure ? html`<p class="todo" role="alert">${this.#failure.what}: ${this.#failure.why}</p>` : nothing}
      <dl class="record">${columns.map((column) => this.#field(row, column))}</dl>
      ${more > 0 ? html`<button class="link" @click=${() => { this.#fields += FIELDS * 5; this.context.changed(); }}>${t('Show {0} more columns', formatCount(more))}</button>` : nothing}
    </div>`;
  }

  focus(): void {
    this.context.root.querySelector<HTMLElement>('.record-view')?.focus();
  }

  close(): void {
    this.#asking.abort();
    this.#wanted = '';
  }

  #field(row: number, column: number): TemplateResult {
    const info = this.page.model?.columns[column];
    const value = this.#values.get(column);
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
    const wanted = `${resultId ?? ''}/${this.page.inView.view ?? ''}/${row}/${columns.join()}`;
    if (wanted === this.#wanted || resultId === undefined || columns.length === 0) return;
    this.#wanted = wanted;
    this.#asking.abort();
    const { signal } = (this.#asking = new AbortController());
    const reader = new CellReader(this.context.timeZone());
    this.context.link.call('window', { resultId, ...this.page.inView, row, rows: 1, columns }, signal).then(
      ({ bytes, row: first }) => {
        if (signal.aborted) return;
        const part = reader.read(bytes, first, columns);
        this.#values = new Map(columns.flatMap((column) => { const cell = part.columns.get(column)?.at(row - first); return cell ? [[column, cell] as const] : []; }));
        this.#failure = undefined;
        this.context.changed();
      },
      (error: unknown) => {
        if (signal.aborted || isQuiet(error)) return;
        this.#failure = error instanceof RpcError ? error.failure : failureOf(error, t('Could not read the row'));
        this.context.changed();
      },
    );
  }
}
