import type { ResultTab } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import { resultFacts } from './footerText';

/** How a result ended, for a screen reader. */
export function endOf({ title, lost, state }: ResultTab): string {
  const failure = lost ?? state?.failure;
  if (failure) return `${title}: ${failure.what}. ${failure.why}`;
  return `${title}: ${state ? resultFacts(state, Date.now()).join(', ') : t('finished')}`;
}
