import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FieldValue, ProfileField } from '../../core/contract/profile';
import { t } from '../shared/l10n';
import type { FormState, Part } from './formState';
import { pairsView } from './pairsView';
import { rowsView } from './rowsView';
import { valueOf } from './values';

/** What a field does to the form. */
export interface FieldActions {
  set(part: Part, key: string, value: FieldValue | undefined): void;
  secret(key: string, value: string | null): void;
  /** The person has left the field. */
  leave(part: Part, key: string): void;
  browse(part: Part, field: ProfileField): void;
}

/** One field with its label, help, warning and problem. */
export function fieldView(state: FormState, part: Part, field: ProfileField, actions: FieldActions): TemplateResult {
  const issue = state.issueOf(part, field.key);
  const warning = state.warningOf(part, field);
  const id = idOf(part, field.key);
  const onLeave = (): void => {
    actions.leave(part, field.key);
  };
  return html`
    <div class="field ${issue === undefined ? '' : 'wrong'}" id=${id} @focusout=${onLeave}>
      ${field.kind === 'boolean' ? nothing : html`<div class="label" aria-hidden="true">${field.label}${field.required ? html`<span class="required">*</span>` : nothing}</div>`}
      ${control(state, part, field, actions, spoken(field, issue))}
      ${field.description === undefined ? nothing : html`<div class="help">${field.description}</div>`}
      ${warning === undefined ? nothing : html`<div class="warning" role="alert"><span class="codicon codicon-warning" aria-hidden="true"></span>${warning}</div>`}
      ${issue === undefined ? nothing : html`<div class="issue" role="alert"><span class="codicon codicon-error" aria-hidden="true"></span>${issue}</div>`}
    </div>
  `;
}

export function idOf(part: Part, key: string): string {
  return `${part}-${key}`;
}

/** The name that is read aloud. The controls keep their input in a shadow tree, where `aria-describedby` does not reach. */
function spoken(field: ProfileField, issue: string | undefined): string {
  return [field.label, field.required ? t('required') : undefined, issue].filter((part) => part !== undefined).join(', ');
}

function control(state: FormState, part: Part, field: ProfileField, actions: FieldActions, label: string): TemplateResult {
  const value = state.value(part, field.key);
  const set = (next: FieldValue | undefined): void => {
    actions.set(part, field.key, next);
  };
  switch (field.kind) {
    case 'boolean':
      return html`<vscode-checkbox .label=${field.label} aria-label=${label} .checked=${value === true} @change=${(event: Event) => set(isChecked(event))}></vscode-checkbox>`;
    case 'choice':
      return html`<vscode-single-select .label=${label} .value=${typeof value === 'string' ? value : ''} @change=${(event: Event) => set(valueOf(event))}>
        ${field.choices?.map((choice) => html`<vscode-option value=${choice.value} description=${choice.description ?? ''} ?selected=${choice.value === value}>${choice.label}</vscode-option>`)}
      </vscode-single-select>`;
    case 'secret':
      return secretControl(state, field, actions, label);
    case 'number':
      return html`<vscode-textfield class="short" type="number" step="any" .label=${label} placeholder=${field.placeholder ?? ''} .value=${typeof value === 'number' ? String(value) : ''}
        @input=${(event: Event) => set(numberOf(valueOf(event)))}></vscode-textfield>`;
    case 'file':
    case 'folder':
      return html`<div class="row">
        ${textControl(field, value, label, set)}
        <vscode-button secondary icon="folder-opened" aria-label=${t('Browse for {0}', field.label)} title=${t('Browse…')} @click=${() => actions.browse(part, field)}></vscode-button>
      </div>`;
    case 'list':
      return html`<vscode-textarea rows="3" resize="vertical" .label=${t('{0}, one in each line', label)} placeholder=${field.placeholder ?? t('One in each line')}
        .value=${Array.isArray(value) ? value.join('\n') : ''} @input=${(event: Event) => set(valueOf(event).split('\n').filter((line) => line.trim() !== ''))}></vscode-textarea>`;
    case 'pairs':
      return pairsView(field, value, set);
    case 'rows':
      return rowsView(field, value, set);
    case 'text':
      return textControl(field, value, label, set);
  }
}

function textControl(field: ProfileField, value: FieldValue | undefined, label: string, set: (next: string) => void): TemplateResult {
  return html`<vscode-textfield .label=${label} placeholder=${field.placeholder ?? ''} spellcheck="false" .value=${typeof value === 'string' ? value : ''}
    @input=${(event: Event) => set(valueOf(event))}></vscode-textfield>`;
}

function secretControl(state: FormState, field: ProfileField, actions: FieldActions, label: string): TemplateResult {
  const stored = state.isStored(field.key);
  const placeholder = stored ? t('Stored. Leave empty to keep it.') : (field.placeholder ?? '');
  return html`<div class="row">
    <vscode-textfield type="password" autocomplete="off" .label=${stored ? t('{0}, stored, leave empty to keep it', label) : label} placeholder=${placeholder}
      .value=${state.secret(field.key)} @input=${(event: Event) => actions.secret(field.key, valueOf(event))}></vscode-textfield>
    ${stored ? html`<vscode-button secondary icon="trash" aria-label=${t('Remove the stored {0}', field.label)} title=${t('Remove the stored value')} @click=${() => actions.secret(field.key, null)}></vscode-button>` : nothing}
  </div>`;
}

function isChecked(event: Event): boolean {
  return event.currentTarget instanceof HTMLElement && 'checked' in event.currentTarget && event.currentTarget.checked === true;
}

/** What is no number stays wrong, so that the form says so. */
function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}
