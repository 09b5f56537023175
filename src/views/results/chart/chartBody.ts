import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Failure } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import type { Figure } from '../../chart/figure';
import { prose } from '../prose';
import { drawnTable } from './drawnTable';
import { t } from '../../shared/l10n';

export interface ChartBody {
  readonly failure: Failure | undefined;
  readonly drawn: { readonly figure: Figure; readonly summary: string; readonly notes: readonly string[] } | undefined;
  /** As a table instead of a picture. */
  readonly table: boolean;
  readonly readout: TemplateResult | typeof nothing;
  /** What a screen reader says of the place that is pointed at. */
  readonly spoken: string;
  readonly working: boolean;
  /** Reads the rest of the rows. */
  readonly readAll: (() => void) | undefined;
}

export interface ChartBodyEvents {
  readonly place: (element: Element | undefined) => void;
  readonly key: (event: KeyboardEvent) => void;
  /** All rows again. */
  readonly reset: () => void;
}

/** Most lines of a legend and most rows of a table. */
const MOST_NAMES = 24;
const MOST_ROWS = 500;

export function chartBody({ failure, drawn, table, readout, spoken, working, readAll }: ChartBody, { place, key, reset }: ChartBodyEvents): TemplateResult {
  return html`${failure ? html`<div class="chart-failure" role="alert"><span class="codicon codicon-warning" aria-hidden="true"></span><span class="prose">${prose(`${failure.what}. ${failure.why}`)} ${failure.todo === undefined ? nothing : prose(failure.todo)}</span></div>` : nothing}
    ${table && drawn ? tableOf(drawn.figure) : nothing}
    <div class="chart-figure" tabindex="0" role="img" ?hidden=${table || failure !== undefined} aria-busy=${working} aria-label=${drawn?.summary ?? t('Chart')} aria-description=${t('Arrow keys go from point to point, with Shift they take a range, Enter shows only its rows.')}
      @keydown=${key} @dblclick=${reset}><div class="chart-place" ${ref(place)}></div>${readout}</div>
    ${drawn ? html`<div class="chart-notes">${legend(drawn.figure)}<span class="dim">${drawn.notes.join(' · ')}</span>${readAll ? html`<button class="link" @click=${readAll}>${t('Read All Rows')}</button>` : nothing}</div>` : nothing}
    <span class="announcer" role="status">${spoken}</span>`;
}

/** The names of the lines, each with its mark in the style sheet's colours. */
function legend({ shapes }: Figure): TemplateResult | typeof nothing {
  const names = shapes.draw === 'series' ? shapes.series.map(({ name }) => name) : shapes.draw === 'bars' ? shapes.lanes.map(({ name }) => name) : [];
  if (names.length < 2) return nothing;
  return html`<span class="chart-legend">${names.slice(0, MOST_NAMES).map((name, at) => html`<span class="chart-name"><span class="chart-mark chart-mark-${at % 7}" aria-hidden="true"></span>${name}</span>`)}</span>`;
}

function tableOf(figure: Figure): TemplateResult {
  const { header, rows, all } = drawnTable(figure, MOST_ROWS);
  return html`<div class="chart-table" tabindex="0" role="region" aria-label=${t('What is drawn, as a table')}><table>
      <thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((text) => html`<td>${text}</td>`)}</tr>`)}</tbody>
    </table>${all > rows.length ? html`<p class="dim">${t('The first {0} of {1}. Export the chart as CSV to have them all.', formatCount(rows.length), formatCount(all))}</p>` : nothing}</div>`;
}
