import type { Failure } from '../../core/errors';

/** How a run ended. */
export type Outcome =
  | { readonly kind: 'complete' }
  /** The source had more; `why` says in words why it was left. */
  | { readonly kind: 'early'; readonly why: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly failure: Failure };

export function cappedAt(rows: number): Outcome {
  return { kind: 'early', why: `The limit of ${rows.toLocaleString('en-US')} rows was reached.` };
}

export function pausedTooLong(ms: number): Outcome {
  return { kind: 'early', why: `Nobody asked for more rows for ${words(ms)}, so the source was closed. Run the statement again to read on.` };
}

export function timedOut(ms: number, rows: number): Outcome {
  const kept = rows === 0 ? '' : ` The ${rows.toLocaleString('en-US')} rows received before are shown.`;
  return {
    kind: 'failed',
    failure: {
      what: 'The statement did not finish',
      why: `It ran longer than its time limit of ${words(ms)}.${kept}`,
      todo: 'Raise the statement timeout of the connection, or narrow the statement.',
      code: 'timeout',
    },
  };
}

export function connectionClosed(): Outcome {
  return { kind: 'early', why: 'The connection was closed.' };
}

function words(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return `${Math.round(ms / 60_000)} min`;
}
