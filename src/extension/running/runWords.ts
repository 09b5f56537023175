import { formatCount, formatDuration } from '../../core/format/numbers';
import type { Connections } from '../services';
import { elapsedOf } from './runWatch';
import type { Stoppable } from './stopper';

/** The editor's own translator, by shape. */
export interface Translator {
  t(message: string, ...args: readonly (string | number)[]): string;
}

export interface RunWords {
  readonly title: string;
  readonly connection: string;
  /** What it does now, and how far it is. */
  readonly doing: string;
  readonly elapsedMs: number;
}

/** What a row, the status bar and a list say about something that runs. */
export function wordsOf(one: Stoppable, connections: Pick<Connections, 'find'>, l10n: Translator, now: number): RunWords {
  const { watched } = one;
  const connectionId = one.kind === 'run' ? one.run.summary.connectionId : one.watched.state.connectionId;
  const elapsedMs = watched ? elapsedOf(watched, now) : one.kind === 'run' ? now - one.run.startedAt : 0;
  return {
    title: watched?.state.title ?? (one.kind === 'run' ? one.run.summary.title : ''),
    connection: connections.find(connectionId)?.name ?? '',
    doing: [placeOf(one, l10n), watched ? progressOf(watched, l10n) : undefined].filter((part) => part !== undefined && part !== '').join(' · '),
    elapsedMs,
  };
}

/** `12 s` without the fractions that would only flicker. */
export function wholeSeconds(millis: number): string {
  return millis < 1_000 ? '0 s' : formatDuration(Math.floor(millis / 1_000) * 1_000);
}

function placeOf(one: Stoppable, l10n: Translator): string | undefined {
  if (one.kind !== 'run') return undefined;
  const { step, summary } = one.run;
  switch (step.step) {
    case 'asking':
      return undefined;
    case 'connecting':
      return l10n.t('connecting');
    case 'statement':
      return summary.total > 1 ? l10n.t('{0} of {1}', step.at, summary.total) : undefined;
  }
}

function progressOf({ state }: NonNullable<Stoppable['watched']>, l10n: Translator): string {
  const { progress, rows, phase } = state;
  const fraction = progress?.fraction === undefined ? undefined : `${Math.floor(progress.fraction * 100)} %`;
  const parts = [
    phase === 'paused' ? l10n.t('paused') : undefined,
    rows > 0 ? rowsText(l10n, BigInt(rows), false) : undefined,
    ...(phase === 'running' ? [fraction, progress?.text] : []),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** `1 row`, `1,204 rows affected`. */
export function rowsText(l10n: Translator, rows: bigint, affected: boolean): string {
  if (rows === 1n) return affected ? l10n.t('1 row affected') : l10n.t('1 row');
  return affected ? l10n.t('{0} rows affected', formatCount(rows)) : l10n.t('{0} rows', formatCount(rows));
}
