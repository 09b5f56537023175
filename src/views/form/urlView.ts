import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { valueOf } from './values';
import { t } from '../shared/l10n';

export interface UrlBox {
  readonly text: string;
  readonly problem?: string;
  /** True after a URL has filled the fields. */
  readonly done?: boolean;
}

/** A box for a URL that fills the fields below it, by Enter or by pasting. */
export function urlView(box: UrlBox, examples: readonly string[], parse: (text: string) => void): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) parse(valueOf(event));
  };
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!text.includes('://')) return;
    event.preventDefault();
    parse(text);
  };
  return html`
    <div class="field url ${box.problem === undefined ? '' : 'wrong'}">
      <div class="label" aria-hidden="true">${t('Fill from a URL')}</div>
      <vscode-textfield label=${t('Fill from a URL')} placeholder=${t('Paste one, such as {0}', examples[0] ?? '')} spellcheck="false" .value=${box.text} @keydown=${onKey} @paste=${onPaste}></vscode-textfield>
      ${box.problem === undefined ? nothing : html`<div class="issue" role="alert"><span class="codicon codicon-error" aria-hidden="true"></span>${box.problem} ${t('Known are: {0}', examples.join(', '))}</div>`}
      ${box.done ? html`<div class="help" role="status">${t('The fields below were filled from the URL.')}</div>` : nothing}
    </div>
  `;
}
