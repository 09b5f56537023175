import type { FoundEntry } from './search';

export interface HistoryDay {
  /** Midnight at its start, in the person's time zone; milliseconds since 1970. */
  readonly start: number;
  /** Days before today: 0 is today. */
  readonly ago: number;
  readonly found: readonly FoundEntry[];
}

/** Groups entries by calendar day, in the order given. */
export function byDay(found: readonly FoundEntry[], now: number): readonly HistoryDay[] {
  const days = new Map<number, FoundEntry[]>();
  for (const one of found) {
    const start = midnight(one.entry.startedAt);
    const day = days.get(start);
    if (day) day.push(one);
    else days.set(start, [one]);
  }
  const today = midnight(now);
  return [...days].map(([start, entries]) => ({ start, ago: Math.round((today - start) / 86_400_000), found: entries }));
}

function midnight(time: number): number {
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
