import { html, nothing, type TemplateResult } from 'lit';
import type { ResultState } from '../../protocol/results';
import { t } from '../shared/l10n';

export interface FooterState {
  readonly state: ResultState;
  readonly facts: readonly string[];
  /** About the last change; may be empty. */
  readonly notice: string;
  readonly selection: readonly string[];
  readonly reading: boolean;
  readonly messages: number;
  readonly messagesOpen: boolean;
}

export interface FooterEvents {
  readonly readAll: () => void;
  readonly toggleMessages: () => void;
}

export function footer({ state, facts, notice, selection, reading, messages, messagesOpen }: FooterState, events: FooterEvents): TemplateResult {
  const more = state.phase === 'paused' && !state.complete && !state.live;
  return html`<footer>
    <span class="facts-line" role="status">${facts.join(' · ')}</span>
    ${more
      ? html`<button class="link" ?disabled=${reading} title=${t('The source waits. Reads every row that is left.')} @click=${events.readAll}>${reading ? t('Reading…') : t('Read all')}</button>`
      : nothing}
    ${state.endedEarly === undefined ? nothing : html`<span class="warn" title=${state.endedEarly}><span class="codicon codicon-warning" aria-hidden="true"></span>${state.endedEarly}</span>`}
    ${state.phase === 'cancelled' ? html`<span class="warn">${t('Stopped; the rows received stay.')}</span>` : nothing}
    ${notice === '' ? nothing : html`<span class="notice" role="status" title=${notice}>${notice.replaceAll('`', '')}</span>`}
    ${messages > 0
      ? html`<button class="link" aria-expanded=${messagesOpen} @click=${events.toggleMessages}>${messages === 1 ? t('1 message') : t('{0} messages', messages)}</button>`
      : nothing}
    <span class="selection-line" aria-live="polite">${selection.join('  ·  ')}</span>
  </footer>`;
}
