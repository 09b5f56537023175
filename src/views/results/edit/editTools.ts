import { html, nothing, type TemplateResult } from 'lit';
import { iconButton } from '../tabStrip';
import { t } from '../../shared/l10n';
import type { EditMode } from './editMode';

export interface EditToolEvents {
  readonly add: () => void;
  readonly remove: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly review: () => void;
}

/** Buttons of a table whose rows can be changed. */
export function editTools(mode: EditMode, events: EditToolEvents): TemplateResult {
  const { buffer } = mode;
  return html`${mode.canAdd ? iconButton('add', t('Add Row (Insert)'), events.add) : nothing}
    ${mode.canDelete ? iconButton('trash', t('Delete Rows (Ctrl/⌘+Delete)'), events.remove) : nothing}
    ${iconButton('discard', t('Undo (Ctrl/⌘+Z)'), events.undo, !buffer.canUndo)} ${iconButton('redo', t('Redo (Ctrl/⌘+Y)'), events.redo, !buffer.canRedo)}
    ${buffer.count === 0 ? nothing : html`<button class="button small" @click=${events.review}>${buffer.count === 1 ? t('Review 1 Change') : t('Review {0} Changes', buffer.count)}</button>`}<span class="tool-line"></span>`;
}
