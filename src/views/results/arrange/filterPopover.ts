import { html, nothing, render, type TemplateResult } from 'lit';
import { formatCount } from '../../../core/format/numbers';
import type { ResultColumn } from '../../../protocol/results';
import type { ColumnFilter, DistinctValues } from '../../../protocol/resultsArrange';
import { type HostLink, isQuiet } from '../hostLink';
import { t } from '../../shared/l10n';
import { type FilterDraft, draftOf, filterOf, TEXT_TESTS } from './filterDraft';

/** Values listed at once: the most frequent ones; the search reaches the others. */
const LISTED = 200;
const SEARCH_AFTER_MS = 250;
/** Pixels that it needs to show some values too: where the view is lower, it stands at its top. */
const LOWEST = 290;

export interface FilterTarget {
  readonly resultId: string;
  /** Of a live result: the rows whose values are listed. */
  readonly view?: string;
  readonly column: number;
  readonly info: ResultColumn | undefined;
  readonly filter: ColumnFilter | undefined;
}

/** A small form for the filter of one column: text, range, NULL, or a choice of its values with their counts. */
export class FilterPopover {
  #element: HTMLElement | undefined;
  #target: FilterTarget | undefined;
  #draft: FilterDraft = draftOf(undefined);
  #values: DistinctValues | undefined;
  #problem = '';
  #search = '';
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param closed gives the keyboard back */
  constructor(
    private readonly home: HTMLElement,
    private readonly link: HostLink,
    private readonly events: { apply(column: number, filter: ColumnFilter | undefined): void; closed(): void },
  ) {}

  open(target: FilterTarget, x: number, y: number): void {
    this.close(false);
    const element = document.createElement('div');
    element.className = 'menu filter-menu';
    element.setAttribute('role', 'dialog');
    element.setAttribute('aria-label', t('Filter {0}', target.info?.name ?? ''));
    element.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') this.close();
      else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) this.#apply();
      else return;
      event.preventDefault();
    });
    element.addEventListener('focusout', (event) => {
      if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) this.close(false);
    });
    this.#element = element;
    this.#target = target;
    this.#draft = draftOf(target.filter);
    this.#values = undefined;
    this.#search = '';
    this.#problem = '';
    this.home.append(element);
    this.#render();
    element.style.left = `${Math.max(4, Math.min(x, innerWidth - element.offsetWidth - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(y, innerHeight - LOWEST))}px`;
    element.style.maxHeight = `${innerHeight - element.offsetTop - 8}px`;
    element.querySelector<HTMLElement>('input:not([type=checkbox]), select')?.focus();
    this.#list();
  }

  close(giveBack = true): void {
    const element = this.#element;
    if (!element) return;
    this.#element = undefined;
    this.#asking?.abort();
    clearTimeout(this.#timer);
    element.remove();
    if (giveBack) this.events.closed();
  }

  #apply(): void {
    if (!this.#target) return;
    this.events.apply(this.#target.column, filterOf(this.#draft, this.#target.column));
    this.close();
  }

  #change(draft: Partial<FilterDraft>): void {
    this.#draft = { ...this.#draft, ...draft };
    this.#render();
  }

  #list(): void {
    const target = this.#target;
    if (!target) return;
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const { resultId, view, column } = target;
    this.link.call('distinct', { resultId, ...(view !== undefined && { view }), column, most: LISTED, ...(this.#search !== '' && { search: this.#search }) }, asking.signal).then(
      (values) => {
        if (asking.signal.aborted) return;
        this.#values = values;
        this.#render();
      },
      (error: unknown) => {
        if (isQuiet(error) || asking.signal.aborted) return;
        this.#problem = error instanceof Error ? error.message : String(error);
        this.#render();
      },
    );
  }

  #render(): void {
    if (!this.#element || !this.#target) return;
    const { info } = this.#target;
    const ordered = info?.align === 'right' || /date|time/iu.test(info?.type ?? '');
    render(
      html`<div class="filter-title"><span class="codicon codicon-filter" aria-hidden="true"></span>${info?.name ?? ''}<span class="dim">${info?.type ?? ''}</span></div>
        ${ordered ? this.#range() : nothing}${this.#text()}${this.#choice()}
        <div class="filter-foot">
          <label><input type="checkbox" .checked=${this.#draft.not} @change=${(event: Event) => { this.#change({ not: checked(event) }); }} />${t('All others')}</label>
          <span class="spring"></span>
          <button class="button small secondary" @click=${() => { this.#clear(); }}>${t('Clear')}</button>
          <button class="button small" @click=${() => { this.#apply(); }}>${t('Filter')}</button>
        </div>`,
      this.#element,
    );
  }

  #clear(): void {
    if (this.#target) this.events.apply(this.#target.column, undefined);
    this.close();
  }

  #range(): TemplateResult {
    const box = (label: string, key: 'from' | 'to'): TemplateResult =>
      html`<input class="filter-bound" aria-label=${label} placeholder=${label} .value=${this.#draft[key]} @input=${(event: Event) => { this.#change({ [key]: valueOf(event) }); }} />`;
    return html`<div class="filter-line">${box(t('From'), 'from')}<span aria-hidden="true">–</span>${box(t('To'), 'to')}</div>`;
  }

  #text(): TemplateResult {
    return html`<div class="filter-line">
      <select aria-label=${t('How the text is compared')} @change=${(event: Event) => { this.#change({ test: testNamed(valueOf(event)) }); }}>
        ${TEXT_TESTS.map(({ test, label }) => html`<option value=${test} ?selected=${test === this.#draft.test}>${label}</option>`)}
      </select>
      <input class="filter-text" aria-label=${t('Text')} placeholder=${t('text')} .value=${this.#draft.text} @input=${(event: Event) => { this.#change({ text: valueOf(event) }); }} />
      <button class="icon codicon codicon-case-sensitive ${this.#draft.caseSensitive ? 'pressed' : ''}" title=${t('Match Case')} aria-label=${t('Match Case')} aria-pressed=${this.#draft.caseSensitive} @click=${() => { this.#change({ caseSensitive: !this.#draft.caseSensitive }); }}></button>
    </div>`;
  }

  #choice(): TemplateResult {
    const values = this.#values;
    return html`<input type="search" class="search" placeholder=${t('Search values')} aria-label=${t('Search values')} .value=${this.#search} @input=${(event: Event) => { this.#searchFor(valueOf(event)); }} />
      <div class="value-list" role="group" aria-label=${t('Values')} tabindex="-1">
        ${this.#problem === '' ? nothing : html`<p class="warn">${this.#problem}</p>`}
        ${values ? values.values.map((value) => this.#value(value)) : html`<p class="dim">${this.#problem === '' ? t('Counting values…') : ''}</p>`}
        ${values && values.values.length === 0 ? html`<p class="dim">${t('No such value.')}</p>` : nothing}
        ${values && values.distinct > LISTED ? html`<p class="dim">${t('The most frequent of {0} values. Search for the others.', formatCount(values.distinct))}</p>` : nothing}
      </div>`;
  }

  #value({ text, count, cut = false }: DistinctValues['values'][number]): TemplateResult {
    const { values } = this.#draft;
    return html`<label class="column-entry" title=${cut ? t('Too long to be looked for as a value.') : (text ?? 'NULL')}>
      <input type="checkbox" ?disabled=${cut} .checked=${values.includes(text)} @change=${(event: Event) => { this.#change({ values: checked(event) ? [...values, text] : values.filter((one) => one !== text) }); }} />
      <span class=${text === null || text === '' ? 'dim' : ''}>${text === null ? 'NULL' : text === '' ? t('ε (empty)') : text}</span><span class="dim value-count">${formatCount(count)}</span></label>`;
  }

  #searchFor(text: string): void {
    this.#search = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.#list(); }, SEARCH_AFTER_MS);
  }
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '';
}

function checked({ target }: Event): boolean {
  return target instanceof HTMLInputElement && target.checked;
}

function testNamed(name: string): FilterDraft['test'] {
  return TEXT_TESTS.find(({ test }) => test === name)?.test ?? 'contains';
}

