import type { Failure } from '../../core/errors';
import type { ResultState } from '../../protocol/results';
import type { ResultTab } from '../../protocol/resultsView';
import { t } from '../shared/l10n';

/** What the body of the view shows. */
export type Pane =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'working'; readonly state: ResultState | undefined }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly lost: boolean }
  | { readonly kind: 'finished'; readonly state: ResultState }
  | { readonly kind: 'cancelled'; readonly state: ResultState }
  | { readonly kind: 'grid'; readonly state: ResultState };

export function paneOf(tab: ResultTab | undefined): Pane {
  if (!tab) return { kind: 'welcome' };
  if (tab.lost) return { kind: 'failure', failure: tab.lost, lost: true };
  const { state } = tab;
  if (!state) return { kind: 'working', state };
  // Rows that came before a failure are worth more than the failure alone: it stands above them.
  if (state.columns > 0 && (state.rows > 0 || state.failure === undefined)) return { kind: 'grid', state };
  switch (state.phase) {
    case 'running':
    case 'paused':
      return { kind: 'working', state };
    case 'cancelled':
      return { kind: 'cancelled', state };
    case 'failed':
      return { kind: 'failure', failure: state.failure ?? { what: t('{0} failed', tab.title), why: t('No reason was given.') }, lost: false };
    case 'done':
      return { kind: 'finished', state };
  }
}

export function isWorking(tab: ResultTab): boolean {
  return tab.lost === undefined && (tab.state === undefined || tab.state.phase === 'running');
}
