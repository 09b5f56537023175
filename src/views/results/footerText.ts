import { liveFacts } from './live/liveTools';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../core/format/numbers';
import { rowsText } from '../shared/counts';
import { t } from '../shared/l10n';
import type { ResultState, SelectionTotals } from '../../protocol/results';

/** The facts of a result in the footer: rows, bytes, time, rate. */
export function resultFacts(state: ResultState, now: number): readonly string[] {
  const elapsed = state.phase === 'running' ? Math.max(state.elapsedMs, Math.min(now - state.startedAt, state.elapsedMs + 1_000)) : state.elapsedMs;
  const soFar = !state.complete && state.phase === 'paused' && !state.live;
  const rate = formatRate(state.rows, elapsed);
  return [
    state.columns > 0 ? soFar ? t('{0} so far', rowsText(state.rows)) : rowsText(state.rows) : '',
    state.bytes > 0 ? formatBytes(state.bytes) : '',
    state.firstRowMs === undefined ? formatDuration(elapsed) : t('{0} (first row {1})', formatDuration(elapsed), formatDuration(state.firstRowMs)),
    ...(state.live ? liveFacts(state.live) : [state.rows > 1 ? rate : '']),
    state.spilledBytes > 0 ? t('{0} on disk', formatBytes(state.spilledBytes)) : '',
    ...state.facts.map(([label, value]) => `${label} ${value}`),
  ].filter((fact) => fact !== '');
}

/** The facts of a selection: its size at once, its totals when they are there. */
export function selectionFacts(cells: number, totals: SelectionTotals | undefined): readonly string[] {
  if (cells < 2) return [];
  const facts = [t('{0} cells', formatCount(cells))];
  if (!totals) return facts;
  if (totals.nulls > 0) facts.push(t('{0} NULL', formatCount(totals.nulls)));
  if (totals.sum !== undefined) facts.push(`Σ ${totals.sum}`);
  if (totals.average !== undefined) facts.push(t('avg {0}', totals.average));
  if (totals.min !== undefined) facts.push(t('min {0}', totals.min));
  if (totals.max !== undefined) facts.push(t('max {0}', totals.max));
  return facts;
}
