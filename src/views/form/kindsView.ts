import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ProfilePreset } from '../../core/contract/profile';
import { t } from '../shared/l10n';
import type { FormState } from './formState';

export interface KindActions {
  choose(kind: string): void;
  preset(preset: ProfilePreset): void;
}

/** The choice between kinds as cards, and the presets of the chosen one. One kind alone is no choice. */
export function kindsView(state: FormState, actions: KindActions): TemplateResult {
  const { kinds, kindsTitle } = state.model;
  const chosen = state.kind;
  const cards = kinds.map(
    (kind) => html`
      <label class="card ${kind.id === chosen?.id ? 'chosen' : ''}">
        <input type="radio" name="kind" value=${kind.id} .checked=${kind.id === chosen?.id} @change=${() => { actions.choose(kind.id); }} />
        <span class="codicon codicon-${kind.icon}" aria-hidden="true"></span>
        <span class="text"><b>${kind.label}</b><small>${kind.description}</small></span>
      </label>
    `,
  );
  const presets = chosen?.presets ?? [];
  return html`
    ${kinds.length < 2 ? nothing : html`<fieldset class="kinds"><legend>${kindsTitle}</legend><div class="cards">${cards}</div></fieldset>`}
    ${presets.length === 0
      ? nothing
      : html`<div class="presets" role="group" aria-label=${t('Presets')}>
          ${presets.map((preset) => html`<vscode-button secondary @click=${() => { actions.preset(preset); }}>${preset.label}</vscode-button>`)}
        </div>`}
  `;
}
