import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../../core/format/numbers';
import type { ColumnFilter, SortKey } from '../../../protocol/resultsArrange';
import { iconButton } from '../tabStrip';
import { prose } from '../prose';
import { rowsText } from '../../shared/counts';
import { t } from '../../shared/l10n';
import { filterText } from './arrangement';
import type { Arranger } from './arranger';

export interface ArrangeBarEvents {
  readonly name: (column: number) => string;
  readonly edit: (column: number, anchor: HTMLElement) => void;
}

/** Says how the rows are arranged, one chip for each column that they are sorted or filtered by, and how many of them there are. */
export function arrangeBar(arranger: Arranger, complete: boolean, events: ArrangeBarEvents): TemplateResult | typeof nothing {
  if (!arranger.active) return nothing;
  const { sort, filters } = arranger.wanted;
  return html`<div class="arrange-bar" role="toolbar" aria-label=${t('Sorting and filters')}>
    ${sort.map((key) => sortChip(key, arranger, events))}${filters.map((filter) => filterChip(filter, arranger, events))}
    <span class="arrange-count" role="status">${countText(arranger, complete)}</span>
    ${arranger.failure ? html`<span class="warn prose" role="alert">${prose(`${arranger.failure.what}: ${arranger.failure.why}${arranger.failure.todo === undefined ? '' : ` ${arranger.failure.todo}`}`)}</span>` : nothing}
    <span class="spring"></span>
    <button class="link" title=${t('Show the rows as received')} @click=${() => { arranger.clear(); }}>${t('Clear All')}</button>
  </div>`;
}

function sortChip({ column, descending }: SortKey, arranger: Arranger, { name }: ArrangeBarEvents): TemplateResult {
  return html`<span class="chip"><button title=${t('Turn the order round')} @click=${() => { turn(arranger, column); }}>
      <span class="codicon codicon-arrow-${descending ? 'down' : 'up'}" aria-hidden="true"></span>${name(column)}<span class="announcer">${descending ? t('descending') : t('ascending')}</span></button>
    ${iconButton('close', t('Do Not Sort by {0}', name(column)), () => { arranger.set({ ...arranger.wanted, sort: arranger.wanted.sort.filter((key) => key.column !== column) }); })}</span>`;
}

function turn(arranger: Arranger, column: number): void {
  arranger.set({ ...arranger.wanted, sort: arranger.wanted.sort.map((key) => (key.column === column ? { column, descending: !key.descending } : key)) });
}

function filterChip(filter: ColumnFilter, arranger: Arranger, { name, edit }: ArrangeBarEvents): TemplateResult {
  const { column } = filter;
  const change = (event: Event): void => {
    if (event.currentTarget instanceof HTMLElement) edit(column, event.currentTarget);
  };
  return html`<span class="chip"><button title=${t('Change this filter')} @click=${change}><span class="codicon codicon-filter" aria-hidden="true"></span>${name(column)} ${filterText(filter)}</button>
    ${iconButton('close', t('Remove Filter on {0}', name(column)), () => { arranger.filter(column, undefined); })}</span>`;
}

function countText({ shown, wanted, working }: Arranger, complete: boolean): string {
  if (!shown) return working ? t('Arranging…') : '';
  const text = wanted.filters.length === 0 ? t('{0} sorted', rowsText(shown.rows)) : t('{0} of {1} rows', formatCount(shown.rows), formatCount(shown.of));
  return complete ? text : t('{0} so far', text);
}
