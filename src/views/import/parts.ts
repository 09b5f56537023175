import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import type { ImportPreview, ImportReport } from '../../protocol/imports';
import { moreText, rowsText } from '../shared/counts';
import { t, tParts } from '../shared/l10n';

const SHOWN_REASONS = 20;

export function failureView({ what, why, todo }: Failure): TemplateResult {
  const plain = (text: string): string => text.replaceAll(/[`*]/gu, '');
  return html`<div class="failed" role="alert"><b>${plain(what)}</b><p>${plain(why)} ${plain(todo ?? '')}</p></div>`;
}

export function previewTable({ columns, rows, more }: ImportPreview): TemplateResult {
  return html`<h2>${t('Preview')} <span class="dim">${more ? t('the first {0} rows', rows.length) : rowsText(rows.length)}</span></h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${t('Preview of the file')}><table>
      <thead><tr>${columns.map(({ name, type }) => html`<th>${name} <span class="dim">${type}</span></th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((value) => (value === null ? html`<td class="null">NULL</td>` : html`<td>${value}</td>`))}</tr>`)}</tbody>
    </table></div>`;
}

export interface ReportEvents {
  readonly save: () => void;
  /** Present once the rejected rows are saved. */
  readonly openSaved?: () => void;
  readonly openTable: () => void;
}

export function reportView(report: ImportReport, events: ReportEvents): TemplateResult {
  const { read, written, rejected, unknown, reasons, rejectedFile, failure, cancelled } = report;
  const ofThem = html`<b>${t('{0} written', rowsText(written))}</b>`;
  return html`<section class="report" aria-label=${t('Report of the import')}>
    <h2>${failure ? t('Import Broke Off') : cancelled ? t('Import Stopped') : t('Imported')}</h2>
    <p role="status">${rejected > 0 ? tParts('{0} of {1} read, {2} rejected.', ofThem, formatCount(read), rowsText(rejected)) : tParts('{0} of {1} read.', ofThem, formatCount(read))}</p>
    ${unknown > 0 ? html`<p class="issue">${t('{0} were sent and not acknowledged: they may be there or not. Look before you import them again.', rowsText(unknown))}</p>` : nothing}
    ${failure ? failureView(failure) : nothing}
    ${reasons.length === 0
      ? nothing
      : html`<table aria-label=${t('Rejected rows')}><thead><tr><th>${t('Row')}</th><th>${t('Reason')}</th></tr></thead>
          <tbody>${reasons.slice(0, SHOWN_REASONS).map(({ row, why }) => html`<tr><td>${formatCount(row)}</td><td>${why.replaceAll('`', '')}</td></tr>`)}</tbody></table>
        ${rejected > SHOWN_REASONS ? html`<p class="dim">${moreText(rejected - SHOWN_REASONS)}</p>` : nothing}`}
    <p>${rejectedFile === undefined ? nothing : html`<button class="button secondary" @click=${events.save}>${t('Save Rejected Rows…')}</button> `}${events.openSaved ? html`<button class="button secondary" title=${t('Correct them in the saved file, save it, and import only these.')} @click=${events.openSaved}>${t('Import the Saved Rows')}</button> ` : nothing}<button class="button secondary" @click=${events.openTable}>${t('Open Table')}</button></p>
  </section>`;
}
