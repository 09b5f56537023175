import { html, nothing, type TemplateResult } from 'lit';
import * as z from 'zod/mini';
import { formatCount } from '../../../core/format/numbers';
import { t } from '../../shared/l10n';
import type { ResultPage } from '../page';
import { iconButton } from '../tabStrip';
import { LatestAnswer } from './latestAnswer';
import type { OpenView, ResultView, ViewContext } from './resultView';
import { RowPlace } from './rowPlace';

/** Rows shown at once; fewer where they are long. */
const ROWS = 100;

const FORMATS = ['json', 'jsonl', 'csv', 'markdown', 'sql'] as const;
type Format = (typeof FORMATS)[number];
const LABELS: Readonly<Record<Format, string>> = { json: 'JSON', jsonl: t('JSON Lines'), csv: 'CSV', markdown: 'Markdown', sql: 'SQL INSERT' };
const kept = z.object({ format: z.enum(FORMATS) });

/** The rows around the active one as text, to be read and copied. */
export function textView(context: ViewContext): ResultView {
  return { id: 'json', label: t('Text'), icon: 'json', offered: ({ model }) => model !== undefined && model.rows > 0, open: (page) => new TextView(page, context) };
}

class TextView implements OpenView {
  readonly #place: RowPlace;
  #format: Format;
  #first: number;
  #shown = ROWS;
  readonly #text: LatestAnswer<string>;

  constructor(
    private readonly page: ResultPage,
    private readonly context: ViewContext,
  ) {
    this.#place = new RowPlace(page);
    this.#text = new LatestAnswer(t('Could not read the rows'), () => { context.changed(); });
    const state = z.safeParse(kept, page.viewState['json']);
    this.#format = state.success ? state.data.format : 'json';
    this.#first = this.#place.row - (this.#place.row % ROWS);
  }

  render(): TemplateResult {
    const { rows } = this.#place;
    const first = Math.min(this.#first, Math.max(0, rows - 1));
    const end = Math.min(first + this.#shown, rows);
    this.#ask(first, end - first);
    const { value: text, failure } = this.#text;
    return html`<div class="view text-view">
      <div class="row-bar" role="toolbar" aria-label=${t('Rows')}>
        ${iconButton('arrow-up', t('Rows Before'), () => { this.#go(Math.max(0, first - ROWS)); }, first === 0)}${iconButton('arrow-down', t('Rows After'), () => { this.#go(end); }, end >= rows)}
        <span role="status" aria-live="polite">${t('Rows {0} to {1} of {2}', formatCount(first + 1), formatCount(end), formatCount(rows))}</span><span class="spring"></span>
        <select aria-label=${t('Format')} @change=${(event: Event) => { this.#choose(event); }}>${FORMATS.map((format) => html`<option value=${format} ?selected=${format === this.#format}>${LABELS[format]}</option>`)}</select>
        ${iconButton('copy', t('Copy These Rows'), () => { this.#copy(); }, text === undefined)}
      </div>
      ${failure ? html`<p class="todo" role="alert">${failure.what}: ${failure.why} ${failure.todo ?? ''}</p>` : nothing}
      <pre tabindex="0" role="region" aria-label=${t('Rows as {0}', LABELS[this.#format])}>${text ?? ''}</pre>
    </div>`;
  }

  focus(): void {
    this.context.root.querySelector<HTMLElement>('.text-view pre')?.focus();
  }

  close(): void {
    this.#text.close();
  }

  #go(first: number): void {
    this.#first = first;
    this.#shown = ROWS;
    this.#place.go(first);
    this.context.changed();
  }

  #choose({ currentTarget }: Event): void {
    const format = currentTarget instanceof HTMLSelectElement ? FORMATS.find((one) => one === currentTarget.value) : undefined;
    if (!format) return;
    this.#format = format;
    this.context.keep(this.page, 'json', { format });
    this.context.changed();
  }

  #copy(): void {
    const text = this.#text.value;
    if (text === undefined) return;
    this.context.link.call('copyText', { text }).then(
      () => { this.context.say(t('Copied')); },
      () => undefined, // the host has told why
    );
  }

  #ask(row: number, rows: number): void {
    const { model, tab, inView } = this.page;
    const resultId = tab.state?.resultId;
    const columns = model?.layout.visible ?? [];
    if (resultId === undefined || rows <= 0) return;
    this.#text.ask(
      `${resultId}/${inView.view ?? ''}/${row}/${rows}/${this.#format}/${columns.join()}`,
      async (signal) => (await this.context.link.call('text', { resultId, ...inView, ranges: [{ row, rows, columns }], format: this.#format }, signal)).text,
      ({ code }) => {
        if (code !== 'too-large' || rows === 1) return false;
        this.#shown = Math.floor(rows / 2);
        return true;
      },
    );
  }
}
