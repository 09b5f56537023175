/** Start and end of each match in a label, in UTF-16 code units. */
export type Highlights = readonly (readonly [start: number, end: number])[];

/** Every place where `filter` stands in `label`, ignoring case; none for an empty filter. */
export function matchesIn(label: string, filter: string): Highlights {
  if (filter === '') return [];
  const pattern = new RegExp(filter.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'), 'giu');
  return [...label.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length] as const);
}
