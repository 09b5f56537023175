import { html, type TemplateResult } from 'lit';
import { NEW_TYPES, type NewType } from '../../protocol/imports';
import { t } from '../shared/l10n';
import { type DraftColumn, problemOf, type TableDraft } from './tableDraft';

const words = (): Readonly<Record<NewType, string>> => ({
  text: t('text'),
  integer: t('whole number'),
  double: t('number'),
  boolean: t('true or false'),
  date: t('date'),
  timestamp: t('date and time'),
  instant: t('date and time in a zone'),
  binary: t('bytes, as hexadecimal digits'),
});

/** The form of a new table: its name, and its columns. */
export function newTableStep(draft: TableDraft, disabled: boolean, changed: (draft: TableDraft) => void): TemplateResult {
  const problem = problemOf(draft);
  const names = words();
  const edit = (index: number, change: Partial<DraftColumn>): void => {
    changed({ ...draft, columns: draft.columns.map((column, at) => (at === index ? { ...column, ...change } : column)) });
  };
  return html`<label class="field"><span class="label">${t('Name of the new table')}</span>
      <input type="text" .value=${draft.name} ?disabled=${disabled} aria-invalid=${draft.name.trim() === ''} @input=${(event: Event) => { changed({ ...draft, name: textOf(event) }); }} /></label>
    <table class="mapping" aria-label=${t('Columns of the new table')}>
      <thead><tr><th>${t('Take')}</th><th>${t('Column')}</th><th>${t('Type')}</th><th>${t('Key')}</th></tr></thead>
      <tbody>${draft.columns.map(
        (column, index) => html`<tr>
          <td><input type="checkbox" aria-label=${t('Take {0}', column.name)} .checked=${column.included} ?disabled=${disabled} @change=${() => { edit(index, { included: !column.included }); }} /></td>
          <td><input type="text" aria-label=${t('Name of column {0}', index + 1)} .value=${column.name} ?disabled=${disabled || !column.included} @input=${(event: Event) => { edit(index, { name: textOf(event) }); }} /></td>
          <td><select aria-label=${t('Type of {0}', column.name)} ?disabled=${disabled || !column.included} @change=${(event: Event) => { edit(index, { type: typeIn(event) ?? column.type }); }}>
            ${NEW_TYPES.map((type) => html`<option value=${type} ?selected=${type === column.type}>${names[type]}</option>`)}
          </select></td>
          <td><input type="checkbox" aria-label=${t('{0} is part of the key', column.name)} .checked=${column.key} ?disabled=${disabled || !column.included} @change=${() => { edit(index, { key: !column.key }); }} /></td>
        </tr>`,
      )}</tbody>
    </table>
    ${problem === undefined ? '' : html`<p class="issue" role="alert">${problem}</p>`}`;
}

function textOf({ target }: Event): string {
  return target instanceof HTMLInputElement ? target.value : '';
}

function typeIn({ target }: Event): NewType | undefined {
  return target instanceof HTMLSelectElement ? NEW_TYPES.find((type) => type === target.value) : undefined;
}
