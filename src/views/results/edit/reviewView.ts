import { html, nothing, type TemplateResult } from 'lit';
import type { EditOperation } from '../../../protocol/edits';
import { iconButton } from '../tabStrip';
import { moreText } from '../../shared/counts';
import { t } from '../../shared/l10n';
import type { EditMode } from './editMode';

const MOST_SHOWN = 500;

export interface ReviewEvents {
  readonly apply: () => void;
  readonly close: () => void;
  readonly discard: () => void;
}

/** The pane beside the grid that shows exactly what would be done. */
export function reviewView(mode: EditMode, events: ReviewEvents): TemplateResult | typeof nothing {
  const { review, table } = mode;
  if (!review) return nothing;
  const operations = review.step === 'asking' ? [] : review.review.operations;
  const problems = operations.filter(({ problem }) => problem !== undefined).length;
  const applying = review.step === 'applying';
  return html`<aside class="detail review" aria-label=${t('Review of changes')}>
    <header><span class="detail-name">${t('Review Changes')}</span><span class="dim">${table.label}</span><span class="spring"></span>${iconButton('close', t('Close Review (Esc)'), events.close)}</header>
    <div class="detail-body" role="list">
      ${review.step === 'asking' ? html`<p class="dim late">${t('Looking at the changes…')}</p>` : operations.slice(0, MOST_SHOWN).map(operationView)}
      ${operations.length > MOST_SHOWN ? html`<p class="dim">${moreText(operations.length - MOST_SHOWN)}</p>` : nothing}
    </div>
    ${review.step === 'asking'
      ? nothing
      : html`<div class="review-foot">
          <p class="dim">${problems === 1 ? t('1 change cannot be written. Correct or undo it first.') : problems > 0 ? t('{0} changes cannot be written. Correct or undo them first.', problems) : review.review.atomic ? t('Applied together: all or nothing.') : t('Applied one by one, in this order. What is written stays written when a later one fails.')}</p>
          <div class="buttons">
            <button class="button" ?disabled=${problems > 0 || applying} @click=${events.apply}>${applying ? t('Applying…') : operations.length === 1 ? t('Apply 1 Change') : t('Apply {0} Changes', operations.length)}</button>
            <button class="button secondary" ?disabled=${applying} @click=${events.discard}>${t('Discard All')}</button>
          </div>
        </div>`}
  </aside>`;
}

const ICONS: Readonly<Record<EditOperation['kind'], string>> = { insert: 'diff-added', upsert: 'diff-modified', update: 'diff-modified', delete: 'diff-removed' };

function operationView({ kind, key, changes, problem }: EditOperation): TemplateResult {
  return html`<div class="operation ${kind}" role="listitem">
    <div><span class="codicon codicon-${ICONS[kind]}" aria-hidden="true"></span> <b>${kind.toUpperCase()}</b> ${key.map(([column, value]) => html`<code>${column} = ${value}</code> `)}</div>
    ${changes.map(({ column, before, after }) => html`<div class="operation-change"><span class="dim">${column}</span> ${kind === 'insert' ? nothing : html`<del>${before ?? 'NULL'}</del> → `}<ins>${after ?? 'NULL'}</ins></div>`)}
    ${problem === undefined ? nothing : html`<div class="operation-problem" role="alert"><span class="codicon codicon-error" aria-hidden="true"></span> ${problem.replaceAll('`', '')}</div>`}
  </div>`;
}
