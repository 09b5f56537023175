import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FieldColumn, FieldValue, ProfileField } from '../../core/contract/profile';
import { t } from '../shared/l10n';

/** A small table that is filled in, with an empty row at the end to add another. */
export function rowsView(field: ProfileField, value: FieldValue | undefined, set: (value: FieldValue) => void): TemplateResult {
  const columns = field.columns ?? [];
  const lines: readonly string[] = isLines(value) ? value : [];
  const change = (at: number, cells: readonly string[]): void => {
    const filled = cells.some((cell) => cell !== '');
    set([...lines.slice(0, at), ...(filled ? [cells.join('\t')] : []), ...lines.slice(at + 1)]);
  };
  const row = (line: string, at: number): TemplateResult => {
    const cells = cellsOf(line, columns.length);
    const setCell = (column: number, text: string): void => {
      change(at, cells.map((cell, index) => (index === column ? text.replaceAll('\t', ' ') : cell)));
    };
    return html`<tr>
      ${columns.map((column, index) => html`<td>${cell(field, column, index, at, cells[index] ?? '', (text) => { setCell(index, text); })}</td>`)}
      <td class="tools">
        <vscode-button secondary icon="arrow-up" title=${t('Move Up')} aria-label=${t('Move row {0} up', at + 1)} ?disabled=${at === 0 || at >= lines.length} @click=${() => { set(swapped(lines, at)); }}></vscode-button>
        <vscode-button secondary icon="trash" title=${t('Remove')} aria-label=${t('Remove row {0}', at + 1)} ?disabled=${at >= lines.length} @click=${() => { change(at, []); }}></vscode-button>
      </td>
    </tr>`;
  };
  return html`
    <table class="rows" aria-label=${field.label}>
      <thead><tr>${columns.map((column) => html`<th scope="col">${column.label}</th>`)}<th><span class="unseen">${t('Tools')}</span></th></tr></thead>
      <tbody>${[...lines, ''].map(row)}</tbody>
    </table>
    ${columns.map((column, index) => (column.suggestions ? html`<datalist id=${listId(field, index)}>${column.suggestions.map((text) => html`<option value=${text}></option>`)}</datalist>` : nothing))}
  `;
}

function cell(field: ProfileField, column: FieldColumn, index: number, at: number, text: string, set: (text: string) => void): TemplateResult {
  const label = t('{0} of row {1}', column.label, at + 1);
  if (column.kind === 'flag') return html`<input type="checkbox" aria-label=${label} .checked=${text === 'true'} @change=${(event: Event) => { set(checkedOf(event) ? 'true' : ''); }} />`;
  return html`<input type="text" spellcheck="false" autocomplete="off" aria-label=${label} placeholder=${column.placeholder ?? ''} list=${column.suggestions ? listId(field, index) : nothing} .value=${text} @input=${(event: Event) => { set(textOf(event)); }} />`;
}

const listId = (field: ProfileField, index: number): string => `${field.key}-${index}-suggestions`;

function cellsOf(line: string, count: number): readonly string[] {
  const cells = line.split('\t');
  return Array.from({ length: count }, (_, index) => cells[index] ?? '');
}

function swapped(lines: readonly string[], at: number): readonly string[] {
  return lines.map((line, index) => (index === at ? (lines[at - 1] ?? line) : index === at - 1 ? (lines[at] ?? line) : line));
}

const isLines = (value: FieldValue | undefined): value is readonly string[] => Array.isArray(value);
const textOf = ({ currentTarget }: Event): string => (currentTarget instanceof HTMLInputElement ? currentTarget.value : '');
const checkedOf = ({ currentTarget }: Event): boolean => currentTarget instanceof HTMLInputElement && currentTarget.checked;
