import { html, nothing } from 'lit';
import { messageList } from '../panes';
import { t } from '../../shared/l10n';
import type { ResultView, ViewContext } from './resultView';

/** Everything that the system said while the statement ran, and what is known of the run. */
export function messagesView({ root }: ViewContext): ResultView {
  return {
    id: 'messages',
    label: t('Messages'),
    icon: 'output',
    offered: ({ tab }) => (tab.state?.messages.length ?? 0) > 0,
    open: (page) => ({
      render: () => {
        const { state } = page.tab;
        return html`<div class="view messages-view" tabindex="0" role="region" aria-label=${t('Messages of the result')}>
          ${messageList(state?.messages ?? [])}
          ${state && state.facts.length > 0 ? html`<dl class="facts">${state.facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>` : nothing}
        </div>`;
      },
      focus: () => root.querySelector<HTMLElement>('.messages-view')?.focus(),
      close: () => undefined,
    }),
  };
}
