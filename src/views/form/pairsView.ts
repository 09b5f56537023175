import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { FieldValue, ProfileField } from '../../core/contract/profile';
import { t } from '../shared/l10n';
import { valueOf } from './values';

/** Rows of name and value, with an empty one at the end to add another. */
export function pairsView(field: ProfileField, value: FieldValue | undefined, set: (value: FieldValue) => void): TemplateResult {
  const pairs: readonly (readonly [string, string])[] = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
  const change = (at: number, pair: readonly [string, string] | undefined): void => {
    const next = [...pairs.slice(0, at), ...(pair ? [pair] : []), ...pairs.slice(at + 1)];
    set(Object.fromEntries(next));
  };
  const row = ([name, text]: readonly [string, string], at: number): TemplateResult => html`
    <div class="row pair">
      <vscode-textfield .label=${t('{0}: name {1}', field.label, at + 1)} placeholder=${t('Name')} .value=${name} @change=${(event: Event) => change(at, [valueOf(event), text])}></vscode-textfield>
      <vscode-textfield .label=${t('{0}: value {1}', field.label, at + 1)} placeholder=${t('Value')} .value=${text} @change=${(event: Event) => change(at, [name, valueOf(event)])}></vscode-textfield>
      <vscode-button secondary icon="trash" title=${t('Remove')} aria-label=${t('Remove {0}', name)} ?disabled=${at >= pairs.length} @click=${() => change(at, undefined)}></vscode-button>
    </div>
  `;
  return html`<div role="group" aria-label=${field.label}>${[...pairs, ['', ''] as const].map(row)}</div>`;
}
