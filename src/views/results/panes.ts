import { html, nothing, type TemplateResult } from 'lit';
import { type Failure, failureOf } from '../../core/errors';
import { formatCount, formatDuration } from '../../core/format/numbers';
import type { ResultMessage, ResultState } from '../../protocol/results';
import type { ResultsPlace } from '../../protocol/resultsView';
import { RpcError } from '../../protocol/rpc';
import { rowsText } from '../shared/counts';
import { t } from '../shared/l10n';
import type { Pane } from './pane';
import { prose } from './prose';

export interface PaneEvents {
  readonly rerun: () => void;
  readonly go: (place: ResultsPlace) => void;
  readonly cancel: () => void;
}

/** Why rows that are there cannot be shown. */
export function windowFailure(error: unknown): Failure | undefined {
  if (error === undefined) return undefined;
  return error instanceof RpcError ? error.failure : failureOf(error, t('Could not show these rows'));
}

/** Everything but the grid. */
export function paneBody(pane: Exclude<Pane, { kind: 'grid' }>, events: PaneEvents): TemplateResult {
  switch (pane.kind) {
    case 'welcome':
      return centred('table', t('Rows appear here when you run a statement.'), html`<p class="dim">${t('Write SQL in a .sql file and press Ctrl/⌘+Enter.')}</p>`, button(t('New Query'), () => {
        events.go('newQuery');
      }));
    case 'working':
      // Comes into view after 150 ms only (style sheet): what is quick never flickers.
      return html`<div class="centred late" role="status">
        <div class="pulse large" aria-hidden="true"></div>
        <p>${pane.state?.progress?.text ?? t('Running…')}</p>
        ${messageList(pane.state?.messages ?? [])}
        ${button(t('Stop'), events.cancel, true)}
      </div>`;
    case 'failure':
      return failurePane(pane.failure, pane.lost, events);
    case 'cancelled':
      return centred('circle-slash', t('Stopped before the first row.'), messageList(pane.state.messages), button(t('Run Again'), events.rerun));
    case 'finished':
      return centred('pass', finishedText(pane.state), html`${factList(pane.state)}${messageList(pane.state.messages)}`);
  }
}

function finishedText(state: ResultState): string {
  const time = formatDuration(state.elapsedMs);
  if (state.rowsAffected === undefined) return t('Statement finished in {0}.', time);
  const rows = rowsText(BigInt(state.rowsAffected));
  return t('Statement finished: {0} affected, {1}.', rows, time);
}

function centred(icon: string, title: string, ...more: unknown[]): TemplateResult {
  return html`<div class="centred"><span class="codicon codicon-${icon} large-icon" aria-hidden="true"></span><p>${title}</p>${more}</div>`;
}

function button(label: string, run: () => void, secondary = false): TemplateResult {
  return html`<button class="button ${secondary ? 'secondary' : ''}" @click=${run}>${label}</button>`;
}

export function failurePane(failure: Failure, lost: boolean, events: PaneEvents): TemplateResult {
  return html`<div class="failure" role="alert">
    <h2><span class="codicon codicon-error" aria-hidden="true"></span><span class="prose">${prose(failure.what)}</span></h2>
    <p class="prose">${prose(failure.why)}</p>
    ${failure.todo === undefined ? nothing : html`<p class="todo prose">${prose(failure.todo)}</p>`}
    ${failure.outcomeUnknown ? html`<p class="todo">${t('It is not known whether the change took effect. Look before you run it again.')}</p>` : nothing}
    <div class="buttons">
      ${button(t('Run Again'), events.rerun)}
      ${lost
        ? nothing
        : button(
            t('Edit Connection'),
            () => {
              events.go('connection');
            },
            true,
          )}
      ${button(
        t('Show Log'),
        () => {
          events.go('log');
        },
        true,
      )}
    </div>
    ${failure.detail === undefined && failure.code === undefined
      ? nothing
      : html`<details><summary>${failure.code === undefined ? t('What the system said') : t('What the system said ({0})', failure.code)}</summary><pre tabindex="0">${failure.detail ?? failure.code}</pre></details>`}
  </div>`;
}

/** Above a grid: why its rows are not all, in one line. */
export function banner(state: ResultState, windowFailure: Failure | undefined, retry: () => void, events: PaneEvents): TemplateResult | typeof nothing {
  if (windowFailure) return bannerLine('warning', `${windowFailure.what}: ${windowFailure.why}`, button(t('Retry'), retry, true));
  if (state.failure) return bannerLine('error', `${state.failure.what}: ${state.failure.why}`, state.failure.todo ?? '', button(t('Run Again'), events.rerun, true));
  return nothing;
}

function bannerLine(icon: string, text: string, ...more: unknown[]): TemplateResult {
  return html`<div class="banner ${icon}" role="alert"><span class="codicon codicon-${icon}" aria-hidden="true"></span><span class="banner-text prose">${prose(text)}</span>${more}</div>`;
}

/** Messages of a statement, the newest last; equal neighbours are counted instead of repeated. */
export function messageList(messages: readonly ResultMessage[]): TemplateResult | typeof nothing {
  if (messages.length === 0) return nothing;
  return html`<ul class="messages" role="log" aria-label=${t('Messages')}>
    ${batched(messages).map(({ message, times }) => html`<li class=${message.severity}><span class="codicon codicon-${message.severity}" aria-label=${message.severity}></span>${message.text}${times > 1 ? html`<span class="dim"> × ${formatCount(times)}</span>` : nothing}</li>`)}
  </ul>`;
}

export function batched(messages: readonly ResultMessage[]): readonly { readonly message: ResultMessage; readonly times: number }[] {
  const out: { message: ResultMessage; times: number }[] = [];
  for (const message of messages) {
    const last = out.at(-1);
    if (last?.message.text === message.text && last.message.severity === message.severity) last.times += 1;
    else out.push({ message, times: 1 });
  }
  return out;
}

function factList(state: ResultState): TemplateResult | typeof nothing {
  if (state.facts.length === 0) return nothing;
  return html`<dl class="facts">${state.facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`;
}
