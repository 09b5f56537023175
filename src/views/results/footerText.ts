import { liveFacts } from './live/liveTools';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../core/format/numbers';
import type { ResultState, SelectionTotals } from '../../protocol/results';

/** The facts of a result in the footer: rows, bytes, time, rate. */
export function resultFacts(state: ResultState, now: number): readonly string[] {
  const elapsed = state.phase === 'running' ? Math.max(state.elapsedMs, Math.min(now - state.startedAt, state.elapsedMs + 1_000)) : state.elapsedMs;
  const more = state.complete || state.phase !== 'paused' || state.live ? '' : ' so far';
  const rate = formatRate(state.rows, elapsed);
  return [
    state.columns > 0 ? `${formatCount(state.rows)} ${state.rows === 1 ? 'row' : 'rows'}${more}` : '',
    state.bytes > 0 ? formatBytes(state.bytes) : '',
    `${formatDuration(elapsed)}${state.firstRowMs === undefined ? '' : ` (first row ${formatDuration(state.firstRowMs)})`}`,
    ...(state.live ? liveFacts(state.live) : [state.rows > 1 ? rate : '']),
    state.spilledBytes > 0 ? `${formatBytes(state.spilledBytes)} on disk` : '',
    ...state.facts.map(([label, value]) => `${label} ${value}`),
  ].filter((fact) => fact !== '');
}

/** The facts of a selection: its size at once, its totals when they are there. */
export function selectionFacts(cells: number, totals: SelectionTotals | undefined): readonly string[] {
  if (cells < 2) return [];
  const facts = [`${formatCount(cells)} cells`];
  if (!totals) return facts;
  if (totals.nulls > 0) facts.push(`${formatCount(totals.nulls)} NULL`);
  if (totals.sum !== undefined) facts.push(`Σ ${totals.sum}`);
  if (totals.average !== undefined) facts.push(`avg ${totals.average}`);
  if (totals.min !== undefined) facts.push(`min ${totals.min}`);
  if (totals.max !== undefined) facts.push(`max ${totals.max}`);
  return facts;
}
