import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { plainText } from '../../core/errors';
import type { Failure } from '../../core/errors';
import type { FormTest } from '../../protocol/formView';
import { t, tParts } from '../shared/l10n';

/** What the last test or submit of the form came to. */
export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'testing' }
  | { readonly kind: 'tested'; readonly report: FormTest }
  | { readonly kind: 'failed'; readonly failure: Failure };

export function outcomeView(outcome: Outcome, cancel: () => void, showLog: () => void): TemplateResult {
  return html`<div class="outcome" aria-live="polite">${inside(outcome, cancel, showLog)}</div>`;
}

function inside(outcome: Outcome, cancel: () => void, showLog: () => void): TemplateResult | typeof nothing {
  switch (outcome.kind) {
    case 'none':
      return nothing;
    case 'testing':
      return html`<div class="testing"><vscode-icon name="loading" spin></vscode-icon><span>${t('Connecting…')}</span><vscode-button secondary @click=${cancel}>${t('Cancel')}</vscode-button></div>`;
    case 'tested': {
      const { product, version, connectMs, roundTripMs } = outcome.report;
      return html`<div class="tested"><span class="codicon codicon-pass" aria-hidden="true"></span>
        <span>${tParts('{0} answers. Connected in {1}, round trip {2}.', html`<b>${product} ${version}</b>`, milliseconds(connectMs), milliseconds(roundTripMs))}</span></div>`;
    }
    case 'failed':
      return failed(outcome.failure, showLog);
  }
}

function failed({ what, why, todo, code, detail }: Failure, showLog: () => void): TemplateResult {
  const own = [code, detail].filter((part) => part !== undefined).join('\n');
  return html`<div class="failed" role="alert">
    <span class="codicon codicon-error" aria-hidden="true"></span>
    <div>
      <b>${plainText(what)}</b>
      <p>${plainText(why)} ${plainText(todo ?? '')}</p>
      ${own === '' ? nothing : html`<details><summary>${t('Details')}</summary><pre>${own}</pre></details>`}
      <a href="#" @click=${(event: Event) => { event.preventDefault(); showLog(); }}>${t('Show Log')}</a>
    </div>
  </div>`;
}

/** Three digits are enough to compare with. */
function milliseconds(time: number): string {
  if (time < 0.1) return t('under {0} ms', '0.1');
  return `${time < 10 ? time.toFixed(1) : Math.round(time).toLocaleString('en-US')} ms`;
}
