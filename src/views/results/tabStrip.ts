import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ResultTab } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import { isWorking } from './pane';
import { scrollToSelected } from './scrollToSelected';

export interface TabEvents {
  select(tab: string): void;
  close(tab: string): void;
  rename(tab: string, title: string): void;
  pin(tab: string, pinned: boolean): void;
  rerun(tab: string): void;
  cancel(tab: string): void;
  menu(tab: string, x: number, y: number): void;
}

export interface TabStripState {
  readonly tabs: readonly ResultTab[];
  readonly selected: string | undefined;
  /** The tab whose title is being edited. */
  readonly renaming: string | undefined;
}

/** The row of tabs; at its end `tools` and the buttons of the selected one. */
export function tabStrip(state: TabStripState, events: TabEvents, editing: (tab: string | undefined) => void, tools: unknown): TemplateResult {
  const selected = state.tabs.find((tab) => tab.id === state.selected);
  return html`<div class="tabs" role="tablist" aria-label=${t('Results')} @wheel=${scrollSideways} @keydown=${(event: KeyboardEvent) => {
    tabKeys(event, state, events, editing);
  }}>
    ${repeat(
      state.tabs,
      (tab) => tab.id,
      (tab, index) => (state.renaming === tab.id ? renameBox(tab, events, editing) : tabButton(tab, index, tab.id === state.selected, events, editing)),
    )}
  </div>
  ${selected ? tabActions(selected, events, tools) : nothing}`;
}

/** The close button is for the mouse: a list of tabs holds nothing but tabs for a screen reader, which is told the key. */
function tabButton(tab: ResultTab, index: number, selected: boolean, events: TabEvents, editing: (tab: string | undefined) => void): TemplateResult {
  const { connection } = tab;
  return html`<div class="tab ${selected ? 'selected' : ''} ${connection.protected ? 'protected' : ''}" role="presentation" data-colour=${connection.colour ?? nothing} title=${hint(tab)} ${scrollToSelected(selected)}
    @auxclick=${(event: MouseEvent) => {
      if (event.button === 1) events.close(tab.id);
    }}
    @dblclick=${() => {
      editing(tab.id);
    }}
    @contextmenu=${(event: MouseEvent) => {
      event.preventDefault();
      events.menu(tab.id, event.clientX, event.clientY);
    }}>
    <button id=${`tab-${tab.id}`} role="tab" class="tab-face" aria-selected=${selected} aria-controls="result" aria-keyshortcuts="Delete F2" tabindex=${selected ? 0 : -1}
      @click=${() => {
        events.select(tab.id);
      }}>
      ${stateMark(tab)}${connection.protected ? html`<span class="codicon codicon-lock" role="img" aria-label=${t('protected')}></span>` : nothing}<span class="tab-number">${index + 1}</span><span class="tab-title">${tab.title}</span>${tab.pinned ? html`<span class="codicon codicon-pinned" aria-label=${t('pinned')}></span>` : nothing}
    </button>
    <button class="tab-close codicon codicon-close" tabindex="-1" title=${t('Close (middle click)')} aria-hidden="true"
      @click=${() => {
        events.close(tab.id);
      }}></button>
  </div>`;
}

function hint({ title, connection, statement }: ResultTab): string {
  const from = connection.name === '' ? title : `${title} · ${connection.name}`;
  return [from, ...(connection.protected ? [t('Protected: asks before anything is changed.')] : []), '', statement.slice(0, 600)].join('\n');
}

function stateMark(tab: ResultTab): TemplateResult | typeof nothing {
  if (tab.lost || tab.state?.phase === 'failed') return html`<span class="mark failed codicon codicon-error" aria-label=${t('failed')}></span>`;
  if (isWorking(tab)) return html`<span class="mark pulse" role="img" aria-label=${t('running')}></span>`;
  if (tab.state?.phase === 'cancelled') return html`<span class="mark codicon codicon-circle-slash" aria-label=${t('stopped')}></span>`;
  return nothing;
}

function renameBox(tab: ResultTab, events: TabEvents, editing: (tab: string | undefined) => void): TemplateResult {
  const done = (box: HTMLInputElement, keep: boolean): void => {
    const title = box.value.trim();
    editing(undefined);
    if (keep && title !== '' && title !== tab.title) events.rename(tab.id, title);
  };
  return html`<input class="tab-rename" aria-label=${t('Title of the tab')} .value=${tab.title} autofocus
    @keydown=${(event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
      event.stopPropagation();
      if (event.key === 'Enter') done(event.currentTarget, true);
      else if (event.key === 'Escape') done(event.currentTarget, false);
    }}
    @blur=${(event: FocusEvent & { currentTarget: HTMLInputElement }) => {
      if (event.currentTarget.isConnected) done(event.currentTarget, true);
    }} />`;
}

function tabActions(tab: ResultTab, events: TabEvents, tools: unknown): TemplateResult {
  const busy = tab.state?.phase === 'running' || tab.state?.phase === 'paused';
  return html`<div class="tab-actions" role="toolbar" aria-label=${t('Selected result')}>
    ${tools}
    ${iconButton('debug-rerun', t('Run Again'), () => {
      events.rerun(tab.id);
    })}
    ${iconButton(
      'debug-stop',
      t('Stop'),
      () => {
        events.cancel(tab.id);
      },
      !busy,
    )}
    ${iconButton(tab.pinned ? 'pinned' : 'pin', tab.pinned ? t('Unpin Tab') : t('Keep Tab (Pin)'), () => {
      events.pin(tab.id, !tab.pinned);
    })}
  </div>`;
}

export function iconButton(icon: string, label: string, run: (event: MouseEvent) => void, disabled = false): TemplateResult {
  return html`<button class="icon codicon codicon-${icon}" title=${label} aria-label=${label} ?disabled=${disabled} @click=${run}></button>`;
}

function scrollSideways(event: WheelEvent): void {
  if (event.currentTarget instanceof HTMLElement && event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY;
}

function tabKeys(event: KeyboardEvent, state: TabStripState, events: TabEvents, editing: (tab: string | undefined) => void): void {
  const at = state.tabs.findIndex((tab) => tab.id === state.selected);
  const tab = state.tabs[at];
  if (!tab) return;
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: state.tabs.length - 1 }[event.key];
  const next = to === undefined ? undefined : state.tabs[to];
  if (next) events.select(next.id);
  else if (event.key === 'F2') editing(tab.id);
  else if (event.key === 'Delete') events.close(tab.id);
  else return;
  event.preventDefault();
}
