import type { HistoryEntry } from './entry';

/** Characters of a statement shown in a row. */
const LABEL = 160;

export interface FoundEntry {
  readonly entry: HistoryEntry;
  /** The statement on one line. */
  readonly label: string;
  /** Pairs of start and end in the label. */
  readonly highlights: readonly (readonly [number, number])[];
}

/** Entries that hold every word of the search, in the statement or the connection's name, with the places to mark. */
export function search(entries: readonly HistoryEntry[], text: string): readonly FoundEntry[] {
  const words = text.toLowerCase().split(/\s+/u).filter((word) => word !== '');
  return entries
    .filter((entry) => {
      const hay = `${entry.statement}\n${entry.title}\n${entry.connectionName}`.toLowerCase();
      return words.every((word) => hay.includes(word));
    })
    .map((entry) => {
      const label = labelOf(entry.statement);
      return { entry, label, highlights: placesOf(label, words) };
    });
}

/** The statement on one line, without the comments above it. */
export function labelOf(statement: string): string {
  const withoutComments = statement.replace(/^(?:\s*--[^\n]*(?:\n|$))+/u, '');
  const line = (withoutComments.trim() === '' ? statement : withoutComments).slice(0, LABEL * 4).replaceAll(/\s+/gu, ' ').trim();
  return line.length > LABEL ? `${line.slice(0, LABEL)}…` : line;
}

function placesOf(label: string, words: readonly string[]): readonly (readonly [number, number])[] {
  const lower = label.toLowerCase();
  if (lower.length !== label.length) return []; // letters that change length with their case: places would be off
  const places = words.flatMap((word) => occurrences(lower, word)).sort(([one], [other]) => one - other);
  const merged: [number, number][] = [];
  for (const [start, end] of places) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

function occurrences(text: string, word: string): (readonly [number, number])[] {
  const places: (readonly [number, number])[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) places.push([at, at + word.length]);
  return places;
}
